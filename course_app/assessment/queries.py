"""Read attempts. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Row, and_, select
from sqlalchemy.orm import Session

from course_app.assessment.models import AnswerRow, AttemptRow, SceneStepRow
from course_app.domain.attempts import Answer, Tried
from course_app.domain.drawing import Drawn
from course_app.enrolment.queries import enrolments

_attempt, _answer, _step = AttemptRow.__table__, AnswerRow.__table__, SceneStepRow.__table__


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given: ``response`` is None for a reflection, whose text is ``sealed``."""

    position: int
    number: int
    credit: Fraction
    response: Any
    sealed: bytes | None

    @property
    def answer(self) -> Answer:
        """The answer as the rules know it."""
        return Answer(self.position, self.number, self.credit)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt with its answers in the order they were given; ``course`` is the course of its enrolment."""

    id: int
    public_id: str
    course: str
    enrolment_id: int
    unit: str
    number: int
    release_id: int
    drawn: tuple[Drawn, ...]
    started_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    percent: int
    passed: bool
    given: tuple[Given, ...]

    @property
    def answers(self) -> list[Answer]:
        """The answers as the rules know them."""
        return [each.answer for each in self.given]

    def last(self, position: int) -> Given | None:
        """Return the newest answer at ``position``."""
        return next((each for each in reversed(self.given) if each.position == position), None)


def attempt_of(connection: Connection | Session, account_id: int, public_id: str) -> Attempt | None:
    """Return an attempt of this learner with its answers in one statement; None when it is not theirs."""
    mine = enrolments(account_id)
    query = (
        select(_attempt, mine.c.course, *_answered())
        .join(mine, mine.c.id == _attempt.c.enrolment_id)
        .outerjoin(_answer, _answer.c.attempt_id == _attempt.c.id)
        .where(_attempt.c.public_id == public_id)
        .order_by(_answer.c.id)
    )
    rows = connection.execute(query).all()
    return _attempt_value(rows) if rows else None


def _answered() -> list[Any]:
    names = ("position", "number", "credit_over", "credit_under", "response", "sealed")
    return [_answer.c[name].label(f"answer_{name}") for name in names]


def _attempt_value(rows: Sequence[Row[Any]]) -> Attempt:
    first = rows[0]
    return Attempt(
        id=first.id,
        public_id=first.public_id,
        course=first.course,
        enrolment_id=first.enrolment_id,
        unit=first.unit,
        number=first.number,
        release_id=first.release_id,
        drawn=tuple(Drawn(q, version, tuple(order), topic) for q, version, order, topic in first.drawn),
        started_at=first.started_at,
        due_at=first.due_at,
        finished_at=first.finished_at,
        percent=first.percent,
        passed=first.passed,
        given=tuple(
            Given(
                row.answer_position,
                row.answer_number,
                Fraction(row.answer_credit_over, row.answer_credit_under),
                row.answer_response,
                row.answer_sealed,
            )
            for row in rows
            if row.answer_position is not None
        ),
    )


def path_of(connection: Connection | Session, attempt_id: int, position: int, number: int) -> list[int]:
    """Return the choices taken so far in a scenario."""
    query = (
        select(_step.c.choice)
        .where(_step.c.attempt_id == attempt_id, _step.c.position == position, _step.c.number == number)
        .order_by(_step.c.step)
    )
    return [row.choice for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Past:
    """An attempt in the list of attempts at a unit."""

    public_id: str
    number: int
    started_at: datetime
    finished_at: datetime | None
    percent: int
    passed: bool
    drawn: tuple[Drawn, ...]


def attempts_at(connection: Connection | Session, account_id: int, course: str, unit: str) -> list[Past]:
    """Return the learner's attempts at a unit, the first one first."""
    mine = enrolments(account_id)
    query = (
        select(_attempt)
        .join(mine, and_(mine.c.id == _attempt.c.enrolment_id, mine.c.course == course))
        .where(_attempt.c.unit == unit)
        .order_by(_attempt.c.number)
    )
    return [
        Past(
            row.public_id,
            row.number,
            row.started_at,
            row.finished_at,
            row.percent,
            row.passed,
            tuple(Drawn(q, version, tuple(order), topic) for q, version, order, topic in row.drawn),
        )
        for row in connection.execute(query)
    ]


def open_attempt(past: list[Past]) -> Past | None:
    """Return the attempt that is not finished."""
    return next((each for each in past if each.finished_at is None), None)


def tried(past: list[Past]) -> list[Tried]:
    """Return the finished attempts as the rules know them."""
    return [Tried(each.finished_at, each.passed) for each in past if each.finished_at is not None]
