"""Find the leaves of a course, whatever holds them."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

from course_app.domain.course import Course
from course_app.domain.questions import Leaf


def leaves_of(value: object) -> Iterator[Leaf]:
    """Yield every leaf in ``value`` that holds a text, in the order of its fields."""
    if isinstance(value, Leaf):
        if value.text.strip():
            yield value
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
