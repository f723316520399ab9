"""The four numbers of a programme, from counters: read in a few sums, however many learners there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from course_app.domain.funnel import CERTIFIED, LETTER, LETTERS, STARTED
from course_app.enrolment import figures
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext

WEEKS = 4


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the home page: in words, how it moved, and what exactly is counted."""

    value: str
    label: str
    trend: str
    definition: str


def four_numbers(reader: Connection, today: date, course: str = "") -> list[Number]:
    """Return started, first message (median days), three messages sent, certified."""
    totals, trend = figures.totals(reader, course), _trends(reader, today, course)
    started = totals.get(STARTED, 0)
    days = figures.median_days(reader, LETTER, course)
    return [
        Number(
            str(started),
            _("started"),
            trend(STARTED),
            _("Learners who began a course, each course counted."),
        ),
        Number(
            _days(days),
            _("to the first message"),
            _("%(n)s of %(all)s have sent one", n=totals.get(LETTER, 0), all=started),
            _("Half of those who sent a message to somebody on their list did so within these days from sign-up."),
        ),
        Number(
            _share(totals.get(LETTERS, 0), started),
            _("sent three messages"),
            trend(LETTERS),
            _("Share of those who started who say that they wrote to three people or more."),
        ),
        Number(
            str(totals.get(CERTIFIED, 0)),
            _("certified"),
            trend(CERTIFIED),
            _("Learners who met every requirement and claimed their certificate."),
        ),
    ]


def _days(days: float | None) -> str:
    if days is None:
        return "–"
    if days != int(days):
        return _("%(n)s days", n=f"{days:.1f}")
    return ngettext("%(n)s day", "%(n)s days", int(days))


def _share(part: int, whole: int) -> str:
    return _("%(n)s %%", n=round(100 * part / whole)) if whole else "–"


def _trends(reader: Connection, today: date, course: str) -> Callable[[str], str]:
    """Return what says of a step how the last four weeks compare with the four before, this week included."""
    next_monday = today + timedelta(days=7 - today.weekday())
    middle = next_monday - timedelta(weeks=WEEKS)
    reached = figures.in_two_spans(reader, middle - timedelta(weeks=WEEKS), middle, next_monday, course)

    def said(step: str) -> str:
        before, now = reached.get(step, (0, 0))
        return _("%(now)s in the last four weeks, %(before)s in the four before", now=now, before=before)

    return said
