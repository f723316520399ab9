"""The private calendar address of a learner: its token is shown once, kept as a hash, and may be taken back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, column, delete, select, table
from sqlalchemy.orm import Session

from course_app.infrastructure.crypto import new_token, token_hash
from course_app.people import changes
from course_app.people.keeper import Keeper
from course_app.people.models import FeedRow

_account = table(
    "account", column("id"), column("wrapped_key"), column("time_zone"), column("locale"), column("status")
)
_feed = FeedRow.__table__


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar address as its owner sees it: since when, and whether it shows whole names."""

    names: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose calendar a token opens."""

    account_id: int
    wrapped_key: bytes
    time_zone: str
    locale: str
    names: bool


def feed_of(connection: Connection, account_id: int) -> Feed | None:
    """Return the learner's calendar address, None when there is none."""
    row = connection.execute(select(_feed).where(_feed.c.account_id == account_id)).first()
    return Feed(row.names, row.created_at) if row else None


def open_feed(session: Session, keeper: Keeper, *, names: bool) -> str:
    """Make a new calendar address and return its token, which is told once; an older one is worthless from now on."""
    close_feed(session, keeper.account_id)
    token = new_token()
    session.add(FeedRow(account_id=keeper.account_id, token=token_hash(token), names=names, created_at=keeper.now))
    session.flush()
    changes.note(session, keeper)
    return token


def close_feed(session: Session, account_id: int) -> None:
    """Take the calendar address back."""
    session.execute(delete(FeedRow).where(FeedRow.account_id == account_id))


def reader_of(connection: Connection, token: str) -> Reader | None:
    """Return whose calendar a token opens, None for one that opens nothing."""
    query = (
        select(_account.c.id, _account.c.wrapped_key, _account.c.time_zone, _account.c.locale, _feed.c.names)
        .join_from(_feed, _account, _account.c.id == _feed.c.account_id)
        .where(_feed.c.token == token_hash(token), _account.c.status == "active")
    )
    row = connection.execute(query).first()
    return Reader(row.id, row.wrapped_key, row.time_zone, row.locale, row.names) if row else None
