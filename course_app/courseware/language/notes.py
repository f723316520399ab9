"""The notes of a question: ``> Hint: …`` and its sisters, below all answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from course_app.courseware.language import prose
from course_app.courseware.language.context import Context
from course_app.courseware.language.problems import nearest, suggestion
from course_app.courseware.language.source import BLANKS, Kind, Line, moved
from course_app.domain.questions import Leaf, Notes

NOTE_WORDS = ("Hint", "Why", "Correct", "Partly", "Incorrect", "See")
_WORD = re.compile(r"[ \t]*>[ \t]*[*_]{0,3}([^\W\d_]{2,20})[*_]{0,3}[ \t]?([:：]?)[*_]{0,3}(?=[ \t]|$)")
_WITHOUT_SIGN = re.compile(r"[^\w\s>]?[ \t]?(Hint|Why|Correct|Partly|Incorrect|See):[ \t]")
_EXACT = re.compile(r">[ \t]?(Hint|Why|Correct|Partly|Incorrect|See):[ \t]*")


@dataclass(slots=True)
class Note:
    """A note and its lines, the first one without its word."""

    word: str
    line: Line
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def start(cls, context: Context, line: Line, *, going_on: bool) -> "Note | None":
        """Return the note that begins on this line of a quote; None when none does.

        A word that is nearly one of a note is a problem; ``going_on`` is for the lines below a note, where other
        words may stand.
        """
        match = _EXACT.match(line.text)
        if match is not None:
            at = match.end()
            rest = line.text[at:]
            kind = Kind.TEXT if rest.strip(BLANKS) else Kind.BLANK
            return cls(match.group(1), line, [moved(line, at, kind)])
        found = _WORD.match(line.text)
        if found is None:
            return None
        word, colon = found.groups()
        meant = _meant(word, colon)
        if meant is None and (going_on or not colon):
            return None
        if meant is None or not going_on or colon:
            hint = f"write: > {meant}: …" if meant else suggestion(word, NOTE_WORDS, "> {}:")
            context.note("E316", line, found.start(1), word=f"{word}{colon}", suggestion=hint)
            return cls(meant or "", line)
        return None


def _meant(word: str, colon: str) -> str | None:
    for known in NOTE_WORDS:
        if word.casefold() in (known.casefold(), known.casefold() + "s"):
            return known
    return nearest(word, NOTE_WORDS) if colon and len(word) > 3 else None


def note_word(text: str) -> str:
    """Return the word, as notes write it, with which a quote begins that looks like a note; '' for others."""
    match = _WORD.match(text)
    if match is None or not match.group(2):
        return ""
    return next((known for known in NOTE_WORDS if known.casefold() == match.group(1).casefold()), "")


def begins_note(line: Line) -> bool:
    """Tell whether a note begins on a line, or what looks like one."""
    if line.kind is not Kind.TEXT or not line.text.lstrip(BLANKS).startswith(">"):
        return False
    match = _WORD.match(line.text)
    return match is not None and bool(match.group(2)) and _meant(*match.groups()) is not None


def lost_note(text: str) -> str:
    """Return the note's word with which a line begins that has lost its >; '' for others."""
    match = _WITHOUT_SIGN.match(text)
    return match.group(1) if match else ""


def indented_note(text: str) -> str:
    """Return the note's word with which an indented quote begins, if it is one to the letter."""
    match = _EXACT.match(text.lstrip(BLANKS))
    return match.group(1) if match else ""


def read_notes(context: Context, notes: Sequence[Note]) -> Notes:
    """Return the notes as texts; each but See may stand once."""
    texts: dict[str, Leaf] = {}
    see: list[Leaf] = []
    for note in notes:
        leaf = prose.read(context, note.lines, prose.Manner(), note.line)
        if note.word == "See":
            see.append(leaf)
        elif note.word in texts:
            context.note("E106", note.line, word=f"{note.word}:")
        elif note.word:
            texts[note.word] = leaf
    return Notes(
        hint=texts.get("Hint"),
        why=texts.get("Why"),
        correct=texts.get("Correct"),
        partly=texts.get("Partly"),
        incorrect=texts.get("Incorrect"),
        see=tuple(see),
    )
