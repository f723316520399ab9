"""Note what was erased for good, so that a backup from before does not bring it back.

Revision ID: 0160
Revises: 0141
"""

import sqlalchemy as sa
from alembic import op

revision = "0160"
down_revision = "0141"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sa.UniqueConstraint("kind", "subject", name="uq_erasure_kind_subject"),
    )


def downgrade() -> None:
    op.drop_table("erasure")
