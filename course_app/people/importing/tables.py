"""Text to cells: commas, semicolons or tabs, quoted cells, line ends inside them.

A quotation mark that is never closed, or closed lines below in the middle of a word, costs its own row only: that row
is read as it stands, and the reading goes on with the next. ``csv`` does the work.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course_app.people.importing.found import LONGEST_CELL, MOST_COLUMNS, MOST_TRIED
from course_app.people.importing.headings import header_of
from course_app.people.importing.troubles import refusal

DELIMITERS = (",", ";", "\t")
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a text, and the rows (from 1) in which a quotation mark was never closed."""

    rows: list[list[str]]
    unclosed: frozenset[int] = frozenset()


def cut(text: str) -> Table:
    """Return the cells of a text.

    Raises:
        UnreadableError: the rows are wider than any list of people.
    """
    delimiter, text = _delimiter(text)
    table = _cells(text, delimiter, MOST_TRIED)
    if any(len(row) > MOST_COLUMNS for row in table.rows):
        raise refusal("columns")
    return table


def _delimiter(text: str) -> tuple[str, str]:
    first, _newline, rest = text.partition("\n")
    if len(first) == 5 and first.lower().startswith("sep=") and first[4] in DELIMITERS:
        return first[4], rest
    start = _first_lines(text)
    return max(DELIMITERS, key=lambda each: _fitness(_cells(start, each, _LOOKED_AT).rows)), text


def _first_lines(text: str) -> str:
    end = 0
    for _line in range(3 * _LOOKED_AT):
        end = text.find("\n", end) + 1
        if not end:
            return text[:LONGEST_CELL]
    return text[: min(end, LONGEST_CELL)]


def _fitness(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    header = header_of(rows)
    widths = [len(row) for row in rows if any(map(str.strip, row))]
    width = len(rows[header]) if header is not None else widths[-1] if widths else 0
    alike = widths.count(width) if width > 1 else 0
    return (0 if header is None else width), alike


def _cells(text: str, delimiter: str, most: int) -> Table:
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    rows: list[list[str]] = []
    unclosed = set[int]()
    place = 0
    while place < len(lines) and len(rows) < most:
        rows_before = len(rows)
        feed = _Feed(lines, place)
        try:
            for row in csv.reader(feed, delimiter=delimiter, strict=True):
                rows.append(row)
                place = feed.place
                if len(rows) == most:
                    break
        except csv.Error:
            # Something stands behind a closed quotation mark, or one is open until the end.
            cells = _careless(lines[place], delimiter) if feed.place == place + 1 else None
            rows.append(lines[place].split(delimiter) if cells is None else cells)
            if cells is None:
                unclosed.add(len(rows))
            place += 1
        assert len(rows) > rows_before
    return Table(rows, frozenset(unclosed))


def _careless(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of one line with something behind a closed quotation mark, None when one stays open."""
    feed = _Feed([line], 0)
    try:
        row = next(csv.reader(feed, delimiter=delimiter))
    except csv.Error:
        return None
    return None if feed.dry else row


class _Feed(Iterator[str]):
    """Lines for a csv reader, which is told to be ``dry`` when it asks for more than there are."""

    def __init__(self, lines: Sequence[str], place: int) -> None:
        self.lines = lines
        self.place = place
        self.dry = False

    def __next__(self) -> str:
        if self.place >= len(self.lines):
            self.dry = True
            raise StopIteration
        self.place += 1
        return f"{self.lines[self.place - 1]}\n"
