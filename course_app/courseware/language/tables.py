"""Tables to fill in: ``### … {.table #id rows=3..10}`` and a table whose heading names the columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from course_app.courseware.language import marks, prose
from course_app.courseware.language.context import Context, first_text
from course_app.courseware.language.lookalikes import FIELD_TYPES
from course_app.courseware.language.mark_settings import MarkTable, take
from course_app.courseware.language.problems import quoted
from course_app.courseware.language.setting_types import identifier
from course_app.courseware.language.source import BLANKS, Kind, Line
from course_app.domain.course import Column, TablePart
from course_app.domain.questions import Leaf

LEAST_ROWS, MOST_ROWS = 1, 10
MOST_COLUMNS = 12
COLUMN_TYPES = tuple(kind for kind in FIELD_TYPES if kind not in ("scale", "plan"))
_COLUMN = MarkTable("a column", COLUMN_TYPES, {"from": identifier("field-id")}, ("optional",))
_DASHES = frozenset("|:- \t")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, and where it begins in its line."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Source:
    """A column that offers the options of the select field ``field``."""

    field: str
    line: Line
    at: int


def cells(line: Line) -> list[Cell]:
    """Return the cells of a row; ``\\|`` is a plain bar."""
    text = line.text.replace("\\|", "\x00\x00")
    at = len(text) - len(text.lstrip(BLANKS))
    end = len(text.rstrip(BLANKS))
    at += text[at : at + 1] == "|"
    end -= end > at and text[end - 1] == "|"
    found = []
    for piece in text[at:end].split("|"):
        lead = len(piece) - len(piece.lstrip(BLANKS))
        found.append(Cell(line.text[at + lead : at + len(piece)].rstrip(BLANKS), at + lead))
        at += len(piece) + 1
    return found


def read_table(
    context: Context, heading: Line, lines: Sequence[Line], title: Leaf, part_id: str, rows: tuple[int, int],
    sources: list[Source],
) -> TablePart | None:  # fmt: skip
    """Return the table below ``heading``; ``sources`` collects the fields that its columns refer to."""
    start = next((i for i, line in enumerate(lines) if line.kind is Kind.TEXT and "|" in line.text), None)
    if start is None:
        if not context.broken([heading, *lines]):
            context.note("E431", first_text(lines) or heading)
        return None
    end = start
    while end < len(lines) and lines[end].kind is Kind.TEXT:
        end += 1
    head, *body = lines[start:end]
    others = [replace(line, text="", kind=Kind.BLANK) if start <= i < end else line for i, line in enumerate(lines)]
    text = prose.read(context, others, prose.Manner(), heading)
    if not body or not _is_dashes(body[0].text):
        context.note("E431", head)
        context.silence(lines[start:end])
        return None
    titles = cells(head)
    columns = [_column(context, head, cell, sources) for cell in titles]
    if len(columns) > MOST_COLUMNS:
        context.note("E109", head, what="The heading line", count=f"{len(columns)} columns", limit=MOST_COLUMNS)
    for row in body:
        found = cells(row)
        if len(found) != len(titles):
            context.note("E432", row, headings=len(titles), columns=len(found))
            context.silence(body)
            break
    examples = tuple(tuple(context.inline(row, cell.text, cell.at) for cell in cells(row)) for row in body[1:])
    return TablePart(
        id=part_id,
        title=title,
        body=text,
        columns=tuple(column for column in columns if column is not None),
        least=rows[0],
        most=rows[1],
        examples=tuple(row for row in examples if any(row)),
    )


def _is_dashes(text: str) -> bool:
    return "-" in text and _DASHES.issuperset(text)


def _column(context: Context, line: Line, cell: Cell, sources: list[Source]) -> Column | None:
    marked = marks.part(cell.text, always=True)
    taken = take(context, line, marked, cell.at, _COLUMN)
    given = context.identify("column", taken.id, line, marked, cell.at)
    if not taken.kind:
        if not taken.kind_unknown:
            word = quoted(marked.text) or "without a name"
            context.note("E433", line, cell.at, word=word, hint=f"{{#{given or 'name'} .text}}")
        return None
    source = taken.values.get("from", "")
    if taken.kind == "select" and not source:
        context.note("E219", line, cell.at, word="from", wanted="said for a .select column", example="from=field-id")
    elif source and taken.kind != "select":
        context.note("E214", line, cell.at, word="from", where=f"a .{taken.kind} column", suggestion="write .select")
    elif source:
        sources.append(Source(source, line, cell.at + len(marked.text)))
    return Column(
        id=given,
        type=taken.kind,
        label=context.inline(line, marked.text, cell.at),
        optional="optional" in taken.flags,
        source=source,
    )
