"""How hard the lessons read: the Flesch-Kincaid grade as textstat computes it, between 8 and 9 in every lesson.

The index was made for plain instructions in English and is the best known of its kind. textstat 0.7.7 looks syllables
up in the CMU Pronouncing Dictionary, which comes with it; older releases count the places where a word may be hyphened
(for them "only" has one syllable), newer ones want a download. The bounds hold for each lesson, as a reader takes them
one at a time, and for the course as a whole.
"""

from pathlib import Path

import pytest
import textstat

from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from course_app.courseware.language.lint.pace import paragraphs
from course_app.courseware.language.lint.reading_grade import grade
from course_app.domain.course import Lesson

COURSE = read_course(read_folder(Path(__file__).parents[3] / "content" / "networkwise")).course
LESSONS = {f"{unit.module}/{unit.id}": unit.body for unit in COURSE.units() if isinstance(unit.body, Lesson)}
LOWEST, HIGHEST = 8.0, 9.0
APART = 0.6


def prose_of(lesson):
    """Return the sentences of a lesson, without letters, tables, figures, footnote marks and questions.

    A line of a list and a paragraph end a sentence, as they do for a reader; hyphened words are read as two.
    """
    leaves = [lesson.intro, *(section.body for section in lesson.sections)]
    found = [paragraph for leaf in leaves for paragraph in paragraphs(leaf.text)]
    ended = [text if text.rstrip("\"'”’)").endswith((".", "?", "!", "…")) else f"{text}." for text in found]
    return "\n".join(ended).replace("’", "'").replace("-", " ")


@pytest.mark.parametrize("address", LESSONS)
def test_a_lesson_reads_at_grade_eight_to_nine(address):
    assert LOWEST <= textstat.flesch_kincaid_grade(prose_of(LESSONS[address])) <= HIGHEST


def test_the_course_as_a_whole_reads_at_grade_eight_to_nine():
    whole = "\n".join(prose_of(lesson) for lesson in LESSONS.values())
    assert LOWEST <= textstat.flesch_kincaid_grade(whole) <= HIGHEST


@pytest.mark.parametrize("address", LESSONS)
def test_the_formula_of_the_content_check_agrees_with_the_library(address):
    text = prose_of(LESSONS[address])
    assert grade(text.split("\n")) == pytest.approx(textstat.flesch_kincaid_grade(text), abs=APART)


def test_only_what_is_read_as_prose_is_measured():
    for text in map(prose_of, LESSONS.values()):
        assert "```" not in text
        assert "|" not in text
        assert "{{" not in text
        assert "[^" not in text
