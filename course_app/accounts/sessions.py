"""Sessions are rows: signing in makes one, signing out removes it, and a stolen cookie dies with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Response, g, request
from flask import session as cookie
from flask_login import login_user, logout_user
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from course_app.accounts import links
from course_app.accounts.models import AccountRow, SessionRow
from course_app.infrastructure import clock
from course_app.infrastructure.crypto import new_token, token_hash
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.prepared import Prepared
from course_app.web.access import Role, SignInNeeded, Visitor
from course_app.web.forms import tidy_line
from course_app.web.held import HELD, WHO

SEEN_EVERY = timedelta(hours=1)
log = structlog.get_logger(__name__)
_account, _session = AccountRow.__table__, SessionRow.__table__
_BY_TOKEN = Prepared(
    select(
        _account.c.id,
        _session.c.id.label("session_id"),
        _account.c.name,
        _account.c.email,
        _account.c.role,
        _account.c.time_zone,
        _account.c.locale,
        _account.c.theme,
        _account.c.text_size,
        _account.c.letters,
        _account.c.wrapped_key,
        _session.c.created_at,
        _session.c.seen_at,
        _session.c.expires_at,
    )
    .join(_session, _session.c.account_id == _account.c.id)
    .where(_account.c.status == "active", _session.c.token == bindparam("token_hash"))
)


def visitor_of(token: str) -> Visitor | None:
    """Return the person who signed in with ``token`` on this device, or None when that is over."""
    return find_visitor(reader(), token, clock.now())


def find_visitor(connection: Connection, token: str, now: datetime) -> Visitor | None:
    """Return the visitor of a session token in one statement."""
    row = _BY_TOKEN.first(connection, token_hash=token_hash(token))
    if row is None or row.expires_at <= now:
        return None
    g.seen_at = row.seen_at
    return Visitor(
        id=row.id,
        session_id=row.session_id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        time_zone=row.time_zone,
        locale=row.locale,
        theme=row.theme,
        text_size=row.text_size,
        letters=row.letters,
        wrapped_key=row.wrapped_key,
        token=token,
        signed_in_at=row.created_at.timestamp(),
    )


def open_session(session: Session, account_id: int, device: str, days: int, now: datetime) -> str:
    """Add a session for the account and return its token, which only the cookie may hold."""
    token = new_token()
    row = SessionRow(
        token=token_hash(token),
        account_id=account_id,
        device=tidy_line(device)[:120],
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    session.execute(update(AccountRow).where(AccountRow.id == account_id).values(signed_in_at=now))
    return token


def remember(token: str, account_id: int) -> None:
    """Put the token into a fresh cookie; what the old one held is gone but for a waiting form of the same person."""
    held = cookie.get(HELD) if cookie.get(WHO) == account_id else None
    cookie.clear()
    cookie.permanent = True
    cookie[WHO] = account_id
    if held:
        cookie[HELD] = held
    person = visitor_of(token)
    if person is None:  # disabled or deleted in this very moment
        raise SignInNeeded
    login_user(person, remember=False)


def forget() -> None:
    """Empty the cookie; it only remembers whose waiting text may come back."""
    who = cookie.get(WHO)
    logout_user()
    cookie.clear()
    if who:
        cookie[WHO] = who


def close_session(session: Session, session_id: int) -> None:
    """End one session."""
    session.execute(delete(SessionRow).where(SessionRow.id == session_id))


def close_all(session: Session, account_id: int, but: int | None = None) -> None:
    """End every session of an account, except the one with the id ``but``."""
    query = delete(SessionRow).where(SessionRow.account_id == account_id)
    session.execute(query if but is None else query.where(SessionRow.id != but))


def note_use(response: Response) -> Response:
    """Note once an hour that a device is in use; only POSTs do, so that reading writes nothing."""
    if request.method != "POST":
        return response
    now, seen_at = clock.now(), g.get("seen_at")
    if seen_at and now - seen_at > SEEN_EVERY and g.get("visitor"):
        try:
            with transaction() as session:
                mine = SessionRow.id == g.visitor.session_id
                session.execute(update(SessionRow).where(mine).values(seen_at=now))
        except OperationalError as error:  # a full disk is told where something is lost, and this is not
            log.warning("use_not_noted", kind=type(error).__name__)
    return response


@dataclass(frozen=True, slots=True)
class Device:
    """A device that is signed in, in words."""

    session_id: int
    words: str
    created_at: datetime
    seen_at: datetime


def devices(connection: Session | Connection, account_id: int) -> list[Device]:
    """Return the devices of an account, the newest first."""
    query = select(_session).where(_session.c.account_id == account_id).order_by(_session.c.id.desc())
    return [Device(row.id, device_words(row.device), row.created_at, row.seen_at) for row in connection.execute(query)]


def device_words(user_agent: str) -> str:
    """Return browser and system of a user agent in words, such as "Firefox on Linux"."""
    browsers = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "Windows": "Windows",
        "Mac OS": "macOS",
        "Linux": "Linux",
    }
    browser = next((name for mark, name in browsers.items() if mark in user_agent), "A browser")
    system = next((name for mark, name in systems.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def close_every_one(session: Session) -> None:
    """End the sessions of everybody, and the sign-in links under way."""
    session.execute(delete(SessionRow))
    links.drop_purpose(session, "signin")


def close_one_of(session: Session, account_id: int, session_id: int) -> None:
    """End one session of this account, and of no other."""
    session.execute(delete(SessionRow).where(SessionRow.id == session_id, SessionRow.account_id == account_id))


def rotate(session: Session, session_id: int, now: datetime) -> str:
    """Give a session a new token and return it; the old one is worthless."""
    token = new_token()
    session.execute(update(SessionRow).where(SessionRow.id == session_id).values(token=token_hash(token), seen_at=now))
    return token


def drop_expired(session: Session, now: datetime) -> None:
    """Remove sessions that are over."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
