"""A sign of its own for the site, beside its logo.

Revision ID: 0130
Revises: 0100
"""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("branding", sa.Column("icon", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("branding", "icon")
