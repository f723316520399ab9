"""Advice on the pace of lessons: how hard they read, how long they take, how often they ask something."""

import re
from collections.abc import Iterator
from math import ceil

from course_app.courseware.language.lint.reading_grade import WORD, grade
from course_app.courseware.language.problems import Problem, problem
from course_app.domain.course import Course, Lesson, SectionKind, Unit
from course_app.domain.questions import Leaf

# Adults read 238 words of such texts a minute (Brysbaert 2019); a lesson with its pauses is read at about half that.
WORDS_A_MINUTE = 240
LESSON_WORDS_A_MINUTE = 130
SLOWEST_WORDS_A_MINUTE = 90
LONGEST_STRETCH = 4
GRADE_MARGIN = 0.5

_FENCE = re.compile(r"(?ms)^[ \t>]*(```+|~~~+).*?(?:^[ \t>]*\1[`~]*[ \t]*$|\Z)")
_TABLE_ROW = re.compile(r"(?m)^[ \t]*\|.*$")
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_SMALL_MARKS = re.compile(
    r"\[\^[^\[\]\s]*\]|\{\{[^{}]*\}\}|\[![A-Z]+\]|[*_`]+|^[ \t>]*(?:#{1,6}|[-*+]|[0-9]+[.)])[ \t]+", re.M
)
_PARAGRAPH_END = re.compile(r"\n[ \t>]*\n|\n(?=[ \t]*(?:[-*+]|[0-9]+[.)])[ \t])|\n(?=[ \t]*#)")


def paragraphs(markdown: str) -> Iterator[str]:
    """Yield the paragraphs of a text as words that are read, without code, tables, pictures and marks."""
    text = _TABLE_ROW.sub("", _FENCE.sub("", markdown))
    text = _LINK.sub(r"\1", _PICTURE.sub("", text))
    for paragraph in _PARAGRAPH_END.split(text):
        words = _SMALL_MARKS.sub("", paragraph).replace(">", " ").strip()
        if words:
            yield words


def words_in(markdown: str) -> int:
    """Return how many words of a text are read, those of sheets and tables too."""
    return len(WORD.findall(_LINK.sub(r"\1", _PICTURE.sub("", markdown))))


def check_pace(course: Course) -> Iterator[Problem]:
    """Yield advice on each lesson of ``course``; the reading grade only where it is written in English."""
    for unit in course.units():
        if isinstance(unit.body, Lesson):
            language = unit.lang or course.language
            if language.partition("-")[0] == "en":
                yield from _grade(unit, unit.body, course.reading_grade)
            yield from _stretch(unit, unit.body)
            yield from _minutes(unit, unit.body)


def _prose(lesson: Lesson) -> Iterator[Leaf]:
    yield lesson.intro
    for section in lesson.sections:
        yield section.body


def _grade(unit: Unit, lesson: Lesson, aim: int) -> Iterator[Problem]:
    found = grade(paragraph for leaf in _prose(lesson) for paragraph in paragraphs(leaf.text))
    if found is not None and found > aim + GRADE_MARGIN:
        yield problem("W728", unit.title.place, grade=f"{found:.1f}", aim=aim)


def _stretch(unit: Unit, lesson: Lesson) -> Iterator[Problem]:
    """Yield a problem for the first stretch of reading that goes on too long without a question."""
    words = words_in(lesson.intro.text)
    place = unit.title.place
    for section in lesson.sections:
        if section.kind is SectionKind.RECALL:
            if words > LONGEST_STRETCH * WORDS_A_MINUTE:
                break
            words = 0
            place = section.title.place
        words += words_in(section.body.text)
    if words > LONGEST_STRETCH * WORDS_A_MINUTE:
        yield problem("W729", place, minutes=LONGEST_STRETCH)


def _minutes(unit: Unit, lesson: Lesson) -> Iterator[Problem]:
    words = sum(words_in(leaf.text) for leaf in _prose(lesson))
    questions = sum(len(section.questions) for section in lesson.sections)
    most = ceil(words / SLOWEST_WORDS_A_MINUTE) + questions + 1
    if unit.minutes > most:
        wanted = ceil(words / LESSON_WORDS_A_MINUTE) + questions
        yield problem("W730", unit.title.place, minutes=unit.minutes, wanted=max(wanted, 1))
