"""The blueprint of the import; the modules of views add their pages to it."""

from flask import Blueprint
from flask_limiter.util import get_remote_address

from course_app.domain.people import MOST_PEOPLE, Circle
from course_app.web.access import visitor

bp = Blueprint("imports", __name__, url_prefix="/people/import")
READINGS = "60 per hour"
"""How often a learner may have a file read here."""


def reader_key() -> str:
    """Return whose readings are counted together."""
    person = visitor()
    return f"learner {person.id}" if person else get_remote_address()


def room_of(circle: Circle) -> int:
    """Return how many places a list has left."""
    return max(MOST_PEOPLE - len(circle.ties), 0)
