"""Typed answers and pairs: values, intervals, what can be read in two ways."""

from decimal import Decimal
from fractions import Fraction

import pytest

from course_app.domain.questions import NumberEntry, TextEntry
from tests.unit.courseware.language.scanning import found, only_question, question


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("20", "20", "20"), ("-3.5", "-3.5", "-3.5"), ("−2", "-2", "-2"), ("18..22", "18", "22"),
        ("18 .. 22", "18", "22"), ("20 +- 1", "19", "21"), ("20 +- 5%", "19", "21"), ("-20 +- 5%", "-21", "-19"),
        ("+4", "4", "4"), ("0.125", "0.125", "0.125"),
    ],
)  # fmt: skip
def test_a_number_is_an_inclusive_interval(value, low, high):
    body = only_question(f"- = {value}").body
    assert isinstance(body, NumberEntry)
    assert (body.accepts[0].low, body.accepts[0].high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("value", ["0,5", "1,000", "1 000", "1.000", "1.000.000", ".5", "5.", "1'000", "1,5 +- 2"])
def test_a_number_that_can_be_read_in_two_ways_is_a_problem(value):
    assert found(question(f"- = {value}")) in (["E328@5"], ["E338@5"])


@pytest.mark.parametrize("value", ["18...22", "18..", "..22", "22..18", "20 ± 1", "20 +- x", "20 +/- 1", "18…22"])
def test_a_number_that_is_almost_one_is_a_problem(value):
    assert found(question(f"- = {value}")) == ["E338@5"]


def test_a_range_among_words_is_a_problem():
    assert found(question("- = many\n- = 18..22")) == ["E327@6"]


def test_an_expected_wrong_answer_needs_feedback():
    assert found(question("- = word\n- ! other")) == ["E329@6"]


def test_an_expected_wrong_answer_has_no_share():
    assert found(question("- = word\n- ! other {50%}\n  > No.")) == ["E325@6"]


def test_texts_are_taken_without_quotes_and_escapes():
    body = only_question('- = "1984" {#year}\n- = in \\* out {50%}\n- ! * {#rest}\n  > Neither.').body
    assert isinstance(body, TextEntry)
    first, second, third = body.accepts
    assert (first.value, first.key, first.share, first.low) == ("1984", "year", Fraction(1), None)
    assert (second.value, second.share) == ("in * out", Fraction(1, 2))
    assert (third.value, third.expected_wrong, third.share) == ("*", True, Fraction(0))


def test_case_decides_what_is_the_same_answer():
    assert found(question("- = Word\n- = word")) == ["E335@6"]
    assert found(question("- = Word\n- = word", "{#q case=exact}")) == []


def test_pairs_have_a_left_side_or_are_distractors():
    body = only_question("- A => One {#a}\n  > Yes.\n- B \\=> C => `x => y`\n- => Three").body
    first, second, third = body.pairs
    assert (first.left.text, first.right.text, first.key, first.feedback.text) == ("A", "One", "a", "Yes.")
    assert (second.left.text, second.right.text) == ("B \\=> C", "`x => y`")
    assert (third.left, third.right.text) == (None, "Three")
    assert (first.right.place.line, first.right.place.column) == (5, 8)


def test_two_left_sides_may_share_a_right_one_but_no_distractor_may():
    assert found(question("- A => One\n- B => One\n- C => Two")) == []
    assert found(question("- A => One\n- B => Two\n- => one")) == ["E335@7"]
