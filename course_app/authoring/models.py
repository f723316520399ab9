"""Tables of authoring. Rows stay in this package; values go out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime


class RevisionRow(Model):
    """A file as it was saved in the browser; ``sha256`` is None where it was taken away.

    Saves of one person that follow one another closely share a row, so that the history can be read.
    """

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_course_id_path", "course_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256", ondelete="RESTRICT"), index=True)
    what: Mapped[str] = mapped_column(String(200), default="")
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PresenceRow(Model):
    """Somebody has a file open in the editor; ``seen_at`` is moved on as long as they do."""

    __tablename__ = "presence"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(String(400), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class PlannedReleaseRow(Model):
    """A draft that is to be published by itself at a time, as it was when that was decided.

    ``version`` is that of the draft: when it was edited since, nothing is published and ``refusal`` says why.
    """

    __tablename__ = "planned_release"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refusal: Mapped[str] = mapped_column(String(400), default="")
