"""Find staff among many learners without reading all accounts.

Revision ID: 0141
Revises: 0140
"""

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0140"
branch_labels = None
depends_on = None

STAFF = sa.text("role <> 'learner'")


def upgrade() -> None:
    op.create_index("ix_account_staff", "account", ["role"], sqlite_where=STAFF, postgresql_where=STAFF)


def downgrade() -> None:
    op.drop_index("ix_account_staff", "account")
