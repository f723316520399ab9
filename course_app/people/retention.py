"""Lists of learners who have not come for long: first a mail, then the list goes. What was finished stays."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import column, delete, exists, func, or_, select, table
from sqlalchemy.orm import Session

from course_app.accounts.letters import Words, address, send
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from course_app.infrastructure.logs import security_event
from course_app.people.models import ListWarningRow, PersonRow, SphereRow
from course_app.people.service import delete_everybody
from course_app.web.i18n import day_text
from course_app.web.i18n import gettext as _

WARNED_BEFORE = timedelta(days=85)
LEAST_NOTICE = timedelta(days=30)
"""So long after the mail the list stays at least, however late the mail went."""
AT_ONCE = 200
MINUTE = 17
"""Of each hour, in which the sweep looks."""
_account = table(
    "account",
    column("id"),
    column("email"),
    column("status"),
    column("locale"),
    column("created_at"),
    column("signed_in_at"),
)
_warning, _person, _sphere = ListWarningRow.__table__, PersonRow.__table__, SphereRow.__table__


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many learners were told, and how many lists went."""

    told: int
    deleted: int


def sweep() -> None:
    """Look once an hour."""
    if clock.now().minute == MINUTE:
        with transaction() as session:
            let_old_lists_go(session, kept_for(), clock.now())


def kept_for() -> timedelta:
    """Return how long a list is kept for somebody who does not come."""
    return timedelta(days=int(current_app.extensions["settings"]["PEOPLE_RETENTION_DAYS"]))


def let_old_lists_go(session: Session, keep: timedelta, now: datetime, *, really: bool = True) -> Outcome:
    """Tell learners whose list will go, and delete the lists of those who were told in time and did not come.

    A learner who signs in again is told anew another time. Without ``really`` only counts.
    """
    told = deleted = 0
    for row in _away_since(session, now - (keep - WARNED_BEFORE)):
        warned = row.told_at if row.told_at is not None and row.told_at > row.came_at else None
        if warned is None:
            told += 1
            if really:
                _warn(session, row, max(row.came_at + keep, now + LEAST_NOTICE).date(), now)
        elif row.came_at <= now - keep and warned <= now - LEAST_NOTICE:
            deleted += 1
            if really:
                _let_go(session, row, now)
    return Outcome(told, deleted)


def _away_since(session: Session, moment: datetime) -> list["_Away"]:
    """Return accounts with a list that were not signed in to since ``moment``, those away longest first."""
    came = func.coalesce(_account.c.signed_in_at, _account.c.created_at)
    has_list = or_(
        exists().where(_person.c.account_id == _account.c.id), exists().where(_sphere.c.account_id == _account.c.id)
    )
    moment_type = _warning.c.told_at.type
    query = (
        select(
            _account.c.id,
            _account.c.email,
            _account.c.status,
            _account.c.locale,
            func.coalesce(_account.c.signed_in_at, _account.c.created_at, type_=moment_type).label("came_at"),
            _warning.c.told_at,
        )
        .select_from(_account)
        .outerjoin(_warning, _warning.c.account_id == _account.c.id)
        .where(came <= moment, has_list)
        .order_by(came)
        .limit(AT_ONCE)
    )
    return [_Away(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class _Away:
    """Somebody who has not come for long."""

    id: int
    email: str
    status: str
    locale: str
    came_at: datetime
    told_at: datetime | None


def _warn(session: Session, away: _Away, day: date, now: datetime) -> None:
    session.execute(delete(ListWarningRow).where(ListWarningRow.account_id == away.id))
    session.add(ListWarningRow(account_id=away.id, told_at=now))
    if away.status == "active":
        send(session, "list will go", away.email, _warning_words(day, away.locale), now)


def _let_go(session: Session, away: _Away, now: datetime) -> None:
    delete_everybody(session, away.id, now)
    session.execute(delete(ListWarningRow).where(ListWarningRow.account_id == away.id))
    security_event("old_list_deleted", account=away.id)
    if away.status == "active":
        send(session, "list gone", away.email, _gone_words(), now)


def _warning_words(day: date, locale: str) -> Words:
    when = day_text(day, locale)
    return Words(
        _("Your list of people will be deleted on %(day)s", day=when),
        (
            _("You have not signed in for a long time. Other people's data is on loan, so we do not keep it for ever."),
            _("Sign in once before %(day)s and everything stays as it is. Certificates stay in any case.", day=when),
        ),
        _("Sign in"),
        address("/people"),
        _("You can also take everything along as one archive before it goes."),
    )


def _gone_words() -> Words:
    return Words(
        _("Your list of people is deleted"),
        (
            _("You had not signed in for a long time, and we wrote to you before."),
            _("Steps that you finished and certificates stay yours."),
        ),
    )
