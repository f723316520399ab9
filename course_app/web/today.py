"""What rooms put on Today: things that could be next, and cards beside the course.

A room registers a teller; learning asks every teller, picks the one next thing by its rank, and draws the cards. A
teller that fails costs its own card and never the page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Any

import structlog
from flask import Flask, current_app, render_template
from markupsafe import Markup

from course_app.web.access import Visitor

log = structlog.get_logger(__name__)


class Rank(IntEnum):
    """The order of the one next thing, the first that there is."""

    ANSWERED = 10
    DRAFT_READY = 20
    PLANNED_TODAY = 30
    COURSE = 40
    REST = 50


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that could be the one next thing."""

    rank: Rank
    kicker: str
    title: str
    summary: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card: ``place`` is main or aside, lower ``order`` stands higher, ``template`` is included with ``view``."""

    place: str
    order: int
    template: str
    view: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Part:
    """What one room puts on Today."""

    things: tuple[Thing, ...] = ()
    cards: tuple[Card, ...] = ()


Teller = Callable[[Visitor], Part]
BROKEN = Card("main", 90, "site/broken_card.html")


def register(app: Flask, name: str, teller: Teller) -> None:
    """Let a room put something on Today."""
    app.extensions.setdefault("today", {})[name] = teller


def told(visitor: Visitor) -> Part:
    """Return what all rooms put on Today for this visitor, things by rank and cards by order."""
    things: list[Thing] = []
    cards: list[Card] = []
    for name, teller in current_app.extensions.get("today", {}).items():
        try:
            part = teller(visitor)
        except Exception:
            log.exception("card_failed", card=name, account=visitor.id)
            cards.append(BROKEN)
            continue
        things += part.things
        cards += part.cards
    return Part(tuple(sorted(things, key=lambda thing: thing.rank)), tuple(sorted(cards, key=lambda card: card.order)))


def drawn(card: Card) -> Markup:
    """Return a card as HTML; one that cannot be drawn says so in its place."""
    try:
        # The template escapes what it shows.
        return Markup(render_template(card.template, view=card.view))  # noqa: S704
    except Exception:
        log.exception("card_failed", card=card.template)
        return Markup(render_template(BROKEN.template, view={}))  # noqa: S704
