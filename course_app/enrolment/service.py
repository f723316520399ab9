"""Change enrolments and add facts. The caller owns the transaction; nothing here commits."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.domain.requirements import Kind
from course_app.enrolment.models import EnrolmentRow, FactRow


def enrol(session: Session, account_id: int, course: str, now: datetime) -> int:
    """Return the id of the learner's enrolment in ``course``, beginning it when there is none."""
    query = select(EnrolmentRow.id).filter_by(account_id=account_id, course=course)
    found = session.scalar(query)
    if found is not None:
        return found
    row = EnrolmentRow(account_id=account_id, course=course, started_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Another click, tab or worker was faster; its enrolment is the one.
        return session.scalars(query).one()
    return row.id


def add_fact(
    session: Session,
    enrolment_id: int,
    kind: Kind,
    subject: str,
    release_id: int,
    now: datetime,
    numbers: Mapping[str, int] | None = None,
) -> None:
    """Add a fact; facts are never changed or taken away."""
    row = FactRow(
        enrolment_id=enrolment_id,
        kind=kind,
        subject=subject,
        numbers=dict(numbers or {}),
        release_id=release_id,
        at=now,
    )
    session.add(row)
    session.flush()


def remember_place(session: Session, account_id: int, course: str, unit: str, heading: str) -> None:
    """Keep where reading stopped."""
    session.execute(
        update(EnrolmentRow)
        .where(EnrolmentRow.account_id == account_id, EnrolmentRow.course == course)
        .values(place_unit=unit, place_heading=heading)
    )


def waive_for_all(session: Session, course: str, subjects: Iterable[str], release_id: int, now: datetime) -> None:
    """Let everybody who has begun ``course`` do without ``subjects``: they were added after they began."""
    begun = session.scalars(select(EnrolmentRow.id).where(EnrolmentRow.course == course)).all()
    rows = [
        {
            "enrolment_id": enrolment,
            "kind": Kind.WAIVER,
            "subject": subject,
            "numbers": {},
            "release_id": release_id,
            "at": now,
        }
        for subject in subjects
        for enrolment in begun
    ]
    if rows:
        session.execute(insert(FactRow), rows)
