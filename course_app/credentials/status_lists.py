"""Lists of states in the database: a place for each certificate, the signed list for everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from course_app.credentials import status
from course_app.credentials.models import CredentialRow, StatusListRow
from course_app.infrastructure.prepared import Prepared

Reader = Connection | Session
_list, _credential = StatusListRow.__table__, CredentialRow.__table__
_TAG = Prepared(select(_list.c.signed_version, _list.c.signed_at).where(_list.c.id == bindparam("number")))
_NEWEST = Prepared(
    select(
        _list.c.id,
        select(func.count()).where(_credential.c.status_list_id == _list.c.id).scalar_subquery().label("taken"),
    )
    .order_by(_list.c.id.desc())
    .limit(1)
)
_TAKEN = Prepared(
    select(_credential.c.status_index).where(
        _credential.c.status_list_id == bindparam("number"),
        or_(*(_credential.c.status_index == bindparam(f"place_{at}") for at in range(status.DRAWN))),
    )
)
_WHOLE = select(_list.c.signed_version, _list.c.signed_at, _list.c.document)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list."""

    number: int
    index: int


def take(session: Session, below: Callable[[int], int]) -> Place:
    """Return a place that was never given, in the newest list or, when that is full enough, in a new one."""
    newest = _NEWEST.first(session)
    if newest is None or newest.taken >= status.MOST_TAKEN:
        row = StatusListRow()
        session.add(row)
        session.flush()
        return Place(row.id, status.draw(below)[0])
    free: list[int] = []
    while not free:
        places = status.draw(below)
        taken = _TAKEN.rows(session, number=newest.id, **{f"place_{at}": place for at, place in enumerate(places)})
        free = [place for place in places if place not in {each.status_index for each in taken}]
    return Place(newest.id, free[0])


def note_change(session: Session, number: int | None) -> None:
    """Remember that a list has to be signed anew."""
    if number is not None:
        counted = {"version": StatusListRow.version + 1}
        session.execute(update(StatusListRow).where(StatusListRow.id == number).values(counted))


def places_set(reader: Reader, number: int) -> list[int]:
    """Return the places whose bit is set: every certificate that is not active any more."""
    query = select(_credential.c.status_index).where(
        _credential.c.status_list_id == number, _credential.c.status != "active"
    )
    return [row.status_index for row in reader.execute(query)]


def to_sign(reader: Reader, now: datetime) -> list[tuple[int, int]]:
    """Return the lists whose signed form is missing, outdated or soon too old, each with its version."""
    stale = or_(_list.c.signed_version < _list.c.version, _list.c.signed_at < now - status.SIGN_AGAIN_AFTER)
    rows = reader.execute(select(_list.c.id, _list.c.version).where(stale).order_by(_list.c.id))
    return [(row.id, row.version) for row in rows]


def store(session: Session, number: int, version: int, signed: bytes, now: datetime) -> None:
    """Keep the signed form of a list as of ``version``, unless a newer one is there."""
    session.execute(
        update(StatusListRow)
        .where(StatusListRow.id == number, StatusListRow.signed_version <= version)
        .values(document=signed, signed_version=version, signed_at=now)
    )


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed form of a list; ``tag`` is another for each that was ever signed."""

    tag: str
    document: bytes


Kept = dict[int, Signed]


def document(reader: Connection, number: int, kept: Kept) -> Signed | None:
    """Return the signed form of a list; None when there is no such list or it was never signed.

    ``kept`` holds the forms that this process has read. Whether one is still the newest is asked each time, which
    costs a short row, so that no process goes on telling an older state.
    """
    row = next(iter(_TAG.rows(reader, number=number)), None)
    if row is None or row.signed_at is None:
        return None
    tag = f"{number}-{row.signed_version}-{row.signed_at.timestamp():.0f}"
    found = kept.get(number)
    if found is None or found.tag != tag:
        # Read with its tag: another may have been signed since.
        row = reader.execute(_WHOLE.where(_list.c.id == number)).one()
        tag = f"{number}-{row.signed_version}-{row.signed_at.timestamp():.0f}"
        found = kept[number] = Signed(tag, row.document)
    return found
