"""Count what a page asks of the main database."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

from flask import Flask
from sqlalchemy import event

from course_app.infrastructure.database import db
from course_app.infrastructure.prepared import watchers

COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that run inside the block."""
    seen: list[str] = []

    def count(statement):
        if statement.lstrip().upper().startswith(COUNTED):
            seen.append(statement)

    def note(_connection, _cursor, statement, *_more):
        count(statement)

    with app.app_context():
        engine = db.engine
    # Whether an owner changed the look is asked every few seconds, not by a page.
    look = app.extensions["look"]
    ask_at, look.ask_at = look.ask_at, inf
    event.listen(engine, "before_cursor_execute", note)
    watchers.append(count)
    try:
        yield seen
    finally:
        look.ask_at = ask_at
        watchers.remove(count)
        event.remove(engine, "before_cursor_execute", note)
