"""Cohorts: learners who take a course together. The caller owns the transaction; nothing here commits.

Joining never drops anybody: who is in another cohort of the course stays there.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import Session

from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.enrolment.membership import place
from course_app.enrolment.models import CohortRow, EnrolmentRow
from course_app.enrolment.service import enrol

Reader = Connection | Session
_cohort = CohortRow.__table__
LONGEST_NAME = 80
MOST_SEATS = 100_000


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort; ``coach_id`` 0 is nobody, ``seats`` 0 any number, ``code`` the secret of its join link."""

    id: int
    course: str
    name: str
    starts_on: date | None
    ends_on: date | None
    coach_id: int
    seats: int
    code: str
    open: bool
    members: int

    @property
    def seats_left(self) -> int | None:
        """How many more may join; None for any number."""
        return max(0, self.seats - self.members) if self.seats else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a cohort is to be: everything that may be changed about it."""

    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    coach_id: int = 0
    seats: int = 0


def all_cohorts(reader: Reader, coach: int | None = None, course: str = "", limit: int = 500) -> list[Cohort]:
    """Return cohorts, the newest first: all, those of a coach, those of a course."""
    query = select(_cohort).order_by(_cohort.c.id.desc()).limit(limit)
    if coach is not None:
        query = query.where(_cohort.c.coach_id == coach)
    if course:
        query = query.where(_cohort.c.course == course)
    return [_value(row) for row in reader.execute(query)]


def cohort(reader: Reader, cohort_id: int, coach: int | None = None) -> Cohort:
    """Return a cohort.

    Raises:
        NotFoundError: there is none, or not one of this coach.
    """
    query = select(_cohort).where(_cohort.c.id == cohort_id)
    row = reader.execute(query if coach is None else query.where(_cohort.c.coach_id == coach)).first()
    if row is None:
        raise NotFoundError("This cohort is not here.")
    return _value(row)


def by_code(reader: Reader, code: str) -> Cohort | None:
    """Return the cohort that a join link leads to."""
    row = reader.execute(select(_cohort).where(_cohort.c.code == code)).first()
    return _value(row) if row else None


def add_cohort(session: Session, course: str, plan: Plan, code: str, now: datetime) -> int:
    """Add a cohort and return its id; ``code`` is a fresh secret.

    Raises:
        DomainError: as ``check_plan`` refuses.
    """
    check_plan(plan, 0)
    row = CohortRow(course=course, code=code, created_at=now, **_columns(plan))
    session.add(row)
    session.flush()
    return row.id


def change_cohort(session: Session, cohort_id: int, plan: Plan) -> None:
    """Change what a cohort is.

    Raises:
        DomainError: as ``check_plan`` refuses.
    """
    row = _row(session, cohort_id)
    check_plan(plan, row.members)
    for name, value in _columns(plan).items():
        setattr(row, name, value)
    session.flush()


def set_open(session: Session, cohort_id: int, is_open: bool) -> None:
    """Let people join a cohort, or no more; nobody leaves it by that."""
    _row(session, cohort_id).open = is_open
    session.flush()


def new_code(session: Session, cohort_id: int, code: str) -> None:
    """Give a cohort another join link; the old one leads nowhere."""
    _row(session, cohort_id).code = code
    session.flush()


def check_plan(plan: Plan, members: int) -> None:
    """Refuse what cannot be.

    Raises:
        DomainError: the name is empty or too long, it ends before it starts, or there are more members than seats.
    """
    if not 1 <= len(plan.name) <= LONGEST_NAME:
        raise DomainError(f"A name has 1 to {LONGEST_NAME} letters.", "name")
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        raise DomainError("It cannot end before it starts.", "ends_on")
    if not 0 <= plan.seats <= MOST_SEATS:
        raise DomainError(f"Seats are a number from 0 (any number) to {MOST_SEATS}.", "seats")
    if plan.seats and plan.seats < members:
        raise DomainError(f"{members} people are in it already; nobody is dropped.", "seats")


def join(session: Session, account_id: int, found: Cohort, now: datetime) -> bool:
    """Put a learner into a cohort and begin its course; False when they are in another cohort, where they stay.

    Raises:
        ConflictError: the cohort is closed, or has no seat left.
    """
    enrolment_id = enrol(session, account_id, found.course, now)
    row = session.get_one(EnrolmentRow, enrolment_id, with_for_update=True)
    if row.cohort_id is not None:
        return row.cohort_id == found.id
    if not found.open:
        raise ConflictError("This cohort is closed. Ask the person who sent you the link.")
    place(session, row, found.id)
    return True


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "coach_id": plan.coach_id or None,
        "seats": plan.seats,
    }


def _row(session: Session, cohort_id: int) -> CohortRow:
    row = session.get(CohortRow, cohort_id, with_for_update=True)
    if row is None:
        raise NotFoundError("This cohort is not here.")
    return row


def _value(row: Row[Any]) -> Cohort:
    return Cohort(
        row.id,
        row.course,
        row.name,
        row.starts_on,
        row.ends_on,
        row.coach_id or 0,
        row.seats,
        row.code,
        row.open,
        row.members,
    )
