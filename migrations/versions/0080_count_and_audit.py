"""Cohorts, the counters of the funnel, allowed tries, item counts, reports of errors, and the audit log.

Revision ID: 0080
Revises: 0070
"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0070"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PG_REFUSE = """
CREATE FUNCTION audit_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a line of the audit log can neither be changed nor deleted'; END $$
"""


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_action_id", "audit", ["action", "id"])
    op.create_index("ix_audit_object_id", "audit", ["object", "id"])
    _refuse_changes()
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("coach_id", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_cohort_seats_not_negative")),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["account.id"], name=op.f("fk_cohort_coach_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("code", name=op.f("uq_cohort_code")),
    )
    op.create_index("ix_cohort_course", "cohort", ["course"])
    op.create_index("ix_cohort_coach_id", "cohort", ["coach_id"])
    op.create_table(
        "cohort_invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('invited', 'joined', 'revoked')", name=op.f("ck_cohort_invite_state_known")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_invite_cohort_id_cohort"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_invite")),
        sa.UniqueConstraint("cohort_id", "email_key", name=op.f("uq_cohort_invite_cohort_id_email_key")),
    )
    op.create_index("ix_cohort_invite_email_key", "cohort_invite", ["email_key"])
    op.create_table(
        "cohort_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_import_cohort_id_cohort"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_import")),
    )
    op.create_index("ix_cohort_import_cohort_id", "cohort_import", ["cohort_id"])
    op.create_index("ix_cohort_import_at", "cohort_import", ["at"])
    with op.batch_alter_table("enrolment") as batch:
        batch.add_column(sa.Column("cohort_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("active_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("met", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("asked", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("letters", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("stage", sa.String(length=60), server_default="started", nullable=False))
        batch.add_column(sa.Column("counted", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        batch.add_column(sa.Column("aside", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        batch.create_foreign_key(
            op.f("fk_enrolment_cohort_id_cohort"), "cohort", ["cohort_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_enrolment_course_id", "enrolment", ["course", "id"])
    op.create_index("ix_enrolment_cohort_id", "enrolment", ["cohort_id", "id"])
    op.create_index("ix_enrolment_course_stage_id", "enrolment", ["course", "stage", "id"])
    op.create_index("ix_enrolment_course_active_at", "enrolment", ["course", "active_at"])
    op.create_index(
        "ix_enrolment_uncounted",
        "enrolment",
        ["id"],
        sqlite_where=sa.text("NOT counted"),
        postgresql_where=sa.text("NOT counted"),
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_milestone_enrolment_id_enrolment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("enrolment_id", "step", name=op.f("uq_milestone_enrolment_id_step")),
    )
    op.create_table(
        "funnel_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.CheckConstraint("learners >= 0", name=op.f("ck_funnel_count_learners_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funnel_count")),
        sa.UniqueConstraint("course", "cohort", "week", "step", name=op.f("uq_funnel_count_course_cohort_week_step")),
    )
    op.create_table(
        "reached_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.CheckConstraint("learners >= 0", name=op.f("ck_reached_count_learners_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reached_count")),
        sa.UniqueConstraint("course", "step", "week", "days", name=op.f("uq_reached_count_course_step_week_days")),
    )
    op.create_table(
        "allowed_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=81), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_allowed_try_enrolment_id_enrolment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowed_try")),
    )
    op.create_index("ix_allowed_try_enrolment_id", "allowed_try", ["enrolment_id", "unit"])
    op.create_table(
        "staff_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=122), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('exemption', 'note')", name=op.f("ck_staff_note_kind_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_staff_note_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_staff_note_by_account"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
    )
    op.create_index("ix_staff_note_account_id", "staff_note", ["account_id"])
    op.create_index("ix_credential_valid_until", "credential", ["valid_until"])


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(PG_REFUSE)
        op.execute(
            "CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()"
        )
        return
    for change in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER audit_no_{change} BEFORE {change.upper()} ON audit BEGIN"
            " SELECT RAISE(ABORT, 'a line of the audit log can neither be changed nor deleted'); END"
        )


def downgrade() -> None:
    op.drop_index("ix_credential_valid_until", "credential")
    op.drop_table("staff_note")
    op.drop_table("allowed_try")
    op.drop_table("reached_count")
    op.drop_table("funnel_count")
    op.drop_table("milestone")
    for name in ("uncounted", "course_active_at", "course_stage_id", "cohort_id", "course_id"):
        op.drop_index(f"ix_enrolment_{name}", "enrolment")
    with op.batch_alter_table("enrolment") as batch:
        batch.drop_constraint(op.f("fk_enrolment_cohort_id_cohort"), type_="foreignkey")
        for name in ("aside", "counted", "stage", "letters", "asked", "met", "active_at", "cohort_id"):
            batch.drop_column(name)
    op.drop_table("cohort_import")
    op.drop_table("cohort_invite")
    op.drop_table("cohort")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_added()")
