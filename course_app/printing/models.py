"""The table of printed matter. Rows stay in this package; values go out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime


class PrintedFileRow(Model):
    """A PDF by the hash of everything that decides how it looks, shared by all releases that print the same.

    Without ``data`` it could not be made, and ``trouble`` says why; ``made_at`` is when that was tried.
    """

    __tablename__ = "printed_file"
    __table_args__ = (CheckConstraint("size >= 0", name="size_known"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    data: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    trouble: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
