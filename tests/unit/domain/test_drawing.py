from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.course import Pool
from course_app.domain.drawing import draw_check, draw_final, gap_orders, shown_order
from course_app.domain.questions import Mend
from tests.unit.domain.making import (
    EMPTY,
    at,
    choice,
    choice_gap,
    cloze,
    final,
    match,
    option,
    order,
    question,
    quiz,
    reflection,
    several,
    topic,
    typed,
    word_gap,
)


def questions(count, prefix="q", **settings):
    return [question(name=f"{prefix}{number}", **settings) for number in range(count)]


def drawn(unit, chance=0):
    return [each.question for each in draw_check(unit, Random(chance))]


def test_a_check_without_a_pick_asks_everything():
    assert sorted(drawn(quiz(*questions(4)))) == ["q0", "q1", "q2", "q3"]


def test_a_check_draws_its_number_and_every_question_has_its_chance():
    unit = quiz(*questions(6), pick=2)
    draws = [drawn(unit, chance) for chance in range(60)]
    assert {len(set(each)) for each in draws} == {2}
    assert len({name for each in draws for name in each}) == 6


def test_questions_keep_the_order_of_the_file_where_nothing_is_shuffled():
    assert drawn(quiz(*questions(5), shuffle_questions=False)) == ["q0", "q1", "q2", "q3", "q4"]
    for chance in range(10):
        names = drawn(quiz(*questions(5), pick=3, shuffle_questions=False), chance)
        assert names == sorted(names)


def test_each_pool_gives_its_number():
    pools = (Pool("a", EMPTY, 1, tuple(questions(3, "a"))), Pool("b", EMPTY, 2, tuple(questions(3, "b"))))
    for chance in range(10):
        names = sorted(drawn(quiz(pools=pools), chance))
        assert [name[0] for name in names] == ["a", "b", "b"]
        assert len(set(names)) == 3


def test_drafts_and_retired_questions_are_never_drawn():
    unit = quiz(question(name="a", draft=True), question(name="b", retired=True), question(name="c"), pick=2)
    assert drawn(unit) == ["c"]
    one = topic("one", 2, [question(name="a", draft=True), question(name="b", retired=True), question(name="c")])
    assert [each.question for each in draw_final(final(one), {}, Random(0))] == ["c"]


def test_a_draw_remembers_version_and_topic():
    one = draw_final(final(topic("one", 1, questions(1))), {}, Random(0))[0]
    assert (one.question, one.version, one.topic) == ("q0", "v-q0", "one")
    assert draw_check(quiz(*questions(1)), Random(0))[0].topic == ""


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 6)), min_size=1, max_size=4),
    st.sets(st.integers(0, 23)),
    st.integers(0, 99),
)
def test_a_final_follows_its_blueprint_and_prefers_what_was_not_seen(sizes, seen_places, chance):
    topics, everyone = [], []
    for number, (count, draw) in enumerate(sizes):
        pool = questions(count, f"t{number}q")
        topics.append(topic(f"t{number}", min(count, draw), pool))
        everyone += [each.id for each in pool]
    seen = {name: at(place) for place, name in enumerate(everyone) if place in seen_places}
    found = draw_final(final(*topics), seen, Random(chance))
    names = [each.question for each in found]
    assert len(names) == len(set(names)) == sum(each.draw for each in topics)
    for each in topics:
        own = [one.question for one in found if one.topic == each.id]
        assert len(own) == each.draw
        fresh = sum(one.id not in seen for one in each.questions)
        assert sum(name not in seen for name in own) == min(fresh, each.draw)


def test_a_final_in_the_order_of_its_file_is_not_shuffled():
    one, two = topic("one", 3, questions(3, "a")), topic("two", 2, questions(2, "b"))
    found = draw_final(final(one, two, shuffle_questions=False), {"a0": at(1)}, Random(0))
    assert [each.question for each in found] == ["a0", "a1", "a2", "b0", "b1"]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (choice(1, 0, 0), [0, 1, 2]),
        (several("xxoo"), [0, 1, 2, 3]),
        (match("a=1", "b=2", "=3"), [0, 1, 2]),
        (order(4), [0, 1, 2, 3]),
        (cloze(choice_gap("a", "b"), word_gap("x"), choice_gap("c", "d", "e")), [0, 0, 1, 1, 2]),
        (typed("dormant"), []),
        (reflection(), []),
    ],
)
def test_every_part_is_shown_once_in_an_order_of_chance(body, places):
    shown = {shown_order(question(body), Random(chance)) for chance in range(80)}
    assert {tuple(sorted(each)) for each in shown} == {tuple(places)}
    assert len(shown) > 1 or not places


def test_options_that_stay_where_they_are_stay_there():
    gaps = cloze(choice_gap("a", "b"), choice_gap("c", "d", "e"))
    for chance in range(10):
        assert shown_order(question(choice(1, 0, 0), shuffle_options=False), Random(chance)) == (0, 1, 2)
        assert shown_order(question(gaps, shuffle_options=False), Random(chance)) == (0, 1, 0, 1, 2)


def test_a_void_option_is_not_shown():
    body = choice(1, option(0, Mend.VOID), 0)
    assert {index for chance in range(9) for index in shown_order(question(body), Random(chance))} == {0, 2}


def test_an_order_is_never_shown_in_the_right_order():
    shown = {shown_order(question(order(3)), Random(chance)) for chance in range(200)}
    assert (0, 1, 2) not in shown
    assert len(shown) == 5


def test_the_options_of_each_gap_are_found_again_in_the_shown_order():
    body = cloze(choice_gap("a", "b"), word_gap("x"), choice_gap("c", "d", "e"))
    assert gap_orders(body, (1, 0, 2, 0, 1)) == ((1, 0), (), (2, 0, 1))
