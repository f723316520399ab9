"""A list that was there before a course began: it counts once its learner says so, or never, as the course says."""

from datetime import datetime

from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep
from course_app.domain.people import Circle
from course_app.domain.requirements import Kind, task_subject
from course_app.enrolment.queries import Visit

MADE_ELSEWHERE = frozenset(
    {"spheres", "people", "pick", "offers", "warm-up", "letters", "send", "channels", "favours", "dates"}
)
"""Kinds of task that ask for something to be there, which the learner may make on any page."""
NEVER = "never"


def own_part(circle: Circle, release: Release, began: datetime | None) -> Circle:
    """Return the people who count in a course: all, or where it reuses no list those added since it was begun."""
    if release.course.people.reuse != NEVER or began is None:
        return circle
    ties = {key: tie for key, tie in circle.ties.items() if not _before(tie.person.created_at, began)}
    return Circle(circle.spheres, ties)


def waits_for_a_word(circle: Circle, visit: Visit, release: Release) -> bool:
    """Return whether somebody was listed before the course began, and no task of the list was finished in it yet."""
    began = visit.started_at
    if began is None or not any(_before(person.created_at, began) for person in circle.people):
        return False
    tasks = {
        task_subject(unit, task)
        for unit in release.course.units()
        if isinstance(unit.body, ActionStep)
        for task in unit.body.tasks
        if task.kind in MADE_ELSEWHERE
    }
    return not any(fact.kind is Kind.TASK_MET and fact.subject in tasks for fact in visit.facts)


def _before(moment: datetime | None, began: datetime) -> bool:
    return moment is not None and moment < began
