"""The task interface: what a kind of task must offer, so that other rooms can plug theirs in.

A kind is registered under its name in ``app.extensions["task_kinds"]``. Requirements count only kinds that are
registered: a task whose kind this site does not have asks nothing of anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, runtime_checkable

from flask import Flask, current_app
from sqlalchemy.orm import Session

from course_app.courseware.releases import Release
from course_app.domain.course import Task, Unit
from course_app.domain.requirements import task_subject
from course_app.domain.worksheets import Filled
from course_app.infrastructure.crypto import DataKey
from course_app.workbook.calendars import Appointment
from course_app.workbook.entries import Entry


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a task is done: whose it is, of which release, on which day.

    ``entry`` is what was typed so far; ``met`` whether it was done before (finished stays finished). ``session`` is
    that of the change in progress, None while a page is only read. ``pressed`` tells whether the learner pressed a
    button; a form that saves itself did not. ``began`` is when the course was begun.
    """

    account_id: int
    enrolment_id: int | None
    release: Release
    unit: Unit
    task: Task
    entry: Entry
    met: bool
    key: DataKey
    today: date
    now: datetime
    session: Session | None = None
    pressed: bool = False
    locale: str = "en"
    began: datetime | None = None

    @property
    def subject(self) -> str:
        """The subject of facts about this task."""
        return task_subject(self.unit, self.task)


class TaskKind(Protocol):
    """A kind of task.

    ``template`` draws the inside of its form, given ``desk`` and ``view``.
    """

    template: str

    def controls(self, desk: Desk) -> frozenset[str]:
        """Return the names of the controls that are read from its form; they may depend on the learner's people."""

    def view(self, desk: Desk, typed: Mapping[str, str] | None = None) -> Any:
        """Return what the template needs; ``typed`` was refused and is shown again."""

    def filled(self, desk: Desk, values: Mapping[str, str]) -> Filled:
        """Return how far the task is with ``values``."""

    def numbers(self, desk: Desk, values: Mapping[str, str]) -> Mapping[str, int]:
        """Return the counts that go into the fact when the task is done; never a name or a text."""

    def save(self, session: Session, desk: Desk, values: Mapping[str, str], version: int) -> int:
        """Keep ``values`` and return the new version.

        What is typed is kept as an entry, changes people, or both; afterwards the task is judged by the entry as it
        stands. ``values`` holds what the form sent, without boxes that are not ticked.

        Raises:
            StaleEntryError: it was changed elsewhere since ``version``.
            DomainError: at the control that is refused.
        """


@runtime_checkable
class WithPlans(Protocol):
    """A kind of task with plans that a calendar can take."""

    def appointment(self, desk: Desk, name: str) -> Appointment | None:
        """Return the plan of a name, None when there is none."""


def task_kinds() -> Mapping[str, TaskKind]:
    """Return the kinds of task of this site by name."""
    kinds: Mapping[str, TaskKind] = current_app.extensions["task_kinds"]
    return kinds


def register(app: Flask, name: str, kind: TaskKind) -> None:
    """Let this site take tasks of a kind."""
    app.extensions.setdefault("task_kinds", {})[name] = kind
