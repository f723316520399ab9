"""What the bundled course promises its readers: length, ease, a pattern, no stock phrases, letters that fit."""

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from course_app.courseware.language.lint.course_lint import lint_course
from course_app.courseware.language.lint.pace import paragraphs, words_in
from course_app.courseware.language.lint.reading_grade import WORD, grade
from course_app.domain.course import Lesson, SectionKind

FILES = read_folder(Path(__file__).parents[3] / "content" / "networkwise")
READING = read_course(FILES)
COURSE = READING.course
LESSONS = {f"{unit.module}/{unit.id}": unit for unit in COURSE.units() if isinstance(unit.body, Lesson)}
WORDS = range(700, 1101)
GRADES = (7.8, 9.0)
HOOK = range(80, 121)

# Runs of words that may stand in more than one lesson because both quote the same thing, each with its reason.
QUOTED = (
    # Tom finds the opening of his letter in Write and sends it, unchanged, in Unstick.
    "When I was a student you looked at my footbridge, in the room with the knocking radiator. In the margin it says, "
    "in your red pen, Where does the water go? I still put that to each sheet before I sign it.",
)

LETTER = re.compile(r"(?ms)^```email[^\n]*\n(.*?)^```")
SLOT = re.compile(r"\{\{[^{}]*\}\}")


def lesson_leaves(lesson):
    return [lesson.intro, *(section.body for section in lesson.sections)]


def lesson_paragraphs(lesson):
    return [paragraph for leaf in lesson_leaves(lesson) for paragraph in paragraphs(leaf.text)]


@pytest.mark.parametrize("address", LESSONS)
def test_a_lesson_is_seven_hundred_to_eleven_hundred_words_long(address):
    words = sum(words_in(leaf.text) for leaf in lesson_leaves(LESSONS[address].body))
    assert words in WORDS


@pytest.mark.parametrize("address", LESSONS)
def test_a_lesson_reads_at_the_grade_of_a_good_newspaper(address):
    low, high = GRADES
    found = grade(lesson_paragraphs(LESSONS[address].body))
    assert low <= found <= high


@pytest.mark.parametrize("address", LESSONS)
def test_a_lesson_keeps_the_pattern(address):
    lesson = LESSONS[address].body
    titles = [section.title.text for section in lesson.sections]
    assert words_in(lesson.intro.text) in HOOK, "a scene stands right after the title"
    assert titles[-3:] == ["Your turn", "Pause and recall", "In one breath"]
    recall = lesson.sections[-2]
    assert recall.kind is SectionKind.RECALL
    assert len(recall.questions) == 1
    assert len(re.findall(r"(?m)^\* ", lesson.sections[-1].body.text)) == 3


@pytest.mark.parametrize("address", LESSONS)
def test_the_minutes_of_a_lesson_are_honest(address):
    words = sum(words_in(leaf.text) for leaf in lesson_leaves(LESSONS[address].body))
    assert words / 145 <= LESSONS[address].minutes <= words / 130 + 2


def test_no_six_words_in_a_row_stand_in_two_lessons():
    allowed = {run for line in QUOTED for run in runs_of_six(line)}
    where = defaultdict(set)
    for address, unit in LESSONS.items():
        asked = [q for section in unit.body.sections for q in section.questions]
        letters = [body for leaf in lesson_leaves(unit.body) for body in LETTER.findall(leaf.text)]
        texts = [*lesson_paragraphs(unit.body), *letters, *(text for q in asked for text in texts_of(q))]
        for text in texts:
            for run in runs_of_six(text):
                where[run].add(address)
    shared = {" ".join(run): sorted(found) for run, found in where.items() if len(found) > 1 and run not in allowed}
    assert shared == {}


def runs_of_six(text):
    words = [word.casefold() for word in WORD.findall(text)]
    return [tuple(words[at : at + 6]) for at in range(len(words) - 5)]


def texts_of(question):
    texts = [question.heading.text, *paragraphs(question.stem.text)]
    for option in getattr(question.body, "options", ()):
        texts += [option.text.text, option.feedback.text]
    return texts


@pytest.mark.parametrize("address", LESSONS)
def test_a_lesson_keeps_its_voice(address):
    text = "\n\n".join(lesson_paragraphs(LESSONS[address].body))
    assert "!" not in text
    assert re.findall(r"(?i)\b(?:simply|obviously|journey|delve|leverage|utili[sz]e|tapestry)\b", text) == []
    assert text.count("—") + text.count("–") <= 1


def test_no_three_sentences_in_a_row_are_telegrams():
    found = []
    for address, unit in LESSONS.items():
        for text in lesson_paragraphs(unit.body):
            if '"' in text or "“" in text:
                continue
            lengths = [len(WORD.findall(sentence)) for sentence in re.split(r"(?<=[.?…])\s+", text)]
            short = [max(pair) for pair in pairwise([max(pair) for pair in pairwise(lengths)])]
            if any(length <= 5 for length in short):
                found.append((address, text))
    assert found == []


def test_there_are_nine_letters_and_short_forms():
    assert len(COURSE.templates) >= 13


@pytest.mark.parametrize("template", COURSE.templates, ids=lambda template: template.id)
def test_a_letter_is_short_and_leaves_room_for_its_writer(template):
    slots = SLOT.findall(template.letter.body)
    assert slots, "what makes a letter somebody's own is a blank to fill"
    assert any("memory" in slot or "offer" in slot or "question" in slot or "?" in slot for slot in slots)
    assert "## Variation" in template.body.text
    assert "[!WARNING]" in template.body.text
    words = len(SLOT.sub("blank", template.letter.body).split())
    assert words in (range(60, 111) if template.channel == "email" and template.use != "reply" else range(12, 111))


def test_the_content_check_has_nothing_to_say():
    found = [str(problem) for problem in (*READING.problems, *lint_course(READING, FILES))]
    assert found == []
