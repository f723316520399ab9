"""Change accounts. The caller owns the transaction; nothing here commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from course_app.accounts import letters, links, sessions
from course_app.accounts.models import AccountRow
from course_app.accounts.queries import email_key
from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.infrastructure import clock
from course_app.infrastructure.crypto import DataKey, MasterKey
from course_app.infrastructure.database import transaction
from course_app.infrastructure.logs import security_event
from course_app.web.access import Role

OWNER_OF_KEY = "data key"


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
    _key, wrapped = master.new_data_key(OWNER_OF_KEY)
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
    security_event("account_made", account=row.id, role=role, status=status)
    return row.id


def data_key(master: MasterKey, wrapped: bytes) -> DataKey:
    """Return a person's data key from its stored form."""
    return master.unwrap(wrapped, OWNER_OF_KEY)


def _by_email(session: Session, email: str) -> AccountRow | None:
    return session.scalar(select(AccountRow).where(AccountRow.email_key == email_key(email)))


def sign_up_by_mail(
    session: Session,
    master: MasterKey,
    *,
    email: str,
    name: str,
    password_hash: str,
    now: datetime,
    role: Role = Role.LEARNER,
    time_zone: str = "UTC",
) -> None:
    """Make a pending account and mail its link; a known address gets another mail and looks the same from outside."""
    row = _by_email(session, email)
    if row is not None and row.status != "pending":
        letters.send(session, "known", row.email, letters.known_already(), now)
        return
    if row is None:
        account_id = add_account(
            session,
            master,
            email=email,
            name=name,
            password_hash=password_hash,
            now=now,
            role=role,
            status="pending",
            time_zone=time_zone,
        )
    else:
        account_id = row.id
        row.name, row.password_hash = name, password_hash
        links.drop_links(session, account_id, "confirm")
    token = links.make_link(session, "confirm", now, account_id=account_id)
    letters.send(session, "confirm", email, letters.confirm(token), now)


def send_sign_in_link(session: Session, email: str, now: datetime) -> None:
    """Mail a sign-in link to an active account; do nothing for any other address."""
    row = _by_email(session, email)
    if row is not None and row.status == "active":
        links.drop_links(session, row.id, "signin")
        token = links.make_link(session, "signin", now, account_id=row.id)
        letters.send(session, "signin", row.email, letters.sign_in_link(token), now)


def confirm_account(session: Session, account_id: int, now: datetime) -> None:
    """Open a pending account."""
    session.execute(
        update(AccountRow)
        .where(AccountRow.id == account_id, AccountRow.status == "pending")
        .values(status="active", confirmed_at=now)
    )
    security_event("account_confirmed", account=account_id)


def change_password(
    session: Session, account_id: int, password_hash: str, now: datetime, keep_session: int | None = None
) -> None:
    """Set a password, end every other session, make open links worthless, and tell the holder by mail."""
    row = session.get_one(AccountRow, account_id)
    row.password_hash = password_hash
    sessions.close_all(session, account_id, but=keep_session)
    links.drop_links(session, account_id, "signin", "mail-old", "mail-new")
    letters.send(session, "password", row.email, letters.password_changed(), now)
    security_event("password_changed", account=account_id)


def ask_for_new_email(session: Session, account_id: int, new: str, now: datetime) -> None:
    """Mail a link to the old and to the new address; both have to confirm.

    A new address that has an account gets a mail that says so, and nothing changes.
    """
    row = session.get_one(AccountRow, account_id)
    if email_key(new) == row.email_key:
        raise DomainError("This is your address already.", "email")
    links.drop_links(session, account_id, "mail-old", "mail-new")
    letters.send(
        session,
        "mail-old",
        row.email,
        letters.new_address_old(links.make_link(session, "mail-old", now, account_id=account_id, detail=new), new),
        now,
    )
    if _by_email(session, new) is not None:
        letters.send(session, "known", new, letters.known_already(), now)
    else:
        token = links.make_link(session, "mail-new", now, account_id=account_id, detail=new)
        letters.send(session, "mail-new", new, letters.new_address_new(token), now)


def confirm_email(session: Session, link: links.Link) -> bool:
    """Change the address when both sides have confirmed; return whether it is changed now.

    Raises:
        ConflictError: the address got an account in the meantime.
    """
    assert link.account_id is not None
    other = "mail-new" if link.purpose == "mail-old" else "mail-old"
    if not links.is_used(session, link.account_id, other, link.detail):
        return False
    set_email(session, link.account_id, link.detail)
    return True


