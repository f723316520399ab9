"""Open the room: what people put into the application."""

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from course_app.accounts import leaving, personal_data
from course_app.infrastructure import clock, erasures
from course_app.infrastructure.config import Settings
from course_app.infrastructure.crypto import DataKey
from course_app.infrastructure.database import transaction
from course_app.people import (  # the modules of views add their pages to the blueprint
    calendar_views,
    dealing_views,
    digest_views,
    forgetting,
    import_keeping_views,
    import_sifting_views,
    import_views,
    leaving_views,
    resting_views,
    service,
    sphere_views,
    views,
)
from course_app.people.blueprint import bp
from course_app.people.digests import send_due
from course_app.people.import_blueprint import bp as import_bp
from course_app.people.importing import trays
from course_app.people.keeper import BlindIndex
from course_app.people.queries import UNDO_LASTS, told_of
from course_app.people.retention import sweep as sweep_old_lists
from course_app.people.today import tell as tell_today
from course_app.web import today as today_page
from course_app.web.navigation import Entry, add_entry, url_if

PAGES = (views, dealing_views, resting_views, calendar_views, digest_views, leaving_views)
IMPORT_PAGES = (import_views, import_sifting_views, import_keeping_views)


def open_people(app: Flask) -> None:
    """Register pages, what stands on Today, the blind index, and the sweep that ends undo."""
    settings: Settings = app.extensions["settings"]
    app.extensions["blind_index"] = BlindIndex(app.extensions["master_key"].blind_index(), settings["COUNTRY"])
    app.jinja_env.globals["url_if"] = url_if
    app.register_blueprint(bp)
    app.register_blueprint(sphere_views.bp)
    app.register_blueprint(import_bp)
    today_page.register(app, "people", tell_today)
    personal_data.register(app, _tell)
    leaving.register(app, _at_sign_out)
    erasures.register(app, forgetting.CONTACT, forgetting.forget_again)
    erasures.register(app, service.PERSON, service.delete_again)
    app.extensions["jobs"].sweep("deleted people", _sweep)
    app.extensions["jobs"].sweep("import trays", _sweep_trays)
    app.extensions["jobs"].sweep("weekly mails", send_due)
    app.extensions["jobs"].sweep("old lists", sweep_old_lists)
    add_entry(
        app, Entry("main", 30, "My people", "people.index", under=("people.", "spheres.", "letters.", "imports."))
    )


def _tell(session: Session, account_id: int, key: DataKey) -> dict[str, Any]:
    return told_of(session.connection(), account_id, key)


def _at_sign_out(session: Session, account_id: int) -> None:
    service.purge_deleted(session, clock.now(), account_id)
    trays.purge(session, clock.now(), account_id)


def _sweep() -> None:
    with transaction() as session:
        service.purge_deleted(session, clock.now() - UNDO_LASTS)


def _sweep_trays() -> None:
    with transaction() as session:
        trays.purge(session, clock.now() - trays.LASTS)
