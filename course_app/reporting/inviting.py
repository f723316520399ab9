"""Invite people to a cohort: write the mails, keep the invitations, and tell what became of each row."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from course_app.accounts import invitations, letters
from course_app.accounts.queries import account_by_email, email_key
from course_app.domain.errors import DomainError
from course_app.enrolment import invites
from course_app.enrolment.cohorts import Cohort
from course_app.enrolment.invites import SENDS, Invite, Row, Typed
from course_app.infrastructure.audit import Value, record
from course_app.web.access import Role, Visitor
from course_app.web.i18n import gettext as _


def new_code() -> str:
    """Return a secret for a join link."""
    return secrets.token_urlsafe(12)


def send(session: Session, cohort: Cohort, title: str, typed: Iterable[Typed], staff: Visitor, now: datetime) -> int:
    """Invite every row that is ready, keep the result of all rows, and return its number."""
    rows = invites.check_rows(session, cohort, list(typed))
    for row in (each for each in rows if each.state in SENDS):
        _write(session, cohort, title, row.email, staff, now)
        invites.add_invite(session, cohort.id, row, email_key(row.email), now)
    told = [replace(row, state="sent") if row.state in SENDS else row for row in rows]
    sent = sum(row.state == "sent" for row in told)
    record(session, staff.id, "invited to cohort", f"cohort {cohort.id}", now, {}, {"rows": len(told), "sent": sent})
    return invites.keep_result(session, cohort.id, told, now)


def resend(session: Session, cohort: Cohort, title: str, invite: Invite, staff: Visitor, now: datetime) -> None:
    """Mail an invitation again, also one that was revoked.

    Raises:
        DomainError: it was accepted.
    """
    if invite.state == "joined":
        raise DomainError(_("This person has joined already."))
    _write(session, cohort, title, invite.email, staff, now)
    row = Row(0, invite.email, invite.name, "ready")
    invites.add_invite(session, cohort.id, row, email_key(invite.email), now)
    record(session, staff.id, "invitation sent again", f"cohort {cohort.id}", now, {}, {"invitation": invite.id})


def revoke(session: Session, cohort: Cohort, invite: Invite, staff: Visitor, now: datetime) -> None:
    """Make an invitation and its link worthless; who has joined stays."""
    invites.revoke(session, invite.id)
    invitations.withdraw_for(session, invite.email)
    after: dict[str, Value] = {"state": "revoked", "invitation": invite.id}
    record(session, staff.id, "invitation revoked", f"cohort {cohort.id}", now, {"state": invite.state}, after)


def _write(session: Session, cohort: Cohort, title: str, email: str, staff: Visitor, now: datetime) -> None:
    known = account_by_email(session, email)
    if known is None or known.status == "pending":
        invitations.invite(session, email, Role.LEARNER, staff.name, staff.id, now)
        return
    words = letters.Words(
        _("You are invited to “%(cohort)s”", cohort=cohort.name),
        (_("%(name)s invites you to take “%(course)s” together with others.", name=staff.name, course=title),),
        _("Look at the invitation"),
        letters.address(f"/join/{cohort.code}"),
        _("If you do not want it, do nothing."),
    )
    letters.send(session, "cohort", known.email, words, now)
