"""The gaps of a question as a form shows them, and back: ``[[1]]`` in the text stands for the first of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from course_app.courseware.language.gaps import gap_spans
from course_app.courseware.language.inline import shade
from course_app.domain.errors import DomainError

KINDS = ("words", "number", "choice")
_RIGHT = re.compile(r"\(x\)[ \t]*")
_NUMBERED = re.compile(r"\[\[([0-9]{1,3})\]\]")


@dataclass(frozen=True, slots=True)
class GapText:
    """A gap: words to type (each of ``lines`` counts), a number, or a choice of ``lines``, that at ``right`` right.

    ``raw`` is how it stands in the file; '' for one that is new.
    """

    kind: str
    lines: tuple[str, ...]
    right: int = 0
    raw: str = ""

    @property
    def source(self) -> str:
        """How the content language writes it."""
        if self.raw and _gap(self.raw) == self:
            return self.raw
        if self.kind == "number":
            return f"[[= {' '.join(self.lines)}]]"
        if self.kind == "choice":
            marked = [f"(x) {line}" if at == self.right else line for at, line in enumerate(self.lines)]
            return f"[[{' | '.join(marked)}]]"
        return f"[[{' | '.join(self.lines)}]]"


def read_gaps(stem: str) -> tuple[str, tuple[GapText, ...]]:
    """Return the text with ``[[1]]``, ``[[2]]``, … in the place of its gaps, and the gaps."""
    gaps: list[GapText] = []
    text, done = "", 0
    for start, end in gap_spans(stem):
        gaps.append(_gap(stem[start:end]))
        text += f"{stem[done:start]}[[{len(gaps)}]]"
        done = end
    return text + stem[done:], tuple(gaps)


def write_gaps(text: str, gaps: Sequence[GapText]) -> str:
    """Return a text with its gaps in their places; what no number stands for is taken away.

    Raises:
        DomainError: a gap stands twice.
    """
    seen: set[str] = set()

    def source(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= len(gaps):
            return found[0]
        if found[1] in seen:
            raise DomainError(f"The gap {found[0]} stands twice. Write another as [[word]].", "stem")
        seen.add(found[1])
        return gaps[number - 1].source

    return _NUMBERED.sub(source, text)


def _gap(raw: str) -> GapText:
    inside = raw[2:-2]
    if inside.startswith("= "):
        return GapText("number", (inside[2:].strip(),), 0, raw)
    pieces = _split(inside)
    right = next((at for at, piece in enumerate(pieces) if _RIGHT.match(piece)), None)
    if right is None:
        return GapText("words", pieces, 0, raw)
    return GapText("choice", tuple(_RIGHT.sub("", piece, count=1) for piece in pieces), right, raw)


def _split(inside: str) -> tuple[str, ...]:
    shaded = shade(inside)
    edges = [-1, *(at for at, letter in enumerate(shaded) if letter == "|"), len(inside)]
    return tuple(inside[start + 1 : end].strip(" \t") for start, end in pairwise(edges))
