import pytest

from course_app.domain.funnel import furthest, letter_steps, shown_count


@pytest.mark.parametrize(
    ("people", "found"),
    [(0, set()), (1, {"letter"}), (2, {"letter"}), (3, {"letter", "letters"}), (9, {"letter", "letters"})],
)
def test_messages_to_one_and_to_three_people_are_steps(people, found):
    assert letter_steps(people) == found


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (800, 800)])
def test_a_cell_of_one_to_four_is_not_shown(count, shown):
    assert shown_count(count) == shown


def test_the_furthest_step_is_the_last_in_the_order_of_the_course():
    order = ("started", "purpose", "module:a", "final", "certified")
    assert furthest(order, {"started", "final", "purpose"}) == "final"
    assert furthest(order, {"module:gone"}) == "started"
    assert furthest((), ()) == "started"
