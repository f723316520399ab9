"""Tell holders of their certificates: that one is there, what became of a name, and that it runs out.

The last 90, 60, 30 and 7 days before, once each.
"""

from datetime import date, datetime, timedelta
from itertools import pairwise

from flask import current_app
from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import Session

from course_app.accounts import letters
from course_app.accounts.queries import account as account_of
from course_app.credentials.models import CredentialEventRow, CredentialRow
from course_app.credentials.queries import credential_by_id
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.i18n import day_text
from course_app.web.i18n import gettext as _

DAYS = (90, 60, 30, 7)
AT_ONCE = 50
Reader = Connection | Session
_credential, _event = CredentialRow.__table__, CredentialEventRow.__table__


def due(reader: Reader, today: date) -> list[tuple[int, int]]:
    """Return certificates to tell about, with the days of the notice.

    A notice that was missed is not made up for: whoever is seen first with 20 days left reads that of 30 days alone.
    """
    found = []
    for days, next_days in pairwise((*DAYS, -1)):
        told = exists().where(
            _event.c.credential_id == _credential.c.id, _event.c.kind == "notified", _event.c.detail == str(days)
        )
        query = (
            select(_credential.c.id)
            .where(
                _credential.c.status == "active",
                _credential.c.account_id.is_not(None),
                _credential.c.valid_until <= today + timedelta(days=days),
                _credential.c.valid_until > today + timedelta(days=next_days),
                ~told,
            )
            .order_by(_credential.c.id)
            .limit(AT_ONCE)
        )
        found += [(row.id, days) for row in reader.execute(query)]
    return found


def send_due() -> None:
    """Send the notices that are due."""
    today = clock.now().date()
    for credential_id, days in due(reader(), today):
        with transaction() as session:
            if (credential_id, days) in due(session, today):
                _send(session, credential_id, days)


def issued_words(course: str, title: str, number: str) -> letters.Words:
    """Return what is said when a certificate is there; what belongs to this one alone stands in the last line."""
    return letters.Words(
        _("Your certificate is there"),
        (
            _("What you did is written down and signed, and anybody you show it to can check it."),
            _("Who may open its public page is yours to say."),
        ),
        _("Open the certificate"),
        letters.address(f"/c/{course}/certificate"),
        _("“%(title)s”, public page: %(url)s", title=title, url=letters.address(f"/v/{number}")),
    )


def corrected_words(course: str, name: str, granted: bool) -> letters.Words:
    """Return what is said when somebody who asked for another name gets an answer."""
    if granted:
        said = _(
            "Your certificate is issued anew with the name you asked for. The one before says that it was replaced."
        )
    else:
        said = _("You asked for another name on your certificate. It stays as it is. If that is wrong, write back.")
    return letters.Words(
        _("About the name on your certificate"),
        (said,),
        _("Open the certificate"),
        letters.address(f"/c/{course}/certificate"),
        _("The name you asked for: %(name)s", name=name),
    )


def tell_issued(session: Session, account_id: int, course: str, title: str, number: str, now: datetime) -> None:
    """Tell a holder that a certificate is there."""
    letters.send_to(session, "certificate", account_id, issued_words(course, title, number), now)


def tell_answer(session: Session, account_id: int, course: str, name: str, granted: bool, now: datetime) -> None:
    """Tell a holder what became of the name they asked for."""
    kind = "name-corrected" if granted else "name-kept"
    letters.send_to(session, kind, account_id, corrected_words(course, name, granted), now)


def _send(session: Session, credential_id: int, days: int) -> None:
    found = credential_by_id(session, credential_id)
    account = account_of(session, found.account_id) if found and found.account_id else None
    if found is None or account is None or found.valid_until is None:
        return
    now = clock.now()
    site = current_app.extensions["site"].name
    words = letters.Words(
        _("Your certificate is valid until %(day)s", day=day_text(found.valid_until)),
        (
            _(
                "“%(title)s” from %(site)s is valid until %(day)s.",
                title=found.facts.credential_title,
                site=site,
                day=day_text(found.valid_until),
            ),
            _("You can renew it now: what you have done counts, and if the course asks for something new, it says so."),
        ),
        _("Renew it"),
        letters.address(f"/c/{found.course}/certificate"),
        _("If you do nothing, the certificate stays genuine, and its page says that it has run out."),
    )
    letters.send(session, "certificate-expiry", account.email, words, now)
    session.add(CredentialEventRow(credential_id=credential_id, kind="notified", detail=str(days), at=now))
