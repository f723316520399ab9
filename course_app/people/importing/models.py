"""The table of the sift tray: what was read for a learner without JavaScript, sealed, for an hour at most."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime


class ImportTrayRow(Model):
    """People read from a file, none of them on the list yet.

    ``rows`` and ``look`` are sealed with the learner's data key: what was read, which never changes but by matching
    columns, and what the learner ticked and searched. When the picks are kept, ``rows`` goes and ``look`` says what
    became of them.
    """

    __tablename__ = "import_tray"
    __table_args__ = (
        Index("ix_import_tray_account_id", "account_id"),
        Index("ix_import_tray_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    rows: Mapped[bytes | None] = mapped_column(LargeBinary)
    look: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
