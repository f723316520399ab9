"""Tables on paper: empty cells get the height of a hand, columns the width of what goes into them.

A table of a sheet whose name ends in ``-cards`` becomes cards to cut, a card for each row.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from course_app.printing.markup import add_class, is_blank, make, move_inside, replace, words

NARROW_HEAD = 6
"""An empty column whose heading has at most so many letters is for a tick, a day or a number."""
TINY_HEAD = 2
OPEN_SHARE = 0.75
HINT = "data-hint"
SHORT = 9
"""A table of at most so many rows is never parted by the end of a page."""
LOW_ROWS = 4
"""Tables with at most so many rows to fill give each of them more height."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table as rows of cells; ``writes`` says which cells wait for a pen."""

    table: Element
    heads: list[Element]
    rows: list[list[Element]]
    writes: list[list[bool]]

    def column(self, at: int) -> list[Element]:
        return [row[at] for row in self.rows if at < len(row)]

    def open_column(self, at: int) -> bool:
        """Whether the column is there to be written into: most of its cells are empty, examples aside."""
        cells = [row[at] for row in self.rows if at < len(row) and not _example(row)]
        return sum(map(is_blank, cells)) >= OPEN_SHARE * len(cells) > 0

    def narrow_columns(self) -> list[bool]:
        """Return which columns take a tick, a day or a number: short headings, alone or at the end of the row."""
        narrow: list[bool] = []
        at_end = True
        for at in reversed(range(len(self.heads))):
            length = len(words(self.heads[at]))
            at_end &= self.open_column(at) and length <= NARROW_HEAD
            narrow.insert(0, at_end or (self.open_column(at) and length <= TINY_HEAD))
        return [False for _column in narrow] if all(narrow) else narrow


def set_tables(root: Element, *, cards: bool = False) -> None:
    """Prepare every table below ``root`` for paper."""
    for home in list(root.iter()):
        for frame in list(home):
            table = frame.find("table") if frame.tag == "div" else None
            if table is None or frame.get("class") != "table-scroll":
                continue
            frame.remove(table)
            grid = _grid(table)
            if cards and grid.rows:
                replace(home, frame, _cards(grid))
            else:
                replace(home, frame, _set(grid))


def blank_table(heads: list[Element], examples: list[list[Element]], rows: int, *, name: str = "") -> Element:
    """Return a table to fill in: ``heads`` are ``th``, cells of ``examples`` are ``td``."""
    table = Element("table")
    top = make("tr")
    top.extend(heads)
    thead, tbody = make("thead"), make("tbody")
    thead.append(top)
    table.extend([thead, tbody])
    for cells in examples:
        row = make("tr")
        row.extend(cells)
        tbody.append(row)
        for cell in cells:
            inside = make("em")
            move_inside(inside, cell)
            cell.append(inside)
    for _number in range(rows):
        row = make("tr")
        row.extend(make("td") for _head in heads)
        tbody.append(row)
    if name:
        add_class(table, name)
    return _set(_grid(table))


def _grid(table: Element) -> _Grid:
    heads = list(table.iter("th"))
    rows = [[cell for cell in row if cell.tag == "td"] for row in table.iter("tr")]
    rows = [row for row in rows if row]
    if any(is_blank(cell) for row in rows for cell in row):
        for row in rows:
            for cell in row:
                _take_hint(cell)
    grid = _Grid(table, heads, rows, [])
    open_columns = [grid.open_column(at) for at in range(len(heads))]
    for row in rows:
        whole = all(is_blank(cell) for cell in row[1:]) and len(row) > 1 and not _example(row)
        grid.writes.append(
            [is_blank(cell) and not _example(row) and (whole or open_columns[at]) for at, cell in enumerate(row)]
        )
    return grid


def _take_hint(cell: Element) -> None:
    """Make a cell that holds nothing but words in brackets one to write into, the words as a small hint.

    Only tables with empty cells ask for this: elsewhere a year in brackets is a year.
    """
    text = words(cell)
    if len(text) > 2 and text[0] == "(" and text[-1] == ")" and "(" not in text[1:] and not len(cell):
        cell.text = None
        cell.set(HINT, text[1:-1])


