import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.language.lint.reading_grade import grade, syllables

WORDS = {
    1: "the she rope hoped knots weeks thanks",
    2: "people letter because something sometimes someone safety careful nation quiet evening homeless",
    3: "idea memory company remember calendar piano",
    4: "certificate arithmetic ordinary experience",
    5: "certification recommendation organisation",
}


@pytest.mark.parametrize(("count", "words"), WORDS.items())
def test_syllables_are_counted_as_spoken(count, words):
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_the_grade_is_flesch_and_kincaid_s():
    # 120 words of one syllable in 12 sentences: 0.39 · 10 + 11.8 · 1 − 15.59.
    text = " ".join(["The cat sat on the mat and had a rest."] * 12)
    assert grade([text]) == pytest.approx(0.39 * 10 + 11.8 - 15.59)


def test_each_paragraph_ends_a_sentence():
    short = ["Ten short words stand here and no point ends them"] * 12
    assert grade(short) == pytest.approx(grade([f"{line}." for line in short]))


def test_too_few_words_have_no_grade():
    assert grade(["Too few words."]) is None


def test_long_words_in_long_sentences_read_harder():
    easy = "We wrote a note to a friend. She wrote back in a week. "
    hard = "Notwithstanding considerable organisational complexity, participants communicated systematically, "
    assert grade([easy * 10]) < 4
    assert grade([hard * 20 + "."]) > 16


@given(st.text(max_size=200))
def test_no_text_raises(text):
    grade([text])
    syllables(text)
