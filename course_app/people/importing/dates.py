"""Dates as exports write them: ``12 Mar 2014``, ``7-Feb-22``, ``03/12/2014``, ``2014-03-12``, ``5. Mai 1984``.

What day and month are in ``03/04/2014`` is told by the other dates of the column, never guessed.
"""

import re
from collections.abc import Iterable
from enum import Enum

from course_app.domain.names import fold
from course_app.domain.partial_dates import PartialDate, PartialDateError, read_partial

MONTHS = (
    ("jan", "ene", "gen", "sty"),
    ("feb", "fev", "lut"),
    ("mar", "mrt"),
    ("apr", "abr", "avr", "kwi"),
    ("may", "mai", "mei", "maj", "mag"),
    ("jun", "juin", "giu", "cze"),
    ("jul", "juil", "lug", "lip"),
    ("aug", "ago", "aou", "sie"),
    ("sep", "set", "wrz"),
    ("oct", "okt", "out", "ott", "paz"),
    ("nov", "lis"),
    ("dec", "dez", "dic", "des", "gru"),
)
"""How the names of the months begin, folded: English, German, French, Spanish, Italian, Portuguese, Dutch, the
Scandinavian languages and Polish."""
_MONTH = {start: month for month, starts in enumerate(MONTHS, 1) for start in starts}
_TIME = re.compile(r"[,T ]*[0-9]{1,2}:[0-9]{2}.*|(?<=[0-9])T[0-9].*", re.S)
_NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?", re.A)
_WORDS = re.compile(r"[0-9]+|[^\W\d_]+")
_LONGEST_DATE = 60
_NO_YEAR = 1604
"""Written by some address books for a birthday without its year."""
_CENTURY = 2000


class Order(Enum):
    """Which comes first in a date of numbers."""

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


class TwoDatesError(Exception):
    """A date of numbers can be read in two ways; ``year`` is in both."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


def order_of(texts: Iterable[str]) -> Order:
    """Return what comes first in a column of dates, told by the numbers above twelve."""
    day = month = False
    for text in texts:
        found = _NUMBERS.fullmatch(_without_time(text)) if len(text) <= _LONGEST_DATE else None
        if found is None or len(found[1]) > 2 or found[2] == ".":
            continue
        day = day or int(found[1]) > 12
        month = month or int(found[3]) > 12
    if day == month:
        return Order.UNKNOWN
    return Order.DAY if day else Order.MONTH


def read_date(text: str, order: Order = Order.UNKNOWN, *, birthday: bool = False) -> PartialDate | None:
    """Return the date that ``text`` says, None when it says that there is none (``0/0/00``).

    A birthday with two digits for its year loses the year; any other date of two digits is of this century.

    Raises:
        PartialDateError: it is no date, or there is no such day.
        TwoDatesError: day and month cannot be told apart.
    """
    if len(text) > _LONGEST_DATE:
        raise PartialDateError("Too long for a date.")
    if text.strip("0/.- ") == "":
        return None
    plain = _without_time(text)
    found = _NUMBERS.fullmatch(plain)
    if found is not None:
        return _of_numbers(found, order, birthday)
    if plain.startswith("-") or (plain.replace("-", "").isdecimal() and plain.isascii()):
        return _without_odd_year(plain)
    return _of_words(plain, birthday)


def _without_time(text: str) -> str:
    return _TIME.sub("", text).strip()


def _without_odd_year(text: str) -> PartialDate:
    return read_partial(f"--{text[4:].lstrip('-')}" if text.startswith(str(_NO_YEAR)) else text)


def _of_numbers(found: re.Match[str], order: Order, birthday: bool) -> PartialDate:
    first, sign, second, third = found.groups()
    if len(first) == 4:
        return _date(first, int(second), int(third), birthday)
    if len(first) == 3:
        raise PartialDateError("No date.")
    one, two = int(first), int(second)
    if sign == "." or order is Order.DAY or one > 12:
        return _date(third, two, one, birthday)
    if order is Order.MONTH or two > 12 or one == two:
        return _date(third, one, two, birthday)
    year = _date(third, one, two, birthday).year
    raise TwoDatesError(year or 0)


def _of_words(text: str, birthday: bool) -> PartialDate:
    month, numbers = 0, list[str]()
    for word in _WORDS.findall(text):
        if word.isdecimal():
            numbers.append(word)
        elif not month:
            plain = fold(word)
            month = _MONTH.get(plain[:4], 0) or _MONTH.get(plain[:3], 0)
    if not month or not 1 <= len(numbers) <= 2 or _has_other_digits(text):
        raise PartialDateError("No date.")
    if len(numbers) == 1:
        alone = numbers[0]
        if len(alone) == 4:
            return PartialDate(int(alone), month)
        return PartialDate(month=month, day=_small(alone))
    first, second = numbers
    if len(first) == 4:
        first, second = second, first
    return _date(second, month, _small(first), birthday)


def _has_other_digits(text: str) -> bool:
    return not text.isascii() and any(sign.isdecimal() and not sign.isascii() for sign in text)


def _small(digits: str) -> int:
    if len(digits) > 2:
        raise PartialDateError("No date.")
    return int(digits)


def _date(year_digits: str, month: int, day: int, birthday: bool) -> PartialDate:
    year: int | None = int(year_digits)
    if len(year_digits) == 2:
        year = None if birthday else _CENTURY + int(year_digits)
    elif len(year_digits) != 4:
        raise PartialDateError("No date.")
    if year == _NO_YEAR:
        year = None
    return PartialDate(year, month, day)
