"""What goes into a learner's Guide: the workbook as it stands today, read once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, Task, Unit
from course_app.domain.people import Circle, Letter, LetterStatus, Person, Tie
from course_app.domain.people_tasks.inner import changes, reframe_of
from course_app.domain.requirements import task_subject
from course_app.enrolment import queries as enrolment
from course_app.infrastructure.crypto import DataKey
from course_app.my_guide.choices import Choices
from course_app.people import queries
from course_app.workbook.entries import entries_of

TOLD = frozenset({"purpose", "mindset", "if-then", "look-back", "gratitude"})


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a task of the learner's courses, and where it stands."""

    release: Release
    task: Task
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Matter:
    """A learner's workbook: people, letters with texts, and what was typed into tasks, by the kind of task."""

    name: str
    today: date
    locale: str
    choices: Choices
    circle: Circle
    letters: tuple[Letter, ...]
    typed: Mapping[str, tuple[Typed, ...]]
    course: Release | None

    def text(self, kind: str, control: str) -> str:
        """Return the first text that was typed into a control of a kind of task, '' for none."""
        found = (each.values.get(control, "").strip() for each in self.typed.get(kind, ()))
        return next((text for text in found if text), "")

    def called(self, person: Person, *, short: bool = False) -> str:
        """Return how somebody is called in this Guide."""
        if self.choices.initials:
            return person.initials
        return person.short if short else person.name

    def veiled(self, text: str) -> str:
        """Return a text of the learner's, with initials in the place of names where initials are wished."""
        if not self.choices.initials or not text:
            return text
        names = self._names()
        if not names:
            return text
        known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        return re.sub(rf"(?<!\w)(?:{known})(?!\w)", lambda found: names[found[0]], text)

    def _names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for person in self.circle.people:
            for name in (person.name, person.given, person.family, person.call_name):
                if name:
                    found.setdefault(name, person.initials)
        return found

    def letters_to(self, tie: Tie) -> tuple[Letter, ...]:
        """Return the letters to somebody that are worth keeping, in the order in which they were begun."""
        mine = (each for each in self.letters if each.person == tie.person.id)
        return tuple(each for each in mine if each.status is not LetterStatus.DROPPED and each.body.strip())

    def worries(self) -> Iterator[tuple[str, int | None, int | None, str]]:
        """Yield each worry: the statement, how firmly it was believed then and is now, the fairer sentence."""
        later = {each.release.course.id: each.values for each in self.typed.get("look-back", ())}
        for each in self.typed.get("mindset", ()):
            now = later.get(each.release.course.id, {})
            for change in changes(each.task, each.values, now):
                said = next(field for field in each.task.fields if field.id == change.sentence)
                if change.then is not None:
                    fairer = reframe_of(each.task, change.sentence, each.values)
                    yield each.release.plain(said.label), change.then, change.now, self.veiled(fairer)


def matter_of(
    connection: Connection, account_id: int, name: str, key: DataKey, today: date, locale: str, choices: Choices
) -> Matter:
    """Return everything that a learner's Guide tells."""
    visits = enrolment.visits(connection, account_id)
    typed: dict[str, list[Typed]] = {}
    courses = []
    for visit in visits:
        release = releases.get(visit.release_id)
        courses.append(release)
        if visit.enrolment is None:
            continue
        for unit, task in _tasks(release):
            entry = entries_of(connection, visit.enrolment, unit.address, key).get(task_subject(unit, task))
            if entry is not None and entry.values:
                typed.setdefault(task.kind, []).append(Typed(release, task, entry.values))
    return Matter(
        name,
        today,
        locale,
        choices,
        queries.circle_of(connection, account_id, key),
        queries.letters_of(connection, account_id, key) if choices.letters else (),
        {kind: tuple(found) for kind, found in typed.items()},
        courses[0] if courses else None,
    )


def _tasks(release: Release) -> Iterator[tuple[Unit, Task]]:
    for unit in release.course.units():
        if isinstance(unit.body, ActionStep):
            yield from ((unit, task) for task in unit.body.tasks if task.kind in TOLD)
