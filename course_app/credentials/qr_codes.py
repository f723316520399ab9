"""QR codes: those of the encoder, with its choice among the masks made in a fraction of the time.

A code is drawn under the one of eight masks that disturbs scanners least. The encoder scores all eight module by
module, which takes longer than signing a certificate. Here a matrix is one whole number with a bit for each module,
and a rule of the score is a handful of operations on it. Source of the rules: ISO/IEC 18004:2015, 7.8.3.1.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

ERROR = "m"  # the least of repair; the encoder gives more when it costs no size
MASKS = 8
FINDER = 7  # modules of what looks like a corner: dark, light, three dark, light, dark
LIGHT = 4  # modules of light before or behind it, which may be those around the code

Rows = tuple[bytes, ...]


def matrix(text: str) -> Rows:
    """Return ``text`` as rows of modules, 1 for dark, without the quiet zone."""
    import segno

    code = segno.make(text, error=ERROR, micro=False, mask=0)
    first, size = tuple(map(bytes, code.matrix)), len(code.matrix)
    masks = _masks(code.version, code.error)
    scored = _both(first, masks.scored)
    across, down = _number(scored), _number(zip(*scored, strict=True))
    scores = [_score(across ^ each, down ^ turned, size) for each, turned in masks.numbers]
    return _differing(first, masks.changes[scores.index(min(scores))])


class _Masks(NamedTuple):
    """What the eight masks change in a code that is drawn under the first of them.

    ``scored`` has a 1 for every module that counts in a score. Those in ``numbers`` are the changes among them, row by
    row and column by column.
    """

    scored: Rows
    changes: tuple[Rows, ...]
    numbers: tuple[tuple[int, int], ...]


@lru_cache(maxsize=4)
def _masks(version: Any, error: str) -> _Masks:
    """Compare one and the same code under all masks: what differs is the same for every text of its size."""
    import segno

    how = {"version": version, "error": error, "boost_error": False}
    codes: list[Rows] = [tuple(map(bytes, segno.make("1", mask=mask, **how).matrix)) for mask in range(MASKS)]
    every = range(len(codes[0]))
    scored = tuple(bytes(not _told_later(row, column, len(every)) for column in every) for row in every)
    changes = tuple(_differing(codes[0], code) for code in codes)
    of_text = [_both(each, scored) for each in changes]
    return _Masks(scored, changes, tuple((_number(each), _number(zip(*each, strict=True))) for each in of_text))


def _told_later(row: int, column: int, size: int) -> bool:
    """Return whether a module says which mask or version a code has: masks are scored before these are drawn."""
    low, high = sorted((row, column))
    beside_corners = (high == 8 and low != 6) or (low == 8 and high >= size - 8)
    version = size >= 45 and low < 6 and size - 11 <= high <= size - 9
    return beside_corners or version


def _both(rows: Sequence[bytes], others: Sequence[bytes]) -> Rows:
    return tuple(bytes(a & b for a, b in zip(*pair, strict=True)) for pair in zip(rows, others, strict=True))


def _differing(rows: Sequence[bytes], others: Sequence[bytes]) -> Rows:
    return tuple(bytes(a ^ b for a, b in zip(*pair, strict=True)) for pair in zip(rows, others, strict=True))


def _number(rows: Iterable[Iterable[int]]) -> int:
    """Return rows as one number: the first module is the lowest bit, and light stands between the rows."""
    modules = bytes(LIGHT).join(map(bytes, rows))
    return int(modules[::-1].translate(_DIGITS), 2)


_DIGITS = bytes.maketrans(b"\0\1", b"01")


@cache
def _pairs(size: int, rows: int) -> int:
    """Return the modules of the first ``rows`` rows that have another behind them."""
    return _number([b"\1" * (size - 1) + b"\0"] * rows)


def _score(across: int, down: int, size: int) -> int:
    """Return how much a code disturbs scanners; ``down`` is the same code, column by column."""
    below = across >> size + LIGHT
    squares = ~(across ^ across >> 1) & ~(below ^ below >> 1) & ~(across ^ below) & _pairs(size, size - 1)
    share = abs(across.bit_count() / size**2 * 100 - 50)
    lines = sum(_runs(each, size) + 40 * _corners(each) for each in (across, down))
    return lines + 3 * squares.bit_count() + 10 * int(share / 5)


def _runs(modules: int, size: int) -> int:
    """Score five and more of a colour in a line: 3 for five, 1 for each that follows."""
    same = ~(modules ^ modules >> 1) & _pairs(size, size)
    fives = same & same >> 1 & same >> 2 & same >> 3
    return fives.bit_count() + 2 * (fives & ~(fives << 1)).bit_count()


def _corners(modules: int) -> int:
    """Count what looks like a corner and has light before or behind it."""
    light = ~modules
    found = modules & light >> 1 & modules >> 2 & modules >> 3 & modules >> 4 & light >> 5 & modules >> 6
    before = ~(modules << 1 | modules << 2 | modules << 3 | modules << 4)
    ended = modules >> FINDER
    counted = found & (before | ~(ended | ended >> 1 | ended >> 2 | ended >> 3))
    overlap = found & (found >> 4 | found >> 6)
    return sum(1 for _ in _apart(counted)) if overlap else counted.bit_count()


def _apart(counted: int) -> Iterator[int]:
    """Return where those begin that do not begin inside another."""
    end = 0
    while counted:
        at = (counted & -counted).bit_length() - 1
        counted &= counted - 1
        if at >= end:
            end = at + FINDER
            yield at
