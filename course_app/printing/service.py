"""Keep printed matter. The caller owns the transaction; nothing here commits."""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.printing.models import PrintedFileRow

KEPT_UNUSED = timedelta(days=30)
"""How long a file stays that no live release prints any more: going back to an earlier release finds it ready."""
_AT_ONCE = 500


def store(session: Session, key: str, data: bytes, now: datetime) -> None:
    """Keep a PDF; one that is there already stays as it is."""
    row = session.get(PrintedFileRow, key)
    if row is not None and row.sha256:
        return
    _put(session, row, PrintedFileRow(key=key, sha256=sha256(data).hexdigest(), size=len(data), data=data, made_at=now))


def note_trouble(session: Session, key: str, trouble: str, now: datetime) -> None:
    """Keep why a PDF could not be made; one that is there already stays as it is."""
    row = session.get(PrintedFileRow, key)
    if row is None or not row.sha256:
        _put(session, row, PrintedFileRow(key=key, trouble=trouble[:200], made_at=now))


def forget_trouble(session: Session, keys: Collection[str]) -> None:
    """Forget that ``keys`` could not be made, so that they are tried anew."""
    session.execute(delete(PrintedFileRow).where(PrintedFileRow.key.in_(keys), PrintedFileRow.sha256 == ""))


def forget_unused(session: Session, used: Collection[str], now: datetime) -> int:
    """Remove files that nothing live prints and that are older than ``KEPT_UNUSED``; return how many."""
    old = session.scalars(select(PrintedFileRow.key).where(PrintedFileRow.made_at < now - KEPT_UNUSED))
    unused = sorted(set(old) - set(used))
    for start in range(0, len(unused), _AT_ONCE):
        some = unused[start : start + _AT_ONCE]
        session.execute(delete(PrintedFileRow).where(PrintedFileRow.key.in_(some)))
    return len(unused)


def _put(session: Session, row: PrintedFileRow | None, new: PrintedFileRow) -> None:
    if row is not None:
        row.sha256, row.size, row.data = new.sha256 or "", new.size or 0, new.data or b""
        row.trouble, row.made_at = new.trouble or "", new.made_at
        session.flush()
        return
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:
        pass  # another process made the same file in the same moment
