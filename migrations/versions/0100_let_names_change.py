"""Let lessons and tasks be renamed: sealed texts remember the name they were first written under.

Revision ID: 0100
Revises: 0082
"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("entry", "note"):
        op.add_column(name, sa.Column("born", sa.String(length=122), nullable=False, server_default=""))
        table = sa.table(name, sa.column("subject"), sa.column("born"))
        op.execute(table.update().values(born=table.c.subject))


def downgrade() -> None:
    # What was renamed goes back to the name that its seal knows.
    for name in ("note", "entry"):
        table = sa.table(name, sa.column("subject"), sa.column("born"))
        op.execute(table.update().values(subject=table.c.born))
        with op.batch_alter_table(name) as change:
            change.drop_column("born")
