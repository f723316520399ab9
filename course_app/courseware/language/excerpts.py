"""Show with each problem the line that it speaks of."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.language.problems import Problem

LONGEST = 200


def in_order(problems: Iterable[Problem], files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Return ``problems`` each once, by file and place, ``course.yml`` first, with the lines they stand in."""
    lines: dict[str, list[str]] = {}
    distinct: dict[tuple[object, ...], Problem] = {}
    for found in problems:
        key = (found.code, found.file, found.line, found.column, found.sentence)
        if key in distinct:
            continue
        distinct[key] = found
        if not found.excerpt and found.file in files:
            if found.file not in lines:
                lines[found.file] = files[found.file].decode("utf-8-sig", "replace").split("\n")
            text = lines[found.file][found.line - 1] if found.line <= len(lines[found.file]) else ""
            distinct[key] = replace(found, excerpt=text.rstrip("\r")[:LONGEST])
    return tuple(sorted(distinct.values(), key=_place))


def _place(found: Problem) -> tuple[bool, str, int, int, str]:
    return found.file != COURSE_FILE, found.file, found.line, found.column, found.code
