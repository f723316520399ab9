"""Problems: the catalogue, how one reads, and what is near enough to be meant."""

from string import Template

import pytest

from course_app.courseware.language.problems import CATALOGUE, Findings, nearest, problem, suggestion
from course_app.domain.questions import Place

PLACE = Place("find/check.md", 12, 3)


def test_a_problem_says_where_what_and_what_to_write():
    one = problem("E216", PLACE, word="{#id}", excerpt="# Title {#id}")
    assert str(one) == (
        "find/check.md:12:3: E216 A unit has no {#id}: its file name is its id → delete '{#id}', or rename the file"
    )
    assert (one.severity, one.excerpt) == ("error", "# Title {#id}")
    assert problem("W704", PLACE).severity == "warning"


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_a_sentence_and_a_hint(code):
    sentence, hint = CATALOGUE[code]
    names = set(Template(sentence).get_identifiers()) | set(Template(hint).get_identifiers())
    one = problem(code, PLACE, **dict.fromkeys(names, "x"))
    assert one.sentence.strip()
    assert one.hint.strip()
    assert "$" not in one.sentence + one.hint


def test_what_a_sentence_quotes_is_short_and_on_one_line():
    one = problem("E216", PLACE, word="a\nb\u2028" + "c" * 1_000)
    assert "\n" not in str(one)
    assert "\u2028" not in str(one)
    assert len(str(one)) < 800


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("quizz", "quiz"),
        ("qiuz", "quiz"),
        ("Quiz", "quiz"),
        ("acton", "action"),
        ("essay", None),
        ("q", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_near(word, near):
    assert nearest(word, ["action", "quiz"]) == near


def test_a_suggestion_names_the_near_one_or_all():
    assert suggestion("quizz", ["action", "quiz"], ".{}") == "did you mean '.quiz'?"
    assert suggestion("essay", ["action", "quiz"]) == "one of: action, quiz"
    assert suggestion("essay", []) == "nothing can stand here: delete it"
    assert suggestion("essay", [f"w{n}" for n in range(20)]).endswith(", …")


def test_one_error_a_line_and_the_first_one_wins():
    findings = Findings("a.md")
    findings.add("W704", 3)
    findings.add("E302", 3)
    findings.add("E206", 3)
    findings.add("W704", 3)
    findings.silence(5, 6)
    findings.add("E302", 5)
    findings.add("E302", 2)
    assert [(one.code, one.line) for one in findings.in_order()] == [("E302", 2), ("E302", 3), ("W704", 3)]
    assert findings.broken(1, 2)
    assert not findings.broken(4, 4)
