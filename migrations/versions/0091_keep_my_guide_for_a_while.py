"""A learner's own Guide, sealed, for a quarter of an hour.

Revision ID: 0091
Revises: 0080
"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "my_guide",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("choices", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("trouble", sa.String(length=200), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'ready', 'failed')", name=op.f("ck_my_guide_state_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_my_guide_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_my_guide")),
    )
    op.create_index("ix_my_guide_changed_at", "my_guide", ["changed_at"])


def downgrade() -> None:
    op.drop_index("ix_my_guide_changed_at", "my_guide")
    op.drop_table("my_guide")
