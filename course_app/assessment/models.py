"""Tables of assessment. Rows stay in this package; values go out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime

MISSED_FINAL = "unit = 'final' AND number >= 2 AND finished_at IS NOT NULL AND NOT passed"
"""A second final, or a later one, that was not passed; as the index has it."""


class AttemptRow(Model):
    """A try at a check or the final, pinned to the release it began on.

    ``drawn`` lists what was drawn: question id, version, order of options and topic. Only one attempt of a learner
    at a unit is open at a time.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "unit", "number"),
        Index(
            "uq_attempt_open",
            "enrolment_id",
            "unit",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index(
            "ix_attempt_missed_final",
            "finished_at",
            "enrolment_id",
            sqlite_where=text(MISSED_FINAL),
            postgresql_where=text(MISSED_FINAL),
        ),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    unit: Mapped[str] = mapped_column(String(81))
    number: Mapped[int]
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    seed: Mapped[str] = mapped_column(String(32))
    drawn: Mapped[list[Any]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    percent: Mapped[int] = mapped_column(default=0)
    passed: Mapped[bool] = mapped_column(default=False)


class AnswerRow(Model):
    """An answer as it was given. Rows are only ever added.

    ``number`` counts tries at the same position; ``response`` is plain data, or NULL for a reflection, whose text is
    ``sealed`` with the learner's key. The credit is ``credit_over`` / ``credit_under``.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position", "number"),
        CheckConstraint("position >= 1 AND number >= 1", name="counted_from_one"),
        CheckConstraint("credit_over >= 0 AND credit_under >= credit_over", name="credit_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    position: Mapped[int]
    number: Mapped[int]
    question_version: Mapped[str] = mapped_column(String(16), index=True)
    response: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    credit_over: Mapped[int]
    credit_under: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SceneStepRow(Model):
    """A choice taken in a scene of a scenario that has not ended yet. Rows are only ever added."""

    __tablename__ = "scene_step"
    __table_args__ = (UniqueConstraint("attempt_id", "position", "number", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    position: Mapped[int]
    number: Mapped[int]
    step: Mapped[int]
    choice: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AllowedTryRow(Model):
    """A try at a unit that somebody allowed on top. Rows are only ever added."""

    __tablename__ = "allowed_try"
    __table_args__ = (Index("ix_allowed_try_enrolment_id", "enrolment_id", "unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    unit: Mapped[str] = mapped_column(String(81))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
