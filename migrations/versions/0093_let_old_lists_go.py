"""When somebody signed in last, and whether they were told that their list will go.

Revision ID: 0093
Revises: 0081
"""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_account_signed_in_at", "account", ["signed_in_at"])
    # Nobody's time begins before it can be counted.
    op.execute("UPDATE account SET signed_in_at = CURRENT_TIMESTAMP")
    op.create_table(
        "list_warning",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_list_warning_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_list_warning")),
    )


def downgrade() -> None:
    op.drop_table("list_warning")
    op.drop_index("ix_account_signed_in_at", "account")
    op.drop_column("account", "signed_in_at")
