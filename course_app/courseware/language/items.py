"""Items: the ``- `` lines of a list in which every line is one thing."""

import re
from collections.abc import Sequence
from dataclasses import replace

from course_app.courseware.language.context import Context
from course_app.courseware.language.mark_settings import MarkTable, take
from course_app.courseware.language.source import BLANKS, Kind, Line
from course_app.domain.course import Item

_LIST_LINE = re.compile(r"[ \t]*(?:[-*+•–—‣·](?=[ \t\u00a0]|\[|\(|$)|[0-9]{1,3}[.)](?=[ \t\u00a0]))[ \t\u00a0]*")


def split_items(context: Context, lines: Sequence[Line], hint: str) -> tuple[list[Line], list[Line]]:
    """Return the items among ``lines``, and the lines with blank ones in the items' places.

    A list line that is no item is a problem with the given ``hint``, and so is text that Markdown would add to one.
    """
    items: list[Line] = []
    rest: list[Line] = []
    below_item = False
    for line in lines:
        blank = replace(line, text="", kind=Kind.BLANK)
        if line.kind is not Kind.TEXT:
            below_item = False
            rest.append(line)
        elif is_item(line):
            items.append(line)
            rest.append(blank)
            below_item = True
        elif (match := _LIST_LINE.match(line.text)) is not None:
            words = line.text[match.end() :]
            context.note("E417", line, hint=hint if words.startswith("[") else f"write in the first column: - {words}")
            rest.append(blank)
            below_item = True
        elif below_item:
            context.note("E317", line, above="item")
            context.silence(items[-1:])
            rest.append(blank)
        else:
            rest.append(line)
    return items, rest


def is_item(line: Line) -> bool:
    """Tell whether a line is an item: ``- `` in the first column, and words."""
    return line.kind is Kind.TEXT and line.text.startswith("- ") and bool(line.text.strip(" \t-"))


def read_item(
    context: Context, line: Line, at: int, scope: dict[str, int], *, flags: tuple[str, ...] = (), needs_id: bool
) -> Item:
    """Return the item whose text begins at index ``at``; ``flags`` are the kinds that it may be marked with."""
    text = line.text[at:]
    start = at + len(text) - len(text.lstrip(BLANKS))
    marked = context.parted(line, start, always=False)
    taken = take(context, line, marked, start, MarkTable("an item", flags))
    given = context.identify("item", taken.id, line, marked, start, scope, required=needs_id)
    kinds = (taken.kind,) if taken.kind else ()
    return Item(given, context.inline(line, marked.text, start), kinds)


def is_nested(line: Line) -> bool:
    """Tell whether a line is nested in a field, or nearly: a blank, then a list sign."""
    bare = line.text.lstrip(BLANKS)
    return line.kind is Kind.TEXT and bare != line.text and bare[0] in "-*+•–—"
