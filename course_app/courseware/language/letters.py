"""Letters: code blocks that begin with ``email``, with a subject and a body."""

import re
from collections.abc import Sequence

from course_app.courseware.language.context import Context
from course_app.courseware.language.inline import found_in
from course_app.courseware.language.mark_settings import MarkTable, take
from course_app.courseware.language.marks import Marked, part
from course_app.courseware.language.source import BLANKS, Kind, Line
from course_app.domain.course import LetterPart

_OPENING = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*email(?=[ \t{]|$)")
_SUBJECT = re.compile(r"[Ss]ubject:[ \t]*")
_LETTER = MarkTable("a letter")


def is_letter(line: Line) -> bool:
    """Tell whether a code block's first line says that it is a letter."""
    return line.kind is Kind.FENCE and not line.quoted and _OPENING.match(line.text) is not None


def letter_id(line: Line) -> str:
    """Return the id that a letter's first line gives, '' for none; any mark counts as one to be read."""
    return _marked(line)[0].raw


def _marked(line: Line) -> tuple[Marked, int]:
    match = _OPENING.match(line.text)
    start = match.end() if match else 0
    return part(line.text[start:], always=True), start


def read_letter(context: Context, lines: Sequence[Line]) -> LetterPart:
    """Return the letter of a code block, whose first line opens it."""
    opening, *inside = lines
    marked, start = _marked(opening)
    taken = take(context, opening, marked, start, _LETTER)
    given = context.identify("letter", taken.id, opening, marked, start, required=False)
    if inside and _closes(inside[-1], opening):
        inside.pop()
    texts = [line.text for line in inside]
    _refer(context, inside)
    subject = ""
    match = _SUBJECT.match(texts[0]) if texts else None
    if match is not None:
        subject = texts[0][match.end() :].strip(BLANKS)
        texts = texts[1:]
    return LetterPart(given, subject, "\n".join(texts).strip(BLANKS + "\n"), context.place(opening))


def _closes(line: Line, opening: Line) -> bool:
    sign = opening.text.lstrip(BLANKS)[0]
    bare = line.text.strip(BLANKS)
    return len(bare) >= 3 and not bare.strip(sign)


def _refer(context: Context, lines: Sequence[Line]) -> None:
    """Collect the slots of a letter."""
    for line in lines:
        if "{{" not in line.text:
            continue
        for found in found_in(line.text):
            if found.kind == "slot":
                context.add_reference("slot", found.target, found.text, context.place(line, found.start))
            elif found.kind == "broken slot":
                context.broken_slot(line, found.start, found)
