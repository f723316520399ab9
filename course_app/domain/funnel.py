"""The funnel of a course: the steps of the method in their order, and which of them a learner has reached.

A step is a short word: ``started``, ``purpose`` (why the learner does it), ``module:find`` (everything that module
asks for is met), ``letter`` and ``letters`` (a first message, and three, were sent), ``final``, ``certified``.
"""

from collections.abc import Collection, Iterable

from course_app.domain.course import ActionStep, Course
from course_app.domain.requirements import FINAL, GENERIC_TASKS, Fact, Kind, Standing, in_service, task_subject

STARTED, PURPOSE, LETTER, LETTERS, CERTIFIED = "started", "purpose", "letter", "letters", "certified"
MODULE = "module:"
THREE = 3
NO_COHORT = 0
"""Stands for "in no cohort" in counters."""
LEAST_IN_CELL = 5
"""A cell of fewer learners than this is not shown: it would tell more of persons than of the course."""
LEAST_IN_GROUP = 10
"""Of a cohort or a week with fewer learners no figure is shown at all."""


def steps(course: Course, now_at: Standing, kinds: Collection[str] = GENERIC_TASKS) -> tuple[str, ...]:
    """Return the steps of a course, the first one first.

    ``now_at`` is the standing of anybody, which names the requirements; ``kinds`` are those that this site can take.
    """
    tasks = {task.kind for unit in course.units() for task in in_service(unit, kinds)}
    asks_for_letters = any(
        task.kind == "send" for unit in course.units() if isinstance(unit.body, ActionStep) for task in unit.body.tasks
    )
    asked = {requirement.module for requirement in now_at.requirements}
    found = [STARTED]
    if PURPOSE in tasks:
        found.append(PURPOSE)
    found += [MODULE + module.id for module in course.modules if module.id in asked]
    if asks_for_letters:
        found += [LETTER, LETTERS]
    if course.final is not None:
        found.append(FINAL)
    if course.credential is not None:
        found.append(CERTIFIED)
    return tuple(found)


def reached(
    course: Course, now_at: Standing, facts: Iterable[Fact], kinds: Collection[str] = GENERIC_TASKS
) -> frozenset[str]:
    """Return the steps that a learner has reached, but for those of letters, which are no facts."""
    found = {STARTED}
    by_module: dict[str, list[bool]] = {}
    for requirement in now_at.requirements:
        by_module.setdefault(requirement.module, []).append(requirement.met)
        if requirement.kind == FINAL and requirement.met:
            found.add(FINAL)
    found |= {MODULE + module for module, met in by_module.items() if module and all(met)}
    purposes = (
        task_subject(unit, task) for unit in course.units() for task in in_service(unit, kinds) if task.kind == PURPOSE
    )
    if now_at.tasks.intersection(purposes):
        found.add(PURPOSE)
    if any(fact.kind is Kind.CERTIFICATE for fact in facts):
        found.add(CERTIFIED)
    return frozenset(found)


def letter_steps(people: int) -> frozenset[str]:
    """Return the steps that messages to ``people`` different people reach."""
    found = {LETTER} if people >= 1 else set()
    return frozenset(found | {LETTERS} if people >= THREE else found)


def furthest(order: Iterable[str], have: Collection[str]) -> str:
    """Return the last step of ``order`` that is among ``have``, ``started`` when there is none."""
    return next((step for step in reversed(tuple(order)) if step in have), STARTED)


def shown_count(count: int) -> int | None:
    """Return a count that may be shown, None for a cell that is too small; nobody at all may be told."""
    return count if count == 0 or count >= LEAST_IN_CELL else None
