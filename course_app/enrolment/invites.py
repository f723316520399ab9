"""Invitations to a cohort, many at once: every row of a file gets an answer, and nobody who is here is touched.

The caller owns the transaction; nothing here commits. Mails are written by whoever calls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, column, delete, select, table, update
from sqlalchemy.orm import Session

from course_app.domain.errors import NotFoundError
from course_app.enrolment.cohorts import Cohort
from course_app.enrolment.models import CohortImportRow, CohortInviteRow, CohortRow, EnrolmentRow

Reader = Connection | Session
MOST_ROWS = 2000
_account = table("account", column("id"), column("email_key"), column("status"))
_enrolment, _invite, _cohort = EnrolmentRow.__table__, CohortInviteRow.__table__, CohortRow.__table__


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file and what becomes of it.

    ``state`` is ready, known (has an account and gets the join link), member, elsewhere (in another cohort, where
    they stay), invited, duplicate, malformed or full; after sending, ``sent`` stands for the first two. ``detail``
    is the name of the other cohort, or the line of the first of two.
    """

    line: int
    email: str
    name: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A row as it was read: ``email_key`` is '' for what is no address."""

    line: int
    email: str
    name: str
    email_key: str


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation in the list of a cohort."""

    id: int
    email: str
    name: str
    state: str
    sent_at: datetime
    sent: int


SENDS = frozenset({"ready", "known"})


def check_rows(reader: Reader, cohort: Cohort, typed: Sequence[Typed]) -> list[Row]:
    """Return what becomes of each row: a dry run, which writes nothing."""
    keys = list({each.email_key for each in typed if each.email_key})
    known = _known(reader, cohort, keys)
    invited = set(_in_pieces(reader, keys, cohort))
    found, first_lines, seats = [], dict[str, int](), cohort.seats_left
    for each in typed:
        row = Row(each.line, each.email, each.name, "ready")
        if not each.email_key:
            row = replace(row, state="malformed")
        elif each.email_key in first_lines:
            row = replace(row, state="duplicate", detail=str(first_lines[each.email_key]))
        else:
            state, detail = known.get(each.email_key, ("ready", ""))
            state = "invited" if state in SENDS and each.email_key in invited else state
            row = replace(row, state=state, detail=detail)
            first_lines[each.email_key] = each.line
        if row.state in SENDS and seats is not None:
            row = row if seats > 0 else replace(row, state="full")
            seats -= 1
        found.append(row)
    return found


def _known(reader: Reader, cohort: Cohort, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return how those who have an account stand, by address."""
    mine = (_enrolment.c.account_id == _account.c.id) & (_enrolment.c.course == cohort.course)
    query = (
        select(_account.c.email_key, _enrolment.c.cohort_id, _cohort.c.name)
        .select_from(_account)
        .outerjoin(_enrolment, mine)
        .outerjoin(_cohort, _cohort.c.id == _enrolment.c.cohort_id)
        .where(_account.c.status != "pending")
    )
    found: dict[str, tuple[str, str]] = {}
    for at in range(0, len(keys), 500):
        for row in reader.execute(query.where(_account.c.email_key.in_(keys[at : at + 500]))):
            if row.cohort_id is None:
                found[row.email_key] = ("known", "")
            else:
                found[row.email_key] = ("member", "") if row.cohort_id == cohort.id else ("elsewhere", row.name)
    return found


def _in_pieces(reader: Reader, keys: Sequence[str], cohort: Cohort) -> Iterable[str]:
    for at in range(0, len(keys), 500):
        query = select(_invite.c.email_key).where(
            _invite.c.cohort_id == cohort.id,
            _invite.c.state == "invited",
            _invite.c.email_key.in_(keys[at : at + 500]),
        )
        yield from (row.email_key for row in reader.execute(query))


def add_invite(session: Session, cohort_id: int, row: Row, email_key: str, now: datetime) -> None:
    """Keep that somebody was invited; who was revoked before is invited anew."""
    known = session.scalar(select(CohortInviteRow).filter_by(cohort_id=cohort_id, email_key=email_key))
    if known is None:
        known = CohortInviteRow(cohort_id=cohort_id, email_key=email_key, sent=0)
        session.add(known)
    known.email, known.name, known.state = row.email, row.name, "invited"
    known.sent_at, known.sent = now, known.sent + 1
    session.flush()


def keep_result(session: Session, cohort_id: int, rows: Iterable[Row], now: datetime) -> int:
    """Keep what became of each row of a file and return the number of that record."""
    kept = CohortImportRow(cohort_id=cohort_id, rows=[asdict(row) for row in rows], at=now)
    session.add(kept)
    session.flush()
    return kept.id


def result(reader: Reader, cohort_id: int, number: int) -> tuple[datetime, list[Row]]:
    """Return when a file was sent, and what became of its rows.

    Raises:
        NotFoundError: this cohort has no such record.
    """
    row = CohortImportRow.__table__.c
    query = select(row.at, row.rows).where(row.id == number, row.cohort_id == cohort_id)
    found = reader.execute(query).first()
    if found is None:
        raise NotFoundError("This result is not here any more.")
    return found.at, [Row(**each) for each in found.rows]


def results(reader: Reader, cohort_id: int, limit: int = 10) -> list[tuple[int, datetime]]:
    """Return the newest files of a cohort by number, with when they were sent."""
    row = CohortImportRow.__table__.c
    query = select(row.id, row.at).where(row.cohort_id == cohort_id).order_by(row.id.desc()).limit(limit)
    return [(each.id, each.at) for each in reader.execute(query)]


def invites_of(reader: Reader, cohort_id: int, limit: int = 500) -> list[Invite]:
    """Return the invitations of a cohort that were not accepted, the newest first."""
    query = (
        select(_invite)
        .where(_invite.c.cohort_id == cohort_id, _invite.c.state != "joined")
        .order_by(_invite.c.id.desc())
        .limit(limit)
    )
    return [Invite(row.id, row.email, row.name, row.state, row.sent_at, row.sent) for row in reader.execute(query)]


def invite_of(reader: Reader, cohort_id: int, number: int) -> Invite:
    """Return one invitation of a cohort.

    Raises:
        NotFoundError: there is none.
    """
    found = reader.execute(select(_invite).where(_invite.c.cohort_id == cohort_id, _invite.c.id == number)).first()
    if found is None:
        raise NotFoundError("This invitation is not here.")
    return Invite(found.id, found.email, found.name, found.state, found.sent_at, found.sent)


def revoke(session: Session, number: int) -> None:
    """Make an invitation worthless; who has joined stays."""
    session.execute(
        update(CohortInviteRow)
        .where(CohortInviteRow.id == number, CohortInviteRow.state == "invited")
        .values(state="revoked")
    )


def forget_old(session: Session, before: datetime) -> None:
    """Forget results of files that were sent ``before``, and invitations that nobody accepted since."""
    session.execute(delete(CohortImportRow).where(CohortImportRow.at < before))
    session.execute(delete(CohortInviteRow).where(CohortInviteRow.sent_at < before, CohortInviteRow.state != "joined"))
