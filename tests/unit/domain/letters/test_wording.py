import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.letters.wording import (
    apart_percent,
    bag,
    own_percent,
    reading_seconds,
    says,
    word_count,
    words_of,
)

WORDS = ("you", "me", "taxi", "slides", "Evan's", "café", "the,", "—", "李娜")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n— · —\n", 0),
        ("Hi Evan,", 2),
        ("re-typing it’s 2018", 3),
        ("one—two", 1),
        ("你好吗？", 3),
        ("नमस्ते मित्र", 2),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text, count):
    assert word_count(text) == count


def test_words_are_compared_without_case_accents_and_punctuation():
    assert words_of("Café, “RÉSUMÉ”; it’s") == ["cafe", "resume", "its"]


@pytest.mark.parametrize(("words", "seconds"), [(0, 5), (1, 5), (92, 30), (160, 50), (200, 60)])
def test_two_hundred_words_take_a_minute(words, seconds):
    assert reading_seconds(words) == seconds


@pytest.mark.parametrize(
    ("letter", "template", "percent"),
    [
        ("", "", 0),
        ("a b c", "a b c", 0),
        ("a b c", "x", 100),
        ("a a a", "a", 66),
        ("a b c d e f g x y z", "A, b, c. d e f g", 30),
        ("a b c d e f g h y z", "a b c d e f g h", 20),
    ],
)
def test_own_words_are_those_that_the_template_does_not_have(letter, template, percent):
    assert own_percent(bag(letter), bag(template)) == percent


@pytest.mark.parametrize(
    ("one", "other", "percent"),
    [("", "", 100), ("a", "", 100), ("a b", "b a", 0), ("a b c d x", "a b c d y", 20), ("a b", "a b c c", 33)],
)
def test_two_letters_are_apart_by_the_words_they_do_not_share(one, other, percent):
    assert apart_percent(bag(one), bag(other)) == percent


@given(TEXTS, TEXTS)
def test_apart_is_the_same_both_ways_and_a_percentage(one, other):
    percent = apart_percent(bag(one), bag(other))
    assert 0 <= percent <= 100
    assert percent == apart_percent(bag(other), bag(one))
    assert apart_percent(bag(one), bag(one)) == (0 if words_of(one) else 100)


@given(TEXTS, TEXTS)
def test_writing_more_of_ones_own_never_makes_a_letter_less_own(letter, template):
    before = own_percent(bag(letter), bag(template))
    assert 0 <= before <= 100
    assert own_percent(bag(f"{letter} lighthouse"), bag(template)) >= before


@given(TEXTS)
def test_a_word_count_is_never_more_than_the_signs(text):
    assert word_count(text) <= len(text)


@pytest.mark.parametrize(
    ("text", "phrase", "said"),
    [
        ("Hi EVAN, how", "evan", True),
        ("Evan’s taxi", "Evan", True),
        ("Evangeline", "Evan", False),
        ("Dear Dr. Holm", "dr holm", True),
        ("Dear O'Neill", "O’Neill", True),
        ("李娜你好", "李娜", True),
        ("anything", "", False),
        ("José", "Jose", True),
    ],
)
def test_a_text_says_a_name_as_whole_words(text, phrase, said):
    assert says(text, phrase) is said
