"""Change accounts. The caller owns the transaction; nothing here commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from course_app.accounts.models import AccountRow
from course_app.accounts.queries import email_key
from course_app.infrastructure.crypto import DataKey, MasterKey
from course_app.web.access import Role


def add_account(
    session: Session,
    master: MasterKey,
    *,
    email: str,
    name: str,
    password_hash: str,
    now: datetime,
    role: Role = Role.LEARNER,
    status: str = "active",
    time_zone: str = "UTC",
) -> int:
    """Add an account with a data key of its own and return its id; a known address meets the unique key."""
    _key, wrapped = master.new_data_key("data key")
    row = AccountRow(
        email=email.strip(),
        email_key=email_key(email),
        name=name,
        password_hash=password_hash,
        role=role,
        status=status,
        time_zone=time_zone,
        wrapped_key=wrapped,
        created_at=now,
        confirmed_at=now if status == "active" else None,
    )
    session.add(row)
    session.flush()
    return row.id


def data_key(master: MasterKey, wrapped: bytes) -> DataKey:
    """Return a person's data key from its stored form."""
    return master.unwrap(wrapped, "data key")
