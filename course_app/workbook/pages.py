"""The page of an action step: its tasks, one after the other, with what is there and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, Task, Unit
from course_app.domain.errors import DomainError
from course_app.domain.people_tasks.rules import RULES
from course_app.domain.renames import values_now
from course_app.domain.requirements import Evidence, evidence_of, task_subject
from course_app.domain.worksheets import Filled
from course_app.enrolment.queries import Visit
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.workbook.entries import Entry, entries_of
from course_app.workbook.people.private import circle_at
from course_app.workbook.people.reuse import MADE_ELSEWHERE, NEVER, waits_for_a_word
from course_app.workbook.tasks import Desk, TaskKind, task_kinds


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task on its page: ``state`` is open, closed (waits for another), later (not on this site yet) or text."""

    task: Task
    title: Markup
    body: Markup
    state: str
    template: str = ""
    view: Any = None
    desk: Desk | None = None
    filled: Filled | None = None
    waits_for: str = ""
    refusal: DomainError | None = None
    counts: str = ""


def step_page(
    learner: Visitor,
    visit: Visit,
    release: Release,
    unit: Unit,
    typed: Mapping[str, Mapping[str, str]] | None = None,
    refusal: DomainError | None = None,
    pressed: str = "",
    at: str = "",
) -> str:
    """Return the page of an action step.

    ``typed`` are values by task id that were refused with ``refusal``; ``pressed`` is the task whose button was
    pressed although something is missing: its list of what is missing is shown on top. ``at`` is the task beside which
    messages stand.
    """
    assert isinstance(unit.body, ActionStep)
    kinds = task_kinds()
    now_at = release.standing(visit.facts, kinds)
    entries = _entries(learner, visit, unit)
    views = []
    for task in unit.body.tasks:
        subject = task_subject(unit, task)
        entry = entries.get(subject) or Entry(subject)
        desk = desk_for(learner, visit, release, unit, task, entry, met=subject in now_at.tasks)
        refused = refusal if typed and task.id in typed else None
        views.append(_task_view(desk, now_at.tasks | now_at.done, (typed or {}).get(task.id), refused))
    before, after = release.neighbours(unit.address)
    return render_template(
        "workbook/step.html",
        release=release,
        unit=unit,
        module=release.module(unit.module),
        title=release.html(unit.title),
        intro=release.html(unit.body.intro) if unit.body.intro else Markup(""),
        evidence=evidence_of(unit, kinds),
        evidence_words=EVIDENCE[evidence_of(unit, kinds)],
        tasks=views,
        done=unit.address in now_at.done,
        waits_for=[each for each in map(release.unit, unit.requires) if each and each.address not in now_at.done],
        before=before,
        after=after,
        pressed=pressed,
        at=at if any(each.state == "open" and each.task.id == at for each in views) else "",
        today=clock.today(learner.time_zone),
        people_kinds=RULES,
        older_list=_older_list(visit, release, views),
    )


def _older_list(visit: Visit, release: Release, views: list[TaskView]) -> str:
    """Return what is said of a list that was there before the course began, '' where there is nothing to say."""
    desks = [each.desk for each in views if each.desk is not None and each.task.kind in MADE_ELSEWHERE]
    if not desks or visit.enrolment is None:
        return ""
    if release.course.people.reuse == NEVER:
        return _("This course begins with a list of its own: people you added before do not count here.")
    if not waits_for_a_word(circle_at(desks[0]), visit, release):
        return ""
    return _("You had a list before you began this course. When you save a task below, it is used here too.")


EVIDENCE = {
    Evidence.MADE: _("You will make something"),
    Evidence.DECLARED: _("You will tell us you did it"),
}


COUNTS: Mapping[str, str] = {
    "spheres": _("Spheres on your map"),
    "people": _("People who count"),
    "pick": _("Picked"),
    "offers": _("Offers that count"),
    "letters": _("Letters ready"),
    "send": _("Sent"),
    "channels": _("Plans, and one carried out"),
    "favours": _("Favours planned and done"),
    "warm-up": _("Hellos written"),
    "cadence": _("Decided"),
    "dates": _("A way into your calendar"),
    "next-line": _("Lines kept"),
    "stuck": _("Decided"),
    "mindset": _("Sentences rated and answered"),
    "if-then": _("Halves of the plan"),
}
"""What the meter of a task counts, for kinds that count something of their own."""


def _entries(learner: Visitor, visit: Visit, unit: Unit) -> dict[str, Entry]:
    if visit.enrolment is None:
        return {}
    key = current_app.extensions["data_key"](learner.wrapped_key)
    return entries_of(reader(), visit.enrolment, unit.address, key)


def desk_for(
    learner: Visitor, visit: Visit, release: Release, unit: Unit, task: Task, entry: Entry, *, met: bool
) -> Desk:
    """Return where a learner does a task."""
    return Desk(
        account_id=learner.id,
        enrolment_id=visit.enrolment,
        release=release,
        unit=unit,
        task=task,
        entry=replace(entry, values=values_now(task, entry.values)),
        met=met,
        key=current_app.extensions["data_key"](learner.wrapped_key),
        today=clock.today(learner.time_zone),
        now=clock.now(),
        locale=learner.locale,
        began=visit.started_at,
    )


def _task_view(
    desk: Desk, reached: frozenset[str], typed: Mapping[str, str] | None, refusal: DomainError | None
) -> TaskView:
    task, html = desk.task, desk.release.html
    title, body = html(task.title), html(task.body) if task.body else Markup("")
    if task.kind == "text":
        return TaskView(task, title, body, "text")
    kind: TaskKind | None = task_kinds().get(task.kind)
    if kind is None:
        return TaskView(task, title, body, "later")
    waiting = waits_for(desk, reached)
    if waiting:
        return TaskView(task, title, body, "closed", waits_for=waiting)
    values = desk.entry.values if typed is None else typed
    return TaskView(
        task,
        title,
        body,
        "open",
        template=kind.template,
        view=kind.view(desk, typed),
        desk=desk,
        filled=kind.filled(desk, values),
        refusal=refusal,
        counts=COUNTS.get(task.kind, _("Filled in")),
    )


def waits_for(desk: Desk, reached: frozenset[str]) -> str:
    """Return the title of what a task waits for (``after=``), '' when it is open.

    A task of the same step, or a whole step, that this site cannot take is waited for by nobody.
    """
    after = desk.task.after
    if not after:
        return ""
    assert isinstance(desk.unit.body, ActionStep)
    own = next((task for task in desk.unit.body.tasks if task.id == after), None)
    if own is not None:
        waits = own.kind in task_kinds() and task_subject(desk.unit, own) not in reached
        return desk.release.html(own.title).striptags() if waits else ""
    unit = desk.release.unit(after.partition("#")[0])
    if unit is None or after in reached or not isinstance(unit.body, ActionStep):
        return ""
    takeable = any(task.kind in task_kinds() for task in unit.body.tasks)
    return desk.release.html(unit.title).striptags() if takeable else ""
