"""The perfect learner at people tasks: a list as long as it may be, everybody written to, and everything filled in.

What even such a list does not meet, nobody can. The run goes through the same rules as every learner's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from course_app.domain.course import ActionStep, Course, Task
from course_app.domain.people import (
    MOST_PEOPLE,
    MOST_SPHERES,
    Cadence,
    Channel,
    Circle,
    Direction,
    LetterLine,
    LetterStatus,
    Offer,
    OfferKind,
    Person,
    Plan,
    PlanKind,
    Sphere,
    Tie,
    Touch,
)
from course_app.domain.people_tasks.rules import RULES, judge
from course_app.domain.people_tasks.settings import span, whole, word
from course_app.domain.people_tasks.work import Work

TODAY = date(2000, 1, 1)
_NOW = datetime(2000, 1, 1, tzinfo=UTC)
_LONG_AGO = 1900
_TEXT = (20, 280)


@dataclass(frozen=True, slots=True)
class _Room:
    """What a course allows and asks for beyond one task: people and spheres on a list, and picks."""

    people: int
    spheres: int
    picks: int


def unmet(course: Course, task: Task) -> str:
    """Return what a people task still asks of the perfect learner, '' when all is met or it is no people task."""
    if task.kind not in RULES:
        return ""
    circle = Circle(*_circle(course, task))
    work = Work(task, TODAY, circle, dict(_typed(course, task)), before=_before(course, task))
    filled = judge(work).filled
    said = [lack.sentence for lack in filled.lacks] + [trouble.sentence for trouble in filled.troubles]
    return said[-1] if said else ""


def _tasks(course: Course, kind: str) -> Iterator[Task]:
    for unit in course.units():
        if isinstance(unit.body, ActionStep):
            yield from (task for task in unit.body.tasks if task.kind == kind)


def _setting(course: Course, kind: str, name: str, default: int) -> int:
    """Return a number that the first task of a kind sets."""
    return next((whole(task.settings, name, default) for task in _tasks(course, kind)), default)


def _room(course: Course, task: Task) -> _Room:
    picks = task if task.kind == "pick" else next(_tasks(course, "pick"), None)
    return _Room(
        min(course.people.limit, MOST_PEOPLE),
        min(_setting(course, "spheres", "max", MOST_SPHERES), MOST_SPHERES),
        whole(picks.settings, "count", 5) if picks else 0,
    )


def _circle(course: Course, task: Task) -> tuple[dict[str, Sphere], dict[str, Tie]]:
    room = _room(course, task)
    spheres = {str(n): Sphere(str(n), f"Sphere {n}") for n in range(room.spheres)}
    ties = {}
    for n in range(room.people):
        person = Person(
            f"p{n}",
            f"Person {n}",
            str(n % room.spheres),
            confirmed=True,
            last_year=_LONG_AGO,
            picked=n < room.picks,
            stretch=n < room.picks,
            cadence=Cadence.QUARTERLY,
            memory="The taxi",
            next_line=_long_enough(span(task.settings, "text", _TEXT), f"Line {n}"),
        )
        ties[person.id] = _tie(person, spheres[person.sphere], task)
    return spheres, ties


def _tie(person: Person, sphere: Sphere, task: Task) -> Tie:
    text = _long_enough(span(task.settings, "text", _TEXT), f"Offer for {person.given}")
    use = word(task.settings, "use", "first")
    way = next(each for each in Channel if each != word(task.settings, "beyond", "email"))
    touch = Touch(f"t{person.id}", person.id, Direction.OUT, way, TODAY, _NOW)
    plan = Plan(f"r{person.id}", person.id, PlanKind.REACH, channel=way, why="So we talk", day=TODAY, done=TODAY)
    favour = Plan(f"f{person.id}", person.id, PlanKind.FAVOUR, what="A favour", day=TODAY, done=TODAY)
    return Tie(
        person,
        sphere,
        offers=(Offer(f"o{person.id}", person.id, OfferKind.KNOWLEDGE, text),),
        letters=(LetterLine(f"l{person.id}", person.id, use, LetterStatus.SENT, _NOW, 1),),
        touches=(touch, replace(touch, id=f"a{person.id}", direction=Direction.IN)),
        plans=(plan, favour),
    )


def _long_enough(limits: tuple[int, int], start: str) -> str:
    """Return a text within a range of letters that ends as ``start`` does, and so differs from others."""
    low, high = limits
    return start.rjust(low, ".")[-high:]


def _typed(course: Course, task: Task) -> Iterator[tuple[str, str]]:
    """Yield what the perfect learner types into a form that keeps texts of its own."""
    yield from (("cue", "Then"), ("person", "p0"), ("place", "Here"), ("step", "One"), ("own", "y"))
    for name, setting, usual in (("purpose", "text", (20, 600)), ("lesson", "lesson", (20, 600))):
        yield name, _long_enough(span(task.settings, setting, usual), "")
    part = _long_enough(span(task.settings, "part", (20, 500)), "")
    yield from ((name, part) for name in ("did", "changed", "today"))
    yield from ((f"tick.{n}", "y") for n in range(whole(task.settings, "count", 3)))
    rated = _before(course, task) or task
    for each in rated.fields:
        yield each.id, str(each.low or 0)
        yield f"{each.id}.own", _long_enough(span(task.settings, "text", (20, 300)), "")


def _before(course: Course, task: Task) -> Task | None:
    """Return the mindset check that a look back looks back at."""
    if task.kind != "look-back":
        return None
    named = str(task.settings.get("of", ""))
    for unit in course.units():
        if isinstance(unit.body, ActionStep) and named.partition("#")[0] in ("", unit.address):
            for each in unit.body.tasks:
                if each.kind == "mindset":
                    return each
    return None
