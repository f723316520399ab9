import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.item_quality import (
    Flag,
    Raised,
    discrimination_interval,
    facility_interval,
    flags,
)
from course_app.domain.statistics import Taken, item_statistics

FAIR = (100, 0.6, 40.0)


@pytest.mark.parametrize(
    ("facility", "discrimination", "found"),
    [
        (0.95, 40.0, []),
        (0.951, 40.0, [Flag.EASY]),
        (0.30, 40.0, []),
        (0.299, 40.0, [Flag.HARD]),
        (0.6, 10.0, []),
        (0.6, 9.99, [Flag.FLAT]),
        (0.6, 0.0, [Flag.FLAT]),
        (0.6, -0.01, [Flag.KEY]),
        (0.97, -3.0, [Flag.EASY, Flag.KEY]),
        (None, None, []),
    ],
)
def test_flags_stand_at_their_bounds(facility, discrimination, found):
    assert [raised.flag for raised in flags(100, facility, discrimination)] == found


def test_nothing_is_judged_below_thirty_answers():
    assert flags(29, 0.99, -50.0) == []
    assert flags(30, 0.99, -50.0) != []


@pytest.mark.parametrize(
    ("picks", "found"),
    [
        ([Taken(60, 0.8, 0.4), Taken(37, 0.2, 0.5), Taken(3, 0.0, 0.1)], []),
        ([Taken(60, 0.8, 0.4), Taken(38, 0.2, 0.5), Taken(2, 0.0, 0.1)], [Raised(Flag.RARE, 2)]),
        ([Taken(40, 0.4, 0.4), Taken(60, 0.41, 0.5), Taken(10, 0.19, 0.1)], [Raised(Flag.RIVAL, 1)]),
        ([Taken(40, 0.4, 0.4), Taken(60, 0.4, 0.5), Taken(10, 0.2, 0.1)], []),
    ],
)
def test_options_are_flagged_when_hardly_anybody_or_the_best_take_them(picks, found):
    assert flags(*FAIR, picks, right=(0,)) == found


def test_a_right_option_is_never_flagged():
    assert flags(*FAIR, [Taken(1, 0.0, 0.0), Taken(99, 0.0, 0.0)], right=(0, 1)) == []


@given(st.lists(st.integers(0, 1), min_size=2, max_size=60))
def test_intervals_hold_the_figure(marks):
    item = item_statistics(marks, [mark + n % 3 for n, mark in enumerate(marks)], 1)
    low, high = facility_interval(item, sum(marks))
    assert 0 <= low <= item.facility + 1e-9 <= high + 2e-9 <= 1 + 3e-9
    around = discrimination_interval(item)
    if around is not None:
        assert -100 <= around[0] <= item.discrimination <= around[1] <= 100


def test_partial_marks_have_an_interval_from_their_deviation():
    from fractions import Fraction

    item = item_statistics([Fraction(1, 2), 1, 0, Fraction(1, 2)], [1, 2, 1, 2], 1)
    low, high = facility_interval(item, None)
    assert low < 0.5 < high
    assert facility_interval(item_statistics([1], [1], 1), None) is None
