"""Tables of enrolment. Rows stay in this package; values go out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from course_app.domain.requirements import Kind
from course_app.infrastructure.database import Model, UtcDateTime

STILL = "stage = 'started' AND active_at = started_at"
"""Began and did nothing since; as the index has it."""
CLAIMABLE = "asked > 0 AND met >= asked AND stage <> 'certified'"
"""All is met, and no certificate claimed; as the index has it."""
KINDS = ", ".join(f"'{kind}'" for kind in Kind)


class EnrolmentRow(Model):
    """A learner in a course; ``place_*`` is where reading stopped last.

    What follows is a summary for lists, kept with the facts: ``active_at`` the last fact, ``met`` of ``asked``
    requirements, ``letters`` the number of people written to, ``stage`` the furthest step of the funnel. ``counted``
    says that counters know of it; one that was merged into another is set ``aside`` and counts nowhere.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("account_id", "course"),
        Index("ix_enrolment_course_id", "course", "id"),
        Index("ix_enrolment_cohort_id", "cohort_id", "id"),
        Index("ix_enrolment_course_stage_id", "course", "stage", "id"),
        Index("ix_enrolment_course_active_at", "course", "active_at"),
        Index(
            "ix_enrolment_uncounted",
            "id",
            sqlite_where=sql("NOT counted"),
            postgresql_where=sql("NOT counted"),
        ),
        Index("ix_enrolment_still", "id", "started_at", sqlite_where=sql(STILL), postgresql_where=sql(STILL)),
        Index("ix_enrolment_ready", "id", sqlite_where=sql(CLAIMABLE), postgresql_where=sql(CLAIMABLE)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    course: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place_unit: Mapped[str] = mapped_column(String(81), default="")
    place_heading: Mapped[str] = mapped_column(String(80), default="")
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="SET NULL"))
    active_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    met: Mapped[int] = mapped_column(default=0, server_default="0")
    asked: Mapped[int] = mapped_column(default=0, server_default="0")
    letters: Mapped[int] = mapped_column(default=0, server_default="0")
    stage: Mapped[str] = mapped_column(String(60), default="started", server_default="started")
    counted: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    aside: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))


class FactRow(Model):
    """Something that was reached. Rows are only ever added."""

    __tablename__ = "fact"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind_known"),
        Index("ix_fact_enrolment_id", "enrolment_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(122))
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MilestoneRow(Model):
    """A step of the funnel that an enrolment has reached; ``days`` is how long the first message took."""

    __tablename__ = "milestone"
    __table_args__ = (UniqueConstraint("enrolment_id", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    days: Mapped[int | None]


class FunnelCountRow(Model):
    """How many learners of a cohort (0 = none) who began in the week of that Monday have reached a step."""

    __tablename__ = "funnel_count"
    __table_args__ = (
        UniqueConstraint("course", "cohort", "week", "step"),
        # With the number in them, so that a sum reads the index alone.
        Index("ix_funnel_count_by_cohort", "course", "cohort", "step", "learners"),
        Index("ix_funnel_count_by_week", "course", "week", "step", "learners"),
        Index("ix_funnel_count_by_step", "course", "step", "learners"),
        CheckConstraint("learners >= 0", name="learners_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(String(40))
    cohort: Mapped[int]
    week: Mapped[date] = mapped_column(Date)
    step: Mapped[str] = mapped_column(String(60))
    learners: Mapped[int]


class ReachedCountRow(Model):
    """How many learners reached a step in the week of that Monday, and after how many days (-1 = not asked)."""

    __tablename__ = "reached_count"
    __table_args__ = (
        UniqueConstraint("course", "step", "week", "days"),
        CheckConstraint("learners >= 0", name="learners_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(60))
    week: Mapped[date] = mapped_column(Date)
    days: Mapped[int]
    learners: Mapped[int]


class CohortRow(Model):
    """Learners who take a course together; ``seats`` 0 is any number, ``code`` the secret of its join link."""

    __tablename__ = "cohort"
    __table_args__ = (CheckConstraint("seats >= 0", name="seats_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    seats: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    open: Mapped[bool] = mapped_column(default=True)
    members: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CohortInviteRow(Model):
    """Somebody invited to a cohort by mail."""

    __tablename__ = "cohort_invite"
    __table_args__ = (
        UniqueConstraint("cohort_id", "email_key"),
        Index("ix_cohort_invite_email_key", "email_key"),
        CheckConstraint("state IN ('invited', 'joined', 'revoked')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[str] = mapped_column(String(10), default="invited")
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent: Mapped[int] = mapped_column(default=1)


class CohortImportRow(Model):
    """What became of each row of a file of invitations."""

    __tablename__ = "cohort_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    rows: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
