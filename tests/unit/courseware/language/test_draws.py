from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.language.course_file import TopicLine
from course_app.courseware.language.draws import TopicPool, can_be_drawn, draw_can_hold
from course_app.domain.questions import Choice, Leaf, Option, Place, Question, Reflection

HERE = Place("find/check.md", 1)
NOTHING = Leaf("", HERE)


def question(name="q", tags=(), body=None, **settings):
    options = (
        Option(Leaf("a", HERE), True, Fraction(1), NOTHING),
        Option(Leaf("b", HERE), False, Fraction(0), NOTHING),
    )
    return Question(name, Leaf(name, HERE), NOTHING, body or Choice(options), HERE, tags=tuple(tags), **settings)


def pool(draw, *tags):
    questions = tuple(question(f"q{number}", words.split()) for number, words in enumerate(tags))
    return TopicPool(TopicLine("find", draw, (), HERE), questions, whole=True)


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [
        (question(), True),
        (question(draft=True), False),
        (question(retired=True), False),
        (question(body=Reflection(NOTHING)), False),
    ],
)
def test_only_live_questions_that_can_be_marked_are_drawn(asked, drawn):
    assert can_be_drawn(asked) is drawn


@pytest.mark.parametrize(
    ("wanted", "pools", "held"),
    [
        ([("a", 2)], [pool(2, "a", "a", "")], True),
        ([("a", 2)], [pool(1, "a", "a", "")], False),
        ([("a", 3)], [pool(1, "a", "a"), pool(2, "a", "a")], True),
        ([("a", 3)], [pool(1, "a", "a"), pool(2, "a", "")], False),
        ([("a", 1), ("b", 1)], [pool(1, "a", "b")], False),
        ([("a", 1), ("b", 1)], [pool(1, "a", "a b")], True),
        ([("a", 1), ("b", 1)], [pool(1, "a"), pool(1, "b")], True),
        ([("a", 2), ("b", 2)], [pool(2, "a b", "a", "b"), pool(1, "b", "a")], True),
        ([("a", 2), ("b", 2)], [pool(2, "a", "a", "b"), pool(1, "b", "a")], False),
        ([], [], True),
    ],
)
def test_a_draw_holds_its_tags_or_no_draw_does(wanted, pools, held):
    assert draw_can_hold(wanted, pools) is held


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.lists(st.sampled_from(["", "a", "b", "a b"]), min_size=3, max_size=5)),
        max_size=2,
    ),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_the_quick_answer_is_the_answer_of_trying_every_draw(topics, least_a, least_b):
    draws = product(*(combinations(tags, draw) for draw, tags in topics))
    held = any(
        sum("a" in tags for hand in draw for tags in hand) >= least_a
        and sum("b" in tags for hand in draw for tags in hand) >= least_b
        for draw in draws
    )
    pools = [pool(draw, *tags) for draw, tags in topics]
    assert draw_can_hold([("a", least_a), ("b", least_b)], pools) is held
