"""Check what waits for what: requirements of units, ``after`` of tasks, and what the credential asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from course_app.courseware.language.course_file import CourseFile
from course_app.courseware.language.parts import Parts
from course_app.courseware.language.problems import Problem, problem, quoted, suggestion
from course_app.domain.course import ActionStep, Task, Unit
from course_app.domain.questions import Place

FINAL = "final"


@dataclass(frozen=True, slots=True)
class Wait:
    """``unit`` waits for ``target``, the address of another; ``word`` is how its file says so."""

    unit: str
    target: str
    word: str
    place: Place


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the units of a course wait for."""

    waits: tuple[Wait, ...]
    problems: tuple[Problem, ...]


def place_of(word: str, key: str, file: str, data: bytes) -> Place:
    """Return where the front matter of ``file`` says ``word`` under ``key``; its first line where it is not found."""
    seen = False
    for number, line in enumerate(data.decode("utf-8-sig", "replace").split("\n"), start=1):
        if number > 1 and line.rstrip() == "---":
            break
        seen = seen or line.startswith(key)
        start = len(key) if line.startswith(key) else 0
        if seen and word in line[start:]:
            return Place(file, number, line.index(word, start) + 1)
    return Place(file, 1)


def check_credential(policy: CourseFile, parts: Parts) -> Iterator[Problem]:
    """Yield every address that the credential requires and that is no unit of the course."""
    if policy.credential is None:
        return
    outlined = [address for address in _outlined(policy) if parts.live(address)]
    known = [*outlined, FINAL] if policy.final else outlined
    for word in policy.credential.requires:
        if word.text not in known and word.text not in parts.units:
            yield problem("E501", word.place, word=quoted(word.text), suggestion=suggestion(word.text, known))
        elif word.text not in known:
            yield problem(
                "E501", word.place, word=word.text, suggestion="it is a draft or stands in no outline: publish it first"
            )


def find_waits(units: Sequence[Unit], parts: Parts, files: Mapping[str, bytes]) -> Waiting:
    """Return who waits for whom among ``units``, and a problem for each address that leads nowhere."""
    waits: list[Wait] = []
    problems: list[Problem] = []
    known = [unit.address for unit in units]
    for unit in units:
        for word in unit.requires:
            place = place_of(word, "requires", unit.file, files[unit.file])
            _add(Wait(unit.address, word, word, place), known, parts, waits, problems)
        if isinstance(unit.body, ActionStep):
            for number, task in enumerate(unit.body.tasks):
                _task(unit, task, number, known, parts, waits, problems)
    return Waiting(tuple(waits), tuple(problems))


def _add(wait: Wait, known: Sequence[str], parts: Parts, waits: list[Wait], problems: list[Problem]) -> None:
    if wait.target in known:
        waits.append(wait)
        return
    read = parts.units.get(wait.target)
    if read is None:
        hint = suggestion(wait.target, known)
    elif read.value is None:
        return
    elif read.value.draft:
        hint = "it is a draft: publish it first, or take the requirement out"
    else:
        # The unit stands in no outline: that is said at its own file.
        return
    problems.append(problem("E501", wait.place, word=quoted(wait.word), suggestion=hint))


def _task(
    unit: Unit, task: Task, number: int, known: Sequence[str], parts: Parts, waits: list[Wait], problems: list[Problem]
) -> None:
    if not task.after:
        return
    assert isinstance(unit.body, ActionStep)
    if "/" in task.after:
        address, _, task_id = task.after.partition("#")
        if address != unit.address:
            before = len(problems)
            _add(Wait(unit.address, address, task.after, task.place), known, parts, waits, problems)
            held = parts.live(address)
            if task_id and held and len(problems) == before:
                problems.extend(_no_task(task, task_id, held))
            return
        own = task_id
    else:
        own = task.after
    ids = [other.id for other in unit.body.tasks]
    if own not in ids:
        hint = suggestion(own, [other for other in ids if other != task.id])
        problems.append(problem("E501", task.place, word=quoted(task.after), suggestion=hint))
    elif ids.index(own) == number:
        problems.append(problem("E607", task.place, word=task.id, path=f"after={own}"))
    elif ids.index(own) > number:
        problems.append(problem("E608", task.place, word=task.id, other=own))


def _no_task(task: Task, task_id: str, held: Unit) -> Iterator[Problem]:
    ids = [other.id for other in held.body.tasks] if isinstance(held.body, ActionStep) else []
    if task_id not in ids:
        yield problem("E501", task.place, word=quoted(task.after), suggestion=suggestion(task_id, ids))


def check_order(units: Sequence[Unit], waits: Sequence[Wait]) -> Iterator[Problem]:
    """Yield each circle of requirements once (E607), and each that looks ahead in the outline (E608)."""
    position = {unit.address: number for number, unit in enumerate(units)}
    targets: dict[str, list[Wait]] = {}
    for wait in waits:
        targets.setdefault(wait.unit, []).append(wait)
    circling: set[str] = set()
    for unit in units:
        if unit.address in circling:
            continue
        circle = _circle(unit.address, targets)
        if circle:
            circling.update(wait.unit for wait in circle)
            path = " → ".join(wait.target for wait in circle)
            yield problem("E607", circle[0].place, word=unit.address, path=path)
    for wait in waits:
        inside = wait.unit in circling and wait.target in circling
        if not inside and position[wait.target] > position[wait.unit]:
            yield problem("E608", wait.place, word=wait.unit, other=wait.target)


def _circle(start: str, targets: Mapping[str, Sequence[Wait]]) -> tuple[Wait, ...]:
    """Return the shortest way from ``start`` back to itself, () where there is none."""
    ways: dict[str, tuple[Wait, ...]] = {start: ()}
    queue = [start]
    for address in queue:
        for wait in targets.get(address, ()):
            way = (*ways[address], wait)
            if wait.target == start:
                return way
            if wait.target not in ways:
                ways[wait.target] = way
                queue.append(wait.target)
    return ()


def _outlined(policy: CourseFile) -> Iterator[str]:
    for line in policy.outline:
        for unit in line.units:
            yield f"{line.id}/{unit.text}"
