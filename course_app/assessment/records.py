"""Every try and every answer of a course, one after the other, for exports. Nothing here writes.

What somebody typed is not among it: it may name people. Choices are told by their places, from 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Select, select

from course_app.assessment.models import AnswerRow, AttemptRow
from course_app.assessment.queries import drawn_of
from course_app.enrolment.queries import enrolments

PIECE = 300
_attempt, _answer = AttemptRow.__table__, AnswerRow.__table__
_enrolled = enrolments()


@dataclass(frozen=True, slots=True)
class Try:
    """A try at a check or the final; ``finished_at`` is None while it is open."""

    id: int
    enrolment_id: int
    unit: str
    number: int
    started_at: datetime
    finished_at: datetime | None
    percent: int
    passed: bool


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer: at which place of which try, to which version of a question, and what it earned.

    ``go`` counts answers at the same place; ``choice`` is '' where something was typed.
    """

    tried: Try
    position: int
    question: str
    version: str
    go: int
    choice: str
    credit: Fraction
    at: datetime


def every_try(reader: Connection, course: str, among: Select[Any] | None = None) -> Iterator[Try]:
    """Return all tries at a course, the oldest first; ``among`` selects the enrolments that are looked at."""
    for piece in _pieces(reader, course, among):
        yield from (_try_of(row) for row in piece)


def every_answer(reader: Connection, course: str, among: Select[Any] | None = None) -> Iterator[GivenAnswer]:
    """Return all answers to a course, try by try, as they were given."""
    columns = ("attempt_id", "position", "number", "question_version", "response", "credit_over", "credit_under", "at")
    for piece in _pieces(reader, course, among):
        tries = {row.id: (_try_of(row), drawn_of(row.drawn)) for row in piece}
        query = select(*(_answer.c[name] for name in columns)).where(_answer.c.attempt_id.in_(tries))
        for row in reader.execute(query.order_by(_answer.c.attempt_id, _answer.c.id)):
            tried, drawn = tries[row.attempt_id]
            question = drawn[row.position - 1].question if row.position <= len(drawn) else ""
            credit = Fraction(row.credit_over, row.credit_under)
            choice = _choice(row.response)
            yield GivenAnswer(tried, row.position, question, row.question_version, row.number, choice, credit, row.at)


def _pieces(reader: Connection, course: str, among: Select[Any] | None) -> Iterator[list[Any]]:
    last = 0
    names = ("id", "enrolment_id", "unit", "number", "started_at", "finished_at", "percent", "passed", "drawn")
    query = (
        select(*(_attempt.c[name] for name in names))
        .join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id)
        .where(_enrolled.c.course == course)
        .order_by(_attempt.c.id)
        .limit(PIECE)
    )
    if among is not None:
        query = query.where(_attempt.c.enrolment_id.in_(among))
    while piece := reader.execute(query.where(_attempt.c.id > last)).all():
        yield list(piece)
        last = piece[-1].id


def _try_of(row: Any) -> Try:
    return Try(
        row.id,
        row.enrolment_id,
        row.unit,
        row.number,
        row.started_at,
        row.finished_at,
        row.percent,
        row.passed,
    )


def _choice(response: Any) -> str:
    places = response if isinstance(response, list) else [response]
    if all(isinstance(each, int) and not isinstance(each, bool) for each in places):
        return " ".join(map(str, places))
    return ""
