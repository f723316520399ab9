"""A plan as a calendar file (RFC 5545), made by the icalendar library."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from course_app.domain.worksheets import parse_day
from course_app.infrastructure.clock import zone

PLAN_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A plan as a calendar takes it: ``day`` (ISO) and ``time`` (HH:MM or '') as they were typed.

    ``version`` grows with each change, so that a changed plan replaces the old one.
    """

    title: str
    text: str
    day: str
    time: str = ""
    version: int = 0


def plan_calendar(plan: Appointment, *, uid: str, host: str, time_zone: str, now: datetime) -> bytes | None:
    """Return the calendar file of a plan with a day, or None without one.

    Args:
        plan: what is planned.
        uid: stable for this plan.
        host: the site, part of the identifier.
        time_zone: where the learner is; a plan without a time lasts all day.
        now: the moment of making.
    """
    from icalendar import Calendar, Event

    day = parse_day(plan.day)
    if day is None:
        return None
    event = Event()
    event.add("uid", f"{uid}@{host}")
    event.add("sequence", plan.version)
    event.add("dtstamp", now)
    event.add("summary", plan.title)
    if plan.text:
        event.add("description", plan.text)
    event.add("transp", "TRANSPARENT")
    try:
        at = time.fromisoformat(plan.time.zfill(5)) if plan.time else None
    except ValueError:
        at = None
    if at is None:
        event.add("dtstart", day)
    else:
        start = datetime.combine(day, at, zone(time_zone)).astimezone(UTC)
        event.add("dtstart", start)
        event.add("dtend", start + PLAN_LASTS)
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//course//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
