"""Who would meet a task by the numbers of a new release, as their people, letters and plans stand now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import Connection, column, func, select, table

from course_app.courseware.releases import Release
from course_app.domain.course import Task, Unit
from course_app.domain.people_tasks.rules import judge
from course_app.domain.people_tasks.settings import whole
from course_app.domain.people_tasks.work import Work
from course_app.domain.requirements import Kind, task_subject
from course_app.enrolment import queries as enrolment
from course_app.enrolment.lowering import LOWERED, Begun, without_task
from course_app.enrolment.queries import Visit
from course_app.enrolment.service import Reached
from course_app.infrastructure import clock
from course_app.people import feeds, queries
from course_app.people.keeper import Keeper, keeper
from course_app.workbook.entries import Entry, entries_of
from course_app.workbook.pages import waits_for
from course_app.workbook.people.reuse import MADE_ELSEWHERE, own_part, waits_for_a_word
from course_app.workbook.tasks import Desk, task_kinds

_account = table("account", column("id"), column("wrapped_key"), column("time_zone"))
_person = table("person", column("account_id"), column("deleted_at"))


@dataclass(frozen=True, slots=True)
class Gains:
    """Who meets a task now; ``more`` tells that others were not looked at."""

    found: tuple[Reached, ...]
    more: bool = False


def gains(
    connection: Connection, release: Release, unit: Unit, task: Task, now: datetime, most: int | None = None
) -> Gains:
    """Return who meets ``task`` as ``release`` has it and did not before, looking at ``most`` learners at most."""
    if task.kind not in MADE_ELSEWHERE or task.kind not in task_kinds():
        return Gains(())
    waiting = _candidates(connection, release.course.id, unit, task)
    some = waiting if most is None else waiting[:most]
    return Gains(tuple(_met(connection, release, unit, task, some, now)), len(some) < len(waiting))


def _candidates(connection: Connection, course: str, unit: Unit, task: Task) -> list[Begun]:
    """Return those who lack the task and keep enough people that it could be met."""
    least = whole(task.settings, "min", 15) if task.kind == "people" else 1
    query = (
        select(_person.c.account_id)
        .where(_person.c.deleted_at.is_(None))
        .group_by(_person.c.account_id)
        .having(func.count() >= least)
    )
    keeping = set(connection.execute(query).scalars())
    found = without_task(connection, course, task_subject(unit, task))
    return [each for each in found if each.account_id in keeping]


def _met(
    connection: Connection, release: Release, unit: Unit, task: Task, some: list[Begun], now: datetime
) -> Iterator[Reached]:
    accounts = {
        row.id: row
        for row in connection.execute(select(_account).where(_account.c.id.in_([each.account_id for each in some])))
    }
    subject = task_subject(unit, task)
    for each in some:
        row = accounts.get(each.account_id)
        if row is None:
            continue
        key = current_app.extensions["data_key"](row.wrapped_key)
        today = now.astimezone(clock.zone(row.time_zone)).date()
        whose = keeper(each.account_id, key, today, now)
        entry = entries_of(connection, each.enrolment_id, unit.address, key).get(subject) or Entry(subject)
        seen = enrolment.visit(connection, each.account_id, release.course.id)
        if seen is None or (task.after and _waits(seen, release, unit, task, whose, entry, each)):
            continue
        feed = feeds.feed_of(connection, each.account_id) is not None
        circle = own_part(queries.circle(connection, whose), release, seen.started_at)
        if waits_for_a_word(circle, seen, release):
            continue
        look = judge(Work(task, today, circle, entry.values, release.course.people.short_list, feed=feed))
        if look.met:
            yield Reached(each.enrolment_id, Kind.TASK_MET, subject, {**look.numbers, LOWERED: 1})


def _waits(seen: Visit, release: Release, unit: Unit, task: Task, whose: Keeper, entry: Entry, each: Begun) -> bool:
    """Tell whether a task waits for another one that this learner has not met."""
    now_at = release.standing(seen.facts, task_kinds())
    desk = Desk(
        each.account_id, each.enrolment_id, release, unit, task, entry,
        met=False, key=whose.key, today=whose.today, now=whose.now,
    )  # fmt: skip
    return bool(waits_for(desk, frozenset(now_at.tasks | now_at.done)))
