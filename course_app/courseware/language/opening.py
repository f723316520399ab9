"""How every file begins: front matter, then its title. What follows is read by the place of the file."""

from collections.abc import Sequence
from dataclasses import dataclass

from course_app.courseware.language.blocks import forbid_invisible, scan
from course_app.courseware.language.context import Context, first_text
from course_app.courseware.language.frontmatter import Front
from course_app.courseware.language.mark_settings import MarkTable, Taken, take
from course_app.courseware.language.mending import mend
from course_app.courseware.language.problems import Findings
from course_app.courseware.language.reading_types import Inside
from course_app.courseware.language.source import Kind, Line, decode, split
from course_app.domain.questions import Leaf, Place


@dataclass(slots=True)
class Opened:
    """A file with its lines told apart; ``body`` is what stands below the title."""

    context: Context
    front: Front
    heading: Line
    title: Leaf
    taken: Taken
    body: Sequence[Line]


def open_file(file: str, data: bytes, inside: Inside, table: MarkTable) -> tuple[Context, Opened | None]:
    """Return what is known of a file, and the file opened; None where it cannot be read or has no title."""
    context = Context(file, Findings(file), inside)
    text = decode(file, data, context.findings)
    if text is None:
        return context, None
    lines = split(text)
    scan(lines, context.findings)
    mend(lines, context.findings)
    forbid_invisible(text, lines, context.findings)
    front = Front(context, lines)
    body = [line for line in lines if line.kind is not Kind.FRONT]
    heading = _title(context, body, lines)
    if heading is None:
        return context, None
    below = body[body.index(heading) + 1 :]
    marked, start = context.heading(heading)
    taken = take(context, heading, marked, start, table)
    context.anchors.add(marked.text)
    title = context.title(heading, marked, start)
    _refuse_titles(context, below)
    return context, Opened(context, front, heading, title, taken, below)


def _title(context: Context, body: Sequence[Line], lines: Sequence[Line]) -> Line | None:
    """Return the first heading of one #, which text may not stand above."""
    heading = next((line for line in body if line.kind is Kind.HEADING and line.level == 1), None)
    first = first_text(body)
    if heading is None:
        if not context.broken(lines):
            context.note("E206", first or (lines[0] if lines else Line(1, "", 0)))
        return None
    if first is not None and first is not heading:
        above = [line for line in body if line.number < heading.number]
        if not context.broken(above):
            context.note("E208", first)
        context.silence(above)
    return heading


def _refuse_titles(context: Context, below: Sequence[Line]) -> None:
    for line in below:
        if line.kind is Kind.HEADING and line.level == 1:
            context.note("E207", line)
            line.level = 2


def nowhere(file: str) -> Place:
    """Return the beginning of a file."""
    return Place(file, 1)
