from dataclasses import replace

import pytest

from course_app.domain.people_tasks.inner import Change, changes, forecasts, reframe_of
from course_app.domain.people_tasks.work import Work
from tests.unit.domain.making import field, item, task
from tests.unit.domain.people_tasks.circles import IN, OUT, TODAY, circle, said, see, tie

WORRIES = tuple(field("scale", name, low=1, high=5, items=(item("kinder"),)) for name in ("forgotten", "awkward"))
PLAN = {"cue": "The tray is out", "person": "evan", "place": "the table", "step": "Write one name"}
EVAN = tie("Evan", picked=True)


@pytest.mark.parametrize(("length", "met"), [(0, False), (19, False), (20, True), (600, True), (601, False)])
def test_a_purpose_keeps_its_range_of_letters(length, met):
    look = see("purpose", typed={"purpose": f"  {'x' * length}\n"})
    assert look.met is met
    assert len(look.filled.lacks) == (length < 20)
    assert len(look.filled.troubles) == (length > 600)


def test_a_short_purpose_says_how_much_is_missing():
    assert said(see("purpose", typed={"purpose": "For me."})) == [
        ("purpose", "Write a little more: 20 letters at least, this has 7.")
    ]


@pytest.mark.parametrize(
    ("typed", "lacking"),
    [
        ({}, ["forgotten", "awkward"]),
        ({"forgotten": "2", "awkward": "1"}, []),
        ({"forgotten": "3", "awkward": "1"}, ["forgotten.reframe"]),
        ({"forgotten": "3", "awkward": "1", "forgotten.reframe": "kinder"}, []),
        ({"forgotten": "3", "awkward": "1", "forgotten.reframe": "other"}, ["forgotten.reframe"]),
        ({"forgotten": "5", "awkward": "1", "forgotten.reframe": "own"}, ["forgotten.own"]),
        ({"forgotten": "5", "awkward": "1", "forgotten.own": "x" * 19}, ["forgotten.own"]),
        ({"forgotten": "5", "awkward": "1", "forgotten.own": "x" * 20}, []),
    ],
)
def test_every_worry_is_rated_and_the_loud_ones_get_a_fairer_sentence(typed, lacking):
    look = see("mindset", typed=typed, fields=WORRIES)
    assert [each.control for each in look.filled.lacks] == lacking
    assert look.filled.asked == 2


@pytest.mark.parametrize("rating", ["0", "6", "many"])
def test_a_rating_is_one_of_the_scale(rating):
    look = see("mindset", typed={"forgotten": rating, "awkward": "1"}, fields=WORRIES)
    assert [each.control for each in look.filled.troubles] == ["forgotten"]
    assert not look.met


def test_from_which_rating_on_a_sentence_is_asked_for_is_the_courses_to_say():
    typed = {"forgotten": "3", "awkward": "3"}
    assert see("mindset", typed=typed, fields=WORRIES, settings={"from": 4}).met


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"forgotten.reframe": "kinder", "forgotten.own": "mine"}, "Kinder"),
        ({"forgotten.reframe": "own", "forgotten.own": " mine "}, "mine"),
        ({}, ""),
    ],
)
def test_the_fairer_sentence_is_the_chosen_one_else_ones_own(typed, sentence):
    assert reframe_of(task("m", "mindset", fields=WORRIES), "forgotten", typed) == sentence


def test_a_plan_has_both_halves_and_somebody_picked():
    assert see("if-then", [EVAN], PLAN).met
    assert [control for control, _ in said(see("if-then", [EVAN]))] == ["cue", "person", "place", "step"]


@pytest.mark.parametrize("missing", list(PLAN))
def test_no_part_of_a_plan_may_be_missing(missing):
    look = see("if-then", [EVAN], PLAN | {missing: " "})
    assert [control for control, _ in said(look)] == [missing]
    assert (look.filled.done, look.filled.asked) == (1, 2)


def test_a_plan_for_somebody_not_picked_any_more_asks_for_another():
    look = see("if-then", [tie("Evan")], PLAN)
    assert said(look) == [("person", "This person is not among your first picks any more. Choose another.")]


def test_the_day_of_a_plan_can_be_read_or_is_left_out():
    assert see("if-then", [EVAN], PLAN | {"day": "2026-12-01"}).met
    assert [each.control for each in see("if-then", [EVAN], PLAN | {"day": "soon"}).filled.troubles] == ["day"]


BEFORE = task("forecasts", "mindset", fields=WORRIES)
LESSON = "They are not standing at the window."


@pytest.mark.parametrize(
    ("typed", "lacking"),
    [
        ({}, ["forgotten", "awkward", "lesson"]),
        ({"forgotten": "5", "awkward": "5", "lesson": LESSON}, []),
        ({"forgotten": "5", "awkward": "5", "lesson": "x" * 19}, ["lesson"]),
        ({"forgotten": "5", "lesson": LESSON}, ["awkward"]),
    ],
)
def test_looking_back_rates_again_and_writes_a_lesson(typed, lacking):
    look = see("look-back", typed=typed, before=BEFORE)
    assert [each.control for each in look.filled.lacks] == lacking


def test_looking_back_at_nothing_asks_for_the_lesson_alone():
    assert see("look-back", typed={"lesson": LESSON}).met


def test_ratings_stand_side_by_side():
    assert changes(BEFORE, {"forgotten": "4", "awkward": "9"}, {"forgotten": "2"}) == (
        Change("forgotten", 4, 2),
        Change("awkward", None, None),
    )


@pytest.mark.parametrize(("answers", "shown"), [(2, None), (3, (("anna0", 3, 6),))])
def test_below_three_answers_it_is_too_early_to_compare(answers, shown):
    ties = [tie(f"Anna{n}", touches=(OUT, IN) if n < answers else (OUT,), guess=4) for n in range(4)]
    ties[0] = replace(ties[0], person=replace(ties[0].person, guess=3, reality=6))
    work = Work(task("it", "look-back"), TODAY, circle(*ties))
    assert forecasts(work) == shown
    assert see("look-back", ties).numbers["replies"] == answers
