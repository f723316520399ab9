"""Tasks of keeping in touch: a cadence, dates, the next thing to say."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import current_app, g

from course_app.domain.errors import DomainError
from course_app.domain.followup import ASIDE, rest_suggestion, state_of
from course_app.domain.partial_dates import PartialDate, PartialDateError, from_parts
from course_app.domain.people import Cadence, Tie
from course_app.domain.people_tasks.keeping import touched
from course_app.domain.people_tasks.work import Work
from course_app.domain.people_tasks.writing import in_touch
from course_app.infrastructure.database import reader
from course_app.people import feeds, service, words
from course_app.web.i18n import gettext as _
from course_app.workbook.people.circle import Change, CircleTask, Texts
from course_app.workbook.people.giving import day_of
from course_app.workbook.tasks import Desk

WAYS = ("file", "own")
DATE_PARTS = ("day", "month", "year")
FIRST = 5
"""So many birthdays are asked for while nobody is picked or written to."""


class CadenceTask(CircleTask):
    """How often, for everybody with whom anything was logged."""

    def stands(self, work: Work) -> Texts:
        """Return the rhythm of everybody touched, and until when somebody rests."""
        texts = {}
        for tie in touched(work.circle):
            if tie.person.do_not_contact:
                continue
            rest = tie.person.rest_until
            resting = rest is not None and rest > work.today
            texts[f"person.{tie.person.id}"] = _rhythm(tie, resting=resting)
            texts[f"person.{tie.person.id}.day"] = rest.isoformat() if resting and rest else ""
        return texts

    def change(self, change: Change) -> Texts:
        """Keep the rhythms. Of somebody who closes nothing is asked any more."""
        for person in dict.fromkeys(control.split(".")[1] for control in change.changed):
            service.change_person(change.session, change.keeper, person, **_decision(change, f"person.{person}"))
        return {}

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return everybody touched, with when it was last."""
        ties = touched(work.circle)
        return {
            "rows": [(tie, words.last_words(tie, work.today, desk.locale)) for tie in ties],
            "cadences": [(str(each), said) for each, said in words.CADENCES.items()],
            "default": work.word("default", str(Cadence.QUARTERLY)),
            "sum": sum(_A_YEAR.get(tie.cadence, 0) for tie in ties if tie.cadence),
            "rest": rest_suggestion(work.today),
            "today": work.today,
        }


_A_YEAR = {Cadence.MONTHLY: 12, Cadence.QUARTERLY: 4, Cadence.HALF_YEARLY: 2, Cadence.YEARLY: 1}


def _rhythm(tie: Tie, *, resting: bool) -> str:
    if tie.person.closed or tie.cadence is Cadence.CLOSED:
        return str(Cadence.CLOSED)
    return str(Cadence.REST) if resting else str(tie.cadence or "")


def _decision(change: Change, control: str) -> dict[str, Any]:
    chosen, today = change.text(control), change.work.today
    day = day_of(change.text(f"{control}.day"), f"{control}.day")
    if chosen == Cadence.CLOSED:
        return {"closed": True, "rest_until": None}
    if chosen == Cadence.REST:
        if day is not None and day <= today:
            raise DomainError(_("Choose a day that is still to come."), f"{control}.day")
        # Without a day the rest has no end.
        asleep = {} if day else {"cadence": Cadence.REST}
        return {"closed": False, "rest_until": day, "rest_reason": "", **asleep}
    rhythm = Cadence(chosen) if chosen in set(Cadence) else None
    return {"closed": False, "rest_until": None, "rest_reason": "", "cadence": rhythm}


class NextLine(CircleTask):
    """One line for the next time, for everybody in touch."""

    def stands(self, work: Work) -> Texts:
        """Return the lines."""
        return {f"person.{tie.person.id}": tie.person.next_line for tie in in_touch(work)}

    def change(self, change: Change) -> Texts:
        """Keep the lines."""
        for control, text in change.changed.items():
            try:
                service.change_person(change.session, change.keeper, control.split(".")[1], next_line=text)
            except DomainError as refusal:
                raise DomainError(refusal.message, control) from refusal
        return {}

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return everybody in touch, with what was logged last."""
        near = in_touch(work)
        return {"rows": [(tie, words.touch_words(tie.touches[-1], tie)) for tie in near]}


class Dates(CircleTask):
    """Birthdays as far as they are known, and a way into the calendar."""

    def work(self, desk: Desk, values: Texts) -> Work:
        """Return what the task is judged by, with whether there is a private link."""
        return replace(super().work(desk, values), feed=_has_feed(desk))

    def stands(self, work: Work) -> Texts:
        """Return the parts of each birthday."""
        texts = {}
        for tie in dated(work):
            born = tie.person.born
            for part in DATE_PARTS:
                number = getattr(born, part) if born else None
                texts[f"person.{tie.person.id}.{part}"] = "" if number is None else str(number)
        return texts

    def kept(self, work: Work) -> frozenset[str]:
        """Return what is declared."""
        return frozenset(WAYS)

    def boxes(self, work: Work) -> frozenset[str]:
        """Return what is declared."""
        return frozenset(WAYS)

    def change(self, change: Change) -> Texts:
        """Keep birthdays, and what is declared."""
        for person in dict.fromkeys(control.split(".")[1] for control in change.changed):
            born = _born(change, f"person.{person}")
            service.change_person(change.session, change.keeper, person, born=born)
        return super().change(change)

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return whose dates matter most, the others, and the ways."""
        ties = dated(work)
        near = [tie for tie in ties if tie.person.picked or tie.touches or tie.person.born or tie.person.dates]
        near = near or list(ties[:FIRST])
        return {
            "near": near,
            "others": [tie for tie in ties if tie not in near],
            "months": [("", _("Month")), *words.months(desk.locale)],
            "partial": words.partial_words,
            "feed": work.feed,
            "may_feed": bool(current_app.extensions["settings"]["CALENDAR_FEEDS"]),
            "known": sum(bool(tie.person.born or tie.person.dates) for tie in ties),
        }


def _has_feed(desk: Desk) -> bool:
    if "task_feed" not in g:
        g.task_feed = feeds.feed_of(reader(), desk.account_id) is not None
    found: bool = g.task_feed
    return found


def dated(work: Work) -> tuple[Tie, ...]:
    """Return the people whose dates may be kept: nobody left in peace."""
    return tuple(tie for tie in work.circle.ties.values() if state_of(tie, work.today) not in ASIDE)


def _born(change: Change, control: str) -> PartialDate | None:
    try:
        return from_parts(*(change.text(f"{control}.{part}") for part in DATE_PARTS))
    except PartialDateError as refusal:
        raise DomainError(refusal.message, f"{control}.day") from refusal
