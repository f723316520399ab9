"""Who has not reached something yet, when a release asks for less of it. Nothing here writes."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from course_app.domain.requirements import Kind
from course_app.enrolment.models import EnrolmentRow, FactRow

_enrolment, _fact = EnrolmentRow.__table__, FactRow.__table__
LOWERED = "lowered"
"""The number of a fact that a lowered threshold brought about."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Somebody who has begun a course."""

    enrolment_id: int
    account_id: int


def without_task(reader: Connection | Session, course: str, subject: str) -> list[Begun]:
    """Return those who have begun ``course`` and have not met a task of it."""
    met = select(_fact.c.enrolment_id).where(_fact.c.kind == Kind.TASK_MET, _fact.c.subject == subject)
    query = select(_enrolment.c.id, _enrolment.c.account_id).where(
        _enrolment.c.course == course, _enrolment.c.aside.is_(False), _enrolment.c.id.not_in(met)
    )
    return [Begun(row.id, row.account_id) for row in reader.execute(query.order_by(_enrolment.c.id))]


def best_below(reader: Connection | Session, course: str, kind: Kind, subject: str) -> Mapping[int, Mapping[str, int]]:
    """Return the numbers of the best try of everybody who took a check or the final and has not passed it."""
    query = (
        select(_fact.c.enrolment_id, _fact.c.numbers)
        .join(_enrolment, _enrolment.c.id == _fact.c.enrolment_id)
        .where(_enrolment.c.course == course, _enrolment.c.aside.is_(False))
        .where(_fact.c.kind == kind, _fact.c.subject == subject)
    )
    best: dict[int, Mapping[str, int]] = {}
    passed = set()
    for row in reader.execute(query):
        if row.numbers.get("passed"):
            passed.add(row.enrolment_id)
        if row.numbers.get("percent", 0) >= best.get(row.enrolment_id, {}).get("percent", 0):
            best[row.enrolment_id] = row.numbers
    return {number: numbers for number, numbers in best.items() if number not in passed}
