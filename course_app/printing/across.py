"""Columns and what lies across them: tables, drawings with small print, and the words that lead to these."""

from xml.etree.ElementTree import Element

from course_app.printing.markup import has_class, make, words

SHORT_LEAD = 320
COLUMNS_IN_A_COLUMN, ROWS_IN_A_COLUMN = 2, 7
"""A table of so many columns and rows, its head included, stands in half the width; a larger one takes all of it."""


def lay_across(root: Element) -> None:
    """Wrap what takes the whole width into a ``div`` of the class ``across``, with the heading right above it.

    A short text between the title of a chapter and the first such thing goes along: two lines in two columns would
    be one line in each.
    """
    for block in list(root):
        if _is_wide(block):
            _wrap(root, block)


def _is_wide(block: Element) -> bool:
    if block.tag == "table":
        rows = list(block.iter("tr"))
        return len(rows) > ROWS_IN_A_COLUMN or max(map(len, rows), default=0) > COLUMNS_IN_A_COLUMN
    return block.tag == "figure" and has_class(block, "small-print")


def _wrap(root: Element, block: Element) -> None:
    at = list(root).index(block)
    first = at
    while first and root[first - 1].tag in ("h2", "h3"):
        first -= 1
    before = list(root)[:first]
    if before and all(each.tag == "p" for each in before) and sum(len(words(each)) for each in before) <= SHORT_LEAD:
        first = 0
    across = make("div", class_="across")
    for part in list(root)[first : at + 1]:
        root.remove(part)
        across.append(part)
    root.insert(first, across)
