"""Undo an import: for a day, whoever it brought can be taken off again, except those with whom something was done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from course_app.people.keeper import Keeper
from course_app.people.models import LetterRow, OfferRow, PersonRow, PlanRow, SphereRow, TouchRow
from course_app.people.queries import UNDO_LASTS

_person = PersonRow.__table__
_ONE_IMPORT = timedelta(seconds=1)
"""Everything that one import adds is written within so short a time."""


@dataclass(frozen=True, slots=True)
class Batch:
    """An import of the last day: how many of its people are on the list, and until when it can be undone."""

    id: str
    count: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """How many people were taken off, and how many stayed because something was done with them since."""

    removed: int
    stayed: int


def recent(connection: Connection, keeper: Keeper) -> tuple[Batch, ...]:
    """Return the imports that can still be undone, the latest first."""
    begun = func.min(_person.c.created_at)
    query = (
        select(_person.c.batch, func.count(), begun)
        .where(
            _person.c.account_id == keeper.account_id,
            _person.c.batch.is_not(None),
            _person.c.deleted_at.is_(None),
            _person.c.created_at > keeper.now - UNDO_LASTS,
        )
        .group_by(_person.c.batch)
        .order_by(begun.desc())
    )
    return tuple(Batch(batch, count, at + UNDO_LASTS) for batch, count, at in connection.execute(query))


def undo(session: Session, keeper: Keeper, batch: str) -> Undone:
    """Take off whom an import of the last day brought and who was not touched since, with spheres that it made.

    Touched is who was changed, offered something, written to, logged or planned with.
    """
    mine = (
        PersonRow.account_id == keeper.account_id,
        PersonRow.batch == batch,
        PersonRow.created_at > keeper.now - UNDO_LASTS,
    )
    begun = session.scalar(select(func.min(PersonRow.created_at)).where(*mine))
    if begun is None:
        return Undone(0, 0)
    living = select(func.count()).select_from(PersonRow).where(*mine, PersonRow.deleted_at.is_(None))
    before = session.scalar(living) or 0
    parts = (OfferRow, LetterRow, TouchRow, PlanRow)
    touched = or_(PersonRow.version > 1, *(exists().where(part.person_id == PersonRow.id) for part in parts))
    gone = or_(PersonRow.deleted_at.is_not(None), ~touched)
    session.execute(delete(PersonRow).where(*mine, gone).execution_options(synchronize_session=False))
    stayed = session.scalar(living) or 0
    _drop_spheres(session, keeper, begun)
    return Undone(before - stayed, stayed)


def _drop_spheres(session: Session, keeper: Keeper, begun: datetime) -> None:
    """Drop the spheres that an import made, when they are as it made them and nobody is in them."""
    inside = exists().where(or_(PersonRow.sphere_id == SphereRow.id, PersonRow.also_id == SphereRow.id))
    session.execute(
        delete(SphereRow)
        .where(
            SphereRow.account_id == keeper.account_id,
            SphereRow.version == 1,
            SphereRow.created_at <= begun,
            SphereRow.created_at > begun - _ONE_IMPORT,
            ~inside,
        )
        .execution_options(synchronize_session=False)
    )
