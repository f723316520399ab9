"""Private notes: one a lesson and one for each question to oneself, sealed with the learner's key."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from course_app.domain.errors import ConflictError, DomainError
from course_app.infrastructure.crypto import DataKey
from course_app.infrastructure.prepared import Prepared
from course_app.learning.models import NoteRow

LONGEST = 20_000
_note = NoteRow.__table__


class StaleNoteError(ConflictError):
    """The note was changed elsewhere; ``theirs`` is how it stands there."""

    def __init__(self, theirs: "Note") -> None:
        super().__init__("You changed this note on another device. Both texts are below.", "text")
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Note:
    """A note as its writer reads it; ``version`` 0 is one that was not written yet."""

    course: str
    subject: str
    text: str
    version: int = 0
    changed_at: datetime | None = None


def _bound(account_id: int, course: str, subject: str) -> str:
    return f"note {account_id} {course} {subject}"


_ALL = Prepared(select(_note).where(_note.c.account_id == bindparam("account")).order_by(_note.c.changed_at.desc()))
_OF_UNIT = Prepared(
    select(_note).where(
        _note.c.account_id == bindparam("account"),
        _note.c.course == bindparam("course"),
        (_note.c.subject == bindparam("unit")) | _note.c.subject.like(bindparam("inside")),
    )
)


def notes_in(
    connection: Connection, account_id: int, key: Callable[[], DataKey], course: str = "", unit: str = ""
) -> dict[str, Note]:
    """Return the learner's notes by subject: of a unit and its questions, or all (with the course before it).

    ``key`` is asked for only when there is something to open.
    """
    if unit:
        rows = _OF_UNIT.rows(connection, account=account_id, course=course, unit=unit, inside=f"{unit}#%")
    else:
        rows = _ALL.rows(connection, account=account_id)
    found = {}
    for row in rows:
        text = key().open(row.sealed, _bound(account_id, row.course, row.born))
        name = row.subject if course else f"{row.course}/{row.subject}"
        found[name] = Note(row.course, row.subject, text, row.version, row.changed_at)
    return found


def told_of(session: Session, account_id: int, key: DataKey) -> dict[str, Any]:
    """Return a learner's notes and texts to oneself, for an export."""
    found = notes_in(session.connection(), account_id, lambda: key).values()
    return {
        "notes": [
            {"course": each.course, "where": each.subject, "text": each.text, "changed_at": each.changed_at}
            for each in found
        ]
    }


def learners_by_note(connection: Connection | Session, course: str) -> Mapping[str, int]:
    """Return how many learners have a note at each unit of a course, or at each question to oneself in it."""
    query = (
        select(_note.c.subject, func.count().label("learners"))
        .where(_note.c.course == course)
        .group_by(_note.c.subject)
    )
    counts: Counter[str] = Counter()
    for row in connection.execute(query):
        # A question is known by its own id, wherever it stands.
        counts |= Counter({row.subject.rpartition("#")[2]: row.learners})
    return counts


def save_note(
    session: Session, account_id: int, key: DataKey, course: str, subject: str, text: str, version: int, now: datetime
) -> int:
    """Keep a note and return its new version; an empty one is removed (version 0).

    Raises:
        StaleNoteError: it was changed since ``version``.
        DomainError: it is too long.
    """
    if len(text) > LONGEST:
        raise DomainError(f"A note holds {LONGEST} letters; this one has {len(text)}.", "text")
    row = session.scalar(select(NoteRow).filter_by(account_id=account_id, course=course, subject=subject))
    bound = _bound(account_id, course, row.born if row else subject)
    if (row.version if row else 0) != version:
        theirs = key.open(row.sealed, bound) if row else ""
        if theirs == text and row:
            return row.version
        raise StaleNoteError(Note(course, subject, theirs, row.version if row else 0, row.changed_at if row else None))
    if row is None and not text:
        return 0
    if not text:
        session.execute(delete(NoteRow).filter_by(account_id=account_id, course=course, subject=subject))
        return 0
    sealed = key.seal(text, bound)
    if row is None:
        session.add(
            NoteRow(
                account_id=account_id,
                course=course,
                subject=subject,
                born=subject,
                sealed=sealed,
                version=1,
                changed_at=now,
            )
        )
        session.flush()
        return 1
    session.execute(
        update(NoteRow).where(NoteRow.id == row.id).values(sealed=sealed, version=version + 1, changed_at=now)
    )
    return version + 1


def move(session: Session, course: str, now: Callable[[str], str]) -> None:
    """Take notes along when lessons of ``course`` are renamed; a note that stands under the new name stays."""
    for old in session.scalars(select(_note.c.subject).where(_note.c.course == course).distinct()).all():
        if (new := now(old)) != old:
            taken = select(_note.c.account_id).where(_note.c.course == course, _note.c.subject == new)
            session.execute(
                update(NoteRow)
                .where(_note.c.course == course, _note.c.subject == old, _note.c.account_id.not_in(taken))
                .values(subject=new)
            )
