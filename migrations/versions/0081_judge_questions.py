"""Statistics of questions, reports of errors, words of mails, the look of the site, and privacy requests.

Revision ID: 0081
Revises: 0092
"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0092"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "item_statistic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=81), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("as_of", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_statistic")),
        sa.UniqueConstraint("course", "version", name=op.f("uq_item_statistic_course_version")),
    )
    op.create_table(
        "item_count",
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("course", name=op.f("pk_item_count")),
    )
    op.create_table(
        "question_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=81), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_question_report_state_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_question_report_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_report")),
    )
    op.create_index("ix_question_report_account_id", "question_report", ["account_id"])
    op.create_index("ix_question_report_state_id", "question_report", ["state", "id"])
    op.create_table(
        "mail_wording",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_mail_wording")),
    )
    op.create_table(
        "branding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branding")),
    )
    op.create_table(
        "privacy_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('export', 'delete', 'forget')", name=op.f("ck_privacy_request_kind_known")),
        sa.CheckConstraint("state IN ('open', 'done', 'refused')", name=op.f("ck_privacy_request_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_request")),
    )


def downgrade() -> None:
    for name in ("privacy_request", "branding", "mail_wording", "question_report", "item_count", "item_statistic"):
        op.drop_table(name)
