"""Clearing the table: what lies about is done, made smaller, rested or closed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from course_app.domain.course import ListPart
from course_app.domain.followup import rest_suggestion
from course_app.domain.people import LetterStatus, PlanKind
from course_app.domain.people_tasks.keeping import CLOSE, DECISIONS, REST, SMALLER, Left, lying_about
from course_app.domain.people_tasks.rules import judge
from course_app.domain.people_tasks.work import Work
from course_app.domain.worksheets import parse_day
from course_app.people import dealings, letters, service, words
from course_app.web.i18n import gettext as _
from course_app.web.navigation import url_if
from course_app.workbook.people.circle import Change, CircleTask, Texts
from course_app.workbook.tasks import Desk

OWN = "own"
SMALL_STEP_IN = timedelta(days=3)
"""When a smaller step is due: soon, and not today."""
CHOICES: Mapping[str, str] = {
    "now": _("Do it now"),
    SMALLER: _("A smaller step"),
    REST: _("Let it rest"),
    CLOSE: _("Close it"),
}


class Stuck(CircleTask):
    """A decision for every letter that was not sent and every plan that was not done."""

    def work(self, desk: Desk, values: Texts) -> Work:
        """Return what the task is judged by: a step in one's own words is a step only when there are words."""
        return _read(super().work(desk, values), values)

    def kept(self, work: Work) -> frozenset[str]:
        """Return the decisions with what belongs to them."""
        return frozenset(
            f"{each.control}{part}" for each in lying_about(work) for part in ("", ".step", ".own", ".day")
        )

    def change(self, change: Change) -> Texts:
        """Carry out what is decided, once the button is pressed; what is closed or rests is gone from the table."""
        if change.pressed:
            judged = judge(_read(change.work, change.texts)).filled
            open_still = {each.control.removesuffix(".day").removesuffix(".step") for each in judged.lacks}
            open_still |= {each.control.removesuffix(".day") for each in judged.troubles}
            for each in lying_about(change.work):
                if each.control not in open_still:
                    _carry_out(change, each)
        return super().change(change)

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return what lies about with where to do it, and the smaller steps."""
        return {
            "rows": [(each, _name(each), _place(each)) for each in lying_about(work)],
            "choices": [(choice, CHOICES[choice]) for choice in DECISIONS],
            "steps": [
                ("", _("Choose")),
                *((item.id, desk.release.html(item.text).striptags()) for item in _steps(work)),
                (OWN, _("In my own words")),
            ],
            "rest": rest_suggestion(work.today),
        }


def _read(work: Work, texts: Texts) -> Work:
    typed = dict(texts)
    for each in lying_about(work):
        step = f"{each.control}.step"
        if typed.get(step) == OWN and not typed.get(f"{each.control}.own", "").strip():
            typed[step] = ""
    return replace(work, typed=typed)


def _steps(work: Work) -> list[Any]:
    parts = (part for part in work.task.parts if isinstance(part, ListPart) and part.kind == "choices")
    return [item for part in parts for item in part.items if item.id]


def _name(each: Left) -> str:
    if each.plan is None:
        return _("A letter to %(name)s, not sent", name=each.tie.person.name)
    return _("%(what)s: %(name)s", what=words.plan_words(each.plan), name=each.tie.person.name)


def _place(each: Left) -> str:
    """Return where it can be done now: the letter desk, or the log."""
    person = each.tie.person.id
    desk = url_if("letters.desk", person=person) if each.plan is None else ""
    return desk or url_if("people.log", person=person)


def _carry_out(change: Change, each: Left) -> None:
    session, keeper, person = change.session, change.keeper, each.tie.person.id
    match change.text(each.control):
        case "rest":
            day = parse_day(change.text(f"{each.control}.day"))
            service.change_person(session, keeper, person, rest_until=day, rest_reason="")
        case "close" if each.plan is not None:
            dealings.remove_plan(session, keeper, person, each.plan.id)
        case "close":
            letter = each.control.removeprefix("letter.")
            letters.set_status(session, keeper, person, letter, LetterStatus.DROPPED)
        case "smaller":
            _take_smaller(change, each)


def _take_smaller(change: Change, each: Left) -> None:
    chosen, day = change.text(f"{each.control}.step"), change.work.today + SMALL_STEP_IN
    step = next((item.text.text for item in _steps(change.work) if item.id == chosen), "")
    what = step or change.text(f"{each.control}.own")
    person = each.tie.person.id
    if each.plan is not None:
        dealings.change_plan(change.session, change.keeper, person, each.plan.id, what=what, day=day)
    elif what not in {plan.what for plan in each.tie.plans}:
        dealings.add_plan(change.session, change.keeper, person, PlanKind.STEP, what=what, day=day)
