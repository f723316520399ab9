"""Invitations, and the link that makes the first owner."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Session

from course_app.accounts import letters, links, roles, service
from course_app.accounts.models import AccountRow, LinkRow
from course_app.accounts.queries import email_key
from course_app.domain.errors import ConflictError
from course_app.infrastructure.audit import record
from course_app.infrastructure.crypto import MasterKey
from course_app.infrastructure.logs import security_event
from course_app.web.access import Role

PURPOSES = ("invite", "first-owner")


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that waits: whom, as what, until when."""

    id: int
    email: str
    role: Role
    expires_at: datetime


def waiting(session: Session | Connection, now: datetime) -> list[Invitation]:
    """Return the invitations that are open, the newest first."""
    column = LinkRow.__table__.c
    query = (
        select(column.id, column.detail, column.expires_at)
        .where(column.purpose == "invite", column.used_at.is_(None), column.expires_at > now)
        .order_by(column.id.desc())
    )
    return [Invitation(row.id, *invited(row.detail), row.expires_at) for row in session.execute(query)]


def invited(detail: str) -> tuple[str, Role]:
    """Return address ('' for the first owner) and role of an invitation's detail."""
    role, _space, email = detail.partition(" ")
    return email, Role(role)


def invite(session: Session, email: str, role: Role, by: str, by_id: int, now: datetime) -> str:
    """Mail an invitation and return its token; an older one for the same address is worthless.

    Raises:
        ConflictError: the address has an account.
    """
    if _has_account(session, email):
        raise ConflictError("This address has an account already.", "email")
    links.drop_about(session, email_key(email), "invite")
    token = links.make_link(session, "invite", now, detail=f"{role} {email.strip()}")
    letters.send(session, "invite", email.strip(), letters.invitation(token, by), now)
    record(session, by_id, "invited", "invitation", now, after={"role": str(role)})
    security_event("invited", role=role, by=by_id)
    return token


def withdraw(session: Session, link_id: int) -> bool:
    """Make an invitation worthless; False when it is not there any more."""
    query = delete(LinkRow).where(LinkRow.id == link_id, LinkRow.purpose == "invite", LinkRow.used_at.is_(None))
    return session.execute(query.returning(LinkRow.id)).first() is not None


def withdraw_for(session: Session, email: str) -> None:
    """Make every open invitation to an address worthless."""
    links.drop_about(session, email_key(email), "invite")


def accept(
    session: Session, master: MasterKey, link: links.Link, *, name: str, password_hash: str, email: str, now: datetime
) -> int:
    """Make the account of an invitation (or of the first owner) and return its id.

    Raises:
        ConflictError: the address has an account, or the link is used up.
    """
    address, role = invited(link.detail)
    address = address or email
    if _has_account(session, address):
        raise ConflictError("This address has an account already. Sign in with it.", "email")
    if link.purpose == "first-owner" and roles.owners(session):
        raise ConflictError("There is an owner already.")
    if not links.use_link(session, link, now):
        raise ConflictError("This link was used a moment ago.")
    row = session.scalar(select(AccountRow).where(AccountRow.email_key == email_key(address)))
    if row is None:
        return service.add_account(
            session, master, email=address, name=name, password_hash=password_hash, now=now, role=role
        )
    row.name, row.password_hash, row.role = name, password_hash, role
    service.confirm_account(session, row.id, now)
    return row.id


def _has_account(session: Session, email: str) -> bool:
    query = select(AccountRow.id).where(AccountRow.email_key == email_key(email), AccountRow.status != "pending")
    return session.scalar(query) is not None
