"""Dates of which only a part is known: a birthday without its year, a month, a year.

Read are the forms of vCards and forms alike: ``1984-05-20``, ``19840520``, ``1984-05``, ``1984``, ``--02-14``,
``--0214``, ``--02``, each also with a time behind it. Written is one form, that of RFC 6350.
"""

import re
from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date

from course_app.domain.errors import DomainError

OLDEST_YEAR = 1900
NEWEST_YEAR = 2200
_LEAP_YEAR = 2000
_FORMS = re.compile(
    r"(?:(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2})"
    r"|(?P<ym>\d{4})-(?P<mm>\d{1,2})"
    r"|(?P<year>\d{4})"
    r"|--(?P<bm>\d{2})-?(?P<bd>\d{2})"
    r"|--(?P<month>\d{2}))"
    r"(?:[T ]\d{2}.*)?"
)


class PartialDateError(DomainError):
    """What was given is no date, not even a part of one."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """What is known of a date: a year, a year and month, a whole day, a month, or a day of the year.

    Raises:
        PartialDateError: there is no such date.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise PartialDateError("A day needs its month.")
        if self.year is None and self.month is None:
            raise PartialDateError("Give a year, or a month, or a day and its month.")
        if self.year is not None and not OLDEST_YEAR <= self.year <= NEWEST_YEAR:
            raise PartialDateError(f"A year lies between {OLDEST_YEAR} and {NEWEST_YEAR}.")
        if self.month is not None and not 1 <= self.month <= 12:
            raise PartialDateError("There are twelve months.")
        if self.month is not None and self.day is not None:
            longest = monthrange(_LEAP_YEAR if self.year is None else self.year, self.month)[1]
            if not 1 <= self.day <= longest:
                raise PartialDateError(f"This month has {longest} days.")

    @property
    def recurs(self) -> bool:
        """Whether it comes round each year: a month is known."""
        return self.month is not None

    @property
    def leap_day(self) -> bool:
        """Whether it is 29 February."""
        return (self.month, self.day) == (2, 29)

    def text(self) -> str:
        """Return it as RFC 6350 writes it: ``19840520``, ``1984-05``, ``1984``, ``--0214``, ``--02``."""
        if self.year is None:
            return f"--{self.month:02}" + ("" if self.day is None else f"{self.day:02}")
        if self.month is None:
            return f"{self.year:04}"
        return f"{self.year:04}-{self.month:02}" if self.day is None else f"{self.year:04}{self.month:02}{self.day:02}"

    def in_year(self, year: int) -> date | None:
        """Return the day on which it comes round in ``year``; None when only a year is known.

        29 February falls on the last day of February; a month alone on its first day.
        """
        if self.month is None:
            return None
        if self.leap_day and not isleap(year):
            return date(year, 2, 28)
        return date(year, self.month, self.day or 1)

    def next_from(self, today: date) -> date | None:
        """Return the next day on which it comes round, ``today`` included; a month under way counts as today."""
        if self.day is None and self.month == today.month:
            return today
        this = self.in_year(today.year)
        if this is None or this >= today:
            return this
        return self.in_year(today.year + 1)


def read_partial(text: str) -> PartialDate:
    """Return the partial date that ``text`` says.

    Raises:
        PartialDateError: it says none, or one that does not exist.
    """
    found = _FORMS.fullmatch(text.strip())
    if found is None or not text.isascii():
        raise PartialDateError(f"“{text.strip()[:40]}” is not a date.")
    part = found.groupdict()
    year = part["y"] or part["ym"] or part["year"]
    month = part["m"] or part["mm"] or part["bm"] or part["month"]
    day = part["d"] or part["bd"]
    return PartialDate(*(int(each) if each else None for each in (year, month, day)))


def from_parts(day: str, month: str, year: str) -> PartialDate | None:
    """Return the partial date of three form controls, None when all are empty.

    Raises:
        PartialDateError: a part is no number, or there is no such date.
    """
    parts = [each.strip() for each in (year, month, day)]
    if not any(parts):
        return None
    for part in parts:
        if part and not (part.isascii() and part.isdecimal() and len(part) <= 4):
            raise PartialDateError(f"“{part[:20]}” is not a number.")
    return PartialDate(*(int(part) if part else None for part in parts))
