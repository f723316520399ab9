"""Tell higher rooms that a learner's people changed: once for each transaction, as its last part."""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy.orm import Session

from course_app.infrastructure.database import before_commit
from course_app.people.keeper import Keeper

Listener = Callable[[Session, Keeper], None]


def register(app: Flask, listener: Listener) -> None:
    """Let ``listener(session, keeper)`` look at people, letters and plans after each transaction that changed them."""
    app.extensions.setdefault("people_listeners", []).append(listener)


def note(session: Session, keeper: Keeper) -> None:
    """Note that something of the keeper's people changes; who listens is told once, however much it is."""
    noted: set[int] = session.info.setdefault("people_changed", set())
    if keeper.account_id not in noted:
        noted.add(keeper.account_id)
        before_commit(session, lambda: _tell(session, keeper))


def _tell(session: Session, keeper: Keeper) -> None:
    listeners: list[Listener] = current_app.extensions.get("people_listeners", [])
    for listener in listeners:
        listener(session, keeper)
