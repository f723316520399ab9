"""Everything that can be said of a course before it is published: errors, and advice where there are none."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from course_app.courseware.elsewhere import check_elsewhere
from course_app.courseware.folder import FolderError, read_folder
from course_app.courseware.language.course import read_course
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.language.lint.course_lint import lint_course
from course_app.courseware.language.problems import Problem, problem
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.course import render_course
from course_app.domain.questions import Place


def check_files(files: Mapping[str, bytes], context: RenderContext | None = None) -> tuple[Problem, ...]:
    """Return every problem of a course, in the order of its files and their lines."""
    reading = read_course(files)
    found = [*reading.problems, *lint_course(reading, files)]
    if reading.course is not None and reading.ok:
        rendering = render_course(reading.course, files, context or RenderContext())
        found += rendering.problems
        found += check_elsewhere(rendering.html)
    return tuple(sorted(dict.fromkeys(found), key=_by_place))


def check_folder(folder: Path) -> tuple[Problem, ...]:
    """Return every problem of the course in ``folder``; paths are those below it."""
    try:
        files = read_folder(folder)
    except FolderError as error:
        missing = problem("E102", Place(COURSE_FILE, 1), reason=error.message, hint="give the folder of a course")
        return (missing,)
    return check_files(files)


def errors_in(problems: Iterable[Problem]) -> int:
    """Return how many of ``problems`` stop publishing."""
    return sum(found.severity == "error" for found in problems)


def as_json(problems: Iterable[Problem], folder: str = "") -> list[dict[str, object]]:
    """Return ``problems`` as plain data; files below ``folder``, if one is given."""
    return [
        {
            "file": f"{folder}/{found.file}" if folder else found.file,
            "line": found.line,
            "column": found.column,
            "code": found.code,
            "severity": found.severity,
            "sentence": found.sentence,
            "hint": found.hint,
            "excerpt": found.excerpt,
        }
        for found in problems
    ]


def printed(data: object) -> str:
    """Return plain data as JSON for a person and a program alike."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def _by_place(found: Problem) -> tuple[bool, str, int, int, str]:
    return found.file != COURSE_FILE, found.file, found.line, found.column, found.code
