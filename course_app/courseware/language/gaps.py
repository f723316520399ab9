"""Gaps: ``[[word | other]]``, ``[[= 5]]`` and ``[[(x) right | wrong]]`` in the text of a question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course_app.courseware.language import prose
from course_app.courseware.language.blocks import scan
from course_app.courseware.language.context import Context
from course_app.courseware.language.inline import shade, unescape
from course_app.courseware.language.number_values import read_number, two_ways
from course_app.courseware.language.problems import Findings, quoted
from course_app.courseware.language.source import BLANKS, Kind, Line, split
from course_app.domain.answers import normalise
from course_app.domain.questions import GAP_MARK, Cloze, Gap, Leaf

_DASHES = frozenset("|:- \t")
_MARK = re.compile(r"\(([ xX]?)\)[ \t]*")
_ALMOST_MARK = re.compile(
    r"\({1,2}(?!x\)[ \t])[xXvV✓*]{1,2}\){1,2}(?=[ \t])|\([xX](?=[ \t])|[xX]\)|\([xX]\](?=[ \t])|\[[xX][)\]](?=[ \t])"
)
_ALMOST_NUMBER = re.compile(r"={1,2}[ \t]*(?=[0-9.+\-−])")


@dataclass(frozen=True, slots=True)
class _Hole:
    """Where a gap stands: from ``at`` to ``end`` in its line; ``end`` -1: it does not close, -2: it never began."""

    line: Line
    at: int
    end: int


def last_gap(lines: Sequence[Line]) -> int:
    """Return the number of the last line in which a gap begins; 0 if there is none."""
    if not any("[[" in line.text for line in lines):
        return 0
    return max((hole.line.number for hole in _holes(lines) if hole.end != -2), default=0)


def gap_spans(text: str) -> list[tuple[int, int]]:
    """Return where the gaps of a stem stand, as indexes in ``text``; those that do not close are left out."""
    lines = split(text)
    scan(lines, Findings(""))
    return [(hole.line.start + hole.at, hole.line.start + hole.end) for hole in _holes(lines) if hole.end >= 0]


def read_gaps(context: Context, lines: Sequence[Line], stem: Leaf) -> Cloze:
    """Return the stem with GAP_MARK for each gap, and the gaps."""
    gaps: list[Gap] = []
    edits: dict[int, list[_Hole]] = {}
    for hole in _holes(lines):
        if hole.end < 0:
            hint = {"hint": "begin it with [["} if hole.end == -2 else {}
            context.note("E331", hole.line, hole.at, **hint)
            continue
        gap = _gap(context, hole)
        if gap is not None:
            gaps.append(gap)
            edits.setdefault(hole.line.number - stem.place.line, []).append(hole)
    texts = stem.text.split("\n")
    for index, holes in edits.items():
        for hole in reversed(holes):
            text = texts[index]
            texts[index] = text[: hole.at] + GAP_MARK + text[hole.end :]
    return Cloze(Leaf("\n".join(texts), stem.place), tuple(gaps))


def _holes(lines: Sequence[Line]) -> Iterator[_Hole]:
    """Yield where gaps stand, outside of code and tables."""
    tables = _table_lines(lines)
    for paragraph in prose.paragraphs(lines):
        if paragraph[0].kind is not Kind.TEXT or not any("[[" in line.text or "]]" in line.text for line in paragraph):
            continue
        shaded = shade("\n".join(line.text for line in paragraph)).split("\n")
        open_above = False
        for line, text in zip(paragraph, shaded, strict=True):
            if line.number in tables:
                continue
            for at, end in _pairs(text):
                if end != -2 or not open_above:
                    yield _Hole(line, at, end)
                open_above = end == -1


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where ``[[`` begins and its ``]]`` ends; end -1 without the one, -2 without the other."""
    at = 0
    while True:
        start, close = text.find("[[", at), text.find("]]", at)
        if start < 0 and close < 0:
            return
        if start < 0 or 0 <= close < start:
            yield close, -2
            at = close + 2
            continue
        after = text.find("[[", start + 2)
        if close < 0 or 0 <= after < close:
            yield start, -1
            at = start + 2
        else:
            yield start, close + 2
            at = close + 2


def _table_lines(lines: Sequence[Line]) -> set[int]:
    """Return the numbers of the lines that belong to tables."""
    found: set[int] = set()
    inside = False
    for before, line in zip([None, *lines], lines, strict=False):
        if line.kind is not Kind.TEXT:
            inside = False
            continue
        bare = line.text.lstrip(BLANKS)
        if bare.startswith("|"):
            inside = True
        elif before is not None and "|" in before.text and _is_dashes(bare):
            found.add(before.number)
            inside = True
        if inside:
            found.add(line.number)
    return found


def _is_dashes(text: str) -> bool:
    return "|" in text and "-" in text and _DASHES.issuperset(text)


def _gap(context: Context, hole: _Hole) -> Gap | None:
    inside = hole.line.text[hole.at + 2 : hole.end - 2]
    start = hole.at + 2
    if inside.startswith("= "):
        return _number_gap(context, hole, inside[2:].strip(BLANKS), start + 2)
    if _ALMOST_NUMBER.match(inside.strip(BLANKS)):
        number = inside.strip(BLANKS).lstrip("=").strip(BLANKS)
        context.note("E338", hole.line, start, word=quoted(inside), hint=f"write a blank behind =: [[= {number}]]")
        return None
    if inside.startswith("["):
        context.note("E331", hole.line, hole.at, hint="a gap has two brackets: [[word]], a plain one is \\[")
        return None
    choices = _split(inside)
    if not all(choices):
        context.note("E339", hole.line, hole.at)
        return None
    matches = [_MARK.match(choice) for choice in choices]
    if any(_ALMOST_MARK.match(choice) for choice in choices):
        context.note("E337", hole.line, hole.at)
        return None
    if not any(matches):
        return Gap("text", accepted=tuple(unescape(choice) for choice in choices))
    right = [index for index, match in enumerate(matches) if match and match.group(1) == "x"]
    others = [match for match in matches if match and match.group(1) != "x"]
    texts = [choice[match.end() :] if match else choice for choice, match in zip(choices, matches, strict=True)]
    if len(right) != 1 or others or len(texts) < 2:
        context.note("E337", hole.line, hole.at)
        return None
    if not all(texts):
        context.note("E339", hole.line, hole.at)
        return None
    options = tuple(unescape(text) for text in texts)
    if len({normalise(option) for option in options}) < len(options):
        context.note("E335", hole.line, hole.at, other=f"line {hole.line.number}")
    return Gap("choice", options=options, right=right[0])


def _number_gap(context: Context, hole: _Hole, text: str, at: int) -> Gap | None:
    value = read_number(text)
    if value is not None:
        return Gap("number", low=value.low, high=value.high)
    code = "E339" if not text else "E328" if two_ways(text) else "E338"
    context.note(code, hole.line, at, word=quoted(text))
    return None


def _split(inside: str) -> list[str]:
    """Return the pieces of a gap between its bars, blanks around them taken off."""
    shaded = shade(inside)
    pieces = []
    start = 0
    for at, letter in enumerate(shaded):
        if letter == "|":
            pieces.append(inside[start:at].strip(BLANKS))
            start = at + 1
    return [*pieces, inside[start:].strip(BLANKS)]
