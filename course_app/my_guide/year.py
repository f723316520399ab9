"""The year ahead in a learner's Guide: twelve months, each as a grid of days and as what these days are about."""

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date, get_day_names

from course_app.domain.followup import ASIDE, MONTHS, add_months, coming, due_on, state_of
from course_app.my_guide.matter import Matter
from course_app.people import words
from course_app.web.i18n import gettext as _
from course_app.web.i18n import locale_of

A_YEAR = 12
"""Months, the present one included."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month: ``weeks`` hold days as (number, whether something is on it), 0 for a day of another month."""

    title: str
    weeks: tuple[tuple[tuple[int, bool], ...], ...]
    days: tuple[tuple[str, str], ...]


def weekdays_of(locale: str) -> tuple[tuple[str, str], ...]:
    """Return the days of the week as a grid heads them, short and whole, in the order of the locale."""
    known = locale_of(locale)
    short, whole = get_day_names("short", locale=known), get_day_names("wide", locale=known)
    order = [(known.first_week_day + n) % 7 for n in range(7)]
    return tuple((str(short[day]), str(whole[day])) for day in order)


def months_of(matter: Matter) -> Iterator[Month]:
    """Yield the months of the year ahead, the present one first."""
    known, first = locale_of(matter.locale), matter.today.replace(day=1)
    end = add_months(first, A_YEAR)
    found = sorted(each for each in (*_days(matter, end), *_hellos(matter, end)) if each[0] < end)
    for number in range(A_YEAR):
        begin = add_months(first, number)
        mine = [(day, said) for day, said in found if (day.year, day.month) == (begin.year, begin.month)]
        marked = {day.day for day, _said in mine}
        weeks = Calendar(known.first_week_day).monthdayscalendar(begin.year, begin.month)
        yield Month(
            str(format_date(begin, "MMMM y", locale=known)),
            tuple(tuple((day, day in marked) for day in week) for week in weeks),
            tuple((str(format_date(day, "d EEE", locale=known)), said) for day, said in mine),
        )


def _days(matter: Matter, end: date) -> Iterator[tuple[date, str]]:
    for each in coming(matter.circle, matter.today, (end - matter.today).days):
        yield each.day, matter.veiled(words.coming_words(each, name=matter.called(each.tie.person)))


def _hellos(matter: Matter, end: date) -> Iterator[tuple[date, str]]:
    """Yield the hellos of each rhythm after the next one, as if each were said on its day."""
    for tie in matter.circle.ties.values():
        due, months = due_on(tie), MONTHS.get(tie.cadence) if tie.cadence else None
        if due is None or months is None or state_of(tie, matter.today) in ASIDE:
            continue
        number, first = 1, max(due, matter.today)
        while (day := add_months(first, number * months)) < end:
            yield day, _("Say hello: %(name)s", name=matter.called(tie.person))
            number += 1
