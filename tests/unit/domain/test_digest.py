from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.digest import Item, ItemKind, items_of, next_moment
from course_app.domain.partial_dates import PartialDate
from course_app.domain.people import (
    Channel,
    Circle,
    Direction,
    LetterLine,
    LetterStatus,
    Person,
    Plan,
    PlanKind,
    Sphere,
    Tie,
    Touch,
)

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WORK = Sphere("work", "First job")


def circle(*ties):
    return Circle(MappingProxyType({"work": WORK}), MappingProxyType({tie.person.id: tie for tie in ties}))


def tie(name, *, touches=(), letters=(), plans=(), **fields):
    return Tie(Person(name, name, "work", **fields), WORK, touches=touches, letters=letters, plans=plans)


def touch(direction, days_ago):
    return Touch(f"t{days_ago}", "x", direction, Channel.EMAIL, TODAY - timedelta(days=days_ago), NOW)


def test_nothing_is_worth_a_line_when_nobody_is_in_motion():
    assert items_of(circle(tie("Evan")), TODAY) == ()


def test_an_answer_stands_before_a_draft_and_a_birthday():
    answered = tie("Evan", touches=(touch(Direction.OUT, 9), touch(Direction.IN, 4)))
    drafted = tie("Marta", letters=(LetterLine("l", "Marta", "first", LetterStatus.READY, NOW, 1),))
    born = tie("Sunil", born=PartialDate(None, 11, 28))
    found = items_of(circle(born, drafted, answered), TODAY)
    assert [item.kind for item in found] == [ItemKind.ANSWER, ItemKind.SEND, ItemKind.BIRTHDAY]


def test_what_asks_for_something_today_stands_once():
    planned = tie("Evan", plans=(Plan("p", "Evan", PlanKind.STEP, "Call", day=TODAY),))
    assert items_of(circle(planned), TODAY) == (Item(ItemKind.PLANNED, TODAY),)


@pytest.mark.parametrize(("days", "told"), [(0, True), (6, True), (7, False)])
def test_the_week_to_come_is_told(days, told):
    day = TODAY + timedelta(days=days)
    born = tie("Sunil", born=PartialDate(None, day.month, day.day))
    assert bool(items_of(circle(born), TODAY)) is told


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        (datetime(2026, 11, 22, 9, 30, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=UTC)),
        (datetime(2026, 11, 23, 6, 59, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=UTC)),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), datetime(2026, 11, 30, 7, tzinfo=UTC)),
        (datetime(2026, 6, 1, 5, 0, tzinfo=UTC), datetime(2026, 6, 1, 6, tzinfo=UTC)),
    ],
)
def test_monday_at_eight_is_eight_by_the_clocks_of_the_learner(now, moment):
    assert next_moment(0, 8, BERLIN, now) == moment


@given(
    st.integers(0, 6),
    st.integers(0, 23),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
def test_the_next_moment_lies_within_a_week_ahead(weekday, hour, now):
    moment = next_moment(weekday, hour, BERLIN, now)
    assert now < moment <= now + timedelta(days=7, hours=2)
