"""Tables of reporting. Rows stay in this package; values go out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime


class StaffNoteRow(Model):
    """What staff wrote about a learner: a note, or why something was waived. It goes with the learner."""

    __tablename__ = "staff_note"
    __table_args__ = (
        CheckConstraint("kind IN ('exemption', 'note')", name="kind_known"),
        Index("ix_staff_note_subject_at", "subject", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(122), default="")
    text: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemStatisticRow(Model):
    """How a question does, as of a moment: made by a job from first attempts. ``flagged`` counts its flags."""

    __tablename__ = "item_statistic"
    __table_args__ = (UniqueConstraint("course", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(String(81))
    version: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    flagged: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemCountRow(Model):
    """Up to which attempt the questions of a course were counted, and when."""

    __tablename__ = "item_count"

    course: Mapped[str] = mapped_column(String(40), primary_key=True)
    newest: Mapped[int]
    attempts: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuestionReportRow(Model):
    """A learner says that something is wrong with a question."""

    __tablename__ = "question_report"
    __table_args__ = (
        Index("ix_question_report_state_id", "state", "id"),
        CheckConstraint("state IN ('open', 'closed')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(String(81))
    version: Mapped[str] = mapped_column(String(16))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(1000))
    state: Mapped[str] = mapped_column(String(10), default="open")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class BrandingRow(Model):
    """One version of how the site looks; the newest holds."""

    __tablename__ = "branding"

    id: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    icon: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PrivacyRequestRow(Model):
    """Somebody asks for their data, or to be forgotten. Their address is wiped when it is answered."""

    __tablename__ = "privacy_request"
    __table_args__ = (
        CheckConstraint("kind IN ('export', 'delete', 'forget')", name="kind_known"),
        CheckConstraint("state IN ('open', 'done', 'refused')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(254))
    asked_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="open")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
