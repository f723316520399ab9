"""Tables of the workbook. Rows stay in this package; values go out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime


class EntryRow(Model):
    """What a learner typed into one task, as one sealed text.

    ``subject`` is the address of the task (``find/sheet#all``); ``version`` counts changes, so that a stale page is
    refused and nothing is overwritten silently. ``born`` is the subject it was first typed under: the seal is bound to
    it, so that a task may be renamed.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "subject"),
        CheckConstraint("version >= 1", name="version_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(122))
    born: Mapped[str] = mapped_column(String(122), server_default="")
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
