"""The difference of two texts, so that a person can read it: lines as they are, the words that changed marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 2
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; ``changed`` ones are only in this text."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a difference: ``sign`` is ``+``, ``-``, a blank, or ``…`` where lines are left out."""

    sign: str
    number: int
    pieces: tuple[Piece, ...]


def difference(old: str, new: str) -> list[Line]:
    """Return what became of ``old`` in ``new``; () when they are the same.

    Numbers are those of the new text, of the old one for lines that are gone.
    """
    before, after = old.split("\n"), new.split("\n")
    found: list[Line] = []
    groups = list(SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(AROUND))
    for at, group in enumerate(groups):
        if at or group[0][1] > 0:
            found.append(Line("…", 0, ()))
        for tag, a, a_end, b, b_end in group:
            if tag == "equal":
                found += [Line(" ", b + i + 1, (Piece(after[b + i]),)) for i in range(b_end - b)]
            else:
                found += _changed(before[a:a_end], after[b:b_end], a, b)
    return found


def _changed(gone: list[str], come: list[str], a: int, b: int) -> Iterator[Line]:
    """Yield lines that are gone and those in their place; of pairs, the words that differ are marked."""
    pairs = min(len(gone), len(come))
    left, right = [], []
    for i in range(pairs):
        old, new = _pieces(gone[i], come[i])
        left.append(Line("-", a + i + 1, old))
        right.append(Line("+", b + i + 1, new))
    left += [Line("-", a + i + 1, (Piece(gone[i], True),)) for i in range(pairs, len(gone))]
    right += [Line("+", b + i + 1, (Piece(come[i], True),)) for i in range(pairs, len(come))]
    yield from left
    yield from right


def _pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    one, two = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    left, right = [], []
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if a < a_end:
            left.append(Piece("".join(one[a:a_end]), tag != "equal"))
        if b < b_end:
            right.append(Piece("".join(two[b:b_end]), tag != "equal"))
    return tuple(left), tuple(right)
