"""Entries: what a learner typed into a task, sealed at rest, with a version against silent overwriting."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlalchemy.orm import Session

from course_app.domain.errors import ConflictError
from course_app.enrolment.queries import enrolments
from course_app.infrastructure.crypto import DataKey
from course_app.workbook.models import EntryRow

_entry = EntryRow.__table__
_enrolled = enrolments()


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a task's form; ``version`` 0 is one that was not typed yet."""

    subject: str
    values: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    changed_at: datetime | None = None


class StaleEntryError(ConflictError):
    """The task was changed elsewhere; ``theirs`` is how it stands there."""

    def __init__(self, theirs: Entry) -> None:
        super().__init__("You changed this on another device. Both versions are below.")
        self.theirs = theirs


def _bound(enrolment_id: int, subject: str) -> str:
    return f"entry {enrolment_id} {subject}"


def entries_of(connection: Connection, enrolment_id: int, unit: str, key: DataKey) -> dict[str, Entry]:
    """Return what was typed into the tasks of a unit, by subject, in one statement."""
    return _opened(connection, enrolment_id, _entry.c.subject.startswith(f"{unit}#", autoescape=True), key)


def entries_at(connection: Connection, enrolment_id: int, subjects: Collection[str], key: DataKey) -> dict[str, Entry]:
    """Return what was typed into these tasks, by subject, in one statement."""
    return _opened(connection, enrolment_id, _entry.c.subject.in_(subjects), key) if subjects else {}


def _opened(connection: Connection, enrolment_id: int, which: ColumnElement[bool], key: DataKey) -> dict[str, Entry]:
    query = select(_entry).where(_entry.c.enrolment_id == enrolment_id, which)
    found = {}
    for row in connection.execute(query):
        values = json.loads(key.open(row.sealed, _bound(enrolment_id, row.born)))
        found[row.subject] = Entry(row.subject, values, row.version, row.changed_at)
    return found


def told_of(session: Session, account_id: int, key: DataKey) -> dict[str, Any]:
    """Return what a learner typed into tasks, for an export."""
    query = (
        select(_entry, _enrolled.c.course)
        .join(_enrolled, _enrolled.c.id == _entry.c.enrolment_id)
        .where(_enrolled.c.account_id == account_id)
        .order_by(_entry.c.id)
    )
    return {
        "workbook": [
            {
                "course": row.course,
                "task": row.subject,
                "typed": json.loads(key.open(row.sealed, _bound(row.enrolment_id, row.born))),
                "changed_at": row.changed_at,
            }
            for row in session.execute(query)
        ]
    }


def learners_by_task(connection: Connection | Session, course: str) -> Mapping[str, int]:
    """Return how many learners typed something into each task of a course."""
    query = (
        select(_entry.c.subject, func.count().label("learners"))
        .join(_enrolled, _enrolled.c.id == _entry.c.enrolment_id)
        .where(_enrolled.c.course == course)
        .group_by(_entry.c.subject)
    )
    return {row.subject: row.learners for row in connection.execute(query)}


def save_entry(
    session: Session,
    enrolment_id: int,
    subject: str,
    values: Mapping[str, str],
    version: int,
    key: DataKey,
    now: datetime,
) -> int:
    """Keep what was typed and return the new version.

    Raises:
        StaleEntryError: it was changed since ``version``.
        IntegrityError: another request wrote the first version in the same moment.
    """
    row = session.execute(select(_entry).filter_by(enrolment_id=enrolment_id, subject=subject)).first()
    bound = _bound(enrolment_id, row.born if row else subject)
    kept = {name: text for name, text in values.items() if text}
    if row is not None:
        theirs = json.loads(key.open(row.sealed, bound))
        if theirs == kept:
            return int(row.version)
        if row.version != version:
            raise StaleEntryError(Entry(subject, theirs, row.version, row.changed_at))
    elif not kept:
        return 0
    sealed = key.seal(json.dumps(kept), bound)
    if row is None:
        session.add(
            EntryRow(enrolment_id=enrolment_id, subject=subject, born=subject, sealed=sealed, version=1, changed_at=now)
        )
        session.flush()
        return 1
    session.execute(
        update(EntryRow).where(EntryRow.id == row.id).values(sealed=sealed, version=version + 1, changed_at=now)
    )
    return version + 1


def move(session: Session, course: str, now: Callable[[str], str]) -> None:
    """Take what was typed along when tasks of ``course`` are renamed; what stands under the new name stays."""
    mine = select(_enrolled.c.id).where(_enrolled.c.course == course)
    for old in session.scalars(select(_entry.c.subject).where(_entry.c.enrolment_id.in_(mine)).distinct()).all():
        if (new := now(old)) != old:
            taken = select(_entry.c.enrolment_id).where(_entry.c.subject == new)
            session.execute(
                update(EntryRow)
                .where(_entry.c.subject == old, _entry.c.enrolment_id.in_(mine), _entry.c.enrolment_id.not_in(taken))
                .values(subject=new)
            )
