"""What the pages of the door share: the rules of this site, and how somebody is let in."""

from flask import current_app, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from course_app.accounts import passwords, sessions, throttling
from course_app.accounts.models import AccountRow
from course_app.accounts.queries import email_key
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.config import Settings
from course_app.infrastructure.crypto import MasterKey
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.logs import security_event
from course_app.web.access import Visitor, visitor
from course_app.web.forms import BaseForm
from course_app.web.held import HELD
from course_app.web.i18n import gettext as _
from course_app.web.security import safe_path

HOME = "/today"


def settings() -> Settings:
    """Return the settings of this site."""
    found: Settings = current_app.extensions["settings"]
    return found


def master_key() -> MasterKey:
    """Return the key that wraps the data keys of accounts."""
    found: MasterKey = current_app.extensions["master_key"]
    return found


def mail_is_set_up() -> bool:
    """Return whether mails leave this machine."""
    return bool(current_app.extensions["mailer"].configured)


def may_sign_up(email: str | None = None) -> bool:
    """Return whether registration is open, to this address if one is given."""
    hosts = sign_up_hosts()
    if hosts is None:
        return str(settings()["SIGNUP"]).strip().casefold() == "open"
    return email is None or email_key(email).rpartition("@")[2] in hosts


def sign_up_hosts() -> tuple[str, ...] | None:
    """Return the mail domains that may sign up, None when the rule is another one."""
    rule = str(settings()["SIGNUP"]).strip().casefold()
    if rule in {"open", "invite"}:
        return None
    return tuple(host for part in rule.split(",") if (host := part.strip().lstrip("@")))


def is_strong(form: BaseForm, password: str, *words: str) -> bool:
    """Return whether a password may be used; a refusal is shown at its field."""
    try:
        passwords.check_strength(password, *words, settings()["SITE_NAME"])
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def knows_password(person: Visitor, form: BaseForm) -> bool:
    """Return whether who is signed in typed the own password in ``current``; a refusal is shown at that field."""
    column = AccountRow.__table__.c
    password_hash = reader().scalar(select(column.password_hash).where(column.id == person.id))
    typed = form["current"].data or ""
    try:
        fits = throttling.try_password(password_hash, typed, f"again {person.id}", request.remote_addr or "")
    except throttling.TooManyTriesError:
        form.refuse(DomainError(throttling.too_many(), "current"))
        return False
    if not fits:
        form.refuse(DomainError(_("This is not your password."), "current"))
    return fits


def next_path(fallback: str = HOME) -> str:
    """Return where this visit was going, if that is a page of this site."""
    return safe_path(request.args.get("next"), fallback)


def let_in(account_id: int, going_to: str = "") -> ResponseReturnValue:
    """Begin a session for an active account in a fresh cookie, and lead to where it was going."""
    before = visitor()
    with transaction() as session:
        if before is not None:
            sessions.close_session(session, before.session_id)
        device = request.user_agent.string
        token = sessions.open_session(session, account_id, device, settings()["SESSION_DAYS"], clock.now())
    sessions.remember(token, account_id)
    security_event("signed_in", account=account_id)
    if HELD in cookie:
        return redirect(url_for("accounts.held"), 303)
    return redirect(going_to or next_path(), 303)
