from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.marking import Verdict, is_marked, kendall_tau, mark, option_credit, verdict_of
from course_app.domain.questions import Grading, Mend
from tests.unit.domain.making import (
    accept,
    choice,
    choice_gap,
    cloze,
    match,
    number,
    number_gap,
    option,
    order,
    question,
    reflection,
    scenario,
    several,
    typed,
    word_gap,
)

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def credit(body, response, **settings):
    return mark(question(body, **settings), response).credit


def exact(body, response):
    return credit(body, response, grading=Grading.EXACT)


@pytest.mark.parametrize(("picked", "worth"), [(0, 1), (1, 0), (2, HALF)])
def test_a_choice_earns_what_its_option_is_worth(picked, worth):
    assert credit(choice(1, 0, HALF), picked) == worth


def test_a_choice_says_what_its_option_says():
    body = choice(option(1, said="Yes."), option(0, said="Not so."), option(0))
    assert [[leaf.text for leaf in mark(question(body), picked).feedback] for picked in range(3)] == [
        ["Yes."],
        ["Not so."],
        [],
    ]


def test_an_option_mended_by_any_counts_in_full():
    assert credit(choice(1, option(0, Mend.ANY), 0), 1) == 1
    assert credit(choice(1, option(0, Mend.ANY), 0), 2) == 0


def test_a_wrong_option_that_is_void_leaves_the_key_as_it_was():
    body = choice(1, option(0, Mend.VOID), 0)
    assert [option_credit(body.options, picked) for picked in range(3)] == [1, 0, 0]


def test_when_the_key_is_void_every_answer_counts():
    body = choice(option(1, Mend.VOID), 0, 0)
    assert [option_credit(body.options, picked) for picked in range(3)] == [1, 1, 1]


def test_when_the_key_is_void_and_another_is_any_only_that_one_counts():
    body = choice(option(1, Mend.VOID), option(0, Mend.ANY), 0)
    assert [option_credit(body.options, picked) for picked in (1, 2)] == [1, 0]


@pytest.mark.parametrize(
    ("marks", "picked", "partial", "whole"),
    [
        ("xxoo", [0, 1], 1, 1),
        ("xxoo", [0], HALF, 0),
        ("xxoo", [0, 1, 2], HALF, 0),
        ("xxoo", [0, 2], 0, 0),
        ("xxoo", [2, 3], 0, 0),
        ("xxoo", [0, 1, 2, 3], 0, 0),
        ("xxoo", [], 0, 0),
        ("xooo", [0], 1, 1),
        ("xooo", [0, 1], Fraction(2, 3), 0),
        ("xxxo", [0, 1], Fraction(2, 3), 0),
        ("xxxo", [0, 1, 3], 0, 0),
        ("xxx", [0], THIRD, 0),
        ("xxx", [0, 1, 2], 1, 1),
        ("xxx", [], 0, 0),
    ],
)
def test_several_is_hits_less_misses_and_never_below_nothing(marks, picked, partial, whole):
    assert credit(several(marks), picked) == partial
    assert exact(several(marks), picked) == whole


@pytest.mark.parametrize(
    ("marks", "picked", "worth"),
    [
        ("xo*", [0], 1),
        ("xo*", [0, 2], 1),
        ("xo*", [2], 0),
        ("xxoX", [0, 1], 1),
        ("xxoO", [0, 1, 3], 1),
        ("Xo", [1], 1),
        ("Xo", [0], 1),
    ],
)
def test_mended_options_of_several_count_neither_way(marks, picked, worth):
    assert credit(several(marks), picked) == worth
    assert exact(several(marks), picked) == worth


@given(st.text("xo", min_size=2, max_size=8).filter(lambda marks: "x" in marks), st.data())
def test_several_earns_between_nothing_and_all(marks, data):
    picked = data.draw(st.lists(st.integers(0, len(marks) - 1), unique=True))
    assert 0 <= exact(several(marks), picked) <= credit(several(marks), picked) <= 1


