"""Notice what was done elsewhere: a task is met the moment its letters, people or plans are there, not at a button.

Tasks that are met when nothing is left to decide (a rhythm for everybody touched, a cleared table) wait for their
button: an empty list has nothing to decide, and that is no decision.
"""

from collections.abc import Iterator

from flask import flash, has_request_context
from sqlalchemy.orm import Session

from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.course import Task, Unit
from course_app.domain.people_tasks.rules import judge
from course_app.domain.people_tasks.work import Look, Work
from course_app.domain.requirements import Kind, in_service, task_subject
from course_app.enrolment import queries as enrolment
from course_app.enrolment.queries import Visit
from course_app.enrolment.service import add_fact
from course_app.people import feeds, queries
from course_app.people.keeper import Keeper
from course_app.web.i18n import gettext as _
from course_app.workbook.entries import Entry, entries_at
from course_app.workbook.pages import waits_for
from course_app.workbook.people.reuse import MADE_ELSEWHERE, own_part, waits_for_a_word
from course_app.workbook.tasks import Desk, task_kinds


def notice(session: Session, keeper: Keeper) -> None:
    """Add a fact for each task of the keeper's courses that is met as people, letters and plans stand now."""
    for visit in enrolment.visits(session.connection(), keeper.account_id):
        if visit.enrolment is None:
            continue
        release = releases.get(visit.release_id)
        for unit, task, look in _newly_met(session, keeper, visit, release):
            subject = task_subject(unit, task)
            add_fact(session, visit.enrolment, Kind.TASK_MET, subject, release.id, keeper.now, look.numbers)
            if has_request_context():
                title = release.html(task.title).striptags()
                flash(_("With that, “%(task)s” is done.", task=title), "ok")


def _newly_met(session: Session, keeper: Keeper, visit: Visit, release: Release) -> Iterator[tuple[Unit, Task, Look]]:
    """Yield the tasks that are met and were not before, in the order of the course; each opens what waits for it."""
    assert visit.enrolment is not None
    kinds, connection = task_kinds(), session.connection()
    now_at = release.standing(visit.facts, kinds)
    reached = set(now_at.tasks | now_at.done)
    asked = {
        task_subject(unit, task): (unit, task)
        for unit in release.course.units()
        for task in in_service(unit, kinds)
        if task.kind in MADE_ELSEWHERE and task_subject(unit, task) not in reached
    }
    if not asked:
        return
    circle = own_part(queries.circle(connection, keeper), release, visit.started_at)
    if waits_for_a_word(circle, visit, release):
        return
    feed = feeds.feed_of(connection, keeper.account_id) is not None
    typed = entries_at(connection, visit.enrolment, asked, keeper.key)
    policy = release.course.people
    for subject, (unit, task) in asked.items():
        entry = typed.get(subject) or Entry(subject)
        desk = Desk(
            keeper.account_id, visit.enrolment, release, unit, task, entry,
            met=False, key=keeper.key, today=keeper.today, now=keeper.now,
        )  # fmt: skip
        if waits_for(desk, frozenset(reached)):
            continue
        look = judge(Work(task, keeper.today, circle, entry.values, policy.short_list, feed=feed))
        if look.met:
            reached.add(subject)
            yield unit, task, look
