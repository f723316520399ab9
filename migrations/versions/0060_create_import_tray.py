"""The sift tray of an import, sealed, for an hour at most.

Revision ID: 0060
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_tray",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=True),
        sa.Column("look", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_import_tray_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_tray")),
    )
    op.create_index("ix_import_tray_account_id", "import_tray", ["account_id"])
    op.create_index("ix_import_tray_created_at", "import_tray", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_import_tray_created_at", "import_tray")
    op.drop_index("ix_import_tray_account_id", "import_tray")
    op.drop_table("import_tray")
