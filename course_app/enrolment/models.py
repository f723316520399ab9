"""Tables of enrolment. Rows stay in this package; values go out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course_app.domain.requirements import Kind
from course_app.infrastructure.database import Model, UtcDateTime

KINDS = ", ".join(f"'{kind}'" for kind in Kind)


class EnrolmentRow(Model):
    """A learner in a course; ``place_*`` is where reading stopped last."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("account_id", "course"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    course: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place_unit: Mapped[str] = mapped_column(String(81), default="")
    place_heading: Mapped[str] = mapped_column(String(80), default="")


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
