"""Read accounts. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, text
from sqlalchemy.orm import Session

from course_app.accounts.models import STAFF, AccountRow, SessionRow
from course_app.infrastructure.prepared import Prepared
from course_app.web.access import Role

_account = AccountRow.__table__.c
_COLUMNS = (
    _account.id,
    _account.email,
    _account.name,
    _account.role,
    _account.status,
    _account.time_zone,
    _account.created_at,
)
_BY_ID = Prepared(select(*_COLUMNS).where(_account.id == bindparam("account")))


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
    """Return the address in the form that is compared: trimmed and case folded."""
    return address.strip().casefold()


def account_by_email(session: Session | Connection, address: str) -> Account | None:
    """Return the account with this address, whatever its case."""
    return _first(session, _account.email_key == email_key(address))


def account(session: Session | Connection, account_id: int) -> Account | None:
    """Return one account."""
    row = _BY_ID.first(session, account=account_id)
    return _value(row) if row else None


def whole_account(session: Session | Connection, account_id: int) -> dict[str, Any]:
    """Return everything an account holds but its secrets, for its holder."""
    secret = {"password_hash", "wrapped_key", "email_key"}
    columns = [column for column in AccountRow.__table__.c if column.name not in secret]
    row = session.execute(select(*columns).where(_account.id == account_id)).one()
    return dict(row._mapping)


def accounts(session: Session | Connection, search: str = "", limit: int = 50, offset: int = 0) -> list[Account]:
    """Return accounts by name, those whose name or address contains ``search``."""
    query = select(*_COLUMNS).order_by(func.lower(_account.name), _account.id).limit(limit).offset(offset)
    return [_value(row) for row in session.execute(query.where(*_matching(search)))]


def matching(session: Session | Connection, search: str = "") -> int:
    """Return how many accounts have ``search`` in their name or address."""
    return session.scalar(select(func.count(_account.id)).where(*_matching(search))) or 0


def count(session: Session | Connection, role: Role | None = None) -> int:
    """Return how many active accounts there are, of one role or of all."""
    query = select(func.count(_account.id)).where(_account.status == "active")
    return session.scalar(query if role is None else query.where(_account.role == role)) or 0


def staff_of(session: Session | Connection, *wanted: Role) -> list[Account]:
    """Return the active accounts that have one of these roles of staff, by name."""
    query = select(*_COLUMNS).where(text(STAFF), _account.role.in_(wanted), _account.status == "active")
    return [_value(row) for row in session.execute(query.order_by(func.lower(_account.name)))]


def last_seen(session: Session | Connection, account_id: int) -> datetime | None:
    """Return when a signed-in device of an account was last seen, None when none is signed in."""
    column = SessionRow.__table__.c
    query = select(column.seen_at).where(column.account_id == account_id).order_by(column.seen_at.desc()).limit(1)
    found: datetime | None = session.scalar(query)
    return found


def newest_session(session: Session | Connection) -> datetime | None:
    """Return when somebody signed in last, on any device that is still signed in."""
    found: datetime | None = session.scalar(select(func.max(SessionRow.__table__.c.created_at)))
    return found


def _matching(search: str) -> list[ColumnElement[bool]]:
    if not search:
        return []
    in_address = _account.email_key.contains(email_key(search), autoescape=True)
    return [_account.name.icontains(search, autoescape=True) | in_address]


def _first(session: Session | Connection, condition: ColumnElement[bool]) -> Account | None:
    row = session.execute(select(*_COLUMNS).where(condition)).first()
    return _value(row) if row else None


def _value(row: Any) -> Account:
    return Account(row.id, row.email, row.name, Role(row.role), row.status, row.time_zone, row.created_at)
