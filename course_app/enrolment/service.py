"""Change enrolments and add facts. The caller owns the transaction; nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.domain.requirements import Kind
from course_app.enrolment import counting, membership
from course_app.enrolment.models import EnrolmentRow, FactRow

AT_ONCE = 500


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
            session.flush()
            counting.begin(session, row)
        membership.place_if_invited(session, row)
    except IntegrityError:
        # Another click, tab or worker was faster; its enrolment is the one.
        return session.scalars(query).one()
    return row.id


def forget(session: Session, account_id: int) -> None:
    """Take a learner who leaves out of the counters; the rows go with the account."""
    for row in session.scalars(select(EnrolmentRow).filter_by(account_id=account_id)).all():
        membership.leave(session, row)
        counting.leave(session, row.id)


def add_fact(
    session: Session,
    enrolment_id: int,
    kind: Kind,
    subject: str,
    release_id: int,
    now: datetime,
    numbers: Mapping[str, int] | None = None,
) -> None:
    """Add a fact, and bring the counters up to it; facts are never changed or taken away."""
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
    counting.note(session, enrolment_id, release_id, now, undone=kind is Kind.LESSON_UNDONE)


def merge(session: Session, keep: int, gone: int, now: datetime) -> int:
    """Give one account what another reached, and return how many courses that were.

    Facts are copied: nothing of the other account is lost, but its enrolments are set aside and count no more.
    """
    rows = session.scalars(select(EnrolmentRow).filter_by(account_id=gone, aside=False)).all()
    for row in rows:
        mine = enrol(session, keep, row.course, row.started_at)
        facts = session.scalars(select(FactRow).filter_by(enrolment_id=row.id).order_by(FactRow.id)).all()
        for fact in facts:
            copy = FactRow(enrolment_id=mine, kind=fact.kind, subject=fact.subject, numbers=fact.numbers)
            copy.release_id, copy.at = fact.release_id, fact.at
            session.add(copy)
        session.flush()
        cohort = row.cohort_id
        membership.leave(session, row)
        counting.leave(session, row.id)
        if facts:
            counting.note(session, mine, max(fact.release_id for fact in facts), now)
        own = session.get_one(EnrolmentRow, mine)
        if cohort is not None and own.cohort_id is None:
            membership.place(session, own, cohort)
    return len(rows)


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
    # What a new release asks for is looked at again for everybody, in pieces, by the sweep.
    session.execute(update(EnrolmentRow).where(EnrolmentRow.course == course).values(counted=False))


@dataclass(frozen=True, slots=True)
class Reached:
    """Something that was reached, to be added beside many others."""

    enrolment_id: int
    kind: Kind
    subject: str
    numbers: Mapping[str, int]


def add_facts(session: Session, found: Sequence[Reached], release_id: int, now: datetime) -> None:
    """Add many facts at once; the counters come up to them soon afterwards, in pieces, by the sweep."""
    rows = [
        {
            "enrolment_id": each.enrolment_id,
            "kind": each.kind,
            "subject": each.subject,
            "numbers": dict(each.numbers),
            "release_id": release_id,
            "at": now,
        }
        for each in found
    ]
    if rows:
        session.execute(insert(FactRow), rows)
    ids = sorted({each.enrolment_id for each in found})
    for start in range(0, len(ids), AT_ONCE):
        some = EnrolmentRow.id.in_(ids[start : start + AT_ONCE])
        session.execute(update(EnrolmentRow).where(some).values(counted=False))
