"""Links that work once: mailed or printed, hashed at rest, and never used up by a mere look."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from course_app.accounts.models import LinkRow
from course_app.accounts.queries import email_key
from course_app.infrastructure.crypto import new_token, token_hash

LASTS = {
    "confirm": timedelta(days=2),
    "signin": timedelta(hours=1),
    "mail-old": timedelta(days=2),
    "mail-new": timedelta(days=2),
    "invite": timedelta(days=14),
    "first-owner": timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link that can still be used; ``detail`` is what it is about."""

    id: int
    purpose: str
    account_id: int | None
    detail: str


def make_link(session: Session, purpose: str, now: datetime, *, account_id: int | None = None, detail: str = "") -> str:
    """Add a link and return its token, which only the reader of the mail may hold."""
    token = new_token()
    session.add(
        LinkRow(
            token=token_hash(token),
            purpose=purpose,
            account_id=account_id,
            detail=detail,
            created_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    session.flush()
    return token


def find_link(session: Session | Connection, token: str, now: datetime, *purposes: str) -> Link | None:
    """Return the link with this token, unless it is used, over or meant for something else."""
    column = LinkRow.__table__.c
    query = select(column.id, column.purpose, column.account_id, column.detail).where(
        column.token == token_hash(token),
        column.purpose.in_(purposes),
        column.used_at.is_(None),
        column.expires_at > now,
    )
    row = session.execute(query).first()
    return Link(row.id, row.purpose, row.account_id, row.detail) if row else None


def use_link(session: Session, link: Link, now: datetime) -> bool:
    """Use a link up; False when another request was faster."""
    used = session.execute(
        update(LinkRow)
        .where(LinkRow.id == link.id, LinkRow.used_at.is_(None))
        .values(used_at=now)
        .returning(LinkRow.id)
    )
    return used.first() is not None


def drop_links(session: Session, account_id: int, *purposes: str) -> None:
    """Make the links of an account worthless and forget them: those for ``purposes``, or all."""
    query = delete(LinkRow).where(LinkRow.account_id == account_id)
    session.execute(query.where(LinkRow.purpose.in_(purposes)) if purposes else query)


def drop_purpose(session: Session, purpose: str) -> None:
    """Make every link for a purpose worthless."""
    session.execute(delete(LinkRow).where(LinkRow.purpose == purpose))


def drop_about(session: Session, key: str, *purposes: str) -> None:
    """Forget links about an address (in the form that is compared), used or not: those for ``purposes``, or all."""
    about = LinkRow.detail.contains("@") if not purposes else LinkRow.purpose.in_(purposes)
    rows = session.execute(select(LinkRow.id, LinkRow.detail).where(about))
    ids = [row.id for row in rows if email_key(row.detail.rpartition(" ")[2]) == key]
    session.execute(delete(LinkRow).where(LinkRow.id.in_(ids)))


def drop_expired(session: Session, now: datetime) -> None:
    """Forget links that are over, used or not."""
    session.execute(delete(LinkRow).where(LinkRow.expires_at <= now))


def is_used(session: Session, account_id: int, purpose: str, detail: str) -> bool:
    """Return whether the link of this purpose and detail was used."""
    query = select(LinkRow.id).where(
        LinkRow.account_id == account_id,
        LinkRow.purpose == purpose,
        LinkRow.detail == detail,
        LinkRow.used_at.is_not(None),
    )
    return session.scalar(query) is not None
