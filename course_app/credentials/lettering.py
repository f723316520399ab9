"""Set a name: one line when it can be large, else two lines of like length, as large as they fit."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Points, largest first; the stylesheet of the certificate has a class for each.
SIZES = (46, 42, 38, 34, 31, 28, 25, 22, 19, 16, 14, 12, 10, 8)
SMALLEST_WHOLE = 14  # below this a word is broken rather than made smaller still
LARGEST_OF_TWO = 34  # two lines of this size take as much room as the page gives a name
WORTH_A_SECOND_LINE = 1.2

_AFTER = frozenset("-\u2010\u2013\u2014/")
_NEVER_BEFORE = frozenset({"Mn", "Mc", "Me", "Cf"})


@dataclass(frozen=True, slots=True)
class Lettering:
    """A name as it is set: one or two lines that join to the whole name, and a size in points."""

    lines: tuple[str, ...]
    size: int


def fit(name: str, widths: Mapping[str, float], measure: float) -> Lettering | None:
    """Return how to set ``name``, or ``None`` if not even the smallest size fits.

    Args:
        name: single spaces, composed letters.
        widths: of each of its letters, in ems.
        measure: the width of the page for it, in points.
    """
    whole = _set((name,), widths, measure, SIZES)
    halves = _best_halves(name, widths, measure)
    if whole is None or halves is None:
        return whole or halves
    return halves if halves.size > WORTH_A_SECOND_LINE * whole.size else whole


def _best_halves(name: str, widths: Mapping[str, float], measure: float) -> Lettering | None:
    sizes = tuple(size for size in SIZES if size <= LARGEST_OF_TWO)
    at_words = _balanced(name, widths, list(_word_breaks(name)))
    halves = at_words and _set(at_words, widths, measure, sizes)
    if halves and halves.size >= SMALLEST_WHOLE:
        return halves
    anywhere = _balanced(name, widths, list(_letter_breaks(name)))
    return (anywhere and _set(anywhere, widths, measure, sizes)) or halves or None


def _balanced(name: str, widths: Mapping[str, float], breaks: list[int]) -> tuple[str, str] | None:
    """Cut where the longer line is shortest; of equals take the later, so that the first line is longer."""
    if not breaks:
        return None
    cut = min(breaks, key=lambda at: (max(_ems(name[:at], widths), _ems(name[at:], widths)), -at))
    return name[:cut], name[cut:]


def _set(
    lines: tuple[str, ...], widths: Mapping[str, float], measure: float, sizes: tuple[int, ...]
) -> Lettering | None:
    longest = max(_ems(line, widths) for line in lines)
    return next((Lettering(lines, size) for size in sizes if size * longest <= measure), None)


def _ems(line: str, widths: Mapping[str, float]) -> float:
    return sum(widths[letter] for letter in line.strip())


def _word_breaks(name: str) -> Iterator[int]:
    for at in range(1, len(name)):
        if name[at - 1] == " " or (name[at - 1] in _AFTER and name[at] != " "):
            yield at


def _letter_breaks(name: str) -> Iterator[int]:
    for at in range(1, len(name)):
        if unicodedata.category(name[at]) not in _NEVER_BEFORE and name[at] != " ":
            yield at
