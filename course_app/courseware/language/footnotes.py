"""Footnotes that a file defines: ``[^key]: …`` and the indented lines below."""

import re
from collections.abc import Sequence

from course_app.courseware.language.context import Context
from course_app.courseware.language.problems import quoted
from course_app.courseware.language.setting_types import is_id
from course_app.courseware.language.source import BLANKS, Kind, Line, indent_of
from course_app.domain.questions import Leaf

DEFINITION = re.compile(r" {0,3}\[\^([^\[\]\n]*)\]:[ \t]*")


def define_footnotes(context: Context, lines: Sequence[Line]) -> set[int]:
    """Collect the footnotes that ``lines`` define; return the numbers of the lines that belong to them."""
    used: set[int] = set()
    at = 0
    while at < len(lines):
        line = lines[at]
        match = DEFINITION.match(line.text) if line.kind is Kind.TEXT and "[^" in line.text else None
        if match is None:
            at += 1
            continue
        end = _definition_end(lines, at)
        used.update(member.number for member in lines[at:end])
        _define(context, lines[at:end], match)
        at = end
    return used


def _definition_end(lines: Sequence[Line], at: int) -> int:
    """Return the index behind a footnote that is defined at ``at``: its own lines and indented ones below."""
    end = at + 1
    while end < len(lines):
        line = lines[end]
        if line.kind is Kind.BLANK:
            below = next((later for later in lines[end:] if later.kind is not Kind.BLANK), None)
            if below is None or below.kind is not Kind.TEXT or indent_of(below.text) < 4:
                break
        elif line.kind is not Kind.TEXT or DEFINITION.match(line.text):
            break
        end += 1
    return end


def _define(context: Context, lines: Sequence[Line], match: re.Match[str]) -> None:
    """Take in the footnote that ``lines`` define."""
    first = lines[0]
    key = match.group(1)
    words = [first.text[match.end() :]]
    words += [line.text[min(indent_of(line.text), 4) :].lstrip("\t") for line in lines[1:]]
    leaf = Leaf("\n".join(words).strip(BLANKS + "\n"), context.place(first, match.end()))
    if not is_id(key):
        context.note("E213", first, 2, word=quoted(key), example="[^levin-2011]")
    elif key in context.footnotes:
        other = context.footnotes[key].place.line
        context.note("E221", first, 2, word=f"^{key}", other=f"line {other}")
    elif not leaf:
        context.note("E509", first, 2, word=key, suggestion="write the source behind the colon")
    else:
        context.footnotes[key] = leaf
