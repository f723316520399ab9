"""Find the leaves of a course, whatever holds them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

from course_app.domain.course import Course, LetterPart
from course_app.domain.questions import Leaf


def leaves_of(value: object) -> Iterator[Leaf]:
    """Yield every leaf in ``value`` that holds a text, in the order of its fields."""
    if isinstance(value, Leaf):
        if value.text.strip():
            yield value
    elif isinstance(value, LetterPart):
        yield sheet_leaf(value)
    elif isinstance(value, str | int):
        return
    elif isinstance(value, tuple):
        for part in value:
            yield from leaves_of(part)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from leaves_of(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in _names(type(value)):
            yield from leaves_of(getattr(value, name))


def sheet_leaf(letter: LetterPart) -> Leaf:
    """Return the leaf that shows ``letter`` on its sheet."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", letter.body)), default=0))
    head = f"Subject: {letter.subject}\n\n" if letter.subject else ""
    return Leaf(f"{fence}email\n{head}{letter.body}\n{fence}", letter.place)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def leaves_by_file(course: Course) -> dict[str, tuple[Leaf, ...]]:
    """Return the leaves of ``course`` by the file they stand in, each once, in the order of the file."""
    found: dict[str, dict[Leaf, None]] = {}
    for leaf in leaves_of(course):
        found.setdefault(leaf.place.file, {})[leaf] = None
    return {
        file: tuple(sorted(leaves, key=lambda leaf: (leaf.place.line, leaf.place.column)))
        for file, leaves in found.items()
    }
