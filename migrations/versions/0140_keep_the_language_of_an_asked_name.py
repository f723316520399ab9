"""Keep in which language the characters of a name are written that somebody asks for.

Revision ID: 0140
Revises: 0131
"""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0131"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("correction_request", sa.Column("name_lang", sa.String(length=10), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("correction_request") as table:
        table.drop_column("name_lang")
