"""Numbers as authors write them: ``20``, ``18..22``, ``20 +- 1``, ``20 +- 5%``, with a decimal point."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

LONGEST = 60
_NUMBER = r"[+\-−]?[0-9]{1,15}(?:\.[0-9]{1,15})?"
_ONE = re.compile(_NUMBER, re.ASCII)
_RANGE = re.compile(rf"({_NUMBER})[ \t]*\.\.[ \t]*({_NUMBER})", re.ASCII)
_TOLERANCE = re.compile(rf"({_NUMBER})[ \t]*\+-[ \t]*([0-9]{{1,15}}(?:\.[0-9]{{1,15}})?)[ \t]*(%?)", re.ASCII)
# 1,5 and 1,000; 1 000; 1'000; 1.000.000; 1.000 with nothing but noughts; .5 and 5.
_TWO_WAYS = re.compile(
    r"[+\-−]?(?:[0-9]{1,15},[0-9]{1,15}|[0-9]{1,3}(?:[,'’ \u00a0\u202f][0-9]{3}){1,5}(?:\.[0-9]{1,15})?"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,5}|[1-9][0-9]{0,2}\.000|\.[0-9]{1,15}|[0-9]{1,15}\.)",
    re.ASCII,
)
_NEARLY = re.compile(r"[0-9.,+\-−– \t]*(?:\.\.|…|\+-|\+/-|±)[0-9.,+\-−– \t%]*", re.ASCII)
_HALF = re.compile(rf"{_NUMBER}[ \t]*(?:\.\.|…|\+-|\+/-|±).*|.*(?:\.\.|…|\+-|\+/-|±)[ \t]*{_NUMBER}%?", re.ASCII)


@dataclass(frozen=True, slots=True)
class NumberValue:
    """An inclusive interval; ``sort`` tells how it was written."""

    low: Decimal
    high: Decimal
    sort: Literal["number", "range"]


def read_number(text: str) -> NumberValue | None:
    """Return the interval that ``text`` means, or None when it is not a number to the letter."""
    if _ONE.fullmatch(text):
        value = _decimal(text)
        return None if _TWO_WAYS.fullmatch(text) else NumberValue(value, value, "number")
    if (match := _RANGE.fullmatch(text)) is not None:
        low, high = _decimal(match.group(1)), _decimal(match.group(2))
        return NumberValue(low, high, "range") if low <= high else None
    if (match := _TOLERANCE.fullmatch(text)) is not None:
        middle, tolerance = _decimal(match.group(1)), _decimal(match.group(2))
        if match.group(3):
            tolerance = abs(middle) * tolerance / 100
        return NumberValue(middle - tolerance, middle + tolerance, "range")
    return None


def two_ways(text: str) -> bool:
    """Tell whether ``text`` is a number to some readers and another one to others."""
    return _TWO_WAYS.fullmatch(text) is not None


def nearly(text: str) -> bool:
    """Tell whether ``text`` was meant as a number, range or tolerance and is none."""
    if len(text) > LONGEST or read_number(text) is not None:
        return False
    signs_only = _NEARLY.fullmatch(text) is not None and any(letter.isdigit() for letter in text)
    return signs_only or _HALF.fullmatch(text) is not None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("−", "-"))
