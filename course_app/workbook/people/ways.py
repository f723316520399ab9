"""Another way in: a channel, a reason and a week for each of the first picks and some more."""

from collections.abc import Mapping
from typing import Any

from course_app.domain.errors import DomainError
from course_app.domain.followup import ASIDE, state_of
from course_app.domain.people import Channel, Direction, Plan, PlanKind, Tie
from course_app.domain.people_tasks.work import Work
from course_app.people import dealings, words
from course_app.web.i18n import gettext as _
from course_app.workbook.calendars import Appointment
from course_app.workbook.people.circle import Change, CircleTask, Texts
from course_app.workbook.people.giving import day_of, past_day_of
from course_app.workbook.people.weeks import weeks, with_own
from course_app.workbook.tasks import Desk

PARTS = ("channel", "why", "day")
NEW_WAY = ("new.person", *(f"new.{part}" for part in PARTS))


class Channels(CircleTask):
    """A plan for each person; one is carried out and logged with its day."""

    def stands(self, work: Work) -> Texts:
        """Return how each person is to be reached, why, in which week, and on which day it was done."""
        texts = {}
        for tie, plan in rows_of(work):
            name = control(tie, plan)
            texts[f"{name}.channel"] = str(plan.channel or "") if plan else ""
            texts[f"{name}.why"] = plan.why if plan else ""
            texts[f"{name}.day"] = plan.day.isoformat() if plan and plan.day else ""
            texts[f"{name}.done"] = plan.done.isoformat() if plan and plan.done else ""
        return texts

    def appointment(self, desk: Desk, name: str) -> Appointment | None:
        """Return a plan that has a day; its title has initials, since a calendar is often open to others."""
        for tie, plan in rows_of(self.work(desk, desk.entry.values)):
            if plan is not None and plan.day is not None and name == f"plan.{plan.id}":
                title = f"{words.plan_words(plan)}: {tie.person.initials}"
                return Appointment(title, plan.why, plan.day.isoformat(), version=plan.version)
        return None

    def kept(self, work: Work) -> frozenset[str]:
        """Return what is typed for one more person."""
        return frozenset(NEW_WAY)

    def change(self, change: Change) -> Texts:
        """Keep the plans; log the contact when one was carried out."""
        for tie, plan in rows_of(change.work):
            name = control(tie, plan)
            if not any(each.startswith(f"{name}.") for each in change.changed):
                continue
            _keep_way(change, tie, plan)
        if not change.pressed:
            return super().change(change)
        if change.text("new.person"):
            if change.text("new.person") not in change.work.circle.ties:
                raise DomainError(_("This person is not on your list any more. Choose another."), "new.person")
            _plan_way(change, change.text("new.person"), "new")
        elif change.text("new.channel") or change.text("new.why"):
            raise DomainError(_("Choose whom it is for."), "new.person")
        return {}

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return a row for each person, and who may be added."""
        rows = rows_of(work)
        there = {tie.person.id for tie, _plan in rows}
        free = [
            tie.person
            for tie in work.circle.ties.values()
            if tie.person.id not in there and state_of(tie, work.today) not in ASIDE
        ]
        choices = weeks(work.today, desk.locale)
        first = next((control(tie, plan) for tie, plan in rows if not _is_planned(plan)), "")
        others = sum(_is_planned(plan) and not tie.person.picked for tie, plan in rows)
        return {
            "rows": [
                (tie, plan, control(tie, plan), with_own(choices, plan.day if plan else None, work.today, desk.locale))
                for tie, plan in rows
            ],
            "first": first,
            "weeks": choices,
            "people": [("", _("Choose"))]
            + [(each.id, each.name) for each in sorted(free, key=lambda each: each.name.casefold())],
            "channels": [("", _("Choose"))] + [(str(channel), said) for channel, said in words.CHANNELS.items()],
            "channel_words": words.CHANNELS,
            "dialled": words.dialled,
            "extra": work.number("extra", 3),
            "more_open": not first and others < work.number("extra", 3),
            "today": work.today,
        }


def rows_of(work: Work) -> list[tuple[Tie, Plan | None]]:
    """Return the picked people with their plan if there is one, then others with a plan; nobody left in peace."""
    found: list[tuple[Tie, Plan | None]] = []
    for tie in sorted(work.circle.ties.values(), key=lambda tie: not tie.person.picked):
        plans = [plan for plan in tie.plans if plan.kind is PlanKind.REACH]
        if plans:
            found += [(tie, plan) for plan in plans]
        elif tie.person.picked and state_of(tie, work.today) not in ASIDE:
            found.append((tie, None))
    return found


def control(tie: Tie, plan: Plan | None) -> str:
    """Return with what the names of the controls of a row begin.

    The first way to somebody is named after the person, so that a form goes on saving itself when its plan is made.
    """
    first = next((each for each in tie.plans if each.kind is PlanKind.REACH), None)
    return f"person.{tie.person.id}" if plan is None or plan == first else f"plan.{plan.id}"


def _is_planned(plan: Plan | None) -> bool:
    return plan is not None and plan.channel is not None and bool(plan.why and (plan.day or plan.done))


def _read(change: Change, name: str) -> dict[str, Any]:
    channel = change.text(f"{name}.channel")
    return {
        "channel": Channel(channel) if channel in set(Channel) else None,
        "why": change.text(f"{name}.why"),
        "day": day_of(change.text(f"{name}.day"), f"{name}.day"),
    }


def _plan_way(change: Change, person: str, name: str) -> None:
    dealings.add_plan(change.session, change.keeper, person, PlanKind.REACH, **_read(change, name))


def _keep_way(change: Change, tie: Tie, plan: Plan | None) -> None:
    """Keep what a row says; an emptied one drops its plan, and a day on which it was done goes into the log."""
    name, person = control(tie, plan), tie.person.id
    values = _read(change, name)
    done = past_day_of(change.text(f"{name}.done"), f"{name}.done", change.work.today)
    if done is not None and values["channel"] is None:
        raise DomainError(_("Say by which way you did it."), f"{name}.channel")
    if plan is not None and done is None and not any(values.values()):
        dealings.remove_plan(change.session, change.keeper, person, plan.id)
    elif plan is not None:
        dealings.change_plan(change.session, change.keeper, person, plan.id, **values, done=done)
    else:
        dealings.add_plan(change.session, change.keeper, person, PlanKind.REACH, **values, done=done)
    if done is not None and (plan is None or plan.done is None):
        dealings.log_touch(change.session, change.keeper, person, Direction.OUT, values["channel"], done)
