"""The weekly mail: asked for, paused, and sent when its hour has come. It names nobody from a list."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog
from flask import current_app
from sqlalchemy import Connection, column, select, table, update
from sqlalchemy.orm import Session

from course_app.accounts.letters import Words, address, write
from course_app.domain.digest import MOST_ITEMS, Item, ItemKind, items_of, next_moment
from course_app.infrastructure import clock
from course_app.infrastructure.crypto import DataKey, new_token, token_hash
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.mail import post
from course_app.people import queries
from course_app.people.keeper import Keeper
from course_app.people.models import DigestRow
from course_app.people.words import day_words
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext

log = structlog.get_logger(__name__)
KIND = "weekly"
AT_ONCE = 50
USUAL = (0, 8)
"""Monday at eight."""
_digest = DigestRow.__table__
_account = table(
    "account",
    column("id"),
    column("email"),
    column("wrapped_key"),
    column("time_zone"),
    column("locale"),
    column("status"),
)


@dataclass(frozen=True, slots=True)
class Digest:
    """A learner's wish: the day (0 is Monday), the hour, and when the next mail goes; None while it is paused."""

    weekday: int
    hour: int
    next_at: datetime | None


def digest_of(connection: Connection, account_id: int) -> Digest | None:
    """Return the learner's wish, None when they never had one."""
    row = connection.execute(select(_digest).where(_digest.c.account_id == account_id)).first()
    return Digest(row.weekday, row.hour, row.next_at) if row else None


def _bound(account_id: int) -> str:
    return f"digest {account_id}"


def wish(session: Session, keeper: Keeper, weekday: int, hour: int, time_zone: str) -> None:
    """Let the weekly mail come on this day at this hour, by the learner's clocks."""
    moment = next_moment(weekday, hour, clock.zone(time_zone), keeper.now)
    row = session.get(DigestRow, keeper.account_id)
    if row is not None:
        row.weekday, row.hour, row.next_at = weekday, hour, moment
        return
    token = new_token()
    sealed = keeper.key.seal(token, _bound(keeper.account_id))
    hashed = token_hash(token)
    values = {"weekday": weekday, "hour": hour, "token": hashed, "sealed": sealed, "next_at": moment}
    session.add(DigestRow(account_id=keeper.account_id, **values))
    session.flush()


def pause(session: Session, account_id: int) -> None:
    """Let no weekly mail come until it is wished for again."""
    session.execute(update(DigestRow).where(DigestRow.account_id == account_id).values(next_at=None))


def pause_by_token(session: Session, token: str) -> bool:
    """Pause the mail that a token belongs to; False when it belongs to none."""
    row = session.scalar(select(DigestRow).where(DigestRow.token == token_hash(token)))
    if row is None:
        return False
    row.next_at = None
    return True


def send_due() -> None:
    """Send every weekly mail whose hour has come; one that was missed for long goes once."""
    now = clock.now()
    due = select(_digest.c.account_id).where(_digest.c.next_at <= now).order_by(_digest.c.next_at).limit(AT_ONCE)
    for account_id in tuple(reader().execute(due).scalars()):
        try:
            with transaction() as session:
                _send(session, account_id, now)
        except Exception as error:
            # One list that cannot be opened does not keep the mails of others; its words stay out of the log.
            log.error("digest_not_sent", account=account_id, kind=type(error).__name__)
            with transaction() as session:
                pause(session, account_id)


def _send(session: Session, account_id: int, now: datetime) -> None:
    row = session.scalar(select(DigestRow).filter_by(account_id=account_id).with_for_update())
    person = session.execute(select(_account).where(_account.c.id == account_id)).first()
    if row is None or person is None or row.next_at is None or row.next_at > now:
        return
    zone = clock.zone(person.time_zone)
    row.next_at = next_moment(row.weekday, row.hour, zone, now)
    if person.status != "active":
        return
    key: DataKey = current_app.extensions["data_key"](person.wrapped_key)
    today = now.astimezone(zone).date()
    found = items_of(queries.circle_of(session.connection(), account_id, key), today)
    if not found:
        return
    pausing = address(f"/reminders/{key.open(row.sealed, _bound(account_id))}/pause")
    letter = write(KIND, person.email, _words(found, today, person.locale, pausing))
    post(session, replace(letter, unsubscribe=pausing), now)


def _words(found: tuple[Item, ...], today: date, locale: str, pausing: str) -> Words:
    shown, left = found[:MOST_ITEMS], len(found) - MOST_ITEMS
    lines = [item_words(item, today, locale) for item in shown]
    if left > 0:
        lines[-1] += " " + ngettext("%(n)s more waits on the page.", "%(n)s more wait on the page.", left)
    subject = ngettext("Your people this week: one thing", "Your people this week: %(n)s things", len(shown))
    after = _("No names stand in this mail. To pause it, open %(url)s", url=pausing)
    return Words(subject, tuple(lines), _("Open My people"), address("/people?view=due"), after)


def item_words(item: Item, today: date, locale: str) -> str:
    """Return what a line of the mail says."""
    day = day_words(item.day, today, locale) if item.day else ""
    later = item.day is not None and item.day > today
    match item.kind:
        case ItemKind.ANSWER:
            return _("Somebody answered you %(day)s. A line is enough.", day=_on(item, today, day))
        case ItemKind.SEND:
            return _("A letter of yours has been ready since %(day)s.", day=day)
        case ItemKind.PLANNED:
            return _("Something you planned: %(day)s.", day=day)
        case ItemKind.REACH_OUT:
            return _("A hello is due %(day)s.", day=_on(item, today, day)) if later else _("It is time for a hello.")
        case ItemKind.SECOND_NOTE:
            return _("A letter is out without an answer: one gentle second note, or let it rest.")
        case ItemKind.LET_REST:
            return _("It has been quiet with somebody. That says little; you may let it rest.")
        case ItemKind.BIRTHDAY:
            return _("A birthday: %(day)s.", day=day)
        case ItemKind.DATE:
            return _("A date that you share with somebody: %(day)s.", day=day)


def _on(item: Item, today: date, day: str) -> str:
    """Return a day as it stands in a sentence: today, yesterday, on 2 December."""
    assert item.day is not None
    return day if abs((item.day - today).days) < 2 else _("on %(day)s", day=day)
