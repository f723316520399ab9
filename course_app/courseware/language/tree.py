"""A file as a tree that loses nothing: every node knows its span, so that an edit changes its place alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from course_app.courseware.language import marks
from course_app.courseware.language.blocks import scan
from course_app.courseware.language.lookalikes import answer_form
from course_app.courseware.language.problems import Findings
from course_app.courseware.language.source import BLANKS, BOM, Kind, Line, indent_of, split


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to, but not including, ``end``: indexes in the text of a file."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A piece of a file.

    ``kind`` is file, front, section, heading, answer, item, paragraph, quote, code, comment or blank; inside of
    headings, answers and items: sign, words, marks, end, nested. Only the pieces without ``children`` have a
    ``text``; in order they are the whole file. ``id`` is the one that a heading, answer or item is marked with;
    a section has that of its heading.
    """

    kind: str
    span: Span
    text: str = ""
    children: "tuple[Tree, ...]" = ()
    id: str = ""

    def walk(self) -> "Iterator[Tree]":
        """Yield this piece and all in it, in the order of the file."""
        waiting = [self]
        while waiting:
            tree = waiting.pop()
            yield tree
            waiting.extend(reversed(tree.children))

    def find(self, name: str) -> "Tree | None":
        """Return the first piece with the id ``name``: the section, where its heading has it."""
        return next((tree for tree in self.walk() if tree.id == name), None)

    def child(self, kind: str) -> "Tree | None":
        """Return the first child of a kind."""
        return next((tree for tree in self.children if tree.kind == kind), None)


def source(tree: Tree) -> str:
    """Return the text that ``tree`` was parsed from, to the letter."""
    return "".join(piece.text for piece in tree.walk())


def replace(text: str, span: Span, new: str) -> str:
    """Return ``text`` with ``new`` in the place of ``span``."""
    return text[: span.start] + new + text[span.end :]


def parse(text: str) -> Tree:
    """Return the tree of a file's text; any text has one."""
    lines = split(text)
    # The scanner trims lines, so the spans of whole lines are taken before.
    starts = [0]
    for piece in text.split("\n"):
        starts.append(starts[-1] + len(piece) + 1)
    scan(lines, Findings(""))
    builder = _Builder(text, lines, starts)
    return Tree("file", Span(0, len(text)), children=tuple(builder.body(0, len(lines), 0)))


class _Builder:
    def __init__(self, text: str, lines: list[Line], starts: list[int]) -> None:
        self.text, self.lines, self.starts = text, lines, starts

    def _span(self, first: int, end: int) -> Span:
        """Return the span of the lines from index ``first`` up to ``end``, line ends included."""
        return Span(self.starts[first], min(self.starts[end], len(self.text)))

    def _leaf(self, kind: str, first: int, end: int) -> Tree:
        span = self._span(first, end)
        return Tree(kind, span, self.text[span.start : span.end])

    def body(self, at: int, end: int, level: int) -> Iterator[Tree]:
        """Yield the pieces of some lines, whose headings have more # than ``level``."""
        lines = self.lines
        while at < end:
            line = lines[at]
            if line.kind is Kind.HEADING:
                after = at + 1
                while after < end and not (lines[after].kind is Kind.HEADING and lines[after].level <= line.level):
                    after += 1
                yield self._section(at, after)
            elif line.kind is Kind.TEXT:
                after = self._after_text(at, end)
                yield self._text(at, after)
            else:
                after = at + 1
                kinds = (Kind.CODE,) if line.kind in (Kind.FENCE, Kind.CODE) else (line.kind,)
                while after < end and lines[after].kind in kinds:
                    after += 1
                yield self._leaf(_NAMES[line.kind], at, after)
            at = after

    def _section(self, at: int, end: int) -> Tree:
        heading = self._parted("heading", at, at + 1)
        children = (heading, *self.body(at + 1, end, self.lines[at].level))
        return Tree("section", self._span(at, end), children=children, id=heading.id)

    def _after_text(self, at: int, end: int) -> int:
        """Return the index behind the answer, item, quote or paragraph that begins at ``at``."""
        sort = _sort(self.lines[at])
        after = at + 1
        while after < end and self.lines[after].kind is Kind.TEXT:
            line = self.lines[after]
            if sort in ("answer", "item"):
                if indent_of(line.text) < 2:
                    break
            elif _sort(line) != sort:
                break
            after += 1
        return after

    def _text(self, at: int, end: int) -> Tree:
        sort = _sort(self.lines[at])
        return self._parted(sort, at, end) if sort in ("answer", "item") else self._leaf(sort, at, end)

    def _parted(self, kind: str, at: int, end: int) -> Tree:
        """Return a line in its sign, words, marks and end; the lines up to ``end`` are nested in it."""
        line = self.lines[at]
        whole = self._span(at, at + 1)
        sign = len(line.text) - len(line.text.lstrip(BLANKS + BOM))
        form = answer_form(line.text) if kind == "answer" else None
        if kind == "heading":
            sign += line.level
            sign += len(line.text[sign:]) - len(line.text[sign:].lstrip(BLANKS))
        else:
            sign = form.at if form is not None else sign + 2
        marked = marks.part(line.text[sign:], always=kind == "heading" or line.text.startswith("- ["))
        words = line.start + sign
        edges = [whole.start, words, words + len(marked.text)]
        edges += [words + max(marked.end, len(marked.text)), whole.end]
        children = [
            Tree(name, Span(first, last), self.text[first:last])
            for name, first, last in zip(("sign", "words", "marks", "end"), edges, edges[1:], strict=False)
        ]
        if at + 1 < end:
            children.append(self._leaf("nested", at + 1, end))
        name = next((mark.name for mark in marked.marks if mark.sort is marks.Sort.ID), "")
        return Tree(kind, self._span(at, end), children=tuple(children), id=name)


_NAMES = {
    Kind.BLANK: "blank", Kind.FENCE: "code", Kind.CODE: "code", Kind.COMMENT: "comment", Kind.FRONT: "front",
}  # fmt: skip


def _sort(line: Line) -> str:
    if line.text.startswith(">"):
        return "quote"
    if answer_form(line.text) is not None:
        return "answer"
    return "item" if line.text.startswith("- ") else "paragraph"
