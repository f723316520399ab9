"""Learners who may need a word, as far as enrolments know. Nothing here writes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, text

from course_app.domain.nudges import STILL_AFTER
from course_app.enrolment.listing import Line, Reader, Wanted, lines_where
from course_app.enrolment.models import CLAIMABLE, STILL, CohortRow, EnrolmentRow

_enrolment, _cohort = EnrolmentRow.__table__, CohortRow.__table__


def still(reader: Reader, wanted: Wanted, now: datetime, limit: int) -> list[Line]:
    """Return learners who began a while ago and did nothing since."""
    begun = _enrolment.c.started_at <= now - STILL_AFTER
    return lines_where(reader, wanted, now, text(STILL), begun, limit=limit)  # type: ignore[arg-type]


def ready(reader: Reader, wanted: Wanted, now: datetime, limit: int) -> list[Line]:
    """Return learners who have met everything and not claimed their certificate."""
    return lines_where(reader, wanted, now, text(CLAIMABLE), limit=limit)  # type: ignore[arg-type]


def of_accounts(reader: Reader, wanted: Wanted, now: datetime, accounts: Collection[int]) -> list[Line]:
    """Return the courses that accounts take."""
    if not accounts:
        return []
    return lines_where(reader, wanted, now, _enrolment.c.account_id.in_(accounts), limit=10 * len(accounts))


def of_enrolments(reader: Reader, wanted: Wanted, now: datetime, enrolments: Collection[int]) -> list[Line]:
    """Return enrolments as lines."""
    if not enrolments:
        return []
    return lines_where(reader, wanted, now, _enrolment.c.id.in_(enrolments), limit=len(enrolments))


def accounts_among(wanted: Wanted) -> Select[Any] | None:
    """Return a selection of the accounts in a cohort or in those of a coach; None for everybody."""
    return _among(wanted, _enrolment.c.account_id)


def enrolments_among(wanted: Wanted) -> Select[Any] | None:
    """Return a selection of the enrolments in a cohort or in those of a coach; None for everybody."""
    return _among(wanted, _enrolment.c.id)


def _among(wanted: Wanted, what: Any) -> Select[Any] | None:
    if wanted.coach is None and not wanted.cohort:
        return None
    query = select(what).join(_cohort, _cohort.c.id == _enrolment.c.cohort_id)
    if wanted.coach is not None:
        query = query.where(_cohort.c.coach_id == wanted.coach)
    return query.where(_enrolment.c.cohort_id == wanted.cohort) if wanted.cohort else query
