"""Tables of learning. Rows stay in this package; values go out."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime


class NoteRow(Model):
    """A private note of a learner, sealed with the learner's key.

    ``subject`` is the address of a unit (``find/walk-back``), or of a question to oneself in it
    (``find/walk-back#left-out``). ``version`` counts changes, so that a stale page is refused. ``born``
    is the subject it was first written under: the seal is bound to it, so that a lesson may be renamed.
    """

    __tablename__ = "note"
    __table_args__ = (UniqueConstraint("account_id", "course", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    course: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(122))
    born: Mapped[str] = mapped_column(String(122), server_default="")
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
