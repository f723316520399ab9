"""What was erased for good: a list beside the database, so that a backup from before does not bring it back.

The table is the truth and is written in the transaction of the erasure; the file follows it. After a restore the
table is as old as the backup, and the file says what to erase again. Neither tells who it was: an account is a number
and a moment, a contact a keyed hash, a person of a list the random id of a row.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import Connection, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime, after_commit, connect_for_reading, db

FILE = "erasures.jsonl"


class ErasureRow(Model):
    """Something that was erased. Rows are only ever added."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Erasure:
    """One of them: ``kind`` says what ``subject`` names; ``at`` is a moment in ISO form."""

    kind: str
    subject: str
    at: str


Again = Callable[[Session, str, datetime], None]
_erasure = ErasureRow.__table__


def register(app: Flask, kind: str, again: Again) -> None:
    """Let a room erase ``again(session, subject, now)`` what a restored backup brought back."""
    app.extensions.setdefault("erase_again", {})[kind] = again


def record(session: Session, kind: str, subjects: Iterable[str], now: datetime) -> None:
    """Note what is being erased in this transaction; what was noted before is not noted twice."""
    wanted = dict.fromkeys(subjects)
    known = session.scalars(select(ErasureRow.subject).where(ErasureRow.kind == kind, ErasureRow.subject.in_(wanted)))
    new = [subject for subject in wanted if subject not in set(known)]
    if not new:
        return
    session.add_all(ErasureRow(kind=kind, subject=subject, at=now) for subject in new)
    session.flush()
    path = current_app.extensions["settings"].instance / FILE
    after_commit(session, lambda: follow(path))


def follow(path: Path) -> None:
    """Add to the file what the table has and it has not; a process that was killed in between left some out."""
    with connect_for_reading(db.engine) as connection:
        there = noted(connection)
    written = {(each.kind, each.subject) for each in listed(path)}
    missing = [each for each in there if (each.kind, each.subject) not in written]
    if missing:
        torn = path.exists() and not path.read_text().endswith("\n")
        with os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a") as file:
            file.write("\n" if torn else "")
            file.writelines(json.dumps(asdict(each)) + "\n" for each in missing)
            file.flush()
            os.fsync(file.fileno())


def noted(connection: Connection | Session) -> list[Erasure]:
    """Return what the table has, the oldest first."""
    query = select(_erasure.c.kind, _erasure.c.subject, _erasure.c.at).order_by(_erasure.c.id)
    return [Erasure(row.kind, row.subject, row.at.isoformat()) for row in connection.execute(query)]


def listed(path: Path) -> list[Erasure]:
    """Return what the file has; a line that was torn is left out, as the table still has it."""
    return parsed(path.read_text()) if path.exists() else []


def parsed(text: str) -> list[Erasure]:
    """Return what the text of such a file lists."""
    found = []
    for line in text.splitlines():
        try:
            found.append(Erasure(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def erase_again(session: Session, wanted: Iterable[Erasure], now: datetime) -> list[Erasure]:
    """Erase what a backup brought back, note it, and return what was new to the table."""
    known = {(each.kind, each.subject) for each in noted(session)}
    new = [each for each in wanted if (each.kind, each.subject) not in known]
    rooms: dict[str, Again] = current_app.extensions.get("erase_again", {})
    for each in new:
        if each.kind in rooms:
            rooms[each.kind](session, each.subject, now)
        record(session, each.kind, [each.subject], datetime.fromisoformat(each.at))
    return new
