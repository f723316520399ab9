"""Find learners who may need a word without reading all learners.

Revision ID: 0131
Revises: 0130
"""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0130"
branch_labels = None
depends_on = None

PARTS = (
    ("ix_enrolment_still", "enrolment", ["id", "started_at"], "stage = 'started' AND active_at = started_at"),
    ("ix_enrolment_ready", "enrolment", ["id"], "asked > 0 AND met >= asked AND stage <> 'certified'"),
    ("ix_person_letter_waiting", "person_letter", ["changed_at", "account_id"], "status IN ('open', 'ready')"),
    (
        "ix_attempt_missed_final",
        "attempt",
        ["finished_at", "enrolment_id"],
        "unit = 'final' AND number >= 2 AND finished_at IS NOT NULL AND NOT passed",
    ),
)


def upgrade() -> None:
    for name, table, columns, where in PARTS:
        part = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=part, postgresql_where=part)
    op.create_index("ix_staff_note_subject_at", "staff_note", ["subject", "at"])


def downgrade() -> None:
    op.drop_index("ix_staff_note_subject_at", "staff_note")
    for name, table, _columns, _where in reversed(PARTS):
        op.drop_index(name, table)
