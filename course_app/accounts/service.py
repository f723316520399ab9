"""Change accounts. The caller owns the transaction; nothing here commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from course_app.accounts import letters, links, personal_data, roles, sessions
from course_app.accounts.models import AccountRow
from course_app.accounts.queries import email_key
from course_app.domain.errors import ConflictError, DomainError
from course_app.infrastructure import clock, erasures
from course_app.infrastructure.crypto import DataKey, MasterKey
from course_app.infrastructure.database import transaction
from course_app.infrastructure.logs import security_event
from course_app.infrastructure.mail import drop_mails, post
from course_app.web.access import Role

OWNER_OF_KEY = "data key"
ACCOUNT = "account"


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
    time_zone: str = "UTC",
    going_to: str = "",
) -> None:
    """Make a pending account and mail its link; a known address gets another mail and looks the same from outside.

    ``going_to`` is the path that the link leads on to.
    """
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
            status="pending",
            time_zone=time_zone,
        )
    else:
        account_id = row.id
        row.name, row.password_hash, row.created_at = name, password_hash, now
        links.drop_links(session, account_id)
    token = links.make_link(session, "confirm", now, account_id=account_id, detail=going_to[:400])
    letters.send(session, "confirm", email, letters.confirm(token), now)


def send_sign_in_link(session: Session, email: str, now: datetime) -> None:
    """Mail a sign-in link to an account that is not disabled; no other address gets one.

    For other addresses the same work is done and thrown away, so that the time tells nothing.
    """
    row = _by_email(session, email)
    known = row is not None and row.status != "disabled"
    account_id = row.id if row is not None and known else None
    links.drop_links(session, account_id or 0, "signin")
    token = links.make_link(session, "signin", now, account_id=account_id)
    letter = letters.write("signin", row.email if row is not None else email, letters.sign_in_link(token))
    if known:
        post(session, letter, now)


def confirm_account(session: Session, account_id: int, now: datetime) -> None:
    """Open a pending account."""
    session.execute(
        update(AccountRow)
        .where(AccountRow.id == account_id, AccountRow.status == "pending")
        .values(status="active", confirmed_at=now)
    )
    links.drop_links(session, account_id, "confirm")
    security_event("account_confirmed", account=account_id)


def drop_pending(session: Session, before: datetime) -> None:
    """Forget sign-ups that nobody confirmed."""
    session.execute(delete(AccountRow).where(AccountRow.status == "pending", AccountRow.created_at < before))


def change_password(
    session: Session, account_id: int, password_hash: str, now: datetime, keep_session: int | None = None
) -> None:
    """Set a password, end every other session, make open links worthless, and tell the holder by mail."""
    row = session.get_one(AccountRow, account_id)
    row.password_hash = password_hash
    sessions.close_all(session, account_id, but=keep_session)
    links.drop_links(session, account_id)
    letters.send(session, "password", row.email, letters.password_changed(), now)
    security_event("password_changed", account=account_id)


def ask_for_new_email(session: Session, account_id: int, new: str, now: datetime) -> None:
    """Mail a link to the old and to the new address; both have to confirm.

    A new address that has an account gets a mail that says so, and nothing changes.

    Raises:
        DomainError: it is the address of this account already.
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
    other = _by_email(session, new)
    if other is not None and other.status != "pending":
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
    """Set an address; links that were mailed to the old one are worthless.

    Raises:
        ConflictError: it belongs to an account.
    """
    other = _by_email(session, new)
    if other is not None and other.id != account_id:
        if other.status != "pending":
            raise ConflictError("This address belongs to an account already.", "email")
        # Who reads the mailbox has confirmed just now; a sign-up that nobody confirmed gives way.
        session.delete(other)
        session.flush()
    session.execute(
        update(AccountRow).where(AccountRow.id == account_id).values(email=new.strip(), email_key=email_key(new))
    )
    links.drop_links(session, account_id)
    security_event("email_changed", account=account_id)


def set_values(session: Session, account_id: int, **values: Any) -> None:
    """Set simple values of an account: name, time_zone, theme, text_size, letters."""
    allowed = {"name", "time_zone", "theme", "text_size", "letters"}
    assert allowed.issuperset(values)
    session.execute(update(AccountRow).where(AccountRow.id == account_id).values(**values))


def delete_account(session: Session, account_id: int, now: datetime) -> None:
    """Delete an account with everything that belongs to it; certificates lose their holder's account, not their facts.

    Raises:
        DomainError: it is the last owner.
    """
    row = session.get_one(AccountRow, account_id)
    roles.keep_an_owner(session, row, None)
    drop_mails(session, row.email)
    links.drop_about(session, row.email_key)
    session.delete(row)
    session.flush()
    erasures.record(session, ACCOUNT, [_subject(row)], now)
    security_event("account_deleted", account=account_id)


def _subject(row: AccountRow) -> str:
    return f"{row.id} {row.created_at.isoformat()}"  # the number alone may be given again


def erase_again(session: Session, subject: str, now: datetime) -> None:
    """Delete an account that a restored backup brought back, with all that the rooms keep about its person."""
    row = session.get(AccountRow, int(subject.partition(" ")[0]))
    if row is not None and _subject(row) == subject:
        personal_data.erase(session, row.id)
        delete_account(session, row.id, now)


def first_owner_link(base_url: str) -> str:
    """Return a fresh link that makes the first owner, '' when there is one. It opens a transaction of its own."""
    with transaction() as session:
        owner = session.scalar(
            select(AccountRow.id).where(AccountRow.role == Role.OWNER, AccountRow.status == "active").limit(1)
        )
        if owner is not None:
            return ""
        links.drop_purpose(session, "first-owner")
        token = links.make_link(session, "first-owner", clock.now(), detail=str(Role.OWNER))
    return f"{base_url}/invite/{token}"
