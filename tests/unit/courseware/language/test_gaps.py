"""Gaps in the text of a question."""

from decimal import Decimal

import pytest

from course_app.domain.questions import GAP_MARK
from tests.unit.courseware.language.scanning import found, only_question, question


def test_gaps_take_words_numbers_and_choices():
    one = only_question("Up to [[= 4.5..5.5]] for [[(x) a year | a \\| b | week]];\nthen [[ten | 10]] more.")
    number, choice, words = one.body.gaps
    assert (number.kind, number.low, number.high) == ("number", Decimal("4.5"), Decimal("5.5"))
    assert (choice.kind, choice.options, choice.right) == ("choice", ("a year", "a | b", "week"), 0)
    assert (words.kind, words.accepted) == ("text", ("ten", "10"))
    assert one.body.text.text == f"Up to {GAP_MARK} for {GAP_MARK};\nthen {GAP_MARK} more."
    assert one.stem == one.body.text


def test_the_right_choice_may_stand_anywhere():
    assert only_question("A [[month | (x) year]].").body.gaps[0].right == 1


def test_gaps_in_code_in_tables_and_behind_backslashes_are_plain():
    one = only_question(
        "`[[a]]` and \\[\\[b\\]\\] and [[c]].\n\n| [[d]] | e |\n|---|---|\n| [[f]] | g |\n\n```\n[[h]]\n```"
    )
    assert [gap.accepted for gap in one.body.gaps] == [("c",)]


def test_a_numbered_list_and_notes_may_stand_below_a_gap():
    one = only_question("A [[gap]]:\n\n1. one\n2. two\n\n> A quote.\n\n> Why: so.")
    assert one.stem.text.endswith("> A quote.")
    assert one.notes.why.text == "so."


@pytest.mark.parametrize(
    ("gap", "code"),
    [
        ("[[word", "E331"), ("[[two\nlines]]", "E331"), ("[[(x) a | (x) b]]", "E337"), ("[[(x) a]]", "E337"),
        ("[[( ) a | b]]", "E337"), ("[[(X) a | b]]", "E337"), ("[[(x) a | ( ) b]]", "E337"), ("[[= five]]", "E338"),
        ("[[=5]]", "E338"), ("[[= 5 | 6]]", "E338"), ("[[= 0,5]]", "E328"), ("[[]]", "E339"), ("[[ ]]", "E339"),
        ("[(x) a | b]]", "E331"), ("[[(x a | b]]", "E337"), ("[[(xx) a | b]]", "E337"),
        ("[[(v) a | b]]", "E337"), ("[[== 5]]", "E338"), ("[[[= 5]]", "E331"), ("a]] [[b]]", "E331"),
        ("[[a | ]]", "E339"), ("[[= ]]", "E339"), ("[[(x) | b]]", "E339"), ("[[(x) a | A]]", "E335"),
    ],
)  # fmt: skip
def test_one_slip_in_a_gap_is_one_problem(gap, code):
    assert found(question(f"Say {gap} now and [[then]].")) == [f"{code}@5"]


def test_a_note_above_a_gap_is_a_problem():
    assert found(question("> Why: so.\n\nA [[gap]].")) == ["E314@5"]


def test_text_below_the_notes_of_a_gap_is_a_problem():
    assert found(question("A [[gap]].\n\n> Why: so.\n\nMore.")) == ["E318@9"]


def test_a_gap_in_the_heading_is_explained():
    assert found("# C {.quiz}\n\n## The capital is [[Paris]]. {#q}\n\nStem.") == ["E302@3"]
