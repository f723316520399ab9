"""Advice on a whole course, file by file; files with errors are left alone until they are mended."""

from collections.abc import Iterator, Mapping

from course_app.courseware.language.course import Reading
from course_app.courseware.language.course_yml import read_course_yml
from course_app.courseware.language.excerpts import in_order
from course_app.courseware.language.layout import ASSETS, COURSE_FILE, GLOSSARY_FILE
from course_app.courseware.language.lint.pace import check_pace
from course_app.courseware.language.lint.pool_lint import check_objectives, check_pools, check_topics
from course_app.courseware.language.lint.question_lint import check_habits, check_questions, check_tags
from course_app.courseware.language.lint.text_lint import (
    check_action,
    check_kinds,
    check_lines,
    check_pictures,
    lines_of,
)
from course_app.courseware.language.problems import Problem
from course_app.domain.course import Course, Lesson, Quiz, Unit
from course_app.domain.questions import Place, Question


def lint_course(reading: Reading, files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Return the advice on what ``read_course(files)`` gave, in the order of the files and their lines."""
    broken = {found.file for found in reading.problems if found.severity == "error"}
    found = [*check_pictures(reading.references)]
    course = reading.course
    if course is not None:
        units = (*course.units(), *reading.drafts)
        found += _units(units, files, broken)
        found += _questions(course, units)
        found += check_pools(iter(units))
        found += check_pace(course)
        if not broken:
            found += check_objectives(course, files)
            found += _topics(course, files)
    found += _texts(files, broken)
    return in_order((each for each in found if each.file not in broken), files)


def _texts(files: Mapping[str, bytes], broken: set[str]) -> Iterator[Problem]:
    for path in files:
        inside = "/" in path or path == GLOSSARY_FILE
        if path.endswith(".md") and inside and path not in broken and not path.startswith(ASSETS):
            lines = lines_of(files[path])
            yield from check_lines(path, lines)
            if path.endswith("/module.md"):
                yield from check_kinds(path, lines)


def _units(units: tuple[Unit, ...], files: Mapping[str, bytes], broken: set[str]) -> Iterator[Problem]:
    for unit in units:
        if unit.file in broken:
            continue
        lines = lines_of(files[unit.file]) if unit.kind != "quiz" else []
        if isinstance(unit.body, Lesson):
            yield from check_kinds(unit.file, lines)
        yield from check_action(unit, lines)


def _questions(course: Course, units: tuple[Unit, ...]) -> Iterator[Problem]:
    everything: list[Question] = []
    for unit in units:
        match unit.body:
            case Lesson(_, sections):
                recalled = [question for section in sections for question in section.questions]
                yield from check_questions(recalled)
            case Quiz() as quiz:
                live = [question for question in quiz.all_questions() if not question.retired]
                everything += live
                yield from check_questions(live)
                yield from check_habits(unit.title.place, live)
    if course.final is None:
        yield from check_tags(everything, ())
        return
    by_file: dict[str, list[Question]] = {}
    for topic in course.final.topics:
        for question in topic.questions:
            if question.id in course.final.own:
                by_file.setdefault(question.place.file, []).append(question)
    for file, questions in by_file.items():
        everything += questions
        yield from check_questions(questions)
        yield from check_habits(Place(file, 1), questions)
    yield from check_tags(everything, course.final.at_least)


def _topics(course: Course, files: Mapping[str, bytes]) -> Iterator[Problem]:
    if course.final is None:
        return
    policy, _ = read_course_yml(files.get(COURSE_FILE))
    lines = policy.final.topics if policy and policy.final else ()
    places = {line.id: line.place for line in lines}
    yield from check_topics(course.final, places)
