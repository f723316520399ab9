"""Let sums over the counters of the funnel, and searches for learners, read indexes alone.

Revision ID: 0082
Revises: 0093
"""

from alembic import op

revision = "0082"
down_revision = "0093"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_funnel_count_by_cohort", "funnel_count", ["course", "cohort", "step", "learners"])
    op.create_index("ix_funnel_count_by_week", "funnel_count", ["course", "week", "step", "learners"])
    op.create_index("ix_funnel_count_by_step", "funnel_count", ["course", "step", "learners"])
    op.create_index("ix_account_name_email_key", "account", ["name", "email_key"])


def downgrade() -> None:
    op.drop_index("ix_account_name_email_key", "account")
    for name in ("step", "week", "cohort"):
        op.drop_index(f"ix_funnel_count_by_{name}", "funnel_count")
