"""Keep a Guide for a while: asked for, made, taken, gone. The caller owns the transaction; nothing here commits."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, column, delete, select, table
from sqlalchemy.orm import Session

from course_app.infrastructure.crypto import DataKey
from course_app.my_guide.choices import Choices
from course_app.my_guide.models import GuideRow

LASTS = timedelta(minutes=15)
_guide = GuideRow.__table__
_account = table(
    "account",
    column("id"),
    column("name"),
    column("email"),
    column("wrapped_key"),
    column("time_zone"),
    column("locale"),
)


@dataclass(frozen=True, slots=True)
class Guide:
    """How it stands with a Guide: waiting, ready or failed, since when, and why it failed."""

    choices: Choices
    state: str
    trouble: str
    pages: int
    changed_at: datetime

    @property
    def until(self) -> datetime:
        """When it goes."""
        return self.changed_at + LASTS


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose Guide it is."""

    id: int
    name: str
    wrapped_key: bytes
    time_zone: str
    locale: str


def _bound(account_id: int) -> str:
    return f"my_guide {account_id}"


def guide_of(connection: Connection, account_id: int, now: datetime) -> Guide | None:
    """Return the learner's Guide; None when there is none, or its time is over."""
    columns = [each for each in _guide.c if each.name != "sealed"]
    row = connection.execute(select(*columns).where(_guide.c.account_id == account_id)).first()
    if row is None or row.changed_at <= now - LASTS:
        return None
    return Guide(Choices.read(row.choices), row.state, row.trouble, row.pages, row.changed_at)


def data_of(connection: Connection, account_id: int, key: DataKey, now: datetime) -> bytes | None:
    """Return the PDF, None when there is none (any more)."""
    query = select(_guide.c.sealed).where(
        _guide.c.account_id == account_id, _guide.c.state == "ready", _guide.c.changed_at > now - LASTS
    )
    sealed = connection.execute(query).scalar()
    return b64decode(key.open(sealed, _bound(account_id))) if sealed else None


def owner_of(connection: Connection, account_id: int) -> Owner | None:
    """Return whose Guide is to be made; None when the account is gone."""
    row = connection.execute(select(_account).where(_account.c.id == account_id)).first()
    return Owner(row.id, row.name, row.wrapped_key, row.time_zone, row.locale) if row else None


def ask(session: Session, account_id: int, choices: Choices, now: datetime) -> None:
    """Ask for a Guide; the one before it goes at once."""
    drop(session, account_id)
    session.add(GuideRow(account_id=account_id, choices=choices.text(), state="waiting", changed_at=now))
    session.flush()


def keep(session: Session, account_id: int, data: bytes, pages: int, key: DataKey, now: datetime) -> None:
    """Keep a Guide that was made, sealed."""
    row = session.get(GuideRow, account_id)
    if row is not None and row.state == "waiting":
        row.sealed = key.seal(b64encode(data).decode(), _bound(account_id))
        row.state, row.pages, row.changed_at = "ready", pages, now


def note_trouble(session: Session, account_id: int, trouble: str, now: datetime) -> None:
    """Keep why a Guide could not be made."""
    row = session.get(GuideRow, account_id)
    if row is not None and row.state == "waiting":
        row.state, row.trouble, row.changed_at = "failed", trouble[:200], now


def drop(session: Session, account_id: int) -> None:
    """Let a learner's Guide go."""
    session.execute(delete(GuideRow).where(GuideRow.account_id == account_id))


def purge(session: Session, now: datetime) -> None:
    """Let every Guide go whose time is over."""
    session.execute(delete(GuideRow).where(GuideRow.changed_at <= now - LASTS))


def waiting(connection: Connection, before: datetime) -> tuple[int, ...]:
    """Return the accounts whose Guide was asked for before a moment and is not made yet."""
    query = select(_guide.c.account_id).where(_guide.c.state == "waiting", _guide.c.changed_at < before)
    return tuple(connection.execute(query).scalars())