@given(st.text("xo*", min_size=2, max_size=8).filter(lambda marks: "x" in marks), st.data())
def test_shuffling_options_changes_no_mark(marks, data):
    picked = data.draw(st.lists(st.integers(0, len(marks) - 1), unique=True))
    shuffled = data.draw(st.permutations(range(len(marks))))
    body = several("".join(marks[index] for index in shuffled))
    moved = [shuffled.index(index) for index in picked]
    for grading in Grading:
        assert credit(body, moved, grading=grading) == credit(several(marks), picked, grading=grading)


def test_the_first_line_that_fits_wins():
    body = typed(accept("the tie", HALF), accept("* tie"), accept("* tie", wrong=True))
    assert credit(body, "The tie.") == HALF
    assert credit(body, "Old tie") == 1


def test_an_expected_wrong_answer_earns_nothing_and_explains():
    body = typed(accept("reconnect", wrong=True, said="That comes later."), "reach out")
    result = mark(question(body), "Reconnect")
    assert (result.credit, result.verdict, [leaf.text for leaf in result.feedback]) == (
        0,
        Verdict.NOT_YET,
        ["That comes later."],
    )


def test_one_slip_is_a_near_miss_and_earns_nothing_yet():
    result = mark(question(typed("dormant")), "dormnat")
    assert (result.credit, result.near_miss) == (0, True)


def test_the_word_itself_and_a_far_one_are_no_near_miss():
    assert not mark(question(typed("dormant")), "Dormant!").near_miss
    assert not mark(question(typed("dormant")), "asleep").near_miss


def test_a_slip_from_a_wrong_answer_is_no_near_miss():
    assert not mark(question(typed("dormant", accept("forgotten", wrong=True))), "forgoten").near_miss


def test_a_line_for_anything_else_does_not_turn_a_slip_into_a_mistake():
    body = typed("dormant", accept("*", wrong=True, said="Think of sleep."))
    assert mark(question(body), "dormnat").near_miss
    assert not mark(question(body), "awake").near_miss


def test_a_wrong_answer_expected_to_the_letter_is_no_slip():
    assert not mark(question(typed("affect", accept("effect", wrong=True))), "effect").near_miss


def test_case_counts_where_the_question_says_so():
    assert credit(typed("Rome"), "rome") == 1
    assert credit(typed("Rome"), "rome", case_exact=True) == 0


@pytest.mark.parametrize(("text", "worth"), [("18", 1), ("22", 1), ("17.999", 0), ("22.001", 0), ("20 people", 1)])
def test_an_interval_holds_its_ends(text, worth):
    assert credit(number(("18", "22")), text) == worth


def test_numbers_are_compared_exactly():
    assert credit(number("0.3"), "0.30000000000000004") == 0
    assert credit(number("0.3"), "0.300") == 1


def test_a_comma_parts_decimals_where_it_does_so():
    body = question(number("1.5"))
    assert mark(body, "1,5", decimal_comma=True).credit == 1
    assert mark(question(number("1000")), "1,000").credit == 1
    assert mark(question(number("1000")), "1,000", decimal_comma=True).credit == 0


def test_the_first_interval_that_holds_the_number_wins():
    assert credit(number(("0", "10"), wrong=["5"]), "5") == 1
    assert credit(number("20", wrong=["5"]), "5") == 0


PAIRS = match("a=1", "b=2", "c=3", "=4")


@pytest.mark.parametrize(
    ("taken", "partial", "whole"),
    [([0, 1, 2], 1, 1), ([0, 2, 1], THIRD, 0), ([3, 3, 3], 0, 0), ([0, 1, 3], Fraction(2, 3), 0)],
)
def test_a_match_is_worth_its_right_pairs_and_distractors_are_free(taken, partial, whole):
    assert credit(PAIRS, taken) == partial
    assert exact(PAIRS, taken) == whole