def set_email(session: Session, account_id: int, new: str) -> None:
    """Set an address.

    Raises:
        ConflictError: it belongs to an account.
    """
    if _by_email(session, new) is not None:
        raise ConflictError("This address belongs to an account already.", "email")
    session.execute(
        update(AccountRow).where(AccountRow.id == account_id).values(email=new.strip(), email_key=email_key(new))
    )
    security_event("email_changed", account=account_id)


def set_values(session: Session, account_id: int, **values: Any) -> None:
    """Set simple values of an account: name, time_zone, theme, text_size, letters."""
    allowed = {"name", "time_zone", "theme", "text_size", "letters"}
    assert allowed.issuperset(values)
    session.execute(update(AccountRow).where(AccountRow.id == account_id).values(**values))


def set_role(session: Session, account_id: int, role: Role, by: int) -> None:
    """Give an account a role; its sessions end, so that it signs in with the new rights.

    Raises:
        DomainError: the last owner would be gone.
    """
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFoundError("This account is not here.")
    if row.role == role:
        return
    _keep_an_owner(session, row, "role")
    row.role = role
    if account_id != by:
        sessions.close_all(session, account_id)
    security_event("role_changed", account=account_id, role=role, by=by)


def set_status(session: Session, account_id: int, status: str, by: int) -> None:
    """Disable an account, or enable it again.

    Raises:
        DomainError: the last owner would be gone.
    """
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFoundError("This account is not here.")
    if status == "disabled":
        _keep_an_owner(session, row, None)
        sessions.close_all(session, account_id)
    row.status = status
    security_event("status_changed", account=account_id, status=status, by=by)


def delete_account(session: Session, account_id: int) -> None:
    """Delete an account with everything that belongs to it; certificates lose their holder's account, not their facts.

    Raises:
        DomainError: it is the last owner.
    """
    row = session.get_one(AccountRow, account_id)
    _keep_an_owner(session, row, None)
    session.delete(row)
    session.flush()
    security_event("account_deleted", account=account_id)


def _keep_an_owner(session: Session, row: AccountRow, field: str | None) -> None:
    if row.role != Role.OWNER or row.status != "active":
        return
    owners = session.scalar(
        select(func.count()).select_from(AccountRow).where(AccountRow.role == Role.OWNER, AccountRow.status == "active")
    )
    if (owners or 0) < 2:
        raise DomainError("This is the last owner. Make somebody else an owner first.", field)


def invite(session: Session, email: str, role: Role, by: str, now: datetime) -> str:
    """Mail an invitation and return its token.

    Raises:
        ConflictError: the address has an account.
    """
    row = _by_email(session, email)
    if row is not None and row.status != "pending":
        raise ConflictError("This address has an account already.", "email")
    token = links.make_link(session, "invite", now, detail=f"{role} {email.strip()}")
    letters.send(session, "invite", email.strip(), letters.invitation(token, by), now)
    return token


def accept(
    session: Session, master: MasterKey, link: links.Link, *, name: str, password_hash: str, email: str, now: datetime
) -> int:
    """Make the account of an invitation (or of the first owner) and return its id.

    Raises:
        ConflictError: the address has an account, or the link was used in the meantime.
    """
    role, _, invited = link.detail.partition(" ")
    address = invited or email
    row = _by_email(session, address)
    if row is not None and row.status != "pending":
        raise ConflictError("This address has an account already. Sign in with it.", "email")
    if not links.use_link(session, link, now):
        raise ConflictError("This link was used a moment ago.")
    if row is not None:
        row.name, row.password_hash, row.role = name, password_hash, role
        row.status, row.confirmed_at = "active", now
        return row.id
    return add_account(session, master, email=address, name=name, password_hash=password_hash, now=now, role=Role(role))


def first_owner_link(base_url: str) -> str:
    """Return a fresh link that makes the first owner, '' when there is one. It opens a transaction of its own."""
    with transaction() as session:
        owner = session.scalar(
            select(AccountRow.id).where(AccountRow.role == Role.OWNER, AccountRow.status == "active").limit(1)
        )
        if owner is not None:
            return ""
        token = links.make_link(session, "first-owner", clock.now(), detail=str(Role.OWNER))
    return f"{base_url}/invite/{token}"
