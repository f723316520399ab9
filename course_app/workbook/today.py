"""What the workbook puts on Today: the learner's own reason after some quiet days, and what a lower number brought."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import current_app, url_for

from course_app.courseware import releases
from course_app.domain.course import ActionStep, Task, Unit
from course_app.domain.people_tasks.settings import whole
from course_app.domain.requirements import FINAL, task_subject
from course_app.enrolment import queries as enrolment
from course_app.enrolment.lowering import LOWERED
from course_app.enrolment.queries import Visit
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.web.today import Card, Part
from course_app.workbook.entries import entries_of

TOLD_FOR = timedelta(days=14)
REMIND = 864_000
"""Seconds of quiet after which a purpose is shown again, where the course does not say."""


def tell(visitor: Visitor) -> Part:
    """Return the learner's purpose when nothing was done in that course for as long as it says."""
    now = clock.now()
    visits = enrolment.visits(reader(), visitor.id)
    lowered = tuple(card for visit in visits for card in _lowered(visit, now))
    for visit in visits:
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
            return Part(cards=(Card("main", 10, "workbook/_card_purpose.html", {"text": text, "url": url}), *lowered))
    return Part(cards=lowered)


def _lowered(visit: Visit, now: datetime) -> Iterator[Card]:
    """Yield a card with what became done because the course asks for less of it, for some days."""
    release = releases.get(visit.release_id)
    lines = []
    for fact in visit.facts:
        if fact.numbers.get(LOWERED) and now - fact.at <= TOLD_FOR:
            address, _sign, task_id = fact.subject.partition("#")
            unit = release.unit(address)
            if unit is not None:
                task = next((each for each in _tasks(unit) if each.id == task_id), None)
                title = release.html(task.title if task else unit.title).striptags()
                url = url_for("learning.unit", course=visit.course, module=unit.module, unit=unit.id)
                lines.append((title, url + (f"#{task_id}" if task_id else "")))
            elif address == FINAL:
                lines.append((_("Final assessment"), url_for("learning.outline", course=visit.course)))
    if lines:
        yield Card("main", 12, "workbook/_card_lowered.html", {"lines": lines})


def _tasks(unit: Unit) -> tuple[Task, ...]:
    return unit.body.tasks if isinstance(unit.body, ActionStep) else ()


def _purpose(visit: Visit) -> tuple[Unit, Task] | None:
    for unit in releases.get(visit.release_id).course.units():
        if isinstance(unit.body, ActionStep):
            for task in unit.body.tasks:
                if task.kind == "purpose":
                    return unit, task
    return None
