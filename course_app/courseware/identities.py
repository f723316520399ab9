"""The ids under which learners have data, and how they go on through a rename.

A unit is its address ``find/walk-back``; a task, part, field or column stands behind it, ``find/sheet#all``; a
question is its id alone, since it may move to another file.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from course_app.domain.course import ActionStep, Course, Lesson, Module, Quiz, TablePart, Task, Unit
from course_app.domain.questions import Place, Question


def questions_of(course: Course) -> Iterator[Question]:
    """Yield every question as it stands in its own file, those of lessons and checks before the final's own."""
    for unit in course.units():
        yield from questions_in(unit)
    for topic in course.final.topics if course.final else ():
        yield from (question for question in topic.questions if question.place.file.startswith("final/"))


def questions_in(unit: Unit) -> Iterator[Question]:
    """Yield the questions of a unit in the order of its file."""
    match unit.body:
        case Lesson(sections=sections):
            for section in sections:
                yield from section.questions
        case Quiz():
            yield from unit.body.all_questions()


def published_ids(course: Course) -> dict[str, Place]:
    """Return every id under which learners may have data, with its place."""
    ids: dict[str, Place] = {}
    for unit in course.units():
        ids[unit.address] = Place(unit.file, 1)
        if isinstance(unit.body, ActionStep):
            for task in unit.body.tasks:
                ids.update((f"{unit.address}#{name}", place) for name, place in _ids_of_task(task))
    ids.update((question.id, question.place) for question in questions_of(course))
    return ids


def _ids_of_task(task: Task) -> Iterator[tuple[str, Place]]:
    yield task.id, task.place
    yield from ((field.id, field.place) for field in task.fields)
    for part in task.parts:
        yield part.id, task.place
        if isinstance(part, TablePart):
            yield from ((column.id, column.label.place) for column in part.columns)


@dataclass(frozen=True, slots=True)
class Renames:
    """Former ids and what they are called now: addresses of units, ids behind an address, ids of questions."""

    units: Mapping[str, str]
    inside: Mapping[str, str]
    questions: Mapping[str, str]

    def now(self, old: str) -> str:
        """Return what the id ``old`` is called now; itself when it was never renamed."""
        address, behind, name = old.partition("#")
        if not behind:
            return self.units.get(old) or self.questions.get(old, old)
        moved = f"{self.units.get(address, address)}#{name}"
        return self.inside.get(moved, moved)


def renames_of(course: Course) -> Renames:
    """Return the renames that ``was`` declares in ``course``."""
    units: dict[str, str] = {}
    inside: dict[str, str] = {}
    for module in course.modules:
        for unit in module.units:
            units.update((old, unit.address) for old in _former_addresses(module, unit))
            if isinstance(unit.body, ActionStep):
                for task in unit.body.tasks:
                    inside.update((f"{unit.address}#{old}", f"{unit.address}#{task.id}") for old in task.was)
                    for part in task.fields:
                        inside.update((f"{unit.address}#{old}", f"{unit.address}#{part.id}") for old in part.was)
    for address in [unit.address for unit in course.units()]:
        units.pop(address, None)
    questions = {old: question.id for question in questions_of(course) for old in question.was}
    return Renames(units, inside, questions)


def names_now(old: Course, new: Course) -> Callable[[str], str]:
    """Return what says how the release ``new`` calls a unit, a task or a question of ``old``.

    It follows what ``was`` declares, and goes back by it when ``new`` has the former names again.
    """
    forward, back = renames_of(new), renames_of(old)
    present = published_ids(new)
    former = {now: was for was, now in (*back.units.items(), *back.inside.items(), *back.questions.items())}

    def now(subject: str) -> str:
        moved = forward.now(subject)
        address, mark, name = moved.partition("#")
        name = forward.questions.get(name, name)
        if address not in present and former.get(address) in present:
            address = former[address]
        if mark and name not in present and f"{address}#{name}" not in present:
            was = former.get(name) or former.get(f"{address}#{name}", "").rpartition("#")[2]
            name = was or name
        return f"{address}{mark}{name}"

    return now


def _former_addresses(module: Module, unit: Unit) -> Iterator[str]:
    names = (unit.id, *unit.was)
    for home in (module.id, *module.was):
        yield from (name if "/" in name else f"{home}/{name}" for name in names)


def vanished(old: Course, new: Course) -> dict[str, Place]:
    """Return the ids of ``old`` that ``new`` has no more, under no name, with their last place."""
    present, now = published_ids(new), names_now(old, new)
    return {name: place for name, place in published_ids(old).items() if now(name) not in present}
