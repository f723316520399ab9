"""Read accounts. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course_app.accounts.models import AccountRow
from course_app.web.access import Role


@dataclass(frozen=True, slots=True)
class Account:
    """An account as other rooms may know it."""

    id: int
    email: str
    name: str
    role: Role
    status: str
    time_zone: str
    created_at: datetime


def email_key(address: str) -> str:
    """Return the address in the form that is compared: trimmed, case folded, its host in lower case."""
    return address.strip().casefold()


def account_by_email(session: Session, address: str) -> Account | None:
    """Return the account with this address, whatever its case."""
    row = session.scalar(select(AccountRow).where(AccountRow.email_key == email_key(address)))
    return _value(row) if row else None


def account(session: Session, account_id: int) -> Account | None:
    """Return one account."""
    row = session.get(AccountRow, account_id)
    return _value(row) if row else None


def accounts(session: Session, search: str = "", limit: int = 50, offset: int = 0) -> list[Account]:
    """Return accounts by name, those whose name or address contains ``search``."""
    query = select(AccountRow).order_by(AccountRow.name, AccountRow.id).limit(limit).offset(offset)
    if search:
        found = AccountRow.name.icontains(search, autoescape=True) | AccountRow.email_key.contains(
            email_key(search), autoescape=True
        )
        query = query.where(found)
    return [_value(row) for row in session.scalars(query)]


def count(session: Session, role: Role | None = None) -> int:
    """Return how many active accounts there are, of one role or of all."""
    query = select(func.count()).select_from(AccountRow).where(AccountRow.status == "active")
    return session.scalar(query if role is None else query.where(AccountRow.role == role)) or 0


def _value(row: AccountRow) -> Account:
    return Account(row.id, row.email, row.name, Role(row.role), row.status, row.time_zone, row.created_at)
