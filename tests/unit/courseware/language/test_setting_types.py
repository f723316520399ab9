import pytest

from course_app.courseware.language import setting_types as types
from course_app.courseware.language.setting_types import QUIZ_SETTINGS, is_id, with_quiz_setting
from course_app.domain.course import QuizSettings
from course_app.domain.questions import Grading


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (types.number(1, 9), "1", 1),
        (types.number(1, 9), "9", 9),
        (types.number(1, 9), "10", None),
        (types.number(1, 9), "0", None),
        (types.number(1, 9), "-1", None),
        (types.number(1, 9), "1.0", None),
        (types.number(1, 9), "٣", None),
        (types.number(1, 9, instead={"any": 0}), "any", 0),
        (types.percent(), "80%", 80),
        (types.percent(), "80 %", 80),
        (types.percent(), "80", None),
        (types.percent(), "101%", None),
        (types.duration(), "10m", 600),
        (types.duration(), "12h", 43_200),
        (types.duration(), "2d", 172_800),
        (types.duration(), "none", 0),
        (types.duration(none=False), "none", None),
        (types.duration(), "0h", None),
        (types.duration(), "12", None),
        (types.duration(), "h", None),
        (types.duration(), "", None),
        (types.months(), "24 months", 24),
        (types.months(), "1 year", 12),
        (types.months(), "none", 0),
        (types.months(), "24", None),
        (types.switch(), "yes", True),
        (types.switch(), "no", False),
        (types.switch(), "true", None),
        (types.letters(3, 5), " abc ", "abc"),
        (types.letters(3, 5), "ab", None),
        (types.letters(3, 5), "abcdef", None),
        (types.letters(1, 9), "a\nb", None),
        (types.letters(1, 9, lines=True), "a\nb", "a\nb"),
        (types.language_tag(), "en", "en"),
        (types.language_tag(), "pt-BR", "pt-BR"),
        (types.language_tag(), "zh-Hant", "zh-Hant"),
        (types.language_tag(), "EN", None),
        (types.language_tag(), "english", None),
        (types.one_of("a", "b"), "b", "b"),
        (types.one_of("a", "b"), "c", None),
    ],
)
def test_a_type_reads_what_it_wants_and_nothing_else(kind, text, value):
    assert kind.read(text) == value


@pytest.mark.parametrize("text", ["a", "a1", "a-b", "a" * 40])
def test_an_id_is_small_letters_digits_and_hyphens(text):
    assert is_id(text)


@pytest.mark.parametrize("text", ["", "A", "1a", "-a", "a_b", "a b", "é", "a" * 41, "a\n"])
def test_anything_else_is_no_id(text):
    assert not is_id(text)


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        ("pass", "70%", {"pass_percent": 70}),
        ("attempts", "3", {"attempts": 3}),
        ("attempts", "any", {"attempts": 0}),
        ("free", "0", {"free": 0}),
        ("cooldown", "12h", {"cooldown": 43_200}),
        ("pick", "6", {"pick": 6}),
        ("pick", "all", {"pick": 0}),
        ("shuffle", "questions", {"shuffle_options": False}),
        ("shuffle", "options", {"shuffle_questions": False}),
        ("shuffle", "none", {"shuffle_questions": False, "shuffle_options": False}),
        ("feedback", "end", {"feedback": "end"}),
        ("time", "90m", {"time": 5_400}),
        ("points", "2", {"points": 2}),
        ("grading", "exact", {"grading": Grading.EXACT}),
        ("case", "exact", {"case_exact": True}),
        ("accents", "exact", {"accents_exact": True}),
    ],
)
def test_a_quiz_setting_changes_one_thing(name, text, changed):
    assert with_quiz_setting(QuizSettings(), name, text) == QuizSettings(**changed)


@pytest.mark.parametrize("name", sorted(QUIZ_SETTINGS))
def test_a_quiz_setting_that_cannot_be_read_is_refused_and_its_example_is_taken(name):
    assert with_quiz_setting(QuizSettings(), name, "nonsense") is None
    assert with_quiz_setting(QuizSettings(), name, QUIZ_SETTINGS[name].example) is not None
    assert QUIZ_SETTINGS[name].wanted
