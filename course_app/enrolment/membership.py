"""Seats in cohorts: who gets one, and that nobody loses one. The caller owns the transaction; nothing here commits."""

from sqlalchemy import column, select, table, update
from sqlalchemy.orm import Session

from course_app.domain.errors import ConflictError
from course_app.enrolment import counting
from course_app.enrolment.models import CohortInviteRow, CohortRow, EnrolmentRow

_account = table("account", column("id"), column("email_key"))


def place(session: Session, row: EnrolmentRow, cohort_id: int) -> None:
    """Put an enrolment that is in no cohort into one, and note that its invitation is accepted.

    Raises:
        ConflictError: every seat is taken.
    """
    free = (CohortRow.seats == 0) | (CohortRow.members < CohortRow.seats)
    taken = session.execute(
        update(CohortRow)
        .where(CohortRow.id == cohort_id, free)
        .values(members=CohortRow.members + 1)
        .returning(CohortRow.id)
    )
    if taken.first() is None:
        raise ConflictError("Every seat of this cohort is taken. Ask the person who sent you the link.")
    counting.move(session, row.id, cohort_id)
    address = select(_account.c.email_key).where(_account.c.id == row.account_id).scalar_subquery()
    session.execute(
        update(CohortInviteRow)
        .where(CohortInviteRow.cohort_id == cohort_id, CohortInviteRow.email_key == address)
        .values(state="joined")
    )


def place_if_invited(session: Session, row: EnrolmentRow) -> None:
    """Put a new enrolment into the cohort that its learner was invited to last, if there is a seat."""
    query = (
        select(CohortInviteRow.cohort_id)
        .join(CohortRow, CohortRow.id == CohortInviteRow.cohort_id)
        .join(_account, _account.c.email_key == CohortInviteRow.email_key)
        .where(_account.c.id == row.account_id, CohortRow.course == row.course, CohortInviteRow.state == "invited")
        .order_by(CohortInviteRow.id.desc())
    )
    cohort_id = session.scalars(query.limit(1)).first()
    if cohort_id is None:
        return
    try:
        place(session, row, cohort_id)
    except ConflictError:
        return  # no seat is left; the course goes on without a cohort


def leave(session: Session, row: EnrolmentRow) -> None:
    """Give the seat of an enrolment back, because it goes or is set aside."""
    if row.cohort_id is not None:
        gone = update(CohortRow).where(CohortRow.id == row.cohort_id, CohortRow.members > 0)
        session.execute(gone.values(members=CohortRow.members - 1))
