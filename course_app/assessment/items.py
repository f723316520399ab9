"""Read what learners answered at their first attempts, for statistics. Nothing here writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, func, select

from course_app.assessment.models import AnswerRow, AttemptRow
from course_app.assessment.queries import drawn_of
from course_app.domain.drawing import Drawn
from course_app.enrolment.queries import enrolments

_attempt, _answer = AttemptRow.__table__, AnswerRow.__table__
_enrolled = enrolments()
PIECE = 400


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """The first answer at a place of an attempt; ``seconds`` since the one before."""

    response: Any
    credit: Fraction
    seconds: float


@dataclass(frozen=True, slots=True)
class FirstAttempt:
    """A learner's first attempt at a unit that is over, with its answers by position from 1."""

    enrolment_id: int
    unit: str
    release_id: int
    drawn: tuple[Drawn, ...]
    answers: dict[int, FirstAnswer]


def newest_attempt(reader: Connection, course: str) -> int:
    """Return the number of the newest attempt at a course that is over, 0 for none."""
    query = (
        select(func.max(_attempt.c.id))
        .join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id)
        .where(_enrolled.c.course == course, _attempt.c.finished_at.is_not(None))
    )
    return reader.scalar(query) or 0


def first_attempts(reader: Connection, course: str, most: int) -> Iterator[FirstAttempt]:
    """Return the newest ``most`` first attempts at the units of a course, the oldest of them first."""
    query = (
        select(_attempt.c.id)
        .join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id)
        .where(_enrolled.c.course == course, _attempt.c.number == 1, _attempt.c.finished_at.is_not(None))
        .order_by(_attempt.c.id.desc())
        .limit(most)
    )
    ids = sorted(row.id for row in reader.execute(query))
    for at in range(0, len(ids), PIECE):
        yield from _piece(reader, ids[at : at + PIECE])


def _piece(reader: Connection, ids: list[int]) -> Iterator[FirstAttempt]:
    answers: dict[int, list[Any]] = {}
    columns = ("attempt_id", "position", "response", "credit_over", "credit_under", "at")
    query = select(*(_answer.c[name] for name in columns)).where(_answer.c.attempt_id.in_(ids), _answer.c.number == 1)
    for row in reader.execute(query.order_by(_answer.c.attempt_id, _answer.c.id)):
        answers.setdefault(row.attempt_id, []).append(row)
    names = ("id", "enrolment_id", "unit", "release_id", "drawn", "started_at")
    found = select(*(_attempt.c[name] for name in names)).where(_attempt.c.id.in_(ids)).order_by(_attempt.c.id)
    for row in reader.execute(found):
        given = _answers(answers.get(row.id, []), row.started_at)
        yield FirstAttempt(row.enrolment_id, row.unit, row.release_id, drawn_of(row.drawn), given)


def _answers(rows: list[Any], started: datetime) -> dict[int, FirstAnswer]:
    found, before = {}, started
    for row in rows:
        credit = Fraction(row.credit_over, row.credit_under)
        found[row.position] = FirstAnswer(row.response, credit, max(0.0, (row.at - before).total_seconds()))
        before = row.at
    return found
