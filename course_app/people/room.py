"""Open the room: what people put into the application."""

from flask import Flask

from course_app.infrastructure import clock
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import transaction
from course_app.people.keeper import BlindIndex
from course_app.people.queries import UNDO_LASTS
from course_app.people.service import purge_deleted


def open_people(app: Flask) -> None:
    """Register pages, the blind index, and the sweep that ends undo."""
    settings: Settings = app.extensions["settings"]
    app.extensions["blind_index"] = BlindIndex(app.extensions["master_key"].blind_index(), settings["COUNTRY"])
    app.extensions["jobs"].sweep("deleted people", _sweep)


def _sweep() -> None:
    with transaction() as session:
        purge_deleted(session, clock.now() - UNDO_LASTS)
