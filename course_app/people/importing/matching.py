"""Who is on the list already: the same e-mail address, else the same folded name."""

from collections.abc import Iterable
from dataclasses import dataclass

from course_app.domain.names import fold
from course_app.domain.people import Person
from course_app.people.importing.found import FoundPerson


@dataclass(frozen=True, slots=True)
class Known:
    """The names and addresses on a list, in the forms in which they are compared."""

    names: frozenset[str]
    addresses: frozenset[str]

    def has(self, person: FoundPerson) -> bool:
        """Return whether somebody of a file is on the list."""
        return (bool(person.name) and fold(person.name) in self.names) or (
            bool(person.email) and person.email.casefold() in self.addresses
        )


def known_of(people: Iterable[Person]) -> Known:
    """Return the names and addresses of a list."""
    there = tuple(people)
    return Known(
        frozenset(fold(person.name) for person in there),
        frozenset(person.email.strip().casefold() for person in there if person.email.strip()),
    )
