"""Where the lines of a question stand: heading, text, answers with what is nested in them, and notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from course_app.courseware.language import marks as mark_language
from course_app.courseware.language.gaps import gap_spans
from course_app.courseware.language.inline import shade
from course_app.courseware.language.lookalikes import AnswerKind, answer_form
from course_app.courseware.language.tree import Span, Tree

_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_NOTE = re.compile(r">[ \t]?(Hint|Why|Correct|Partly|Incorrect|See):[ \t]*")
_ARROW = re.compile(r"(?:^|(?<=[ \t]))=>(?=[ \t]|$)")


class Unreadable(Exception):  # noqa: N818 - no error, but the way out of a form
    """These lines are more than a form can show."""


@dataclass(frozen=True, slots=True)
class Block:
    """An answer with all that is nested in it; ``more`` are the pieces below its feedback."""

    kind: AnswerKind
    right: bool
    sign: Tree
    words: Tree
    marks: Tree
    end: Tree
    nested: Tree | None
    more: str
    span: Span

    @property
    def feedback(self) -> str:
        """The quote below the answer, without its signs."""
        return unquoted(self.nested.text) if self.nested else ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note below the answers: the word that it begins with, and its lines."""

    word: str
    text: str
    raw: str
    span: Span


@dataclass(slots=True)
class Lines:
    """The pieces of a question, or of one scene of it.

    ``stem`` has no empty lines around it; ``end`` is where the last answer, note or line of text ends, ``answers_end``
    the same before the notes.
    """

    id: str
    heading: Tree
    words: Tree
    marks: Tree | None
    span: Span
    stem: Span
    blocks: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    scenes: "list[Lines]" = field(default_factory=list)
    answers_end: int = 0
    end: int = 0
    has_gaps: bool = False

    def stem_in(self, text: str) -> str:
        """Return the text between heading and answers."""
        return text[self.stem.start : self.stem.end].rstrip("\n")

    @property
    def all_notes(self) -> list[Note]:
        """The notes of the question: of a scenario those below its last scene."""
        return self.scenes[-1].notes if self.scenes else self.notes


def lines_of(text: str, section: Tree) -> Lines:
    """Return where the lines of a question stand.

    Raises:
        Unreadable: there is more in it than a form can show.
    """
    heading = section.children[0]
    found = mark_language.part(heading_marks(heading), always=True).marks
    if any(mark.raw == ".scenario" for mark in found):
        return _scenario(text, section)
    return _Reader(text, section, list(section.children[1:])).read()


def _scenario(text: str, section: Tree) -> Lines:
    scenes = [child for child in section.children if child.kind == "section"]
    above = [child for child in section.children[1:] if child.kind != "section"]
    lines = _Reader(text, section, above).read(bare=True)
    if not scenes or lines.blocks or lines.notes or lines.has_gaps:
        raise Unreadable
    for scene in scenes:
        if any(child.kind == "section" for child in scene.children):
            raise Unreadable
        lines.scenes.append(_Reader(text, scene, list(scene.children[1:])).read(bare=True))
    if any(scene.notes for scene in lines.scenes[:-1]):
        raise Unreadable
    return lines


def heading_marks(heading: Tree) -> str:
    """Return the marks of a heading, '' where it has none."""
    found = heading.child("marks")
    return found.text if found else ""


