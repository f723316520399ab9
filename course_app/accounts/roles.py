"""What an account may do: its role, whether it is open, and that there is always an owner."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from course_app.accounts import links, sessions
from course_app.accounts.models import AccountRow
from course_app.domain.errors import DomainError, NotFoundError
from course_app.infrastructure.audit import record
from course_app.infrastructure.logs import security_event
from course_app.web.access import Role


def set_role(session: Session, account_id: int, role: Role, by: int, now: datetime) -> None:
    """Give an account a role; its sessions end, so that it signs in with the new rights. One's own goes on.

    Raises:
        DomainError: the last owner would be gone.
        NotFoundError: there is no such account.
    """
    row = _row(session, account_id)
    if row.role == role:
        return
    keep_an_owner(session, row, "role")
    record(session, by, "role", f"account {account_id}", now, {"role": row.role}, {"role": str(role)})
    row.role = role
    if account_id != by:
        sessions.close_all(session, account_id)
    security_event("role_changed", account=account_id, role=role, by=by)


def set_open(session: Session, account_id: int, is_open: bool, by: int, now: datetime) -> None:
    """Disable an account, with its sessions and links, or open it again as it was.

    Raises:
        DomainError: the last owner would be gone.
        NotFoundError: there is no such account.
    """
    row = _row(session, account_id)
    if is_open == (row.status != "disabled"):
        return
    if is_open:
        row.status = "active" if row.confirmed_at else "pending"
    else:
        keep_an_owner(session, row, None)
        row.status = "disabled"
        sessions.close_all(session, account_id)
        links.drop_links(session, account_id)
    said = ({"open": not is_open}, {"open": is_open})
    record(session, by, "access", f"account {account_id}", now, *said)
    security_event("account_opened" if is_open else "account_disabled", account=account_id, by=by)


def keep_an_owner(session: Session, row: AccountRow, field: str | None) -> None:
    """Refuse, at ``field``, to lose the last owner who can sign in."""
    if row.role != Role.OWNER or row.status != "active":
        return
    if owners(session) < 2:
        raise DomainError("This is the last owner. Make somebody else an owner first.", field)


def owners(session: Session) -> int:
    """Return how many owners can sign in, and keep them as they are until the transaction ends."""
    # Locked on PostgreSQL, so that two owners cannot demote each other in the same moment.
    query = select(AccountRow.id).where(AccountRow.role == Role.OWNER, AccountRow.status == "active")
    return len(session.scalars(query.with_for_update()).all())


def _row(session: Session, account_id: int) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFoundError("This account is not here.")
    return row
