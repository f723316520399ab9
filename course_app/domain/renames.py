"""Renames: what a unit or a task that ``was`` called otherwise is called now, so that facts about it still count."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from course_app.domain.course import ActionStep, Course


class Renames:
    """The former names in one course; a name that is in use today is never a former one."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._present = {unit.address for unit in course.units()}

    def now(self, subject: str) -> str:
        """Return what an address or ``address#task`` is called now; itself when it was never renamed."""
        address, mark, task = subject.partition("#")
        if "/" in address and address not in self._present:
            address = self._former.get(address, address)
        now = f"{address}{mark}{task}"
        return self._former.get(now, now) if mark else now

    @cached_property
    def _former(self) -> Mapping[str, str]:
        return dict(_renames(self._course))


def _renames(course: Course) -> Iterator[tuple[str, str]]:
    for module in course.modules:
        for unit in module.units:
            for name in (unit.id, *unit.was):
                homes = (module.id, *module.was)
                yield from ((name if "/" in name else f"{home}/{name}", unit.address) for home in homes)
            if isinstance(unit.body, ActionStep):
                taken = {task.id for task in unit.body.tasks}
                for task in unit.body.tasks:
                    free = (old for old in task.was if old not in taken)
                    yield from ((f"{unit.address}#{old}", f"{unit.address}#{task.id}") for old in free)
