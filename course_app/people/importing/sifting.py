"""The sift tray: what was read, searched, grouped and put in order, a page at a time. Pure.

The browser does the same with its own rows: ``import_view.js`` keeps the same rules.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course_app.domain.names import fold
from course_app.people.importing.found import FoundPerson

PAGE = 50
SURPRISES = 10
MOST_COMPANIES = 40
FEWEST_OF_A_COMPANY = 2
NAMELESS = "nameless"
OLDEST, BY_NAME, AS_IN_FILE = "oldest", "name", "file"

Sample = Callable[[Sequence[int], int], list[int]]
"""Takes so many out of a sequence at random."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the learner looks at the tray.

    ``group`` is '' for all who have a name, ``nameless``, ``decade-2010`` or ``company-`` and its folded name.
    ``chosen`` are the rows (from 0) of a surprise; while there are some, nobody else is shown.
    """

    search: str = ""
    group: str = ""
    order: str = OLDEST
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """People who have something in common; ``label`` is a decade or a company as the file writes it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a tray: decades from the oldest, companies from the largest, and how many have no name."""

    decades: tuple[Group, ...]
    companies: tuple[Group, ...]
    named: int
    nameless: int


def groups_of(people: Sequence[FoundPerson]) -> Groups:
    """Return the groups of those who have a name, and how many have none."""
    named = [person for person in people if person.name]
    decades = Counter(decade for decade in map(decade_of, named) if decade)
    companies: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for company, count in Counter(person.company for person in named if person.company).items():
        key = fold(company)
        companies[key] += count
        spelt.setdefault(key, company)
    large = [key for key, count in companies.items() if key and count >= FEWEST_OF_A_COMPANY]
    large = sorted(large, key=lambda key: (-companies[key], key))[:MOST_COMPANIES]
    return Groups(
        tuple(Group(f"decade-{each}", each, decades[each]) for each in sorted(decades)),
        tuple(Group(f"company-{each}", spelt[each], companies[each]) for each in large),
        len(named),
        len(people) - len(named),
    )


def decade_of(person: FoundPerson) -> str:
    """Return the decade of a connection: 2010; '' when there is none."""
    year = person.connected[:4]
    return f"{year[:3]}0" if len(year) == 4 and year.isdecimal() else ""


def arranged(people: Sequence[FoundPerson], look: Look) -> list[int]:
    """Return the places (from 0) of the people that a look shows, in its order."""
    if look.chosen:
        return [place for place in look.chosen if place < len(people)]
    places = [place for place, person in enumerate(people) if _in_group(person, look.group)]
    words = fold(look.search).split()
    if words:
        places = [place for place in places if _has(people[place], words)]
    if look.order == OLDEST:
        places.sort(key=lambda place: _age(people[place]))
    elif look.order == BY_NAME:
        places.sort(key=lambda place: fold(people[place].name))
    return places


def surprise(people: Sequence[FoundPerson], look: Look, ticked: frozenset[int], sample: Sample) -> tuple[int, ...]:
    """Return some places at random out of those that a look shows and that are not ticked yet."""
    look = Look(look.search, look.group, AS_IN_FILE)
    places = [place for place in arranged(people, look) if place not in ticked]
    return tuple(sorted(sample(places, min(SURPRISES, len(places)))))


def _in_group(person: FoundPerson, group: str) -> bool:
    if group == NAMELESS or not person.name:
        return group == NAMELESS and not person.name
    kind, _dash, value = group.partition("-")
    if kind == "decade":
        return decade_of(person) == value
    if kind == "company":
        return fold(person.company) == value
    return True


def _has(person: FoundPerson, words: Sequence[str]) -> bool:
    text = fold(f"{person.name} {person.company} {person.position} {person.email}")
    return all(word in text for word in words)


def _age(person: FoundPerson) -> str:
    """Return what sorts the oldest connection first and those without one last."""
    if not decade_of(person):
        return "9"
    return person.connected.replace("-", "").ljust(8, "0")
