"""Read attempts. Nothing here writes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Select, String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from course_app.assessment.models import AllowedTryRow, AnswerRow, AttemptRow, SceneStepRow
from course_app.domain.attempts import Answer, Tried
from course_app.domain.drawing import Drawn
from course_app.enrolment.queries import enrolments
from course_app.infrastructure.prepared import Prepared

_attempt, _answer, _step = AttemptRow.__table__, AnswerRow.__table__, SceneStepRow.__table__
_enrolled = enrolments()

GRACE = timedelta(seconds=30)
"""An answer sent in the last moment of a try with a time limit may still be on its way."""


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
    """An attempt with its answers in the order they were given; ``course`` is the course of its enrolment.

    ``paths`` are the choices taken in scenarios, by position and number of the try.
    """

    id: int
    public_id: str
    account_id: int
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
    paths: Mapping[tuple[int, int], tuple[int, ...]]

    @property
    def answers(self) -> list[Answer]:
        """The answers as the rules know them."""
        return [each.answer for each in self.given]

    def last(self, position: int) -> Given | None:
        """Return the newest answer at ``position``."""
        return next((each for each in reversed(self.given) if each.position == position), None)

    def next_number(self, position: int) -> int:
        """Return the number of the next try at ``position``."""
        last = self.last(position)
        return last.number + 1 if last else 1

    def is_over(self, now: datetime) -> bool:
        """Return whether it takes no first answers any more: finished, or out of time."""
        return self.finished_at is not None or is_late(self.due_at, now)


def is_late(due_at: datetime | None, now: datetime) -> bool:
    """Return whether the time of a try is over, to the last second of grace."""
    return due_at is not None and now > due_at + GRACE


def _attempts() -> Select[Any]:
    names = ("position", "number", "credit_over", "credit_under", "response", "sealed")
    answered = [_answer.c[name].label(f"answer_{name}") for name in names]
    parts = [cast(_step.c[name], String) for name in ("position", "number", "step", "choice")]
    steps = (
        select(func.aggregate_strings(parts[0] + " " + parts[1] + " " + parts[2] + " " + parts[3], ","))
        .where(_step.c.attempt_id == _attempt.c.id)
        .scalar_subquery()
    )
    return (
        select(_attempt, _enrolled.c.course, _enrolled.c.account_id, *answered, steps.label("steps"))
        .join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id)
        .outerjoin(_answer, _answer.c.attempt_id == _attempt.c.id)
        .order_by(_answer.c.id)
    )


_MINE = Prepared(
    _attempts().where(_attempt.c.public_id == bindparam("public_id"), _enrolled.c.account_id == bindparam("account"))
)
_ANY = _attempts().where(_attempt.c.id == bindparam("id"))


def attempt_of(connection: Connection | Session, account_id: int, public_id: str) -> Attempt | None:
    """Return an attempt of this learner with its answers in one statement; None when it is not theirs."""
    if isinstance(connection, Session):
        connection = connection.connection()
    rows = _MINE.rows(connection, public_id=public_id, account=account_id)
    return _attempt_value(rows) if rows else None


def attempt_by_id(connection: Connection | Session, attempt_id: int) -> Attempt | None:
    """Return an attempt of anybody."""
    rows = connection.execute(_ANY, {"id": attempt_id}).all()
    return _attempt_value(rows) if rows else None


def _attempt_value(rows: Sequence[Any]) -> Attempt:
    first = rows[0]
    return Attempt(
        id=first.id,
        public_id=first.public_id,
        account_id=first.account_id,
        course=first.course,
        enrolment_id=first.enrolment_id,
        unit=first.unit,
        number=first.number,
        release_id=first.release_id,
        drawn=drawn_of(first.drawn),
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
        paths=_paths(first.steps),
    )


def drawn_of(stored: Sequence[Any]) -> tuple[Drawn, ...]:
    """Return a draw from its stored form."""
    return tuple(Drawn(question, version, tuple(order), topic) for question, version, order, topic in stored)


def _paths(steps: str | None) -> Mapping[tuple[int, int], tuple[int, ...]]:
    taken = sorted(tuple(map(int, each.split())) for each in (steps or "").split(",") if each)
    found: dict[tuple[int, int], list[int]] = {}
    for position, number, _, choice in taken:
        found.setdefault((position, number), []).append(choice)
    return {place: tuple(path) for place, path in found.items()}


@dataclass(frozen=True, slots=True)
class Past:
    """An attempt in the list of attempts at a unit; ``extra`` tries were allowed there on top of the usual."""

    id: int
    public_id: str
    number: int
    started_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    percent: int
    passed: bool
    drawn: tuple[Drawn, ...]
    extra: int


_allowed = AllowedTryRow.__table__
_EXTRA = (
    select(func.count())
    .select_from(_allowed)
    .where(_allowed.c.enrolment_id == _attempt.c.enrolment_id, _allowed.c.unit == _attempt.c.unit)
    .scalar_subquery()
)
_AT = (
    select(_attempt, _EXTRA.label("extra"))
    .join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id)
    .where(
        _enrolled.c.account_id == bindparam("account"),
        _enrolled.c.course == bindparam("course"),
        _attempt.c.unit.in_(bindparam("units", expanding=True)),
    )
    .order_by(_attempt.c.id)
)


def attempts_at(
    connection: Connection | Session, account_id: int, course: str, addresses: Collection[str]
) -> list[Past]:
    """Return the learner's attempts at a unit under any of its addresses, the first one first."""
    rows = connection.execute(_AT, {"account": account_id, "course": course, "units": list(addresses)})
    return [
        Past(
            row.id,
            row.public_id,
            row.number,
            row.started_at,
            row.due_at,
            row.finished_at,
            row.percent,
            row.passed,
            drawn_of(row.drawn),
            row.extra,
        )
        for row in rows
    ]


