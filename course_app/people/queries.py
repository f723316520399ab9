"""Read the people of a learner. Nothing here writes.

``circle`` is what pages use: everything but the texts of letters, in one statement, however many people there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, String, cast, literal, null, select, union_all

from course_app.domain.errors import NotFoundError
from course_app.domain.followup import in_order
from course_app.domain.people import (
    Circle,
    Direction,
    Letter,
    LetterLine,
    LetterStatus,
    Offer,
    Person,
    Plan,
    PlanKind,
    Sphere,
    Tie,
    Touch,
)
from course_app.infrastructure.crypto import DataKey
from course_app.people.keeper import Keeper
from course_app.people.models import LetterRow, OfferRow, PersonRow, PlanRow, SphereRow, TouchRow
from course_app.people.sealing import bound, told, unseal

UNDO_LASTS = timedelta(hours=24)
_sphere, _person, _offer = SphereRow.__table__, PersonRow.__table__, OfferRow.__table__
_letter, _touch, _plan = LetterRow.__table__, TouchRow.__table__, PlanRow.__table__


def _part(table: Any, person: Any, first: Any, second: Any, sequence: Any = None, touch: bool = False) -> Select[Any]:
    sealed = cast(null(), LargeBinary) if table is _letter else table.c.sealed
    return select(
        literal(table.name).label("part"),
        table.c.id,
        person.label("person"),
        first.label("first"),
        second.label("second"),
        sealed.label("sealed"),
        (literal(1) if touch else table.c.version).label("version"),
        (literal(0) if sequence is None else sequence).label("sequence"),
        table.c.created_at.label("created_at"),
        (table.c.created_at if touch else table.c.changed_at).label("changed_at"),
    )


_NONE = cast(null(), String)
_PARTS = {
    "sphere": _part(_sphere, _NONE, _NONE, _NONE),
    "person": _part(_person, _NONE, _person.c.sphere_id, _person.c.also_id, _person.c.sequence),
    "person_offer": _part(_offer, _offer.c.person_id, _NONE, _NONE),
    "person_letter": _part(_letter, _letter.c.person_id, _letter.c.use, _letter.c.status),
    "person_touch": _part(_touch, _touch.c.person_id, _touch.c.direction, _NONE, touch=True),
    "person_plan": _part(_plan, _plan.c.person_id, _plan.c.kind, _NONE),
}
_TABLES = {
    "sphere": _sphere,
    "person": _person,
    "person_offer": _offer,
    "person_letter": _letter,
    "person_touch": _touch,
    "person_plan": _plan,
}


def circle(connection: Connection, keeper: Keeper) -> Circle:
    """Return the learner's spheres and people with all that belongs to them, in one statement."""
    found = _rows(connection, keeper.account_id)
    return _circle(found, keeper.account_id, keeper.key)


def circle_of(connection: Connection, account_id: int, key: DataKey) -> Circle:
    """Return the circle of an account for exports and the calendar feed, where there is no keeper."""
    return _circle(_rows(connection, account_id), account_id, key)


def _rows(connection: Connection, account_id: int) -> Iterable[Any]:
    mine = []
    for name, part in _PARTS.items():
        query = part.where(_TABLES[name].c.account_id == account_id)
        mine.append(query.where(_person.c.deleted_at.is_(None)) if name == "person" else query)
    every = union_all(*mine)
    return connection.execute(every.order_by("created_at", "id"))


def _circle(rows: Iterable[Any], account_id: int, key: DataKey) -> Circle:
    by_part: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_part[row.part].append(row)
    spheres = {row.id: _sphere_of(row, account_id, key) for row in by_part["sphere"]}
    offers, letters, touches, plans = (
        _by_person(by_part[name]) for name in ("person_offer", "person_letter", "person_touch", "person_plan")
    )
    ties = {}
    for row in by_part["person"]:
        ties[row.id] = Tie(
            person=_person_of(row, account_id, key),
            sphere=spheres[row.first],
            offers=tuple(_offer_of(each, account_id, key) for each in offers[row.id]),
            letters=tuple(
                LetterLine(each.id, row.id, each.first, LetterStatus(each.second), each.changed_at, each.version)
                for each in letters[row.id]
            ),
            touches=in_order(_touch_of(each, account_id, key) for each in touches[row.id]),
            plans=tuple(_plan_of(each, account_id, key) for each in plans[row.id]),
        )
    return Circle(MappingProxyType(spheres), MappingProxyType(ties))


