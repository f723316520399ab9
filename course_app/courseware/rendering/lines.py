"""What the lines of a leaf are by their first signs: fences, headings, rules, list items."""

import re
from dataclasses import dataclass

FENCE = re.compile(r"(`{3,})([^`]*)|(~{3,})(.*)")
HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?")
RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_BULLET = re.compile(r"([-*+])(?=[ \t]|$)")
_ORDERED = re.compile(r"([0-9]{1,9})([.)])(?=[ \t]|$)")


@dataclass(frozen=True, slots=True)
class Marker:
    """The sign that begins a list item: its kind (``-``, ``*``, ``+``, ``.`` or ``)``), width and number."""

    kind: str
    width: int
    number: int
    empty: bool


def without_tabs(line: str) -> str:
    """Return ``line`` with the tabs of its indent as blanks; tabs inside the text stay."""
    body = line.lstrip(" \t")
    lead = line[: len(line) - len(body)]
    return line if "\t" not in lead else lead.expandtabs(4) + body


def indent_of(line: str) -> int:
    """Return how many blanks begin ``line``."""
    return len(line) - len(line.lstrip(" "))


def starts_block(body: str) -> bool:
    """Tell whether ``body``, a line without its indent, begins something else than a paragraph."""
    signs = body.startswith((">", "<!--")) or FENCE.fullmatch(body) or HEADING.fullmatch(body)
    return bool(signs or RULE.fullmatch(body) or marker_of(body))


def with_break(line: str) -> str:
    """Return ``line`` with two blanks at its end when it breaks there: by blanks or by an odd backslash."""
    bare = line.rstrip(" ")
    if len(line) - len(bare) >= 2:
        return bare + "  "
    slashes = len(bare) - len(bare.rstrip("\\"))
    return bare[:-1] + "  " if slashes % 2 else bare


_ANCHOR = re.compile(r"(?:^|[ \t])#([a-z][a-z0-9-]{0,39})(?=[ \t]|$)")


def without_marks(text: str) -> tuple[str, str]:
    """Return a heading's words without the marks at its end, and the id that they give ('' for none)."""
    bare = text.rstrip(" \t")
    start = bare.rfind("{") if bare.endswith("}") else -1
    if start < 0 or bare[max(start - 1, 0) : start] in ("\\", "{"):
        return text, ""
    anchor = _ANCHOR.search(bare[start + 1 : -1])
    return bare[:start].rstrip(" \t"), anchor.group(1) if anchor else ""


def after_comment(lines: list[str], at: int) -> int:
    """Return the line after the comment that begins at ``at``; the end when it never closes."""
    while at < len(lines):
        if "-->" in lines[at]:
            return at + 1
        at += 1
    return at


def marker_of(body: str) -> Marker | None:
    """Return the sign of the list item that ``body``, a line without its indent, begins with."""
    if (bullet := _BULLET.match(body)) is not None:
        return Marker(bullet.group(1), 1, -1, not body[1:].strip())
    if (number := _ORDERED.match(body)) is not None:
        width = number.end()
        return Marker(number.group(2), width, int(number.group(1)), not body[width:].strip())
    return None


def fence_after(fence: str, line: str) -> str:
    """Return the fence that is open after ``line``, '' for none."""
    body = line.strip(" \t")
    if fence:
        return "" if body.startswith(fence) and not body.strip(fence[0]) else fence
    match = FENCE.fullmatch(body)
    return (match.group(1) or match.group(3)) if match else ""


def drop_blank_end(lines: list[str]) -> bool:
    """Drop the empty lines at the end but not the first; tell whether there were any."""
    found = False
    while len(lines) > 1 and not lines[-1].strip(" \t"):
        lines.pop()
        found = True
    return found
