"""What a learner does on an action step: save a task, take a plan to the calendar."""

from dataclasses import replace
from urllib.parse import quote

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, Task, Unit
from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.requirements import Kind, task_subject
from course_app.enrolment import queries as enrolment
from course_app.enrolment.queries import Visit
from course_app.enrolment.service import add_fact, enrol
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor, for_learner
from course_app.web.errors import wants_json
from course_app.web.forms import tidy
from course_app.web.i18n import gettext as _
from course_app.workbook.calendars import plan_calendar
from course_app.workbook.entries import Entry, StaleEntryError, entries_of
from course_app.workbook.pages import desk_for, step_page, waits_for
from course_app.workbook.people.circle import CircleTask, called, said
from course_app.workbook.people.private import circle_at
from course_app.workbook.tasks import Desk, TaskKind, WithPlans, task_kinds

bp = Blueprint("workbook", __name__)


def _found(learner: Visitor, course: str, address: str, task_id: str) -> tuple[Visit, Release, Unit, Task]:
    visit = enrolment.visit(reader(), learner.id, course)
    release = releases.get(visit.release_id) if visit else None
    unit = release.unit(address) if release else None
    if visit is None or release is None or unit is None or not isinstance(unit.body, ActionStep):
        raise NotFoundError(_("This action step is not here."))
    for task in unit.body.tasks:
        if task.id == task_id and task.kind in task_kinds():
            return visit, release, unit, task
    raise NotFoundError(_("This task is not here."))


@bp.post("/c/<course>/<module>/<unit>/task/<task>")
@for_learner
def save(learner: Visitor, course: str, module: str, unit: str, task: str) -> ResponseReturnValue:
    """Keep what was typed into a task; when nothing is missing any more, it is done."""
    visit, release, found, asked = _found(learner, course, f"{module}/{unit}", task)
    kind = task_kinds()[asked.kind]
    here = url_for("learning.unit", course=course, module=module, unit=unit)
    now_at = release.standing(visit.facts, task_kinds())
    desk = _desk(learner, visit, release, found, asked, met=task_subject(found, asked) in now_at.tasks)
    values = _typed(kind.controls(desk))
    try:
        if waits_for(desk, now_at.tasks | now_at.done):
            raise DomainError(_("This opens when the step before it is done. Your text is still here."))
        desk, version, done = _kept(kind, desk, values, request.form.get("version", 0, type=int))
    except StaleEntryError as stale:
        if wants_json():
            return jsonify(conflict=url_for(".compare", course=course, module=module, unit=unit, task=task)), 409
        return _conflict_page(kind, desk, stale.theirs, values, here), 409
    except DomainError as refusal:
        if wants_json():
            return jsonify(sentence=refusal.message), 422
        return step_page(learner, visit, release, found, {asked.id: values}, refusal), 422
    if wants_json():
        return jsonify(saved_at=desk.now.isoformat(), version=version)
    at = quote(asked.id)
    if done:
        flash(_("Done. You can still change it."), "ok")
    elif request.form.get("do") != "add":
        return redirect(f"{here}?at={at}&pressed={at}#{at}-form", 303)
    return redirect(f"{here}?at={at}#{at}-form", 303)


def _desk(learner: Visitor, visit: Visit, release: Release, unit: Unit, task: Task, *, met: bool) -> Desk:
    """Return the desk with what was typed so far."""
    desk = desk_for(learner, visit, release, unit, task, Entry(task_subject(unit, task)), met=met)
    return replace(desk, entry=_entry(reader(), desk), pressed=not wants_json())


def _entry(connection: Connection, desk: Desk) -> Entry:
    if desk.enrolment_id is None:
        return Entry(desk.subject)
    found = entries_of(connection, desk.enrolment_id, desk.unit.address, desk.key)
    return found.get(desk.subject) or Entry(desk.subject)


def _kept(kind: TaskKind, desk: Desk, values: dict[str, str], version: int) -> tuple[Desk, int, bool]:
    """Keep what was typed; return the desk as it stands then, the new version, and whether nothing is missing."""
    with transaction() as session:
        enrolment_id = desk.enrolment_id or enrol(session, desk.account_id, desk.release.course.id, desk.now)
        desk = replace(desk, enrolment_id=enrolment_id, session=session)
        desk = replace(desk, entry=_entry(session.connection(), desk))
        version = kind.save(session, desk, values, version)
        desk = replace(desk, entry=_entry(session.connection(), desk))
        done = kind.filled(desk, desk.entry.values).met
        if done and not desk.met:
            numbers = dict(kind.numbers(desk, desk.entry.values))
            add_fact(session, enrolment_id, Kind.TASK_MET, desk.subject, desk.release.id, desk.now, numbers)
    return desk, version, done


def _typed(known: frozenset[str]) -> dict[str, str]:
    return {name: str(tidy(text.replace("\r\n", "\n"))) for name, text in request.form.items() if name in known}


def _conflict_page(kind: TaskKind, desk: Desk, theirs: Entry, mine: dict[str, str], back: str) -> str:
    rows = []
    says = kind.says(desk, mine) if isinstance(kind, CircleTask) else mine
    for name in sorted({*says, *theirs.values}):
        ours, other = says.get(name, ""), theirs.values.get(name, "")
        if ours == other:
            continue
        if isinstance(kind, CircleTask):
            rows.append((called(circle_at(desk), name), said(ours), said(other)))
        else:
            rows.append(("", ours, other))
    return render_template(
        "workbook/conflict.html",
        rows=rows,
        mine=mine,
        theirs=theirs,
        back=back,
        title=desk.release.html(desk.task.title),
    )


@bp.get("/c/<course>/<module>/<unit>/task/<task>")
@for_learner
def compare(learner: Visitor, course: str, module: str, unit: str, task: str) -> ResponseReturnValue:
    """Lead back to the step: without JavaScript the form itself shows both texts."""
    _found(learner, course, f"{module}/{unit}", task)
    return redirect(url_for("learning.unit", course=course, module=module, unit=unit) + f"#{task}", 303)


@bp.get("/c/<course>/<module>/<unit>/task/<task>/<field>.ics")
@for_learner
def calendar(learner: Visitor, course: str, module: str, unit: str, task: str, field: str) -> ResponseReturnValue:
    """Send a plan as a calendar file."""
    visit, release, found, asked = _found(learner, course, f"{module}/{unit}", task)
    kind = task_kinds()[asked.kind]
    desk = _desk(learner, visit, release, found, asked, met=False)
    plan = kind.appointment(desk, field) if isinstance(kind, WithPlans) and visit.enrolment is not None else None
    if plan is None:
        raise NotFoundError(_("There is no such plan."))
    text = plan_calendar(
        plan,
        uid=f"{visit.enrolment}-{asked.id}-{field}",
        host=request.host,
        time_zone=learner.time_zone,
        now=desk.now,
    )
    if text is None:
        raise NotFoundError(_("Give the plan a day first; then it can go into a calendar."))
    response = make_response(text)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="plan.ics"'
    return response
