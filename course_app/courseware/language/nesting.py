"""How deep lists and quotes are nested, and where blanks alone make a code block."""

import re

from course_app.courseware.language.blocks import DEEPEST
from course_app.courseware.language.source import BLANKS, indent_of

ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$)")
_RULE = re.compile(r"[*\-_ \t]+")


class Depth:
    """How deep lists and quotes are nested at a line."""

    def __init__(self) -> None:
        self.columns: list[int] = []
        self.quotes = 0

    def clear(self) -> None:
        """Forget every list and quote: a paragraph begins."""
        self.columns.clear()
        self.quotes = 0

    def enter(self, text: str, after_blank: bool) -> int:
        """Return the depth of a line; -1 where its indent makes it a code block."""
        column = indent_of(text)
        rest = text.lstrip(BLANKS)
        quotes = 0
        while rest.startswith(">"):
            quotes += 1
            column = indent_of(rest[1:])
            rest = rest[1:].lstrip(BLANKS)
        if quotes != self.quotes:
            self.columns.clear()
            self.quotes = quotes
        while self.columns and column <= self.columns[-1] and (after_blank or ITEM.match(rest)):
            self.columns.pop()
        if not quotes and column >= 4 and after_blank and not self.columns:
            return -1
        levels = 0
        while (item := ITEM.match(rest)) is not None and not _RULE.fullmatch(rest):
            self.columns.append(column)
            column += item.end() + indent_of(rest[item.end() :])
            rest = rest[item.end() :].lstrip(BLANKS)
            levels += 1
            if levels > DEEPEST:
                break
        return quotes + len(self.columns)
