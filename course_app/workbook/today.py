"""What the workbook puts on Today: the learner's own reason, after some quiet days."""

from datetime import timedelta

from flask import current_app, url_for

from course_app.courseware import releases
from course_app.domain.course import ActionStep, Task, Unit
from course_app.domain.people_tasks.settings import whole
from course_app.domain.requirements import task_subject
from course_app.enrolment import queries as enrolment
from course_app.enrolment.queries import Visit
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from course_app.web.access import Visitor
from course_app.web.today import Card, Part
from course_app.workbook.entries import entries_of

REMIND = 864_000
"""Seconds of quiet after which a purpose is shown again, where the course does not say."""


def tell(visitor: Visitor) -> Part:
    """Return the learner's purpose when nothing was done in that course for as long as it says."""
    now = clock.now()
    for visit in enrolment.visits(reader(), visitor.id):
        found = _purpose(visit)
        if found is None or visit.enrolment is None or visit.started_at is None:
            continue
        unit, task = found
        quiet = timedelta(seconds=whole(task.settings, "remind", REMIND))
        if now - max([visit.started_at, *(fact.at for fact in visit.facts)]) < quiet:
            continue
        key = current_app.extensions["data_key"](visitor.wrapped_key)
        entry = entries_of(reader(), visit.enrolment, unit.address, key).get(task_subject(unit, task))
        text = entry.values.get("purpose", "") if entry else ""
        if text and entry and entry.changed_at and now - entry.changed_at >= quiet:
            url = url_for("learning.unit", course=visit.course, module=unit.module, unit=unit.id) + f"#{task.id}"
            return Part(cards=(Card("main", 10, "workbook/_card_purpose.html", {"text": text, "url": url}),))
    return Part()


def _purpose(visit: Visit) -> tuple[Unit, Task] | None:
    for unit in releases.get(visit.release_id).course.units():
        if isinstance(unit.body, ActionStep):
            for task in unit.body.tasks:
                if task.kind == "purpose":
                    return unit, task
    return None
