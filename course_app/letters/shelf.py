"""The shelf beside the desk: templates of the learner's courses, and what those courses ask of a letter."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, Document, LetterPart, Task, Unit
from course_app.domain.letters.checks import Limits
from course_app.domain.letters.phrases import LANGUAGE
from course_app.domain.people_tasks.settings import switch, word
from course_app.domain.requirements import task_subject
from course_app.enrolment import queries as enrolment
from course_app.enrolment.queries import Visit
from course_app.infrastructure.crypto import DataKey
from course_app.workbook.entries import entries_of

USES = ("first", "second", "thanks", "reply")


@dataclass(frozen=True, slots=True)
class Template:
    """A letter template; ``key`` names it among all courses: ``course/template``."""

    key: str
    release: Release
    document: Document
    letter: LetterPart

    @property
    def channel(self) -> str:
        """How a letter made from it travels: email, text, message or call."""
        return self.document.channel or "email"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Courses of a learner with their live releases, the one begun last first."""

    courses: tuple[tuple[Visit, Release], ...]

    def templates(self, use: str) -> tuple[Template, ...]:
        """Return the templates for a use, in the order of their courses."""
        return tuple(each for each in self._templates() if each.document.use == use)

    def template(self, key: str) -> Template | None:
        """Return a template by its key, None when there is none (any more)."""
        return next((each for each in self._templates() if each.key == key), None)

    def _templates(self) -> Iterator[Template]:
        for _visit, release in self.courses:
            for document in release.course.templates:
                if document.letter is not None:
                    yield Template(f"{release.course.id}/{document.id}", release, document, document.letter)

    def limits(self, use: str) -> Limits:
        """Return what the courses ask of a letter of this use; without such a task, the usual."""
        tasks = [task for _visit, _release, _unit, task in self._tasks("letters")]
        tasks.sort(key=lambda task: word(task.settings, "use", "first") != use)
        return Limits.of(tasks[0].settings) if tasks else Limits()

    @property
    def may_practise(self) -> bool:
        """Whether letters may be kept unsent: unless a course says no."""
        tasks = [task for _visit, _release, _unit, task in self._tasks("send")]
        return not tasks or any(switch(task.settings, "practice", True) for task in tasks)

    @property
    def language(self) -> str:
        """The language in which letters are written unless the learner says otherwise."""
        return self.courses[0][1].course.language if self.courses else LANGUAGE

    def plan(self, connection: Connection, key: DataKey) -> dict[str, str]:
        """Return the if-then plan of the learner (``cue``, ``person``, ``place``, ``step``), {} without one."""
        for visit, _release, unit, task in self._tasks("if-then"):
            if visit.enrolment is None:
                continue
            entry = entries_of(connection, visit.enrolment, unit.address, key).get(task_subject(unit, task))
            if entry is not None and entry.values.get("cue") and entry.values.get("person"):
                return dict(entry.values)
        return {}

    def _tasks(self, kind: str) -> Iterator[tuple[Visit, Release, Unit, Task]]:
        for visit, release in self.courses:
            for unit in release.course.units():
                if isinstance(unit.body, ActionStep):
                    yield from ((visit, release, unit, task) for task in unit.body.tasks if task.kind == kind)


def shelf_of(connection: Connection, account_id: int) -> Shelf:
    """Return the shelf of a learner, in one statement."""
    visits = enrolment.visits(connection, account_id)
    return Shelf(tuple((visit, releases.get(visit.release_id)) for visit in visits))
