"""The days to come with people as a calendar file (RFC 5545), made by the icalendar library.

Discreet by default: initials, and never a note, a number or an address. Days stand whole, without alarm and without
blocking anything. What recurs is written as a rule; everything else lies within the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from course_app.domain.followup import Coming, ComingKind, coming_with
from course_app.domain.partial_dates import PartialDate
from course_app.domain.people import Circle, Person
from course_app.people import words
from course_app.web.i18n import gettext as _

if TYPE_CHECKING:
    from icalendar import Event, vRecur

WINDOW = timedelta(days=400)
PAST = timedelta(days=60)
"""How far back something missed still stands."""
REFRESH = "PT6H"
_RECURRING = frozenset({ComingKind.BIRTHDAY, ComingKind.DATE})


@dataclass(frozen=True, slots=True)
class Almanac:
    """How a calendar is made: the site's host and address, its name, whole names or initials, and when."""

    host: str
    base_url: str
    title: str
    names: bool
    today: date
    now: datetime


def people_calendar(circle: Circle, almanac: Almanac) -> bytes:
    """Return the calendar of a circle."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//{almanac.host}//people//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", almanac.title)
    calendar.add("x-published-ttl", REFRESH)
    for tie in circle.ties.values():
        counts: dict[ComingKind, int] = {}
        for coming in coming_with(tie, almanac.today):
            number = counts[coming.kind] = counts.get(coming.kind, 0) + 1
            if _stands(coming, almanac.today):
                calendar.add_component(_event(coming, number, almanac))
    return bytes(calendar.to_ical())


def _stands(coming: Coming, today: date) -> bool:
    return coming.kind in _RECURRING or today - PAST <= coming.day < today + WINDOW


def _event(coming: Coming, number: int, almanac: Almanac) -> Event:
    person, day = coming.tie.person, coming.day
    from icalendar import Event

    event = Event()
    own = coming.plan.id if coming.plan else str(number)
    event.add("uid", f"{person.id}-{coming.kind}-{own}@{almanac.host}")
    event.add("sequence", person.sequence)
    event.add("dtstamp", almanac.now)
    if coming.partial is not None:
        # A year of birth would tell an age to whoever sees the calendar, so that all dates begin in this year.
        day = coming.partial.in_year(almanac.today.year) or day
        event.add("rrule", yearly(coming.partial))
    event.add("summary", _title(coming, person, almanac.names))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("url", f"{almanac.base_url}/people/{person.id}")
    return event


def yearly(partial: PartialDate) -> vRecur:
    """Return the rule by which a date comes round: 29 February on the last day of each February."""
    from icalendar import vRecur

    if partial.leap_day:
        return vRecur({"FREQ": "YEARLY", "BYMONTH": 2, "BYMONTHDAY": -1})
    return vRecur({"FREQ": "YEARLY"})


def _title(coming: Coming, person: Person, names: bool) -> str:
    name = person.name if names else person.initials
    if coming.kind is ComingKind.PLAN:
        assert coming.plan is not None
        channel = coming.plan.channel
        # What was planned may say something about the person; the way to reach them does not.
        return _("%(what)s: %(name)s", what=words.CHANNELS[channel] if channel and names else _("Planned"), name=name)
    if coming.kind is ComingKind.DATE and not names:
        return _("A date: %(name)s", name=name)
    if coming.partial is not None and coming.partial.day is None:
        return (
            _("Birthday this month: %(name)s", name=name)
            if coming.kind is ComingKind.BIRTHDAY
            else _("This month: %(name)s", name=name)
        )
    if coming.kind is ComingKind.REACH_OUT:
        return _("Reach out: %(name)s", name=name)
    return words.coming_words(coming, name=name)
