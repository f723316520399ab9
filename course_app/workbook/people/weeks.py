"""Weeks to choose from, for plans that need no day of the calendar."""

from datetime import date, timedelta

from course_app.people.words import day_words
from course_app.web.i18n import gettext as _

WEEKS_AHEAD = 8
WEEK = timedelta(days=7)
Choices = list[tuple[str, str]]


def weeks(today: date, locale: str = "en") -> Choices:
    """Return days and their words: none, this week, next week, then the Mondays to come.

    This week is today: a plan for it is due at once.
    """
    monday = today - timedelta(days=today.weekday())
    found = [("", _("Choose a week")), (today.isoformat(), _("this week"))]
    for n in range(1, WEEKS_AHEAD + 1):
        day = monday + n * WEEK
        said = _("next week") if n == 1 else _("the week of %(day)s", day=day_words(day, today, locale))
        found.append((day.isoformat(), said))
    return found


def with_own(choices: Choices, day: date | None, today: date, locale: str = "en") -> Choices:
    """Return the weeks with a day that is none of their first ones, so that it stays as it is."""
    if day is None or day.isoformat() in {value for value, _said in choices}:
        return choices
    return [*choices, (day.isoformat(), day_words(day, today, locale))]
