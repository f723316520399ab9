import pytest

from course_app.courseware.language.people_tasks import KINDS
from course_app.courseware.language.task_order import order_problems
from course_app.domain.course import Task
from course_app.domain.questions import Leaf, Place

ALL = [
    "purpose",
    "spheres",
    "people",
    "pick",
    "offers",
    "mindset",
    "if-then",
    "warm-up",
    "letters",
    "send",
    "channels",
    "gratitude",
    "favours",
    "cadence",
    "dates",
    "next-line",
    "stuck",
    "look-back",
]


def task(line, kind, **settings):
    place = Place("find/step.md", line)
    values = {name: default for name, (_, default) in KINDS[kind].settings.items()}
    values |= {name.rstrip("_").replace("_", "-"): value for name, value in settings.items()}
    return Task(f"t{line}", kind, Leaf(kind, place), Leaf("", place), place, values)


def found(*tasks, limit=60):
    pairs = [("find/step", task) for task in tasks]
    return [(each.code, each.line) for each in order_problems(pairs, limit)]


def tasks(*kinds):
    return [task(line, kind) for line, kind in enumerate(kinds, start=1)]


def test_the_kinds_in_their_usual_order_and_with_their_defaults_are_sound():
    assert found(*tasks(*ALL)) == []


@pytest.mark.parametrize(
    "kinds",
    [
        ("pick",),
        ("offers", "people", "pick"),
        ("people", "if-then", "pick"),
        ("letters",),
        ("people", "send", "pick"),
        ("people", "channels"),
        ("look-back", "mindset"),
        ("people", "cadence"),
        ("people", "spheres"),
        ("stuck", "people", "letters"),
    ],
)
def test_a_task_that_reads_what_is_not_collected_yet_is_shown(kinds):
    assert [code for code, _ in found(*tasks(*kinds))] == ["E415"]


@pytest.mark.parametrize("kinds", [("people",), ("stuck",), ("mindset", "look-back"), ("purpose",), ("dates",)])
def test_some_tasks_stand_alone(kinds):
    assert found(*tasks(*kinds)) == []


@pytest.mark.parametrize(
    "those",
    [
        [task(1, "spheres", max=2), task(2, "people", spheres=3, min=6)],
        [task(1, "spheres", max=3), task(2, "people", min=16)],
        [task(1, "people", min=10), task(2, "pick", count=11)],
        [task(1, "people", min=10), task(2, "pick"), task(3, "offers", min=11)],
        [task(1, "people", min=10), task(2, "letters", count=11)],
        [task(1, "people"), task(2, "pick", count=2), task(3, "send", first=3)],
        [task(1, "people", min=7), task(2, "pick", count=5), task(3, "channels", extra=3)],
    ],
)
def test_numbers_of_two_tasks_that_cannot_be_met_are_shown_at_the_later_one(those):
    assert found(*those) == [("E416", len(those))]


def test_a_list_fits_below_the_ceiling_of_the_course():
    assert found(task(1, "people", min=15), limit=15) == []
    assert found(task(1, "people", min=15), limit=14) == [("E416", 1)]


def test_a_look_back_says_which_of_several_forecasts_it_means():
    both = [task(1, "mindset"), task(2, "mindset")]
    assert found(*both, task(3, "look-back")) == [("E219", 3)]
    assert found(*both, task(3, "look-back", of="find/step#t2")) == []
    assert found(*both, task(3, "look-back", of="find/step#t9")) == [("E219", 3)]
