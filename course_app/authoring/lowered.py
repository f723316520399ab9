"""Thresholds that a draft lowers: who reaches them by that, before it is published and when it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, Course, Quiz, Task, Unit
from course_app.domain.requirements import FINAL, Kind, task_subject
from course_app.enrolment.lowering import LOWERED, best_below
from course_app.enrolment.service import Reached
from course_app.workbook.lowered import gains

LOOKED_AT = 120
"""So many learners are looked at for the page that asks; a release looks at all of them."""


@dataclass(frozen=True, slots=True)
class Lowered:
    """Who reaches something by a lower number; ``more`` tells that there may be others."""

    found: tuple[Reached, ...]
    more: bool = False


def lowered(
    connection: Connection, old: Course, release: Release, now: datetime, most: int | None = LOOKED_AT
) -> dict[str, Lowered]:
    """Return who reaches what by the numbers of ``release``, by subject; what nobody gains is left out."""
    course = release.course
    made: dict[str, Lowered] = {}
    for subject, kind, percent in _pass_marks(old, course):
        best = best_below(connection, course.id, kind, subject)
        found = [
            Reached(number, kind, subject, {**numbers, "passed": 1, LOWERED: 1})
            for number, numbers in best.items()
            if numbers.get("percent", 0) >= percent
        ]
        if found:
            made[subject] = Lowered(tuple(found))
    for unit, task in _tasks(old, course):
        met = gains(connection, release, unit, task, now, most)
        if met.found:
            made[task_subject(unit, task)] = Lowered(met.found, met.more)
    return made


def _pass_marks(old: Course, new: Course) -> Iterator[tuple[str, Kind, int]]:
    """Yield the checks, and the final, that take a smaller share of points to pass."""
    before = {unit.address: unit.body.settings.pass_percent for unit in old.units() if isinstance(unit.body, Quiz)}
    for unit in new.units():
        if isinstance(unit.body, Quiz) and unit.body.settings.pass_percent < before.get(unit.address, 0):
            yield unit.address, Kind.CHECK, unit.body.settings.pass_percent
    if old.final and new.final and new.final.settings.pass_percent < old.final.settings.pass_percent:
        yield FINAL, Kind.FINAL, new.final.settings.pass_percent


def _tasks(old: Course, new: Course) -> Iterator[tuple[Unit, Task]]:
    """Yield the tasks whose numbers differ, whichever way."""
    before = {
        task_subject(unit, task): task
        for unit in old.units()
        if isinstance(unit.body, ActionStep)
        for task in unit.body.tasks
    }
    for unit in new.units():
        if isinstance(unit.body, ActionStep):
            for task in unit.body.tasks:
                was = before.get(task_subject(unit, task))
                if was is not None and was.kind == task.kind and dict(was.settings) != dict(task.settings):
                    yield unit, task
