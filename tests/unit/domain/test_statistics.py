from decimal import Decimal
from fractions import Fraction
from statistics import correlation, mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.statistics import (
    effective_weights,
    intended_weights,
    item_statistics,
    proportion_interval,
    quiz_statistics,
    taken_by_thirds,
)
from tests.unit.domain.published_marks import SEVEN, SEVEN_ITEMS, TWENTY, TWENTY_ITEMS, TWENTY_MAXIMA

MARKS = st.tuples(*[st.integers(0, 4)] * 3)


def items(rows, maxima):
    totals = [sum(row) for row in rows]
    return [item_statistics([row[slot] for row in rows], totals, most) for slot, most in enumerate(maxima)]


def near(value):
    return pytest.approx(value, abs=1e-7)


def test_a_quiz_agrees_with_published_figures():
    found = quiz_statistics(SEVEN)
    assert (found.attempts, found.mean, found.median) == (25, near(4.617333332), 4.5)
    assert (found.deviation, found.skewness, found.kurtosis) == (
        near(0.8117265554),
        near(-0.092502502),
        near(-0.7073968557),
    )
    assert (found.alpha, found.error_ratio, found.standard_error) == (
        near(-87.2230935542),
        near(136.8294900795),
        near(1.1106813066),
    )


def test_items_agree_with_published_figures():
    found = items(SEVEN, [1] * 7)
    weights = effective_weights([each.covariance for each in found])
    for each, weight, expected in zip(found, weights, SEVEN_ITEMS, strict=True):
        figures = (each.facility, each.deviation, weight, each.discrimination, each.efficiency)
        assert figures == tuple(near(figure) for figure in expected)


def test_items_of_unequal_worth_agree_with_published_figures():
    found = items(TWENTY, TWENTY_MAXIMA)
    weights = effective_weights([each.covariance for each in found])
    for each, weight, expected in zip(found[7:], weights[7:], TWENTY_ITEMS, strict=True):
        facility, deviation, *others = expected
        assert each.facility == near(facility / 100)
        assert each.deviation == near(deviation / 1000)
        assert (weight, each.discrimination, each.efficiency) == tuple(near(figure) for figure in others)


def test_an_item_that_nobody_or_everybody_has_right_discriminates_nothing():
    found = items(TWENTY, TWENTY_MAXIMA)
    assert (found[0].facility, found[0].deviation, found[0].discrimination, found[0].efficiency) == (0, 0, None, None)
    assert found[4].facility is None
    assert items([[1, 1], [1, 0]], [1, 1])[0].discrimination is None


def test_discrimination_is_the_correlation_with_the_rest():
    rows = [[1, 3, 0], [0, 1, 1], [1, 2, 2], [0, 0, 1], [1, 1, 3]]
    rest = [b + c for _, b, c in rows]
    assert items(rows, [1, 3, 3])[0].discrimination == near(100 * correlation([row[0] for row in rows], rest))


def test_the_best_possible_item_is_fully_efficient():
    rows = [[0, 1], [0, 2], [1, 3], [1, 9]]
    assert items(rows, [1, 9])[0].efficiency == near(100)


def test_alpha_of_right_and_wrong_is_kuder_and_richardsons_twentieth_formula():
    rows = [[1, 1, 1, 0], [1, 0, 1, 0], [0, 0, 1, 0], [1, 1, 1, 1], [0, 0, 0, 0], [1, 1, 0, 0]]
    n, p = len(rows), 4
    shares = [mean(row[slot] for row in rows) for slot in range(p)]
    spread = stdev([sum(row) for row in rows]) ** 2
    kr20 = p / (p - 1) * (1 - sum(share * (1 - share) for share in shares) * n / (n - 1) / spread)
    assert quiz_statistics(rows).alpha == near(100 * kr20)


def test_items_that_repeat_each_other_are_wholly_consistent():
    found = quiz_statistics([[each] * 3 for each in (0, 1, 1, 2)])
    assert (found.alpha, found.error_ratio, found.standard_error) == (near(100), near(0), near(0))


