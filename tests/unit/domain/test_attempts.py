from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.attempts import (
    Answer,
    Tried,
    by_topic,
    last_seen,
    next_position,
    opening,
    score,
    to_practise,
)
from course_app.domain.course import QuizSettings
from course_app.domain.drawing import Drawn
from tests.unit.domain.making import at, question, reflection

HOURS = 3600
FINAL = QuizSettings(free=2, cooldown=12 * HOURS)


def ask(*points):
    """Return questions worth so many points each; 0 makes a reflection."""
    return [
        question(name=f"q{number}", points=each) if each else question(reflection(), f"q{number}")
        for number, each in enumerate(points)
    ]


def first(*credits_):
    return [Answer(position, 1, Fraction(credit)) for position, credit in enumerate(credits_, 1)]


def test_a_score_adds_credits_by_points():
    found = score(ask(1, 3), first("1/2", 1), 80)
    assert (found.got, found.most, found.right, found.marked, found.percent) == (Fraction(7, 2), 4, 1, 2, 87)


def test_only_the_first_try_counts():
    answers = [Answer(1, 2, Fraction(1)), *first(0, 1), Answer(1, 3, Fraction(1))]
    assert score(ask(1, 1), answers, 80).percent == 50


def test_a_question_without_an_answer_earns_nothing():
    found = score(ask(1, 1, 1, 1), first(1, 1), 50)
    assert (found.percent, found.passed) == (50, True)


def test_reflections_count_for_nothing():
    found = score(ask(1, 0), first(1, 0), 80)
    assert (found.percent, found.marked, found.passed) == (100, 1, True)


def test_an_attempt_of_reflections_alone_is_passed():
    found = score(ask(0), first(0), 80)
    assert (found.percent, found.most, found.passed) == (100, 0, True)


@pytest.mark.parametrize(
    ("right", "of", "passed", "percent"),
    [(4, 5, True, 80), (20, 25, True, 80), (19, 25, False, 76), (15, 19, False, 78), (16, 20, True, 80)],
)
def test_the_pass_mark_itself_passes(right, of, passed, percent):
    found = score(ask(*[1] * of), first(*[1] * right), 80)
    assert (found.passed, found.percent) == (passed, percent)


def test_nobody_reads_the_pass_mark_without_a_pass():
    found = score(ask(100, 100, 100, 100, 100), first(1, 1, 1, "99/100", 0), 80)
    assert (found.got / found.most, found.percent, found.passed) == (Fraction(399, 500), 79, False)


CREDITS = st.sampled_from(sorted({Fraction(a, b) for b in range(1, 13) for a in range(b + 1)}))


@given(st.lists(st.tuples(st.integers(1, 9), CREDITS), min_size=1, max_size=8), st.integers(0, 100))
def test_the_percent_shown_reaches_the_pass_mark_exactly_when_passed(rows, pass_percent):
    found = score(ask(*(points for points, _ in rows)), first(*(credit for _, credit in rows)), pass_percent)
    assert found.passed is (found.percent >= pass_percent)
    assert 0 <= found.percent <= 100


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(0, 100))
def test_full_credit_is_a_hundred_percent_and_passes(points, pass_percent):
    found = score(ask(*points), first(*[1] * len(points)), pass_percent)
    assert (found.percent, found.passed) == (100, True)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3), CREDITS), max_size=9), st.data())
def test_no_order_of_answers_changes_a_score(rows, data):
    unique = {(position, number): Answer(position, number, credit) for position, number, credit in rows}
    answers = list(unique.values())
    mixed = data.draw(st.permutations(answers))
    assert score(ask(1, 2, 3, 4, 5), mixed, 80) == score(ask(1, 2, 3, 4, 5), answers, 80)


def test_the_next_question_is_the_first_without_an_answer():
    assert next_position(3, []) == 1
    assert next_position(3, [Answer(1, 1, Fraction(0)), Answer(3, 1, Fraction(0))]) == 2
    assert next_position(2, first(0, 0)) is None


def test_missed_questions_come_back_until_they_are_right_those_tried_least_first():
    asked = ask(1, 1, 0, 1)
    answers = first(0, 1, 0, "1/2")
    assert to_practise(asked, answers) == [1, 4]
    answers.append(Answer(1, 2, Fraction(0)))
    assert to_practise(asked, answers) == [4, 1]
    answers.append(Answer(4, 2, Fraction(1)))
    assert to_practise(asked, answers) == [1]
    answers.append(Answer(1, 3, Fraction(1)))
    assert to_practise(asked, answers) == []


def test_topics_are_scored_in_points_in_the_order_they_come_up():
    drawn = [Drawn("a", "", (), "write"), Drawn("b", "", (), "find"), Drawn("c", "", (), "write")]
    found = by_topic(drawn, ask(1, 1, 9), first(0, "4/5", 1), 80)
    assert [(each.topic, each.right, each.marked, each.weak) for each in found] == [
        ("write", 1, 2, False),
        ("find", 0, 1, False),
    ]


def test_a_topic_below_the_pass_mark_is_weak_and_one_of_reflections_is_left_out():
    drawn = [Drawn("a", "", (), "find"), Drawn("b", "", (), "rest")]
    (only,) = by_topic(drawn, ask(1, 0), first("79/100", 0), 80)
    assert (only.topic, only.weak) == ("find", True)


def tried(*minutes, passed=False):
    return [Tried(at(each), passed) for each in minutes]


def test_the_first_two_tries_go_at_once():
    assert opening(FINAL, [], at(), final=True).open
    second = opening(FINAL, tried(0), at(0), final=True)
    assert (second.open, second.review) == (True, True)


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, False), (0, True), (1, True)])
def test_the_third_waits_to_the_second(seconds, is_open):
    opens = at(30) + timedelta(hours=12)
    found = opening(FINAL, tried(0, 30), opens + timedelta(seconds=seconds), final=True)
    assert (found.open, found.at, found.review) == (is_open, None if is_open else opens, True)


def test_the_wait_counts_from_the_last_try_whatever_their_order():
    found = opening(FINAL, tried(30, 0), at(31), final=True)
    assert found.at == at(30) + timedelta(hours=12)


def test_a_passed_final_is_closed_and_a_passed_check_is_not():
    assert opening(FINAL, tried(0, passed=True), at(9), final=True).passed
    assert not opening(FINAL, tried(0, passed=True), at(9), final=True).open
    assert opening(QuizSettings(), tried(0, passed=True), at(9), final=False).open


def test_tries_are_counted_and_somebody_may_allow_more():
    settings = QuizSettings(attempts=2)
    assert opening(settings, tried(0), at(), final=False).open
    used_up = opening(settings, tried(0, 1), at(9), final=False)
    assert (used_up.open, used_up.used_up) == (False, True)
    assert opening(settings, tried(0, 1), at(9), final=False, extra=1).open


def test_a_try_allowed_on_top_goes_at_once():
    assert not opening(FINAL, tried(0, 1), at(2), final=True).open
    assert opening(FINAL, tried(0, 1), at(2), final=True, extra=1).open


def test_the_first_try_never_waits():
    assert opening(QuizSettings(free=0, cooldown=HOURS), [], at(), final=False).open


def test_a_question_was_seen_when_its_last_attempt_began():
    attempts = [
        (at(5), [Drawn("a", "", ()), Drawn("b", "", ())]),
        (at(1), [Drawn("a", "", ()), Drawn("c", "", ())]),
    ]
    assert last_seen(attempts) == {"a": at(5), "b": at(5), "c": at(1)}
