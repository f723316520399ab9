"""The table of My Guide. Rows stay in this package; values go out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime


class GuideRow(Model):
    """The one Guide that a learner asked for last.

    ``choices`` are words (``letter contacts``) that say nothing about anybody. The PDF is sealed with the learner's
    own key; without it, ``trouble`` says why it could not be made, '' while it is waited for.
    """

    __tablename__ = "my_guide"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'ready', 'failed')", name="state_known"),
        Index("ix_my_guide_changed_at", "changed_at"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    choices: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    trouble: Mapped[str] = mapped_column(String(200), default="")
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    pages: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