def open_attempt(past: Sequence[Past], now: datetime) -> Past | None:
    """Return the attempt that can go on."""
    return next((each for each in past if each.finished_at is None and not is_late(each.due_at, now)), None)


def extra_tries(past: Sequence[Past]) -> int:
    """Return how many tries somebody allowed at a unit on top of the usual."""
    return max((each.extra for each in past), default=0)


def tried(past: Sequence[Past], now: datetime) -> list[Tried]:
    """Return the attempts that are over as the rules know them; one that ran out of time ended when it was due."""
    found = []
    for each in past:
        if each.finished_at is not None:
            found.append(Tried(each.finished_at, each.passed))
        elif each.due_at is not None and is_late(each.due_at, now):
            found.append(Tried(each.due_at, passed=False))
    return found


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt in the list of all that a learner took, for those who help."""

    id: int
    unit: str
    number: int
    started_at: datetime
    finished_at: datetime | None
    percent: int
    passed: bool


def taken_by(connection: Connection | Session, enrolment_id: int, limit: int = 50) -> list[Taken]:
    """Return the attempts of an enrolment at all units, the newest first, without what was answered."""
    names = ("id", "unit", "number", "started_at", "finished_at", "percent", "passed")
    query = select(*(_attempt.c[name] for name in names)).where(_attempt.c.enrolment_id == enrolment_id)
    return [Taken(*row) for row in connection.execute(query.order_by(_attempt.c.id.desc()).limit(limit))]


_LATE = (
    select(_attempt.c.id)
    .where(_attempt.c.finished_at.is_(None), _attempt.c.due_at < bindparam("before"))
    .order_by(_attempt.c.id)
    .limit(200)
)


def late_attempts(connection: Connection | Session, now: datetime) -> list[int]:
    """Return the ids of attempts that ran out of time and are not finished."""
    return [row.id for row in connection.execute(_LATE, {"before": now - GRACE})]


_DATA = select(_attempt.c.enrolment_id, _attempt.c.unit, _attempt.c.drawn).join(
    _enrolled, _enrolled.c.id == _attempt.c.enrolment_id
)


def learners_by_id(connection: Connection | Session, course: str) -> Mapping[str, int]:
    """Return how many learners have attempts at each check and at each question of a course."""
    learners: dict[str, set[int]] = {}
    for row in connection.execute(_DATA.where(_enrolled.c.course == course)):
        for name in (row.unit, *(each.question for each in drawn_of(row.drawn))):
            learners.setdefault(name, set()).add(row.enrolment_id)
    return {name: len(each) for name, each in learners.items()}
