"""Tell the rooms above that a release was published; they put themselves on the list when they open."""

from collections.abc import Callable

from flask import Flask, current_app, has_app_context
from sqlalchemy.orm import Session

Listener = Callable[[Session, int], None]
"""Hears of a release by its id, inside the transaction that publishes it."""


def add_listener(app: Flask, listener: Listener) -> None:
    """Let ``listener`` hear of every release that is published from now on."""
    listeners: list[Listener] = app.extensions.setdefault("release_listeners", [])
    listeners.append(listener)


Mover = Callable[[Session, str, Callable[[str], str]], None]
"""Moves what stands under former names: gets the course and says of each name what it is called from now on."""


def add_mover(app: Flask, mover: Mover) -> None:
    """Let ``mover`` take what learners wrote along when units, tasks and questions are renamed."""
    movers: list[Mover] = app.extensions.setdefault("release_movers", [])
    movers.append(mover)


def announce_names(session: Session, course: str, now: Callable[[str], str]) -> None:
    """Tell everybody on the list what things are called ``now``."""
    if has_app_context():
        for mover in current_app.extensions.get("release_movers", ()):
            mover(session, course, now)


def announce(session: Session, release_id: int) -> None:
    """Tell everybody on the list of a new release."""
    if has_app_context():
        for listener in current_app.extensions.get("release_listeners", ()):
            listener(session, release_id)
