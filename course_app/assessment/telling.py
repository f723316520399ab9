"""What a learner answered, for an export."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from course_app.assessment.models import AnswerRow, AttemptRow
from course_app.assessment.queries import drawn_of
from course_app.assessment.service import opened_at
from course_app.enrolment.queries import enrolments
from course_app.infrastructure.crypto import DataKey

_attempt, _answer = AttemptRow.__table__, AnswerRow.__table__
_enrolled = enrolments()


def told_of(session: Session, account_id: int, key: DataKey) -> dict[str, Any]:
    """Return a learner's tries with every answer as it was given, in two statements.

    ``choices`` of an answer are counted as the file of the course lists them, from 0.
    """
    tries = session.execute(
        select(_attempt, _enrolled.c.course)
        .join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id)
        .where(_enrolled.c.account_id == account_id)
        .order_by(_attempt.c.id)
    ).all()
    answers: dict[int, list[dict[str, Any]]] = {row.id: [] for row in tries}
    questions = {(row.id, place): drawn.question for row in tries for place, drawn in enumerate(drawn_of(row.drawn), 1)}
    for row in session.execute(
        select(_answer)
        .join(_attempt, _attempt.c.id == _answer.c.attempt_id)
        .join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id)
        .where(_enrolled.c.account_id == account_id)
        .order_by(_answer.c.id)
    ):
        text = row.response if row.sealed is None else opened_at(row.attempt_id, row.position, row.sealed, key)
        answers[row.attempt_id].append(
            {
                "question": questions.get((row.attempt_id, row.position), ""),
                "try": row.number,
                "answer": text,
                "credit": f"{row.credit_over}/{row.credit_under}",
                "at": row.at,
            }
        )
    return {
        "tries": [
            {
                "course": row.course,
                "unit": row.unit,
                "number": row.number,
                "began_at": row.started_at,
                "ended_at": row.finished_at,
                "percent": row.percent,
                "passed": row.passed,
                "answers": answers[row.id],
            }
            for row in tries
        ]
    }
