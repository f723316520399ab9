"""The audit log: who of the staff did what, when, and how it stood before and after.

Rows are only ever added; triggers in the database refuse to change or delete one. It holds ids and plain words of
the site, never names, addresses or texts of a learner: a log that cannot be cleaned must not hold what must be.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Index, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime

Value = str | int | bool | None
AT_THE_MACHINE = 0
"""Who did it, when nobody was signed in: somebody with a shell."""


class AuditRow(Model):
    """One thing that was done. ``by`` is an account, which may be gone by now; so there is no foreign key."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_action_id", "action", "id"), Index("ix_audit_object_id", "object", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[int]
    action: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(80))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


_audit = AuditRow.__table__


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log; ``object`` is a kind and an id, such as ``account 12``."""

    id: int
    at: datetime
    by: int
    action: str
    object: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]


def record(
    session: Session,
    by: int | None,
    action: str,
    thing: str,
    now: datetime,
    before: Mapping[str, Value] | None = None,
    after: Mapping[str, Value] | None = None,
) -> None:
    """Add a line in the transaction of what was done; ``by`` is None at the machine, ``thing`` a kind and an id."""
    values = {"before": dict(before or {}), "after": dict(after or {})}
    session.execute(
        insert(AuditRow).values(at=now, by=by or AT_THE_MACHINE, action=action[:40], object=thing[:80], **values)
    )


def entries(
    reader: Connection | Session, *, action: str = "", thing: str = "", before: int = 0, limit: int = 50
) -> list[Entry]:
    """Return lines, the newest first, older than line ``before`` when it is given."""
    query = select(_audit).order_by(_audit.c.id.desc()).limit(limit)
    if action:
        query = query.where(_audit.c.action == action)
    if thing:
        query = query.where(_audit.c.object == thing)
    if before:
        query = query.where(_audit.c.id < before)
    return [
        Entry(row.id, row.at, row.by, row.action, row.object, row.before, row.after) for row in reader.execute(query)
    ]


def every_entry(reader: Connection | Session, *, action: str = "", thing: str = "") -> Iterator[Entry]:
    """Return all lines one after the other, the newest first, in pieces."""
    last = 0
    while found := entries(reader, action=action, thing=thing, before=last, limit=500):
        yield from found
        last = found[-1].id


def actions(reader: Connection | Session) -> Sequence[str]:
    """Return every kind of action that stands in the log, in order; each is found by one step through the index."""
    found: list[str] = []
    while (following := reader.scalar(_NEXT.where(_audit.c.action > (found[-1] if found else "")))) is not None:
        found.append(following)
    return found


_NEXT = select(_audit.c.action).order_by(_audit.c.action).limit(1)
