"""The block structure of a leaf: lines in, a tree of elements out, whose texts are still Markdown.

Python-Markdown reads lists, quotes and fences by rules of its own, some of them quadratic. Courses are read as
repository pages show them (CommonMark, tables as GitHub has them), so this part is ours: one pass, linear, at
most six levels deep. Underlined headings, indented code, raw HTML and link definitions do not exist here.
"""

import re
from collections.abc import Callable
from typing import Protocol
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString, code_escape

from course_app.courseware.language.anchors import anchor
from course_app.courseware.rendering.lines import (
    FENCE,
    HEADING,
    RULE,
    Marker,
    after_comment,
    drop_blank_end,
    fence_after,
    indent_of,
    marker_of,
    starts_block,
    with_break,
    without_marks,
    without_tabs,
)

DEEPEST = 6
CALLOUTS = ("note", "tip", "important", "warning", "caution")

_CALLOUT = re.compile(r"\[!([A-Za-z]+)\][ \t]*")
_TABLE_LETTERS = frozenset("|:- \t")


class TooDeepError(ValueError):
    """A leaf nests its quotes and lists more than six levels deep."""


class Tables(Protocol):
    """What makes a table of a block of lines (Python-Markdown's own processor)."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether the block's first two lines begin a table."""

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Build the table of ``blocks[0]`` below ``parent``."""


class BlockBuilder:
    """Builds the elements of one leaf; ``letter`` makes a sheet of the lines of an e-mail block."""

    def __init__(self, tables: Tables, letter: Callable[[Element, list[str]], None], callout: Callable[[str], str]):
        self._tables = tables
        self._letter = letter
        self._callout = callout

    def build(self, root: Element, text: str) -> None:
        """Append the blocks of ``text`` to ``root``.

        Raises:
            TooDeepError: quotes and lists are nested more than ``DEEPEST`` levels deep.
        """
        self._blocks(root, [without_tabs(line) for line in text.split("\n")], 0)

    def _blocks(self, parent: Element, lines: list[str], depth: int) -> bool:
        """Append the blocks of ``lines``; tell whether an empty line stands between two of them."""
        if depth > DEEPEST:
            raise TooDeepError
        paragraph: list[str] = []
        spaced = blank = False
        at = 0
        while at < len(lines):
            line = lines[at]
            body = line.strip(" \t")
            if not body:
                _close(parent, paragraph)
                blank = True
                at += 1
                continue
            if blank and (len(parent) or paragraph):
                spaced = True
            blank = False
            if indent_of(line) > 3:
                paragraph.append(line)
                at += 1
                continue
            after = self._block(parent, lines, at, body, paragraph, depth)
            if after == at:
                paragraph.append(line)
                after = at + 1
            blank = not lines[after - 1].strip(" \t")
            at = after
        _close(parent, paragraph)
        return spaced

    def _block(self, parent: Element, lines: list[str], at: int, body: str, paragraph: list[str], depth: int) -> int:
        """Read one block that begins at line ``at``; return the line after it, ``at`` when none begins."""
        first = body[0]
        if first in "`~" and (fence := FENCE.fullmatch(body)):
            _close(parent, paragraph)
            return self._fence(parent, lines, at, fence)
        if first == "#" and (heading := HEADING.fullmatch(body)):
            _close(parent, paragraph)
            _add_heading(parent, heading)
            return at + 1
        if first == ">":
            _close(parent, paragraph)
            return self._quote(parent, lines, at, depth)
        if first == "<" and lines[at].startswith("<!--"):
            _close(parent, paragraph)
            return after_comment(lines, at)
        if first in "*-_" and RULE.fullmatch(body):
            _close(parent, paragraph)
            SubElement(parent, "hr")
            return at + 1
        marker = marker_of(body)
        if marker and not (paragraph and (marker.empty or marker.number > 1 or marker.number == 0)):
            _close(parent, paragraph)
            return self._list(parent, lines, at, marker, depth)
        if self._begins_table(lines, at):
            _close(parent, paragraph)
            return self._table(parent, lines, at)
        return at

    def _fence(self, parent: Element, lines: list[str], at: int, fence: re.Match[str]) -> int:
        sign = fence.group(1) or fence.group(3)
        info = (fence.group(2) or fence.group(4) or "").strip()
        indent = indent_of(lines[at])
        inside: list[str] = []
        at += 1
        while at < len(lines):
            body = lines[at].strip(" \t")
            if body.startswith(sign) and not body.strip(sign[0]) and indent_of(lines[at]) <= 3:
                at += 1
                break
            inside.append(lines[at][min(indent, indent_of(lines[at])) :])
            at += 1
        if info.split("{")[0].strip() == "email":
            self._letter(parent, inside)
        else:
            code = SubElement(SubElement(parent, "pre"), "code")
            code.text = AtomicString(code_escape("".join(f"{line}\n" for line in inside)))
        return at

    def _quote(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        inside: list[str] = []
        open_fence = ""
        while at < len(lines):
            body = lines[at].strip(" \t")
            if body.startswith(">") and indent_of(lines[at]) <= 3:
                inner = lines[at].lstrip(" \t")[1:]
                inside.append(without_tabs(inner[1:] if inner[:1] in (" ", "\t") else inner))
                open_fence = fence_after(open_fence, inside[-1])
            elif body and inside and not open_fence and self._continues(inside[-1], lines, at):
                inside.append(lines[at].lstrip(" \t"))
            else:
                break
            at += 1
        called = _CALLOUT.fullmatch(inside[0]) if inside else None
        if called and called.group(1).lower() in CALLOUTS:
            kind = called.group(1).lower()
            box = SubElement(parent, "aside", {"class": f"callout callout-{kind}", "role": "note"})
            label = SubElement(box, "p", {"class": "callout-title"})
            label.text = AtomicString(self._callout(kind))
            self._blocks(box, inside[1:], depth + 1)
        else:
            self._blocks(SubElement(parent, "blockquote"), inside, depth + 1)
        return at

    def _list(self, parent: Element, lines: list[str], at: int, first: Marker, depth: int) -> int:
        ordered = first.kind in ".)"
        home = SubElement(parent, "ol" if ordered else "ul")
        if ordered and first.number != 1:
            home.set("start", str(first.number))
        loose = False
        marker: Marker | None = first
        while marker is not None:
            inside, at = self._item(lines, at, marker)
            apart = drop_blank_end(inside)
            loose |= self._blocks(SubElement(home, "li"), inside, depth + 1)
            body = lines[at].strip(" \t") if at < len(lines) else ""
            marker = marker_of(body) if body and indent_of(lines[at]) <= 3 and not RULE.fullmatch(body) else None
            if marker is not None and marker.kind != first.kind:
                marker = None
            loose |= apart and marker is not None
        if not loose:
            for item in home:
                _tighten(item)
        return at

    def _item(self, lines: list[str], at: int, marker: Marker) -> tuple[list[str], int]:
        """Return the lines of the item that begins at ``at``, without its indent, and the line after it."""
        line = lines[at]
        lead = indent_of(line)
        rest = line[lead + marker.width :]
        blanks = len(rest) - len(rest.lstrip(" "))
        offset = lead + marker.width + (blanks if 1 <= blanks <= 4 and rest.strip() else 1)
        inside = [line[offset:]]
        open_fence = fence_after("", inside[0])
        at += 1
        while at < len(lines):
            line = lines[at]
            if not line.strip(" \t"):
                inside.append("")
            elif inside == ["", *[""] * (len(inside) - 1)] and len(inside) > 1:
                break
            elif indent_of(line) >= offset:
                inside.append(line[offset:])
            elif inside[-1] and not open_fence and self._continues(inside[-1], lines, at):
                inside.append(line.lstrip(" \t"))
            else:
                break
            open_fence = fence_after(open_fence, inside[-1])
            at += 1
        return inside, at

    def _continues(self, before: str, lines: list[str], at: int) -> bool:
        """Tell whether a line without the sign of its quote or item goes on with the paragraph ``before``."""
        last = before.strip(" \t")
        while last.startswith(">"):
            last = last[1:].strip(" \t")
        if not last or HEADING.fullmatch(last) or RULE.fullmatch(last) or FENCE.fullmatch(last):
            return False
        if indent_of(lines[at]) > 3:
            return True
        return not (starts_block(lines[at].strip(" \t")) or self._begins_table(lines, at))

    def _begins_table(self, lines: list[str], at: int) -> bool:
        if "|" not in lines[at] or at + 1 == len(lines):
            return False
        dashes = lines[at + 1]
        if "-" not in dashes or not _TABLE_LETTERS.issuperset(dashes):
            return False
        return self._tables.test(Element("div"), "\n".join(lines[at : at + 2]))

    def _table(self, parent: Element, lines: list[str], at: int) -> int:
        end = at + 2
        while end < len(lines) and (body := lines[end].strip(" \t")):
            if starts_block(body):
                break
            end += 1
        block = "\n".join(line.strip(" \t") for line in lines[at:end])
        frame = SubElement(parent, "div", {"class": "table-scroll", "tabindex": "0", "role": "region"})
        if self._tables.test(frame, block):
            self._tables.run(frame, [block])
            if end == at + 2:
                frame[0].remove(frame[0][1])
        return end


def _close(parent: Element, paragraph: list[str]) -> None:
    """Append the collected lines as a paragraph, and forget them."""
    if not paragraph:
        return
    lines = [line.lstrip(" \t") for line in paragraph]
    for place, line in enumerate(lines[:-1]):
        lines[place] = with_break(line)
    SubElement(parent, "p").text = "\n".join(lines).rstrip(" \t")
    paragraph.clear()


def _add_heading(parent: Element, match: re.Match[str]) -> None:
    text = (match.group(2) or "").strip(" \t")
    open_end = text.rstrip("#")
    if open_end != text and (not open_end or open_end[-1] in " \t"):
        text = open_end.rstrip(" \t")
    heading = SubElement(parent, f"h{len(match.group(1))}")
    heading.text, given = without_marks(text)
    heading.set("id", given or anchor(heading.text))


def _tighten(item: Element) -> None:
    """Take the paragraphs of a list item without empty lines out of their elements."""
    before: Element | None = None
    for child in list(item):
        if child.tag != "p":
            before = child
        else:
            if before is None:
                item.text = (item.text or "") + (child.text or "")
            else:
                before.tail = (before.tail or "") + (child.text or "")
            item.remove(child)
