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
    """Return who waits for whom among ``units``, and a problem for each address that leads nowhere.

    ``after`` with the id of a task of the same file is checked where the file is read.
    """
    finder = _Finder(units, parts)
    for unit in units:
        for word in unit.requires:
            finder.add(unit, word, word, place_of(word, "requires", unit.file, files[unit.file]))
        for task in unit.body.tasks if isinstance(unit.body, ActionStep) else ():
            if "/" in task.after:
                finder.add_task(unit, task)
    return Waiting(tuple(finder.waits), tuple(finder.problems))


class _Finder:
    """Collects what waits for what, and what waits for nothing."""

    def __init__(self, units: Sequence[Unit], parts: Parts) -> None:
        self.waits: list[Wait] = []
        self.problems: list[Problem] = []
        self._units = {unit.address: unit for unit in units}
        self._parts = parts

    def add(self, unit: Unit, target: str, word: str, place: Place) -> None:
        """Note that ``unit`` waits for ``target``, as ``word`` says at ``place``."""
        if target in self._units:
            self.waits.append(Wait(unit.address, target, word, place))
            return
        read = self._parts.units.get(target)
        if read is None:
            self._nothing(word, place, suggestion(target, self._units))
        elif read.value is not None and read.value.draft:
            self._nothing(word, place, "it is a draft: publish it first, or take the requirement out")
        # A unit that cannot be read, or stands in no outline, is a problem of its own file.

    def add_task(self, unit: Unit, task: Task) -> None:
        """Note that ``task`` waits for another unit, or for a task in it."""
        address, _, name = task.after.partition("#")
        held = self._units.get(address)
        if held is None or not name:
            self.add(unit, address, task.after, task.place)
            return
        names = [other.id for other in held.body.tasks] if isinstance(held.body, ActionStep) else []
        if name not in names:
            self._nothing(task.after, task.place, suggestion(name, names))
        elif address != unit.address:
            self.add(unit, address, task.after, task.place)
        elif names.index(name) == names.index(task.id):
            self.problems.append(problem("E607", task.place, word=task.id, path=task.after))
        elif names.index(name) > names.index(task.id):
            self.problems.append(problem("E608", task.place, word=task.id, other=name))

    def _nothing(self, word: str, place: Place, hint: str) -> None:
        self.problems.append(problem("E501", place, word=quoted(word), suggestion=hint))


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
