"""Tasks across a course: what reads what, and which numbers of several tasks cannot be met together."""

from collections.abc import Iterable, Iterator, Mapping

from course_app.courseware.language.people_tasks import CALLED, KINDS
from course_app.courseware.language.problems import Problem, problem
from course_app.domain.course import Task

# A list of people may name its spheres itself, and these find nothing to do when nothing was collected.
_MAY_BE_MISSING = frozenset({("people", "spheres"), ("stuck", "drafts"), ("stuck", "plans")})


def order_problems(tasks: Iterable[tuple[str, Task]], people_limit: int = 60) -> tuple[Problem, ...]:
    """Return the problems of the tasks of a course, given as (unit address, task) in the order of the outline.

    E415 where a task reads what only a later one, or none, writes; E416 where numbers of two tasks clash; E219
    where a look back does not say which of several forecasts it means.
    """
    pairs = list(tasks)
    in_order = [task for _, task in pairs]
    return (*_misplaced(in_order), *_clashing(in_order, people_limit), *_unclear_look_backs(pairs))


def _misplaced(tasks: list[Task]) -> Iterator[Problem]:
    later = {what for task in tasks for what in KINDS[task.kind].writes}
    written: set[str] = set()
    for task in tasks:
        kind = KINDS[task.kind]
        missing = [
            what
            for what in kind.reads
            if what not in written and (what in later or (task.kind, what) not in _MAY_BE_MISSING)
        ]
        if missing:
            yield problem("E415", task.place, what=CALLED[missing[0]])
        written.update(kind.writes)


def _clashing(tasks: list[Task], people_limit: int) -> Iterator[Problem]:
    """Yield numbers that earlier tasks make impossible: more people than the list asks for, or can hold."""
    asked: Mapping[str, tuple[str, ...]] = {
        "pick": ("count",), "offers": ("min",), "letters": ("count",), "send": ("count",),
    }  # fmt: skip
    people: Task | None = None
    spheres: Task | None = None
    picks = 0
    for task in tasks:
        if task.kind == "spheres":
            spheres = task
        elif task.kind == "people":
            people = task
            least = _number(task, "min")
            if least > people_limit:
                yield problem("E416", task.place, numbers=f"min={least} > people.limit={people_limit}")
            elif spheres is not None and least > _number(spheres, "max") * _number(task, "per-sphere"):
                held = f"max={_number(spheres, 'max')} × per-sphere={_number(task, 'per-sphere')}"
                yield problem("E416", task.place, numbers=f"min={least} > {held}")
            elif spheres is not None and _number(task, "spheres") > _number(spheres, "max"):
                numbers = f"spheres={_number(task, 'spheres')} > max={_number(spheres, 'max')}"
                yield problem("E416", task.place, numbers=numbers)
        elif people is not None:
            for name in asked.get(task.kind, ()):
                if _number(task, name) > _number(people, "min"):
                    numbers = f"{name}={_number(task, name)} > min={_number(people, 'min')} of #{people.id}"
                    yield problem("E416", task.place, numbers=numbers)
            yield from _beyond_picks(task, picks, _number(people, "min"))
            picks += _number(task, "count") if task.kind == "pick" else 0


def _beyond_picks(task: Task, picks: int, people: int) -> Iterator[Problem]:
    """Yield numbers that the ``picks`` so far, of so many ``people``, make impossible; 0 picks are no picks yet."""
    if picks and task.kind == "send" and _number(task, "first") > picks:
        yield problem("E416", task.place, numbers=f"first={_number(task, 'first')} > {picks} picked before")
    if picks and task.kind == "channels" and picks + _number(task, "extra") > people:
        numbers = f"{picks} picked + extra={_number(task, 'extra')} > {people} people of the list"
        yield problem("E416", task.place, numbers=numbers)


def _number(task: Task, name: str) -> int:
    value = task.settings[name]
    return value if isinstance(value, int) else 0


def _unclear_look_backs(tasks: list[tuple[str, Task]]) -> Iterator[Problem]:
    mindsets = [(address, task) for address, task in tasks if task.kind == "mindset"]
    known = {address for address, _ in mindsets} | {f"{address}#{task.id}" for address, task in mindsets}
    for _, task in tasks:
        if task.kind != "look-back" or not mindsets:
            continue
        of = task.settings["of"]
        if (not of and len(mindsets) > 1) or (of and of not in known):
            example = f"of={mindsets[0][0]}"
            yield problem("E219", task.place, word="of", wanted="the address of a .mindset", example=example)
