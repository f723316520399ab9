"""What a learner does on an action step: save a task, take a plan to the calendar."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, Task, Unit
from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.requirements import Kind, standing, task_subject
from course_app.enrolment import queries as enrolment
from course_app.enrolment.queries import Visit
from course_app.enrolment.service import add_fact, enrol
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor, for_learner
from course_app.web.errors import wants_json
from course_app.web.forms import tidy
from course_app.web.i18n import gettext as _
from course_app.workbook.calendars import plan_calendar
from course_app.workbook.entries import Entry, StaleEntryError, entries_of
from course_app.workbook.pages import desk_for, step_page, waits_for
from course_app.workbook.tasks import task_kinds

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
    subject = task_subject(found, asked)
    kind = task_kinds()[asked.kind]
    values = _typed(kind.controls(release, asked))
    here = url_for("learning.unit", course=course, module=module, unit=unit)
    now_at = standing(release.course, visit.facts, task_kinds())
    desk = desk_for(learner, visit, release, found, asked, Entry(subject), met=subject in now_at.tasks)
    try:
        if waits_for(desk, now_at.tasks | now_at.done):
            raise DomainError(_("This opens when the step before it is done. Your text is still here."))
        with transaction() as session:
            enrolment_id = visit.enrolment or enrol(session, learner.id, course, desk.now)
            desk = desk_for(learner, _with(visit, enrolment_id), release, found, asked, Entry(subject), met=desk.met)
            desk = replace(desk, session=session)
            version = kind.save(session, desk, values, request.form.get("version", 0, type=int))
            filled = kind.filled(desk, values)
            if filled.met and not desk.met:
                numbers = dict(kind.numbers(desk, values))
                add_fact(session, enrolment_id, Kind.TASK_MET, subject, release.id, desk.now, numbers)
    except StaleEntryError as stale:
        if wants_json():
            return jsonify(conflict=url_for(".compare", course=course, module=module, unit=unit, task=task)), 409
        return _conflict_page(desk, stale.theirs, values, here), 409
    except DomainError as refusal:
        if wants_json():
            return jsonify(message=refusal.message), 422
        return step_page(learner, visit, release, found, {asked.id: values}, refusal), 422
    if wants_json():
        return jsonify(saved_at=desk.now.isoformat(), version=version)
    if not filled.met:
        visit = enrolment.visit(reader(), learner.id, course) or visit
        return step_page(learner, visit, release, found, pressed=asked.id), 200
    flash(_("Done. You can still change it."), "ok")
    return redirect(f"{here}#{asked.id}", 303)


def _with(visit: Visit, enrolment_id: int) -> Visit:
    return Visit(visit.course, visit.release_id, enrolment_id, visit.started_at, visit.place, visit.facts)


def _typed(known: frozenset[str]) -> dict[str, str]:
    return {name: str(tidy(text.replace("\r\n", "\n"))) for name, text in request.form.items() if name in known}


def _conflict_page(desk: Any, theirs: Entry, mine: dict[str, str], back: str) -> str:
    names = sorted({*mine, *theirs.values})
    changed = [(name, mine.get(name, ""), theirs.values.get(name, "")) for name in names]
    return render_template(
        "workbook/conflict.html",
        rows=[row for row in changed if row[1] != row[2]],
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
    visit, _release, found, asked = _found(learner, course, f"{module}/{unit}", task)
    plan = next((each for each in asked.fields if each.id == field and each.type == "plan"), None)
    if plan is None or visit.enrolment is None:
        raise NotFoundError(_("There is no such plan."))
    key = current_app.extensions["data_key"](learner.wrapped_key)
    entry = entries_of(reader(), visit.enrolment, found.address, key).get(task_subject(found, asked))
    text = plan_calendar(
        {part: entry.values.get(f"{field}.{part}", "") if entry else "" for part in ("if", "then", "day", "time")},
        uid=f"{visit.enrolment}-{asked.id}-{field}",
        host=request.host,
        version=entry.version if entry else 0,
        time_zone=learner.time_zone,
        now=clock.now(),
    )
    if text is None:
        raise NotFoundError(_("Give the plan a day first; then it can go into a calendar."))
    response = make_response(text)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="plan.ics"'
    return response