class _Reader:
    def __init__(self, text: str, section: Tree, pieces: Sequence[Tree]) -> None:
        self._text, self._section = text, section
        self._pieces = pieces
        if any(piece.kind == "section" for piece in pieces):
            raise Unreadable

    def read(self, *, bare: bool = False) -> Lines:
        """Return the lines; ``bare`` ones need no answers."""
        heading = self._section.children[0]
        words = heading.child("words")
        assert words is not None
        at = heading.span.end
        lines = Lines(self._section.id, heading, words, heading.child("marks"), self._section.span, Span(at, at))
        start = self._start(lines)
        self._stem(lines, self._pieces[:start])
        lines.answers_end = lines.end = lines.stem.end
        self._answers(lines, self._pieces[start:])
        if not bare and not lines.blocks and not lines.has_gaps:
            raise Unreadable
        if lines.has_gaps and lines.blocks:
            raise Unreadable
        return lines

    def _start(self, lines: Lines) -> int:
        """Return the index of the piece with which the answers begin, or the notes where there are none."""
        pieces = self._pieces
        answers = [at for at, piece in enumerate(pieces) if piece.kind == "answer"]
        plain = [at for at in answers if kind_of(pieces[at]) is not AnswerKind.ORDERED]
        if plain:
            return plain[0]
        last = self._last_gap()
        lines.has_gaps = last >= 0
        if answers and not lines.has_gaps:
            return answers[0]
        for at, piece in enumerate(pieces):
            if piece.kind == "quote" and piece.span.start > last and _NOTE.match(piece.text):
                return at
        return len(pieces)

    def _last_gap(self) -> int:
        if not self._pieces:
            return -1
        start, end = self._pieces[0].span.start, self._pieces[-1].span.end
        return max((start + at for at, _end in gap_spans(self._text[start:end])), default=-1)

    def _stem(self, lines: Lines, pieces: Sequence[Tree]) -> None:
        said = [piece for piece in pieces if piece.kind != "blank"]
        if said:
            lines.stem = Span(said[0].span.start, said[-1].span.end)

    def _answers(self, lines: Lines, pieces: Sequence[Tree]) -> None:
        noted = False
        for piece in pieces:
            if piece.kind in ("blank", "comment"):
                continue
            if piece.kind == "quote":
                lines.notes += _notes(piece)
                noted = True
            elif noted:
                raise Unreadable
            elif piece.kind == "answer":
                lines.blocks.append(_block(piece))
                lines.answers_end = piece.span.end
            elif lines.blocks and piece.kind in ("code", "paragraph") and piece.text[:2].isspace():
                if piece.text.lstrip().startswith(">"):
                    raise Unreadable
                self._add_more(lines, piece)
            else:
                raise Unreadable
            lines.end = piece.span.end
        words = [note.word for note in lines.notes if note.word != "See"]
        if len(words) != len(set(words)):
            raise Unreadable

    def _add_more(self, lines: Lines, piece: Tree) -> None:
        last = lines.blocks[-1]
        own = last.nested.span.end if last.nested else last.end.span.end
        whole = Span(last.span.start, piece.span.end)
        lines.blocks[-1] = replace(last, more=self._text[own : whole.end], span=whole)
        lines.answers_end = piece.span.end


def kind_of(answer: Tree) -> AnswerKind:
    """Return what an answer line asks for."""
    form = answer_form("".join(piece.text for piece in answer.children[:3]))
    if form is None:
        raise Unreadable
    return form.kind


def _block(answer: Tree) -> Block:
    sign, words, marked, end = answer.children[:4]
    nested = answer.child("nested")
    if nested and not all(_QUOTED.match(line) for line in nested.text.rstrip("\n").split("\n")):
        raise Unreadable
    form = answer_form("".join(piece.text for piece in answer.children[:3]))
    if form is None:
        raise Unreadable
    return Block(form.kind, form.right, sign, words, marked, end, nested, "", answer.span)


def _notes(quote: Tree) -> list[Note]:
    found: list[Note] = []
    at = quote.span.start
    for line in _cut(quote.text):
        match = _NOTE.match(line)
        after = at + len(line)
        if match:
            found.append(Note(match[1], line[match.end() :].rstrip(), line, Span(at, after)))
        elif found:
            last = found.pop()
            words = f"{last.text}\n{_QUOTED.sub('', line, count=1).rstrip()}"
            found.append(Note(last.word, words, last.raw + line, Span(last.span.start, after)))
        else:
            raise Unreadable
        at = after
    return found


def _cut(text: str) -> list[str]:
    """Return the lines of a text with their ends; only a line feed ends one."""
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def unquoted(quote: str) -> str:
    """Return the lines of a quote without its signs."""
    return "\n".join(_QUOTED.sub("", line, count=1).rstrip() for line in quote.rstrip("\n").split("\n"))


def pair_of(words: str) -> tuple[str, str]:
    """Return both sides of ``left => right``.

    Raises:
        Unreadable: there are more arrows than one.
    """
    found = list(_ARROW.finditer(shade(words)))
    if len(found) != 1:
        raise Unreadable
    return words[: found[0].start()].strip(), words[found[0].end() :].strip()