@pytest.mark.parametrize("rows", [[], [[1, 2]], [[1, 2], [2, 1]], [[], []]])
def test_figures_that_do_not_exist_are_none(rows):
    found = quiz_statistics(rows)
    assert (found.alpha, found.skewness, found.kurtosis, found.standard_error) == (None, None, None, None)
    assert (found.mean is None) is (not rows)


def test_one_attempt_has_a_mean_and_no_spread():
    found = item_statistics([1], [3], 2)
    assert (found.attempts, found.facility, found.deviation, found.discrimination) == (1, 0.5, None, None)


def test_skewness_needs_three_attempts_and_kurtosis_four():
    assert quiz_statistics([[0], [1]]).skewness is None
    assert quiz_statistics([[0], [0], [3]]).skewness == near(3**0.5)
    assert quiz_statistics([[0], [0], [3]]).kurtosis is None
    assert quiz_statistics([[0], [0], [0], [3]]).kurtosis == near(4)


def test_marks_of_any_exact_kind_are_the_same():
    rows = [[0, 1], [1, 1], [1, 0], [0, 0]]
    assert quiz_statistics([[Fraction(each, 3) * 3 for each in row] for row in rows]) == quiz_statistics(rows)
    assert quiz_statistics([[Decimal(each) for each in row] for row in rows]) == quiz_statistics(rows)


@given(st.lists(MARKS, min_size=4, max_size=9), st.data())
def test_no_order_of_attempts_or_items_changes_a_figure(rows, data):
    mixed = data.draw(st.permutations(rows))
    assert quiz_statistics(mixed) == quiz_statistics(rows)
    assert quiz_statistics([row[::-1] for row in rows]) == quiz_statistics(rows)
    assert items(mixed, [4] * 3) == items(rows, [4] * 3)


@given(st.lists(MARKS, min_size=2, max_size=9))
def test_shares_and_coefficients_stay_in_their_range(rows):
    for each in items(rows, [4] * 3):
        assert 0 <= each.facility <= 1
        assert each.discrimination is None or -100.000001 <= each.discrimination <= 100.000001
        assert each.efficiency is None or each.efficiency <= 100.000001
    alpha = quiz_statistics(rows).alpha
    assert alpha is None or alpha <= 100.000001


def test_weights_add_up_and_leave_out_what_pulls_the_other_way():
    assert effective_weights([4.0, 1.0, -1.0, None, 0.0]) == [
        near(200 / 3),
        near(100 / 3),
        None,
        None,
        0,
    ]
    assert effective_weights([0.0, None]) == [None, None]
    assert intended_weights([1, 3]) == [25, 75]
    assert intended_weights([0, 0]) == [0, 0]


def test_choices_are_counted_in_all_and_by_thirds():
    picks = [{0}, {0}, {1}, {1}, {2}, {1, 2}]
    first, second, third = taken_by_thirds(picks, [9, 8, 7, 6, 5, 4], 3)
    assert (first.count, first.top, first.bottom) == (2, 1, 0)
    assert (second.count, second.top, second.bottom) == (3, 0, 0.5)
    assert (third.count, third.top, third.bottom) == (2, 0, 1)


def test_those_at_the_edge_of_a_third_are_counted_in_part():
    (only,) = taken_by_thirds([{0}, set(), set()], [5, 5, 5], 1)
    assert (only.count, only.top, only.bottom) == (1, near(1 / 3), near(1 / 3))


def test_without_attempts_nobody_took_anything():
    assert [each.count for each in taken_by_thirds([], [], 2)] == [0, 0]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=1, max_size=12), st.data())
def test_no_order_of_attempts_changes_what_was_taken(rows, data):
    mixed = data.draw(st.permutations(rows))
    one, other = (
        taken_by_thirds([{0} if yes else set() for yes, _ in each], [t for _, t in each], 1) for each in (rows, mixed)
    )
    assert one == other
    assert 0 <= one[0].top <= 1.000001


@pytest.mark.parametrize(
    ("right", "attempts", "low", "high"), [(5, 10, 0.2366, 0.7634), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1)]
)
def test_wilsons_interval_of_a_share(right, attempts, low, high):
    assert proportion_interval(right, attempts) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_no_attempt_has_no_interval():
    assert proportion_interval(0, 0) is None
