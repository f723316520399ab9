"""What is known of a file while it is read: its problems, ids, anchors, references; what its constructs share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from course_app.courseware.language import marks
from course_app.courseware.language.anchors import Anchors, slug
from course_app.courseware.language.blocks import heading_text
from course_app.courseware.language.inline import Found, found_in
from course_app.courseware.language.marks import Marked
from course_app.courseware.language.problems import Findings, Problem, quoted
from course_app.courseware.language.reading_types import Inside, Missing, Name, Reference, ReferenceKind
from course_app.courseware.language.setting_types import is_id
from course_app.courseware.language.source import Kind, Line
from course_app.domain.questions import Leaf, Place

SLOT_HINT = "a slot is written {{name}} or {{name: what to write}}"


@dataclass(slots=True)
class Context:
    """One file while it is read. ``inside`` is what its texts belong to at the moment."""

    file: str
    findings: Findings
    inside: Inside
    references: list[Reference] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    anchors: Anchors = field(default_factory=Anchors)
    footnotes: dict[str, Leaf] = field(default_factory=dict)
    file_ids: dict[str, int] = field(default_factory=dict)

    def note(self, code: str, line: Line, at: int = 0, **values: object) -> None:
        """Note a problem at the index ``at`` of ``line.text``."""
        self.findings.add(code, line.number, at + line.column, excerpt=line.text, **values)

    def broken(self, lines: Sequence[Line]) -> bool:
        """Tell whether an error stands on one of these lines, which follow each other."""
        return bool(lines) and self.findings.broken(lines[0].number, lines[-1].number)

    def silence(self, lines: Sequence[Line]) -> None:
        """Keep further problems of these lines quiet."""
        if lines:
            self.findings.silence(lines[0].number, lines[-1].number)

    def place(self, line: Line, at: int = 0) -> Place:
        """Return the place of the index ``at`` of ``line.text``."""
        return Place(self.file, line.number, at + line.column)

    def inline(self, line: Line, text: str, at: int) -> Leaf:
        """Return an inline leaf that begins at index ``at``; its links are collected."""
        self.refer(line, text, at)
        return Leaf(text, self.place(line, at), inline=True)

    def refer(self, line: Line, text: str, at: int) -> None:
        """Collect the links, pictures, footnotes and slots of a text on one line, and note stray marks."""
        if "[" not in text and "{" not in text:
            return
        for found in found_in(text):
            if found.kind == "broken slot":
                self.broken_slot(line, at + found.start, found)
            else:
                self.add_reference(found.kind, found.target, found.text, self.place(line, at + found.start))
        misplaced = marks.stray(text)
        if misplaced is not None:
            self.note("E217", line, at + misplaced[1], word=quoted(misplaced[0]))

    def broken_slot(self, line: Line, at: int, found: Found) -> None:
        """Note a slot that has no name or does not close."""
        self.note("E508", line, at, word=quoted(found.text.strip("{} ")), suggestion=SLOT_HINT)

    def add_reference(self, kind: ReferenceKind, target: str, text: str, place: Place) -> None:
        """Collect one reference."""
        self.references.append(Reference(kind, target, text, place, self.inside))

    def heading(self, line: Line) -> tuple[Marked, int]:
        """Return a heading parted from its marks, and the index where its words begin."""
        text, start = heading_text(line)
        marked = marks.part(text, always=True)
        if not marked.has_braces and (mended := marks.recovered(text)) is not None:
            marked, raw = mended
            if text.endswith(raw):
                hint = "marks stand in one pair of braces: {#id .kind}"
                self.note("E211", line, start + marked.at, word=quoted(raw), suggestion=hint)
            else:
                self.note("E217", line, start + marked.at, word=quoted(raw.strip(" \t")))
        closed = marked.text.rstrip("#")
        if closed != marked.text and closed.endswith((" ", "\t")):
            marked = Marked(closed.rstrip(" \t"), marked.marks, marked.at, marked.end, marked.raw)
        return marked, start

    def parted(self, line: Line, at: int, *, always: bool) -> Marked:
        """Return the text of ``line`` from index ``at`` on, parted from its marks; broken braces are noted."""
        text = line.text[at:]
        marked = marks.part(text, always=always)
        if not marked.has_braces and (mended := marks.recovered(text)) is not None and text.endswith(mended[1]):
            marked, raw = mended
            hint = "marks stand in one pair of braces: {#id}"
            self.note("E211", line, at + marked.at, word=quoted(raw.strip(" \t")), suggestion=hint)
        return marked

    def title(self, line: Line, marked: Marked, start: int) -> Leaf:
        """Return the words of a heading as a leaf."""
        return self.inline(line, marked.text, start)

    def identify(
        self, kind: str, given: str, line: Line, marked: Marked, start: int,
        scope: dict[str, int] | None = None, *, required: bool = True,
    ) -> str:  # fmt: skip
        """Register the id of a thing and return it; without one, return one made of its words and ask for it.

        ``marked`` is the line or cell from index ``start`` on; ``scope`` holds the ids that may not stand twice,
        by default those of the file.
        """
        taken = self.file_ids if scope is None else scope
        at = max(line.text.find(f"#{given}", start), 0) if given else 0
        if given and not is_id(given):
            self.note("E213", line, at, word=quoted(given), example=f"#{slug(given)}")
            return ""
        if given in taken:
            self.note("E221", line, at, word=given, other=f"line {taken[given]}")
            return given
        if given:
            taken[given] = line.number
            self.names.append(Name(kind, given, self.place(line, at)))
        elif required:
            self._ask_for_id(kind, line, marked, start, taken)
        return given

    def _ask_for_id(self, kind: str, line: Line, marked: Marked, start: int, taken: dict[str, int]) -> None:
        offset = line.start + start
        if not marked.has_braces:
            place, before, after = offset + len(marked.text), " {", "}"
        else:
            rest = [mark for mark in marked.marks if mark.sort is not marks.Sort.CLASS]
            place = offset + (rest[0].at if rest else marked.end - 1)
            before, after = ("", " ") if rest else (" ", "")
        self.missing.append(Missing(kind, marked.text, line.number, place, before, after, taken))

    def missing_ids(self) -> tuple[Missing, ...]:
        """Return what has no id, on lines without an error; to be asked before ``finish``."""
        return tuple(one for one in self.missing if not self.findings.broken(one.line, one.line))

    def finish(self) -> tuple[Problem, ...]:
        """Note the missing ids as one problem and return all problems in the order of the file."""
        for missing in self.missing:
            before = len(self.findings.problems)
            self.findings.add("E222", missing.line, excerpt="", count=len(self.missing))
            if len(self.findings.problems) > before:
                break
        return self.findings.in_order()


def trimmed(lines: Sequence[Line]) -> Sequence[Line]:
    """Return ``lines`` without blank lines and comments at both ends."""
    first, last = 0, len(lines)
    while first < last and lines[first].kind in (Kind.BLANK, Kind.COMMENT):
        first += 1
    while last > first and lines[last - 1].kind in (Kind.BLANK, Kind.COMMENT):
        last -= 1
    return lines[first:last]


def divide(lines: Sequence[Line], level: int) -> tuple[list[Line], list[tuple[Line, list[Line]]]]:
    """Part ``lines`` at the headings of ``level`` and above: what comes first, then each heading with its lines."""
    before: list[Line] = []
    sections: list[tuple[Line, list[Line]]] = []
    current = before
    for line in lines:
        if line.kind is Kind.HEADING and line.level <= level:
            current = []
            sections.append((line, current))
        else:
            current.append(line)
    return before, sections


def first_text(lines: Iterable[Line]) -> Line | None:
    """Return the first line that is neither blank nor a comment."""
    return next((line for line in lines if line.kind not in (Kind.BLANK, Kind.COMMENT)), None)
