"""Text typed while signed out waits here, sealed, for half an hour, and comes back after signing in.

Only for a browser that was signed in before: the signed cookie says whose text it is, and only that account gets
it back. Passwords are never held.
"""

import json
from datetime import datetime, timedelta

from flask import current_app, request, session
from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from course_app.infrastructure import clock
from course_app.infrastructure.crypto import DataKey, new_token, token_hash
from course_app.infrastructure.database import Model, UtcDateTime, transaction

LASTS = timedelta(minutes=30)
LONGEST = 100_000
WHO = "who"
HELD = "held"
_NEVER_HELD = ("csrf_token", "password")


class HeldFormRow(Model):
    """A form that was posted while signed out."""

    __tablename__ = "held_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(String(500))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    held_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def hold_form() -> None:
    """Keep the form of this request until its writer has signed in again."""
    who = session.get(WHO)
    fields = [
        (name, value) for name, values in request.form.lists() if not name.startswith(_NEVER_HELD) for value in values
    ]
    text = json.dumps(fields)
    if not who or not fields or len(text) > LONGEST or len(request.path) > 500:
        return
    token = new_token()
    with transaction() as database:
        database.add(
            HeldFormRow(
                token=token_hash(token),
                account_id=who,
                path=request.path,
                sealed=_key().seal(text, f"held {request.path}"),
                held_at=clock.now(),
            )
        )
    session[HELD] = token


def take_held(database: Session, account_id: int, now: datetime) -> tuple[str, list[tuple[str, str]]] | None:
    """Return path and fields of the form that waits for this account in this browser, or None."""
    token = session.get(HELD)
    if not token:
        return None
    query = select(HeldFormRow).where(
        HeldFormRow.token == token_hash(token),
        HeldFormRow.account_id == account_id,
        HeldFormRow.held_at > now - LASTS,
    )
    row = database.scalar(query)
    if row is None:
        return None
    fields = json.loads(_key().open(row.sealed, f"held {row.path}"))
    return row.path, [(name, value) for name, value in fields]


def forget_held() -> None:
    """Drop forms that waited too long."""
    with transaction() as database:
        database.execute(delete(HeldFormRow).where(HeldFormRow.held_at <= clock.now() - LASTS))


def _key() -> DataKey:
    return DataKey(current_app.extensions["master_key"].secret)