def test_equal_right_sides_stand_for_each_other():
    assert credit(match("a=same", "b=same", "c=other"), [1, 0, 2]) == 1


def test_a_match_explains_only_the_pairs_that_are_right():
    result = mark(question(PAIRS), [0, 2, 1])
    assert (result.parts, [leaf.text for leaf in result.feedback]) == ((True, False, False), ["a it is"])


@pytest.mark.parametrize(
    ("given_order", "tau"),
    [([0, 1, 2], 1), ([1, 0, 2], THIRD), ([1, 2, 0], -THIRD), ([2, 1, 0], -1), ([0, 1, 3, 2], Fraction(2, 3))],
)
def test_kendalls_tau_counts_pairs_the_wrong_way_round(given_order, tau):
    assert kendall_tau(given_order) == tau


def test_an_order_earns_its_tau_or_nothing_and_exactly_all_or_nothing():
    assert credit(order(3), [1, 0, 2]) == THIRD
    assert credit(order(3), [2, 1, 0]) == 0
    assert [exact(order(3), list(each)) for each in permutations(range(3))] == [1, 0, 0, 0, 0, 0]


@given(st.permutations(range(6)))
def test_turning_an_order_round_turns_its_tau_round(given_order):
    assert kendall_tau(given_order) == -kendall_tau(given_order[::-1])


GAPS = cloze(number_gap("5"), choice_gap("month", "year", "week", right=1), word_gap("sphere", "circle*"))


@pytest.mark.parametrize(
    ("given_gaps", "partial"),
    [
        (["5", 1, "Sphere"], 1),
        (["five 5", 1, "circles of friends"], 1),
        (["5", 0, "sphere"], Fraction(2, 3)),
        (["6", 0, "sphere"], THIRD),
        (["6", 0, "square"], 0),
    ],
)
def test_a_cloze_is_the_mean_of_its_gaps(given_gaps, partial):
    assert credit(GAPS, given_gaps) == partial
    assert exact(GAPS, given_gaps) == (1 if partial == 1 else 0)


def test_a_slip_in_any_gap_is_a_near_miss():
    assert mark(question(GAPS), ["5", 1, "spehre"]).near_miss
    assert mark(question(GAPS), ["6", 0, "spehre"]).near_miss
    assert not mark(question(GAPS), ["6", 0, "sphere"]).near_miss


def test_a_gap_follows_its_questions_decimal_comma_and_case():
    body = question(cloze(number_gap("0.5", "1"), word_gap("Rome")), case_exact=True)
    assert mark(body, ["0,5", "Rome"], decimal_comma=True).parts == (True, True)
    assert mark(body, ["0,5", "rome"]).parts == (True, False)


STORY = scenario(
    door=["inside", ("street", HALF)],
    inside=["door", ("end", 1), ("street", 0)],
    street=[],
    end=[],
)


@pytest.mark.parametrize(
    ("path", "worth"), [([1], HALF), ([0, 1], 1), ([0, 2], 0), ([0, 0, 1], HALF), ([0, 0, 0, 0, 0, 1], 1)]
)
def test_a_story_earns_its_last_choice_however_often_it_went_in_circles(path, worth):
    assert credit(STORY, path) == worth


def test_a_reflection_is_never_marked():
    body = question(reflection())
    assert not is_marked(body)
    assert (mark(body, "Much.").credit, mark(body, "Much.").verdict) == (0, Verdict.NOTED)


@pytest.mark.parametrize(
    ("worth", "word"),
    [
        (Fraction(0), Verdict.NOT_YET),
        (Fraction(1, 100), Verdict.PARTLY),
        (Fraction(99, 100), Verdict.PARTLY),
        (Fraction(1), Verdict.RIGHT),
    ],
)
def test_the_word_for_a_credit(worth, word):
    assert verdict_of(worth) is word


def test_points_are_the_credit_of_a_questions_points():
    body = question(several("xxoo"), points=3)
    assert mark(body, [0]).points(body) == Fraction(3, 2)
