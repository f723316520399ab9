"""Requests of people about their data, and when they are due. The caller owns the transaction; nothing here commits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from course_app.accounts import personal_data, service
from course_app.accounts.queries import account_by_email
from course_app.domain.errors import DomainError, NotFoundError
from course_app.people import forgetting
from course_app.people.forgetting import Forgotten
from course_app.people.keeper import BlindIndex
from course_app.reporting.models import PrivacyRequestRow
from course_app.web.access import Role
from course_app.web.i18n import gettext as _

KINDS = ("export", "delete", "forget")
DUE_AFTER = timedelta(days=30)
LONGEST = 254
_request = PrivacyRequestRow.__table__


@dataclass(frozen=True, slots=True)
class Request:
    """A request; ``email`` (a phone number, where one wants to be forgotten by it) is empty once it is answered."""

    id: int
    kind: str
    email: str
    asked_on: date
    due_on: date
    state: str
    closed_at: datetime | None


def requests(reader: Connection | Session, limit: int = 100) -> list[Request]:
    """Return requests: open ones first, those that are due soonest, then the newest that are answered."""
    open_first = (_request.c.state != "open", _request.c.due_on, _request.c.id.desc())
    return [Request(*row) for row in reader.execute(select(_request).order_by(*open_first).limit(limit))]


def due(reader: Connection | Session, today: date) -> int:
    """Return how many open requests are due within a week."""
    soon = select(_request.c.id).where(_request.c.state == "open", _request.c.due_on <= today + timedelta(days=7))
    return len(reader.execute(soon.limit(100)).all())


def note(session: Session, kind: str, email: str, today: date) -> int:
    """Note a request and return its number.

    Raises:
        DomainError: the kind or the address is none.
    """
    if kind not in KINDS:
        raise DomainError(_("Choose what is asked for."), "kind")
    if len(email) > LONGEST or ("@" not in email and (kind != "forget" or not forgetting.is_contact(email))):
        raise DomainError(_("Type the address of the person who asks."), "email")
    row = PrivacyRequestRow(kind=kind, email=email, asked_on=today, due_on=today + DUE_AFTER)
    session.add(row)
    session.flush()
    return row.id


def check_contact(contact: str) -> None:
    """Refuse what is neither an address nor a number.

    Raises:
        DomainError: at the field ``contact``.
    """
    if len(contact) > LONGEST or not forgetting.is_contact(contact):
        raise DomainError(_("Type an e-mail address, or a phone number with its country code."), "contact")


def is_waiting(session: Session, kind: str, email: str) -> bool:
    """Return whether the same request is open already."""
    same = func.lower(_request.c.email) == email.lower()
    query = select(_request.c.id).where(_request.c.kind == kind, _request.c.state == "open", same)
    return session.execute(query.limit(1)).first() is not None


def forget(session: Session, index: BlindIndex, number: int, now: datetime) -> Forgotten:
    """Take the person whom a request is about off every list, put it away, and return how many entries that were.

    Raises:
        NotFoundError: there is no such open request.
        DomainError: it asks for something else.
    """
    row = _open(session, number)
    if row.kind != "forget":
        raise DomainError(_("This request asks for something else."))
    found = forgetting.forget_contact(session, index, row.email)
    close(session, number, "done", now)
    return found


def close(session: Session, number: int, state: str, now: datetime) -> None:
    """Put a request away as done or refused; its address is wiped.

    Raises:
        NotFoundError: there is no such open request.
    """
    row = _open(session, number)
    row.state, row.closed_at, row.email = state, now, ""
    session.flush()


def delete_account(session: Session, number: int, now: datetime) -> int:
    """Delete the account that a request is about, put the request away, and return the account's number.

    Raises:
        NotFoundError: there is no such open request.
        DomainError: it asks for something else, nobody has this address, or it belongs to staff.
    """
    row = _open(session, number)
    found = account_by_email(session, row.email)
    if row.kind != "delete" or found is None:
        raise DomainError(_("Nobody has an account with this address."))
    if found.role is not Role.LEARNER:
        raise DomainError(_("This is an account of staff. Take its role first, under Accounts."))
    personal_data.erase(session, found.id)
    service.delete_account(session, found.id, now)
    close(session, number, "done", now)
    return found.id


def _open(session: Session, number: int) -> PrivacyRequestRow:
    row = session.get(PrivacyRequestRow, number)
    if row is None or row.state != "open":
        raise NotFoundError(_("This request is answered already."))
    return row
