"""Letters: code blocks that begin with ``email``, with a subject and a body."""

import re
from collections.abc import Sequence

from course_app.courseware.language.context import Context
from course_app.courseware.language.inline import found_in
from course_app.courseware.language.mark_settings import MarkTable, take
from course_app.courseware.language.marks import Marked, part, stray
from course_app.courseware.language.problems import nearest, quoted
from course_app.courseware.language.source import BLANKS, Kind, Line
from course_app.domain.course import LetterPart

_OPENING = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*email(?=[ \t{]|$)")
_SUBJECT = re.compile(r"Subject:[ \t]*")
_ALMOST_SUBJECT = re.compile(r"[ \t]*([^\W\d_]{5,9})[ \t]*(:?)")
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
    check_opening(context, opening)
    marked, start = _marked(opening)
    taken = take(context, opening, marked, start, _LETTER)
    given = context.identify("letter", taken.id, opening, marked, start, required=False)
    if inside and _closes(inside[-1], opening):
        inside.pop()
    if inside and (strayed := stray(inside[0].text)) is not None and not inside[0].text.strip(strayed[0] + BLANKS):
        context.note("E217", inside[0], strayed[1], word=quoted(strayed[0]), hint=f"write: ```email {strayed[0]}")
    texts = [line.text for line in inside]
    _refer(context, inside)
    subject = ""
    match = _SUBJECT.match(texts[0]) if texts else None
    if match is None:
        _check_subject(context, inside)
    else:
        subject = texts[0][match.end() :].strip(BLANKS)
        texts = texts[1:]
    return LetterPart(given, subject, "\n".join(texts).strip(BLANKS + "\n"), context.place(opening))


def check_opening(context: Context, opening: Line) -> None:
    """Refuse anything but marks behind the word ``email``."""
    marked, start = _marked(opening)
    if marked.text.strip(BLANKS):
        hint = "the line ends with ```email or ```email {#id}"
        context.note("E211", opening, start, word=quoted(opening.text[start:].strip(BLANKS)), suggestion=hint)


def _check_subject(context: Context, inside: Sequence[Line]) -> None:
    """Refuse a first line that is nearly the one with the subject, or has it below an empty line."""
    first = next((line for line in inside if line.text.strip(BLANKS)), None)
    match = _ALMOST_SUBJECT.match(first.text) if first is not None else None
    if first is None or match is None:
        return
    word, colon = match.groups()
    if word.casefold() == "subject" or (colon and nearest(word, ("subject",)) is not None):
        hint = "the first line of a letter is: Subject: …"
        context.note("E105", first, word=quoted(first.text[: match.end()]), suggestion=hint)


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
