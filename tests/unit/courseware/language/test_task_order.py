"""Tasks across a course: what reads what, and numbers that cannot be met together."""

import pytest

from course_app.courseware.language.task_order import order_problems
from tests.unit.courseware.language.scanning import only_task


def problems_of(*marks):
    tasks = [(f"m/u{number}", only_task("", f"{{{mark} #t{number}}}")) for number, mark in enumerate(marks)]
    return [problem.code for problem in order_problems(tasks)]


@pytest.mark.parametrize(
    ("marks", "codes"),
    [
        ((".spheres", ".people", ".pick", ".letters", ".send", ".cadence"), []),
        ((".people", ".pick"), []),
        ((".people", ".spheres"), ["E415"]),
        ((".pick", ".people"), ["E415"]),
        ((".pick",), ["E415"]),
        ((".people", ".offers", ".pick"), ["E415"]),
        ((".stuck",), []),
        ((".people", ".pick", ".stuck", ".letters"), ["E415"]),
        ((".look-back",), ["E415"]),
        ((".mindset", ".look-back"), []),
        ((".mindset", ".mindset", ".look-back"), ["E219"]),
        ((".mindset", ".mindset", ".look-back of=m/u0"), []),
        ((".mindset", ".look-back of=m/u7"), ["E219"]),
        ((".people min=4 old=0", ".pick count=5"), ["E416"]),
        ((".people min=15 spheres=1", ".letters count=16"), ["E416"]),
        ((".spheres min=1 max=2", ".people min=15 spheres=2"), ["E416"]),
        ((".spheres min=1 max=2", ".people min=10 spheres=3"), ["E416"]),
    ],
)
def test_tasks_read_what_earlier_ones_write(marks, codes):
    assert problems_of(*marks) == codes


def test_the_list_is_not_asked_to_be_longer_than_it_may_be():
    tasks = [("m/u", only_task("", "{.people #list min=20}"))]
    assert [problem.code for problem in order_problems(tasks, people_limit=15)] == ["E416"]
    assert order_problems(tasks, people_limit=20) == ()
