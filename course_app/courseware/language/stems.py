"""Where the stem of a question ends and its answers begin."""

from collections.abc import Sequence

from course_app.courseware.language.answers import Parts, Splitter
from course_app.courseware.language.context import Context
from course_app.courseware.language.lookalikes import AnswerKind, almost_ordered, almost_pair, answer_form, mended
from course_app.courseware.language.notes import NOTE_WORDS, begins_note, lost_note, note_word
from course_app.courseware.language.problems import quoted
from course_app.courseware.language.source import BLANKS, Kind, Line


def split_question(context: Context, lines: Sequence[Line], gap_line: int) -> Parts:
    """Tell the lines of a question apart; ``gap_line`` is the last one in which a gap stands, 0 for none.

    With gaps a numbered list is prose, and the stem goes on up to the first note below the last of them.
    """
    start, ordered = _first_answer(lines, ordered_is_prose=gap_line > 0)
    if gap_line:
        below = (i for i, line in enumerate(lines) if line.number > gap_line and begins_note(line))
        start = min(start, next(below, start))
    _check_stem(context, lines[:start], has_answers=start < len(lines) or gap_line > 0)
    splitter = Splitter(context, Parts(lines[:start]), ordered=ordered)
    splitter.run(lines[start:])
    return splitter.parts


def _first_answer(lines: Sequence[Line], *, ordered_is_prose: bool) -> tuple[int, bool]:
    """Return the index of the first answer line, or of one that looks like it, and whether it is one of an order."""
    ordered = len(lines)
    for index, line in enumerate(lines):
        if line.kind is not Kind.TEXT:
            continue
        form = answer_form(line.text)
        if form is None:
            if mended(line.text) is not None:
                return index, False
        elif form.kind is AnswerKind.PAIR:
            return _first_pair(lines, index), False
        elif form.kind is not AnswerKind.ORDERED:
            return index, False
        elif not ordered_is_prose:
            ordered = min(ordered, index)
    found = ordered < len(lines)
    while found and ordered and lines[ordered - 1].kind is Kind.TEXT and almost_ordered(lines[ordered - 1].text):
        ordered -= 1
    return ordered, found


def _first_pair(lines: Sequence[Line], index: int) -> int:
    """Return the index of the first line above a pair, without a gap, that looks like one too."""
    while index and lines[index - 1].kind is Kind.TEXT and almost_pair(lines[index - 1].text):
        index -= 1
    return index


def _check_stem(context: Context, lines: Sequence[Line], *, has_answers: bool) -> None:
    for line in lines:
        if line.kind is not Kind.TEXT:
            continue
        text = line.text
        if text[0] == "-" and text[1:2] in (" ", "\t", "") and (text.strip(" \t-") or text.strip(BLANKS) == "-"):
            context.note("E303", line)
        elif text.startswith(" - "):
            context.note("E303", line, 1)
        elif text[0] == ">" and has_answers and (word := note_word(text)) in NOTE_WORDS:
            context.note("E314", line, word=f"{word}:")
        elif (lost := lost_note(text)) and has_answers:
            context.note("E316", line, word=quoted(text[:20]), suggestion=f"write: > {lost}: …")
