"""Change spheres. The caller owns the transaction; nothing here commits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.domain.followup import MONTHS
from course_app.domain.names import fold
from course_app.domain.people import MOST_SPHERES, OLDEST_YEAR, SPHERE_NAME, FullError, Sphere
from course_app.people import changes
from course_app.people.keeper import Keeper
from course_app.people.models import PersonRow, SphereRow
from course_app.people.sealing import bound, seal, unseal
from course_app.people.service import new_id

LONGEST_ANSWER = 600


class StaleSphereError(ConflictError):
    """The sphere was changed elsewhere; ``theirs`` is how it stands there."""

    def __init__(self, theirs: Sphere) -> None:
        super().__init__("You changed this sphere on another device. Load the page to see how it stands.")
        self.theirs = theirs


def spheres_of(session: Session, keeper: Keeper) -> tuple[Sphere, ...]:
    """Return the keeper's spheres in the order in which they were added."""
    query = select(SphereRow).filter_by(account_id=keeper.account_id).order_by(SphereRow.created_at, SphereRow.id)
    return tuple(_open(row, keeper) for row in session.scalars(query))


def add_sphere(session: Session, keeper: Keeper, *, most: int = MOST_SPHERES, **values: Any) -> Sphere:
    """Add a sphere and return it.

    Raises:
        DomainError: there is one of this name, or a field is refused; ``FullError`` when there are ``most``.
    """
    there = spheres_of(session, keeper)
    if len(there) >= most:
        raise FullError(f"A map holds {most} spheres. Put two together, or let one go.", "name")
    sphere = Sphere(id=new_id(), **values)
    check_sphere(sphere, there, keeper.today.year)
    row = SphereRow(
        id=sphere.id,
        account_id=keeper.account_id,
        sealed=seal(keeper.key, sphere, bound("sphere", keeper.account_id, sphere.id)),
        version=1,
        # Several in one moment keep their order.
        created_at=keeper.now + timedelta(microseconds=len(there)),
        changed_at=keeper.now,
    )
    session.add(row)
    session.flush()
    changes.note(session, keeper)
    return sphere


def sphere_named(session: Session, keeper: Keeper, name: str) -> Sphere:
    """Return the sphere of this name, adding it when there is none."""
    same = [each for each in spheres_of(session, keeper) if fold(each.name) == fold(name)]
    return same[0] if same else add_sphere(session, keeper, name=name)


def change_sphere(
    session: Session, keeper: Keeper, sphere_id: str, version: int | None = None, **values: Any
) -> Sphere:
    """Change fields of a sphere and return how it stands now.

    Raises:
        NotFoundError: there is no such sphere of the keeper's.
        StaleSphereError: it was changed since ``version``.
        DomainError: at the field that is refused.
    """
    row = _row(session, keeper, sphere_id)
    before = _open(row, keeper)
    sphere = replace(before, **values)
    if sphere == before:
        return before
    if version is not None and row.version != version:
        raise StaleSphereError(before)
    others = tuple(each for each in spheres_of(session, keeper) if each.id != sphere_id)
    check_sphere(sphere, others, keeper.today.year)
    row.sealed = seal(keeper.key, sphere, bound("sphere", keeper.account_id, row.id))
    row.version += 1
    row.changed_at = keeper.now
    # Its people may take another rhythm now, so that calendars must hear of it.
    session.execute(update(PersonRow).where(PersonRow.sphere_id == sphere_id).values(sequence=PersonRow.sequence + 1))
    session.flush()
    return replace(sphere, version=row.version)


def remove_sphere(session: Session, keeper: Keeper, sphere_id: str, move_to: str = "") -> None:
    """Remove a sphere; its people move to the sphere ``move_to``.

    Raises:
        DomainError: people are in it and nowhere is said where they go.
    """
    row = _row(session, keeper, sphere_id)
    inside = select(func.count()).select_from(PersonRow).where(PersonRow.sphere_id == sphere_id)
    living = session.scalar(inside.where(PersonRow.deleted_at.is_(None))) or 0
    if living and not move_to:
        raise DomainError("There are people in this sphere. Choose where they go.", "move_to")
    if move_to:
        target = _row(session, keeper, move_to)
        if target.id == row.id:
            raise DomainError("Choose another sphere.", "move_to")
        both = (PersonRow.also_id == target.id) & (PersonRow.sphere_id == sphere_id)
        session.execute(update(PersonRow).where(both).values(also_id=None))
        session.execute(update(PersonRow).where(PersonRow.sphere_id == sphere_id).values(sphere_id=target.id))
    session.execute(delete(SphereRow).where(SphereRow.id == row.id))
    session.flush()


def check_sphere(sphere: Sphere, others: tuple[Sphere, ...], this_year: int) -> None:
    """Refuse what cannot be a sphere, at its field."""
    least, most = SPHERE_NAME
    if not least <= len(sphere.name.strip()) <= most:
        raise DomainError(f"A name has {least} to {most} letters.", "name")
    if any(fold(each.name) == fold(sphere.name) for each in others):
        raise DomainError(f"“{sphere.name}” is on your map already.", "name")
    for field, year in (("since", sphere.since), ("until", sphere.until)):
        if year is not None and not OLDEST_YEAR <= year <= this_year:
            raise DomainError(f"Give a year from {OLDEST_YEAR} to {this_year}, or leave it empty.", field)
    if sphere.since and sphere.until and sphere.until < sphere.since:
        raise DomainError("It ends before it begins.", "until")
    if len(sphere.answer) > LONGEST_ANSWER:
        raise DomainError(f"At most {LONGEST_ANSWER} letters fit here; this has {len(sphere.answer)}.", "answer")
    if sphere.cadence is not None and sphere.cadence not in MONTHS:
        raise DomainError("Choose a rhythm.", "cadence")


def _row(session: Session, keeper: Keeper, sphere_id: str) -> SphereRow:
    row = session.scalar(select(SphereRow).filter_by(id=sphere_id, account_id=keeper.account_id).with_for_update())
    if row is None:
        raise NotFoundError("This sphere is not on your map.")
    return row


def _open(row: SphereRow, keeper: Keeper) -> Sphere:
    told = unseal(keeper.key, Sphere, row.sealed, bound("sphere", keeper.account_id, row.id))
    return Sphere(id=row.id, version=row.version, **told)
