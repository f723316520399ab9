"""Renames: what a unit or a task that ``was`` called otherwise is called now, so that facts about it still count."""

from collections.abc import Iterator, Mapping

from course_app.domain.course import ActionStep, Course, Task


class Renames:
    """The former names in one course; a name that is in use today is never a former one."""

    def __init__(self, course: Course) -> None:
        self._former = dict(_renames(course))
        self._present = {unit.address for unit in course.units()} if self._former else set()

    def now(self, subject: str) -> str:
        """Return what an address or ``address#task`` is called now; itself when it was never renamed."""
        if not self._former:
            return subject
        address, mark, task = subject.partition("#")
        if "/" in address and address not in self._present:
            address = self._former.get(address, address)
        now = f"{address}{mark}{task}"
        return self._former.get(now, now) if mark else now


def _renames(course: Course) -> Iterator[tuple[str, str]]:
    for module in course.modules:
        for unit in module.units:
            if unit.was or module.was:
                homes = (module.id, *module.was)
                names = (unit.id, *unit.was)
                yield from (
                    (each if "/" in each else f"{home}/{each}", unit.address) for home in homes for each in names
                )
            if isinstance(unit.body, ActionStep):
                yield from _renamed_tasks(unit.address, unit.body)


def _renamed_tasks(address: str, step: ActionStep) -> Iterator[tuple[str, str]]:
    for task in step.tasks:
        if task.was:
            taken = {each.id for each in step.tasks}
            yield from ((f"{address}#{old}", f"{address}#{task.id}") for old in task.was if old not in taken)


def values_now(task: Task, values: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was typed into a task by the names that its controls have now; what a new name holds stays."""
    former = {old: field.id for field in task.fields for old in field.was}
    present = {field.id for field in task.fields}
    moved = {}
    for control, text in values.items():
        name, dot, rest = control.partition(".")
        if name in former and name not in present:
            moved[f"{former[name]}{dot}{rest}"] = text
    return {**moved, **values} if moved else values
