from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.guessing import random_guess_score
from course_app.domain.marking import mark
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

HALF = Fraction(1, 2)


def guess(body, **settings):
    return random_guess_score(question(body, **settings))


@pytest.mark.parametrize(
    ("body", "partial", "whole"),
    [
        (choice(1, 0, 0), Fraction(1, 3), Fraction(1, 3)),
        (choice(1, Fraction(1, 2), 0), Fraction(1, 2), Fraction(1, 2)),
        (choice(1, option(0, Mend.VOID), 0), Fraction(1, 2), Fraction(1, 2)),
        (several("xo"), Fraction(1, 3), Fraction(1, 3)),
        (several("xxo"), Fraction(2, 7), Fraction(1, 7)),
        (typed("dormant"), 0, 0),
        (typed("dormant", accept("*", Fraction(1, 5))), Fraction(1, 5), Fraction(1, 5)),
        (number("20"), 0, 0),
        (match("a=1", "b=2", "=3", "=4"), Fraction(1, 4), Fraction(1, 16)),
        (match("a=same", "b=same"), 1, 1),
        (cloze(choice_gap("a", "b"), choice_gap("c", "d", "e")), Fraction(5, 12), Fraction(1, 6)),
        (cloze(choice_gap("a", "b"), word_gap("x"), number_gap("5")), Fraction(1, 6), 0),
        (
            scenario(door=["left", "right"], left=[("end", 1), "end"], right=["end"], end=[]),
            Fraction(1, 4),
            Fraction(1, 4),
        ),
        (scenario(door=["door", ("end", 1)], end=[]), 1, 1),
        (scenario(a=["b", ("end", 1)], b=["a", "end"], end=[]), Fraction(2, 3), Fraction(2, 3)),
    ],
)
def test_what_chance_earns(body, partial, whole):
    assert guess(body) == partial
    assert guess(body, grading=Grading.EXACT) == whole


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_chance_in_an_order_is_the_mean_over_all_orders(count):
    body = question(order(count))
    credits_ = [mark(body, list(each)).credit for each in permutations(range(count))]
    assert random_guess_score(body) == sum(credits_) / len(credits_)


def test_a_long_order_is_computed_and_not_tried_out():
    assert guess(order(12), grading=Grading.EXACT) == Fraction(1, 479001600)
    assert 0 < guess(order(12)) < Fraction(1, 5)


@given(st.data())
def test_a_walk_by_chance_through_a_story_without_circles_is_the_mean_of_its_ways(data):
    """Scenes lead to later ones only; ends stand anywhere among them."""
    count = data.draw(st.integers(2, 5))
    scenes = {}
    for place in range(count):
        later = st.sampled_from([f"s{each}" for each in range(place + 1, count)] or ["end"])
        ways = st.lists(st.tuples(later | st.just("end"), st.sampled_from([0, HALF, 1])), max_size=3)
        scenes[f"s{place}"] = data.draw(ways if place else ways.filter(bool))
    body = scenario(**scenes, end=[])

    def walk(scene):
        worth = [(walk(target) if scenes.get(target) else share) for target, share in scenes[scene]]
        return Fraction(sum(worth), 1) / len(worth)

    assert guess(body) == walk("s0")


def test_nothing_can_be_said_of_a_reflection_or_of_a_story_without_end():
    assert guess(reflection()) is None
    assert guess(scenario(door=["door"])) is None
    assert guess(scenario(door=[])) is None


@given(st.text("xo*", min_size=2, max_size=6).filter(lambda marks: "x" in marks))
def test_chance_earns_between_nothing_and_all(marks):
    assert 0 <= guess(several(marks), grading=Grading.EXACT) <= guess(several(marks)) <= 1
