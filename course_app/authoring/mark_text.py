"""Marks at the end of a heading, changed one at a time: the others stay as they were written."""

import re

from course_app.courseware.language import marks
from course_app.courseware.language.tree import Span, Tree, parse

_PLAIN = re.compile(r"[\w,.%-]+")


def with_setting(text: str, name: str, value: str) -> str:
    """Return marks with another value of a setting, without it for ''."""
    return _with(text, name, f"{name}={value}" if _PLAIN.fullmatch(value) else f'{name}="{value}"', is_set=bool(value))


def with_flag(text: str, name: str, *, is_set: bool) -> str:
    """Return marks with a flag, or without it."""
    return _with(text, name, name, is_set=is_set)


def _with(text: str, name: str, wanted: str, *, is_set: bool) -> str:
    sorts = (marks.Sort.PAIR, marks.Sort.FLAG)
    found = next(
        (each for each in marks.part(text, always=True).marks if each.name == name and each.sort in sorts), None
    )
    if found is None:
        if not is_set:
            return text
        if "}" not in text:
            return f"{text.rstrip()} {{{wanted}}}"
        at = text.rindex("}")
        head = text[:at].rstrip()
        return f"{head}{'' if head.endswith('{') else ' '}{wanted}{text[at:]}"
    end = found.at + len(found.raw)
    if is_set:
        return text[: found.at] + wanted + text[end:]
    head, rest = text[: found.at].rstrip(), text[end:]
    bare = f"{head}{rest.lstrip() if head.endswith('{') else rest}"
    return "" if bare.strip() == "{}" else bare


def value_of(text: str, name: str) -> str:
    """Return the value of a setting among marks, '' where it does not stand there; of a flag its name."""
    for each in marks.part(text, always=True).marks:
        if each.name == name and each.sort in (marks.Sort.PAIR, marks.Sort.FLAG):
            return each.value or name
    return ""


def heading_of(text: str, name: str = "") -> Tree | None:
    """Return the heading with the id ``name``, or the one that titles the file."""
    headings = (each for each in parse(text).walk() if each.kind == "heading")
    return next((each for each in headings if not name or each.id == name), None)


def marks_of(text: str, name: str = "") -> str:
    """Return the marks of a heading with their braces, '' where it has none."""
    heading = heading_of(text, name)
    return text[_span(heading).start : _span(heading).end] if heading else ""


def with_marks(text: str, new: str, name: str = "") -> str:
    """Return a file with other marks at the end of one heading."""
    heading = heading_of(text, name)
    if heading is None:
        return text
    span = _span(heading)
    return text[: span.start] + new + text[span.end :]


def _span(heading: Tree) -> Span:
    """Return where the marks of a heading stand, or would stand."""
    found = heading.child("marks")
    if found is not None:
        return found.span
    words = heading.child("words")
    at = words.span.start + len(words.text.rstrip()) if words else heading.span.end
    return Span(at, at)
