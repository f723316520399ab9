"""Open the room: what accounts put into the application."""

from datetime import timedelta
from functools import partial

from flask import Flask, current_app

from course_app.accounts import (
    account_views,
    link_views,
    links,
    personal_data,
    service,
    sessions,
    staff_views,
    throttling,
    views,
)
from course_app.accounts.passwords import BusyError
from course_app.accounts.sessions import visitor_of
from course_app.infrastructure import clock, erasures
from course_app.infrastructure.database import transaction
from course_app.web.access import Role, Visitor, use_sessions
from course_app.web.errors import problem
from course_app.web.held import forget_when_sent
from course_app.web.i18n import gettext as _
from course_app.web.navigation import Entry, add_entry

PENDING_LASTS = timedelta(days=3)


def open_accounts(app: Flask) -> None:
    """Register pages, let the gate find visitors, and unwrap data keys for those who need one."""
    use_sessions(app, visitor_of)
    app.extensions["data_key"] = partial(service.data_key, app.extensions["master_key"])
    for blueprint in (views.bp, link_views.bp, account_views.bp, staff_views.bp):
        app.register_blueprint(blueprint)
    app.register_error_handler(
        BusyError, lambda _error: problem(503, sentence=_("Many people sign in just now. Try again in a moment."))
    )
    personal_data.register(app, personal_data.of_account)
    erasures.register(app, service.ACCOUNT, service.erase_again)
    app.after_request(sessions.note_use)
    app.after_request(forget_when_sent)
    app.extensions["jobs"].sweep("accounts", _sweep)
    app.extensions["jobs"].sweep("counters", throttling.forget_old)
    add_entry(app, Entry("public", 90, _("Sign in"), "accounts.sign_in"))
    add_entry(app, Entry("account", 80, _("Settings"), "account.show"))
    add_entry(app, Entry("account", 60, _("Accounts"), "staff.accounts", _is_owner))
    add_entry(app, Entry("account", 65, _("Mails"), "staff.mail", _is_owner))


def _is_owner(person: Visitor | None) -> bool:
    return person is not None and person.role is Role.OWNER


def _sweep() -> None:
    now = clock.now()
    erasures.follow(current_app.extensions["settings"].instance / erasures.FILE)
    with transaction() as session:
        sessions.drop_expired(session, now)
        links.drop_expired(session, now)
        service.drop_pending(session, now - PENDING_LASTS)
