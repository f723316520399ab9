"""What waits for the people who run the site: rooms register what they know, the home page of staff shows it."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from flask import Flask, current_app

from course_app.web.access import Visitor

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that needs somebody: what it is, in words, and where it is done."""

    words: str
    url: str
    action: str


Teller = Callable[[Visitor], list[Matter]]


def register(app: Flask, name: str, teller: Teller) -> None:
    """Let a room tell what waits; it looks at the visitor's role itself."""
    app.extensions.setdefault("attention", {})[name] = teller


def told(visitor: Visitor) -> list[Matter]:
    """Return what waits for this visitor; a room that fails is logged and keeps nobody from the rest."""
    found: list[Matter] = []
    for name, teller in current_app.extensions.get("attention", {}).items():
        try:
            found += teller(visitor)
        except Exception:
            log.exception("matter_failed", room=name, account=visitor.id)
    return found
