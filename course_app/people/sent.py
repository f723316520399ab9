"""Tell higher rooms to how many people a learner has written: a number, never whom."""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course_app.domain.people import Direction
from course_app.people.keeper import Keeper
from course_app.people.models import TouchRow

Listener = Callable[[Session, Keeper, int], None]


def register(app: Flask, listener: Listener) -> None:
    """Let ``listener(session, keeper, people)`` hear of every change, in the transaction that makes it."""
    app.extensions.setdefault("sent_listeners", []).append(listener)


def tell(session: Session, keeper: Keeper) -> None:
    """Count the people written to and tell who listens."""
    listeners: list[Listener] = current_app.extensions.get("sent_listeners", [])
    if not listeners:
        return
    query = select(func.count(func.distinct(TouchRow.person_id))).where(
        TouchRow.account_id == keeper.account_id, TouchRow.direction == Direction.OUT
    )
    people = session.scalar(query) or 0
    for listener in listeners:
        listener(session, keeper, people)
