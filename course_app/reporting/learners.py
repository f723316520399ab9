"""One learner and lists of learners, as staff see them: progress and its evidence, never people of the workbook."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import Connection

from course_app.accounts.queries import Account, account
from course_app.assessment.queries import Taken, taken_by
from course_app.courseware import releases
from course_app.courseware.queries import CourseRecord, all_courses
from course_app.courseware.releases import Release
from course_app.credentials.queries import Credential, history_of
from course_app.domain.errors import NotFoundError
from course_app.domain.renames import Renames
from course_app.domain.requirements import Fact, Kind, Standing
from course_app.enrolment.listing import Line, Wanted, every_line, lines_of
from course_app.enrolment.queries import visit
from course_app.learning.progress import LeftView, left
from course_app.reporting.exporting import Cell
from course_app.reporting.words import STATES, step_words
from course_app.web.i18n import gettext as _

HEADS = ("name", "email", "course", "cohort", "started", "last_active", "met", "asked", "letters_sent", "step", "state")
REACHED = frozenset({Kind.LESSON_DONE, Kind.CHECK, Kind.FINAL, Kind.TASK_MET, Kind.WAIVER})


@dataclass(frozen=True, slots=True)
class Shown:
    """A requirement with when it was last worked on, and the numbers that are its evidence."""

    view: LeftView
    at: datetime | None
    numbers: str


@dataclass(frozen=True, slots=True)
class Part:
    """A learner in one course."""

    line: Line
    release: Release
    requirements: tuple[Shown, ...]
    attempts: tuple[Taken, ...]
    certificates: tuple[Credential, ...]


def learner(reader: Connection, account_id: int, coach: int | None, now: datetime) -> tuple[Account, list[Line]]:
    """Return an account and the courses it takes.

    Raises:
        NotFoundError: there is no such account, or it is in no cohort of this coach.
    """
    found, lines = account(reader, account_id), lines_of(reader, account_id, coach, now)
    if found is None or (coach is not None and not lines):
        raise NotFoundError(_("This learner is not here."))
    return found, lines


def part(reader: Connection, line: Line) -> Part | None:
    """Return how a learner stands in a course; None while the course is not live."""
    work = visit(reader, line.account_id, line.course)
    if work is None:
        return None
    release = releases.get(work.release_id)
    now_at = release.standing(work.facts, task_kinds())
    return Part(
        line,
        release,
        tuple(_shown(release, now_at, work.facts)),
        tuple(taken_by(reader, line.enrolment)),
        tuple(history_of(reader, line.account_id, line.course)),
    )


def _shown(release: Release, now_at: Standing, facts: Collection[Fact]) -> list[Shown]:
    renames = Renames(release.course)
    found = []
    for requirement, view in zip(now_at.requirements, left(release, now_at), strict=True):
        about = [
            fact
            for fact in facts
            if fact.kind in REACHED and renames.now(fact.subject).partition("#")[0] in requirement.subjects
        ]
        last = max((fact.at for fact in about), default=None)
        found.append(Shown(view, last, _numbers(about)))
    return found


def _numbers(facts: Collection[Fact]) -> str:
    """Say what tasks counted: "people 15, spheres 3"; numbers only, never whom."""
    best: dict[str, int] = {}
    for fact in facts:
        if fact.kind is Kind.TASK_MET:
            for name, number in fact.numbers.items():
                best[name] = max(best.get(name, 0), number)
    return ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in best.items())


def task_kinds() -> Collection[str]:
    """Return the kinds of task that this site can take."""
    kinds: Collection[str] = current_app.extensions["task_kinds"]
    return kinds


def courses(reader: Connection) -> list[CourseRecord]:
    """Return the courses that were ever live."""
    return [each for each in all_courses(reader) if each.release_id]


def release_of(record: CourseRecord | None) -> Release | None:
    """Return the live release of a course."""
    return releases.get(record.release_id) if record and record.release_id else None


def row(line: Line, now: datetime, names: Mapping[str, Release | None]) -> tuple[Cell, ...]:
    """Return a line of the list as an export has it."""
    return (
        line.name,
        line.email,
        line.course,
        line.cohort,
        line.started_at,
        line.active_at,
        line.met,
        line.asked,
        line.letters,
        step_words(line.stage, names.get(line.course)),
        STATES[line.state(now)],
    )


def rows(
    reader: Connection, wanted: Wanted, now: datetime, names: Mapping[str, Release | None]
) -> Iterator[tuple[Cell, ...]]:
    """Return all lines of a list as an export has them, one after the other; ``names`` are those of ``live``."""
    return (row(line, now, names) for line in every_line(reader, wanted, now))


def live(reader: Connection) -> dict[str, Release | None]:
    """Return the live release of each course."""
    return {each.slug: release_of(each) for each in courses(reader)}
