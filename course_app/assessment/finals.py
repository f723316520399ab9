"""Finals that were not passed, again. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, select, text
from sqlalchemy.orm import Session

from course_app.assessment.models import MISSED_FINAL, AttemptRow

_attempt = AttemptRow.__table__
_later = _attempt.alias("later")


@dataclass(frozen=True, slots=True)
class Missed:
    """An enrolment whose newest final was not passed, nor those before it: how many they are, and when it ended."""

    enrolment_id: int
    tries: int
    at: datetime


def missed_again(reader: Connection | Session, among: Select[Any] | None = None, limit: int = 50) -> list[Missed]:
    """Return enrolments with two finals or more that were not passed and no newer one, the newest first.

    ``among`` selects the enrolments that are looked at; None looks at all.
    """
    tried_since = exists().where(
        _later.c.enrolment_id == _attempt.c.enrolment_id,
        _later.c.unit == _attempt.c.unit,
        _later.c.number > _attempt.c.number,
    )
    query = (
        select(_attempt.c.enrolment_id, _attempt.c.number, _attempt.c.finished_at)
        .where(text(MISSED_FINAL), ~tried_since)
        .order_by(_attempt.c.finished_at.desc())
        .limit(limit)
    )
    if among is not None:
        query = query.where(_attempt.c.enrolment_id.in_(among))
    return [Missed(*row) for row in reader.execute(query)]