def _by_person(rows: Iterable[Any]) -> defaultdict[str, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.person].append(row)
    return found


def _sphere_of(row: Any, account_id: int, key: DataKey) -> Sphere:
    told = unseal(key, Sphere, row.sealed, bound("sphere", account_id, row.id))
    return Sphere(id=row.id, version=row.version, **told)


def _person_of(row: Any, account_id: int, key: DataKey) -> Person:
    told = unseal(key, Person, row.sealed, bound("person", account_id, row.id))
    return Person(
        id=row.id,
        sphere=row.first,
        also=row.second or "",
        version=row.version,
        sequence=row.sequence,
        created_at=row.created_at,
        **told,
    )


def _offer_of(row: Any, account_id: int, key: DataKey) -> Offer:
    told = unseal(key, Offer, row.sealed, bound("person_offer", account_id, row.id, row.person))
    return Offer(id=row.id, person=row.person, version=row.version, **told)


def _touch_of(row: Any, account_id: int, key: DataKey) -> Touch:
    told = unseal(key, Touch, row.sealed, bound("person_touch", account_id, row.id, row.person))
    return Touch(
        id=row.id, person=row.person, direction=Direction(row.first), recorded_at=row.created_at, **told
    )  # fmt: skip


def _plan_of(row: Any, account_id: int, key: DataKey) -> Plan:
    told = unseal(key, Plan, row.sealed, bound("person_plan", account_id, row.id, row.person))
    return Plan(id=row.id, person=row.person, kind=PlanKind(row.first), version=row.version, **told)


def tie_in(found: Circle, person_id: str) -> Tie:
    """Return one tie of a circle, or raise ``NotFoundError``: whose it is not never learns that it exists."""
    tie = found.ties.get(person_id)
    if tie is None:
        raise NotFoundError("This person is not on your list.")
    return tie


def letters_of(connection: Connection, account_id: int, key: DataKey, person_id: str = "") -> tuple[Letter, ...]:
    """Return letters with their texts: to one person, or all to people who are on the list."""
    query = (
        select(_letter)
        .join(_person, _person.c.id == _letter.c.person_id)
        .where(_letter.c.account_id == account_id, _person.c.deleted_at.is_(None))
        .order_by(_letter.c.created_at, _letter.c.id)
    )
    if person_id:
        query = query.where(_letter.c.person_id == person_id)
    return tuple(letter_of(row, account_id, key) for row in connection.execute(query))


def letter_of(row: Any, account_id: int, key: DataKey) -> Letter:
    """Return the letter of a row."""
    told = unseal(key, Letter, row.sealed, bound("person_letter", account_id, row.id, row.person_id))
    return Letter(
        id=row.id,
        person=row.person_id,
        use=row.use,
        status=LetterStatus(row.status),
        version=row.version,
        changed_at=row.changed_at,
        **told,
    )


def deleted_people(connection: Connection, keeper: Keeper) -> tuple[tuple[Person, datetime], ...]:
    """Return the people whose deletion can still be undone, with the moment it ends, the latest first."""
    query = (
        select(
            _person.c.id,
            _person.c.sphere_id.label("first"),
            _person.c.also_id.label("second"),
            _person.c.sealed,
            _person.c.version,
            _person.c.sequence,
            _person.c.created_at,
            _person.c.deleted_at,
        )
        .where(_person.c.account_id == keeper.account_id, _person.c.deleted_at > keeper.now - UNDO_LASTS)
        .order_by(_person.c.deleted_at.desc())
    )
    return tuple(
        (_person_of(row, keeper.account_id, keeper.key), row.deleted_at + UNDO_LASTS)
        for row in connection.execute(query)
    )


def told_of(connection: Connection, account_id: int, key: DataKey) -> dict[str, Any]:
    """Return everything that is kept of the people of an account, in plain words, for an export."""
    found = circle_of(connection, account_id, key)
    letters = letters_of(connection, account_id, key)
    people = [
        {
            **told(tie.person),
            "sphere": tie.sphere.name,
            "also": found.spheres[tie.person.also].name if tie.person.also else "",
            "offers": [told(each) for each in tie.offers],
            "letters": [told(each) for each in letters if each.person == tie.person.id],
            "touches": [told(each) for each in tie.touches],
            "plans": [told(each) for each in tie.plans],
        }
        for tie in found.ties.values()
    ]
    return {"spheres": [told(each) for each in found.spheres.values()], "people": people}