def _example(row: list[Element]) -> bool:
    """Tell whether every cell of the row that says something says it in italics: an example of how to fill it in."""
    said = [cell for cell in row if not is_blank(cell)]
    return bool(said) and all(len(cell) >= 1 and not (cell.text or "").strip() and cell[0].tag == "em" for cell in said)


def _set(grid: _Grid) -> Element:
    table = grid.table
    open_rows = [writes for writes in grid.writes if any(writes)]
    add_class(table, "filling" if open_rows else "reading", "short" if len(grid.rows) <= SHORT else "")
    for row, writes in zip(grid.rows, grid.writes, strict=True):
        _set_row(row, writes)
    if open_rows:
        narrow = grid.narrow_columns()
        for_sentences = any(write and not narrow[at] for writes in open_rows for at, write in enumerate(writes))
        if for_sentences and (len(open_rows) <= LOW_ROWS or len(grid.heads) <= 2):
            add_class(table, "low")
        table.insert(0, _columns(grid, narrow))
    return table


def _set_row(row: list[Element], writes: list[bool]) -> None:
    example = _example(row)
    if any(writes) and not writes[0] and not is_blank(row[0]):
        row[0].tag = "th"
        row[0].set("scope", "row")
    for cell, write in zip(row, writes, strict=True):
        hint = cell.attrib.pop(HINT, "")
        if write:
            add_class(cell, "write")
            cell.extend([make("span", hint, class_="hint")] if hint else [])
        elif hint:
            cell.text = f"({hint})"
        elif example:
            add_class(cell, "example")


def _columns(grid: _Grid, narrow: list[bool]) -> Element:
    """Return the widths of the columns as a ``colgroup``, in hundredths of the table."""
    weights = [_weight(grid, at, narrow[at]) for at in range(len(grid.heads))]
    if len(weights) == 2 and grid.open_column(1) and not grid.open_column(0):
        weights = [38.0, 62.0]
    group = make("colgroup")
    for weight in weights:
        group.append(make("col", style=f"width: {100 * weight / sum(weights):.1f}%"))
    return group


def _weight(grid: _Grid, at: int, narrow: bool) -> float:
    head = words(grid.heads[at])
    longest = max((len(word) for word in head.split()), default=1)
    if narrow:
        return 8.0
    texts = [words(cell) for cell in grid.column(at) if not is_blank(cell)]
    if grid.open_column(at) or not texts:
        return max(24.0, 1.3 * longest)
    lengths = [len(text) for text in texts]
    longest = max(longest, *(len(word) for text in texts for word in text.split()))
    usual = 0.5 * sum(lengths) / len(lengths) + 0.3 * max(lengths)
    return min(40.0, max(1.25 * longest, usual, 4.0))


def _cards(grid: _Grid) -> Element:
    """Return a card for each row; cards that are cut apart stand in rows of two, three examples in one row."""
    filled = not any(map(any, grid.writes))
    beside = 3 if filled and len(grid.rows) == 3 else 2
    blank = all(is_blank(cell) for row in grid.rows for cell in row)
    home = make("div", class_="cards cut" if blank else "cards")
    for at in range(0, len(grid.rows), beside):
        cards = [_card(grid.heads, row) for row in grid.rows[at : at + beside]]
        line = make("ul", class_=f"card-row of-{len(cards)}")
        line.extend(cards)
        home.append(line)
    return home


def _card(heads: list[Element], row: list[Element]) -> Element:
    card = make("li", class_="card")
    blank = all(is_blank(cell) for cell in row)
    for head, cell in zip(heads, row, strict=False):
        hint = cell.attrib.pop(HINT, "")
        label = make("p", f"{words(head)} ({hint})" if hint else words(head), class_="label")
        said = make("div", class_="line") if blank else make("p", class_="said")
        if not blank:
            move_inside(said, cell)
        card.extend([label, said])
    return card
