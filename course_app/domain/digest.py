"""The weekly mail: what is worth a line in it, and when it goes. It names nobody.

Pure values; a day is a calendar date of the learner, an hour that of their clocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from course_app.domain.followup import ComingKind, StepKind, Urgency, coming, next_step
from course_app.domain.people import Circle

MOST_ITEMS = 5
DAYS_AHEAD = 7


class ItemKind(StrEnum):
    """What a line of the mail is about, the most urgent first."""

    ANSWER = "answer"
    SEND = "send"
    PLANNED = "planned"
    REACH_OUT = "reach-out"
    SECOND_NOTE = "second-note"
    LET_REST = "let-rest"
    BIRTHDAY = "birthday"
    DATE = "date"


_STEPS = {
    StepKind.ANSWER: ItemKind.ANSWER,
    StepKind.SEND: ItemKind.SEND,
    StepKind.PLANNED: ItemKind.PLANNED,
    StepKind.REACH_OUT: ItemKind.REACH_OUT,
    StepKind.SECOND_NOTE: ItemKind.SECOND_NOTE,
    StepKind.LET_REST: ItemKind.LET_REST,
}
_COMING = {
    ComingKind.PLAN: ItemKind.PLANNED,
    ComingKind.BIRTHDAY: ItemKind.BIRTHDAY,
    ComingKind.DATE: ItemKind.DATE,
    ComingKind.REACH_OUT: ItemKind.REACH_OUT,
    ComingKind.SECOND_NOTE: ItemKind.SECOND_NOTE,
}
_ORDER = {kind: place for place, kind in enumerate(ItemKind)}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the mail: what it is about, and since or on which day."""

    kind: ItemKind
    day: date | None


def items_of(circle: Circle, today: date) -> tuple[Item, ...]:
    """Return everything that is worth a line today, the most urgent first; each person's step stands once."""
    found = [*_asking(circle, today), *_soon(circle, today)]
    return tuple(sorted(found, key=lambda item: (_ORDER[item.kind], item.day or date.max)))


def _asking(circle: Circle, today: date) -> Iterator[Item]:
    for tie in circle.ties.values():
        step = next_step(tie, today)
        if step.kind in _STEPS and step.urgency is not Urgency.LATER:
            yield Item(_STEPS[step.kind], step.day)


def _soon(circle: Circle, today: date) -> Iterator[Item]:
    """Yield the days of the week to come that ask for nothing yet; birthdays of today are among them."""
    for each in coming(circle, today, DAYS_AHEAD):
        is_date = each.kind in (ComingKind.BIRTHDAY, ComingKind.DATE)
        if each.kind in _COMING and (is_date or each.day > today):
            yield Item(_COMING[each.kind], each.day)


def next_moment(weekday: int, hour: int, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the next moment after ``now`` at which it is ``hour`` on ``weekday`` (0 is Monday) in ``zone``, in UTC.

    An hour that clocks leave out when summer begins comes as early as they show a later one.
    """
    here = now.astimezone(zone)
    day = here.date() + timedelta(days=(weekday - here.weekday()) % 7)
    for wanted in (day, day + timedelta(days=7)):
        moment = datetime.combine(wanted, time(hour), zone).astimezone(UTC)
        if moment > now:
            return moment
    raise AssertionError("one of two weeks lies ahead")
