"""Check people tasks across files: nothing is read before it is collected, and the numbers of two tasks agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from course_app.courseware.language.problems import Problem, problem, quoted, suggestion
from course_app.domain.course import ActionStep, Course, Task, Unit

# What each kind of task collects for later ones.
WRITES: Mapping[str, str] = MappingProxyType(
    {
        "spheres": "spheres",
        "people": "people",
        "pick": "picks",
        "letters": "letters",
        "send": "touches",
        "mindset": "ratings",
    }
)
# What each kind cannot do without: some task before it has to collect this.
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pick": ("people",),
        "offers": ("people",),
        "if-then": ("picks",),
        "letters": ("people",),
        "send": ("people", "picks"),
        "channels": ("people", "picks"),
        "gratitude": ("people",),
        "favours": ("people",),
        "cadence": ("people",),
        "look-back": ("ratings",),
    }
)
# What each kind also reads where the course has it: then it has to come first.
TAKES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "people": ("spheres",),
        "offers": ("picks",),
        "letters": ("picks",),
        "cadence": ("touches",),
        "next-line": ("touches",),
        "stuck": ("letters", "touches"),
    }
)
# How many different people a kind asks for.
_PEOPLE = {"people": "min", "pick": "count", "offers": "min", "letters": "count", "send": "count"}
_WORDS = {"picks": "the first picks", "ratings": "ratings of a forecast"}


@dataclass(slots=True)
class _Walk:
    """What the tasks so far collect, and what all tasks of the course do."""

    everywhere: frozenset[str]
    limit: int
    collected: set[str] = field(default_factory=set)
    most_spheres: int | None = None
    picks: int | None = None
    mindsets: list[str] = field(default_factory=list)


def check_people_tasks(course: Course) -> Iterator[Problem]:
    """Yield each task that reads what is not collected yet (E415), and numbers that cannot be met (E416)."""
    tasks = [(unit, task) for unit in course.units() for task in _tasks(unit)]
    walk = _Walk(frozenset(WRITES[task.kind] for _, task in tasks if task.kind in WRITES), course.people.limit)
    later_mindsets = [_address(unit, task) for unit, task in tasks if task.kind == "mindset"]
    for unit, task in tasks:
        unready = next(_unready(task, walk), None)
        if unready is not None:
            yield problem("E415", task.place, what=_WORDS.get(unready, unready))
        elif task.kind == "look-back":
            yield from _look_back(task, walk, later_mindsets)
        yield from _numbers(task, walk)
        if task.kind in WRITES:
            walk.collected.add(WRITES[task.kind])
        match task.kind:
            case "spheres":
                walk.most_spheres = max(walk.most_spheres or 0, _number(task, "max"))
            case "pick":
                walk.picks = (walk.picks or 0) + _number(task, "count")
            case "mindset":
                walk.mindsets.append(_address(unit, task))


def _tasks(unit: Unit) -> tuple[Task, ...]:
    return unit.body.tasks if isinstance(unit.body, ActionStep) else ()


def _address(unit: Unit, task: Task) -> str:
    return f"{unit.address}#{task.id}"


def _unready(task: Task, walk: _Walk) -> Iterator[str]:
    needs = NEEDS.get(task.kind, ())
    if task.kind == "send" and not _number(task, "first"):
        needs = ("people",)
    yield from (thing for thing in needs if thing not in walk.collected)
    takes = TAKES.get(task.kind, ())
    yield from (thing for thing in takes if thing in walk.everywhere and thing not in walk.collected)


def _numbers(task: Task, walk: _Walk) -> Iterator[Problem]:
    for numbers in _unmet(task, walk):
        yield problem("E416", task.place, numbers=numbers)
        return


def _unmet(task: Task, walk: _Walk) -> Iterator[str]:
    key = _PEOPLE.get(task.kind)
    if key and _number(task, key) > walk.limit:
        yield f"{key}={_number(task, key)} > people.limit={walk.limit} in course.yml"
    if task.kind == "people" and walk.most_spheres is not None:
        spheres, room = _number(task, "spheres"), _number(task, "per-sphere") * walk.most_spheres
        if spheres > walk.most_spheres:
            yield f"spheres={spheres} > max={walk.most_spheres} of the task .spheres"
        if room and _number(task, "min") > room:
            yield f"min={_number(task, 'min')} > per-sphere × max of the task .spheres = {room}"
    if walk.picks is not None:
        if task.kind == "send" and _number(task, "first") > walk.picks:
            yield f"first={_number(task, 'first')} > {walk.picks} picked before"
        if task.kind == "channels" and walk.picks + _number(task, "extra") > walk.limit:
            yield f"{walk.picks} picked + extra={_number(task, 'extra')} > people.limit={walk.limit} in course.yml"


def _look_back(task: Task, walk: _Walk, everywhere: list[str]) -> Iterator[Problem]:
    """Yield a problem unless ``of`` names one earlier forecast, or there is only one."""
    named = str(task.settings.get("of", ""))
    if not named:
        if len(everywhere) > 1:
            yield problem(
                "E219",
                task.place,
                word="of",
                wanted="given: there are several .mindset tasks",
                example=f"of={everywhere[0]}",
            )
        return
    if named in walk.mindsets or named in {address.partition("#")[0] for address in walk.mindsets}:
        return
    if named in everywhere or named in {address.partition("#")[0] for address in everywhere}:
        yield problem("E415", task.place, what=_WORDS["ratings"])
        return
    yield problem("E501", task.place, word=quoted(named), suggestion=suggestion(named, everywhere))


def _number(task: Task, key: str) -> int:
    value = task.settings.get(key, 0)
    return value if isinstance(value, int) else 0
