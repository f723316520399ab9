"""What is read out of a file of people: the people, what was odd in a row, and the columns of a table.

Pure values. Nothing here is stored: the learner ticks some, and the rest is dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from course_app.domain.errors import DomainError

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_TRIED = 22_000
"""The most rows that are looked at, those that say nothing of anybody included."""
MOST_COLUMNS = 400
LONGEST_CELL = 131_072
"""The most signs of one cell, as ``csv`` has it; a longer one is a quotation mark that was never closed."""
HEADER_WITHIN = 20
"""A heading row is looked for in so many rows from the top."""
MOST_SAMPLES = 3
LONGEST = {
    "given": 80,
    "family": 80,
    "name": 80,
    "email": 254,
    "phone": 40,
    "link": 300,
    "company": 120,
    "position": 120,
}
"""The most letters that are kept of each text."""


class Field(StrEnum):
    """What a column may hold."""

    NAME = "name"
    GIVEN = "given"
    FAMILY = "family"
    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    COMPANY = "company"
    POSITION = "position"
    CONNECTED = "connected"
    BORN = "born"


NAMES = frozenset({Field.NAME, Field.GIVEN, Field.FAMILY})
Mapped = Mapping[Field, tuple[int, ...]]
"""Which columns (from 0) hold a field, the first that is filled wins."""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody in a file.

    ``row`` is the row, line or card, counted from 1. ``name`` is how the file calls them, '' when it does not;
    ``given`` and ``family`` are '' when the file has only whole names. ``connected`` and ``born`` are partial dates
    as RFC 6350 writes them, '' for none.
    """

    row: int
    name: str = ""
    given: str = ""
    family: str = ""
    email: str = ""
    phone: str = ""
    link: str = ""
    company: str = ""
    position: str = ""
    connected: str = ""
    born: str = ""

    @property
    def is_anybody(self) -> bool:
        """Whether the row says anything of somebody."""
        return bool(self.name or self.email or self.phone or self.link or self.company)

    def told(self) -> dict[str, Any]:
        """Return what is known, without what is empty."""
        return {name: getattr(self, name) for name in _PERSON_FIELDS if getattr(self, name)}


_PERSON_FIELDS = tuple(each.name for each in fields(FoundPerson))


@dataclass(frozen=True, slots=True)
class RowTrouble:
    """Something odd in a row: ``kind`` is a key of ``troubles.SENTENCES``, ``text`` the cell that was odd."""

    row: int
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its place from 0, its heading, some of its cells, and what it seems to hold."""

    place: int
    heading: str
    samples: tuple[str, ...]
    field: Field | None


@dataclass(frozen=True, slots=True)
class Sift:
    """Everything that was read, to be sifted.

    ``kind`` is linkedin, google, cards, paste or table. ``header`` is the row of the headings from 1, 0 without one.
    ``sure`` says that the columns need no look by a person; ``looks_like`` is linkedin or google when the file seems
    to come from there in a language that is not known here.
    """

    kind: str
    rows: tuple[FoundPerson, ...] = ()
    troubles: tuple[RowTrouble, ...] = ()
    columns: tuple[Column, ...] = ()
    header: int = 0
    sure: bool = True
    looks_like: str = ""


class UnreadableError(DomainError):
    """A file cannot be read as people; ``kind`` is a key of ``troubles.REFUSALS``."""

    field = "file"

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
