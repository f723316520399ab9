"""Keep the picks: each gets a sphere and goes onto the list, nobody twice, everybody or nobody.

Nothing here commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from course_app.domain.errors import DomainError
from course_app.domain.names import fold, looks_made_up, split_name
from course_app.domain.partial_dates import read_partial
from course_app.domain.people import SPHERE_NAME
from course_app.people import service, spheres
from course_app.people.importing import trays
from course_app.people.importing.found import LONGEST, FoundPerson
from course_app.people.importing.matching import Known
from course_app.people.importing.trays import Tray
from course_app.people.keeper import Keeper

AS_ALL = ""
COMPANY = "company"
"""Take the company as the sphere, a new one if there is none of that name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the learner says of one pick: its sphere (an id, ``COMPANY`` or ``AS_ALL``), a name if the file has none,
    that an odd name is real, and that it shall be left out after all."""

    sphere: str = AS_ALL
    name: str = ""
    real: bool = False
    out: bool = False


@dataclass(frozen=True, slots=True)
class ForAll:
    """The sphere of everybody who has no other: the id of one there is, or the name of a new one."""

    sphere: str = ""
    new: str = ""


class PicksError(DomainError):
    """Some picks cannot be kept as they stand; ``refusals`` are sentences by the id of their field."""

    def __init__(self, refusals: Mapping[str, str]) -> None:
        super().__init__(next(iter(refusals.values())))
        self.refusals = refusals


def picks(tray: Tray) -> list[tuple[int, FoundPerson]]:
    """Return the ticked rows with their places, in the order of the file."""
    return [(place, tray.sift.rows[place]) for place in sorted(tray.ticked) if place < len(tray.sift.rows)]


def unknown_only(tray: Tray, known: Known) -> tuple[Tray, tuple[str, ...]]:
    """Return the tray with only those ticked who are not on the list, and the names of those who are."""
    there = {place: person for place, person in picks(tray) if known.has(person)}
    names = tuple(person.name or person.email for person in there.values())
    return replace(tray, ticked=tray.ticked - there.keys()), names


def company_sphere(person: FoundPerson) -> str:
    """Return the name of the sphere that a company would make, '' when it can be none."""
    name = person.company[: SPHERE_NAME[1]].strip()
    return name if len(name) >= SPHERE_NAME[0] else ""


def check(tray: Tray, choices: Mapping[int, Choice], for_all: ForAll, *, has_spheres: bool) -> None:
    """Raise ``PicksError`` when a pick lacks a sphere or a name, or nobody said that an odd name is real."""
    refusals: dict[str, str] = {}
    for place, person in picks(tray):
        choice = choices.get(place, Choice())
        if choice.out:
            continue
        name = _name(person, choice)
        if not name:
            refusals[f"name-{place}"] = "Give this person a name, or leave them out."
        elif len(choice.name) > LONGEST["name"]:
            refusals[f"name-{place}"] = f"A name has at most {LONGEST['name']} letters."
        elif looks_made_up(name) and not choice.real:
            refusals[f"real-{place}"] = f"Is “{name}” a real name? Say so, or leave them out."
        if choice.sphere == AS_ALL and not (for_all.sphere or for_all.new):
            refusals["sphere" if has_spheres else "new_sphere"] = "Say where you know them from."
        if choice.sphere == COMPANY and not company_sphere(person):
            refusals[f"sphere-{place}"] = "Choose another sphere: this person comes without a company."
    if refusals:
        raise PicksError(refusals)


def keep(
    session: Session,
    keeper: Keeper,
    tray: Tray,
    choices: Mapping[int, Choice],
    for_all: ForAll,
    known: tuple[str, ...] = (),
) -> service.Added:
    """Put the picks on the list and drop all else that was read; the tray's id names the import.

    ``known`` are names of those who were there already, to be told afterwards.

    Raises:
        DomainError: a sphere is refused; nobody is added then.
    """
    ids = _Spheres(session, keeper, for_all)
    plain: list[dict[str, Any]] = []
    real: list[dict[str, Any]] = []
    for place, person in picks(tray):
        choice = choices.get(place, Choice())
        if not choice.out:
            values = _values(person, choice) | {"sphere": ids.of(person, choice)}
            (real if choice.real else plain).append(values)
    first = service.add_people(session, keeper, plain, tray.id) if plain else service.Added()
    second = service.add_people(session, keeper, real, tray.id, real=True) if real else service.Added()
    added = service.Added(
        first.ids + second.ids,
        known + first.known + second.known,
        first.doubtful + second.doubtful,
        first.no_room + second.no_room,
    )
    kept = {"added": len(added.ids), "known": list(added.known), "no_room": list(added.no_room)}
    trays.empty(session, keeper, tray.id, kept)
    return added


class _Spheres:
    """The spheres of an import, each found or added once."""

    def __init__(self, session: Session, keeper: Keeper, for_all: ForAll) -> None:
        self.session, self.keeper, self.for_all = session, keeper, for_all
        self.named: dict[str, str] = {}

    def of(self, person: FoundPerson, choice: Choice) -> str:
        if choice.sphere == COMPANY:
            return self._named(company_sphere(person), "")
        if choice.sphere != AS_ALL:
            return choice.sphere
        return self.for_all.sphere or self._named(self.for_all.new, "new_sphere")

    def _named(self, name: str, field: str) -> str:
        key = fold(name)
        if key not in self.named:
            try:
                self.named[key] = spheres.sphere_named(self.session, self.keeper, name).id
            except DomainError as refusal:
                raise DomainError(refusal.message, field) from refusal
        return self.named[key]


def _name(person: FoundPerson, choice: Choice) -> str:
    return person.name or choice.name


def _values(person: FoundPerson, choice: Choice) -> dict[str, Any]:
    given, family = (person.given, person.family) if person.given else split_name(_name(person, choice))
    return {
        "given": given,
        "family": family,
        "email": person.email,
        "phone": person.phone,
        "link": person.link,
        "born": read_partial(person.born) if person.born else None,
    }
