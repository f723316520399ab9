"""Text typed while signed out waits here, sealed, for half an hour, and comes back after signing in.

Only for a browser that was signed in before: the signed cookie says whose text it is, and only that account gets
it back. Passwords are never held.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Response, current_app, g, request, session
from sqlalchemy import Connection, ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from course_app.infrastructure import clock
from course_app.infrastructure.crypto import DataKey, new_token, token_hash
from course_app.infrastructure.database import Model, UtcDateTime, transaction

LASTS = timedelta(minutes=30)
LONGEST = 250_000
AT_ONCE = 20
WHO = "who"
HELD = "held"
_NEVER_HELD = frozenset({"csrf_token", "password", "current"})
_MACHINE = frozenset({"version", "try", "step", "slip", "back", "next"})
log = structlog.get_logger(__name__)


class HeldFormRow(Model):
    """A form that was posted while signed out."""

    __tablename__ = "held_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(String(500))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    held_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class HeldForm:
    """A form that waits: where it was going, and what was typed, by field in the order of the page."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        """What a person would miss: not the numbers and names that the page filled in by itself."""
        return [value for name, value in self.fields if name not in _MACHINE and len(value.strip()) > 3]


def typed_form() -> HeldForm:
    """Return what this request brought, without passwords."""
    return HeldForm(
        request.path,
        tuple(
            (name, value)
            for name, values in request.form.lists()
            if name not in _NEVER_HELD and "password" not in name
            for value in values
        ),
    )


def hold_form() -> None:
    """Keep the form of this request until its writer has signed in again."""
    who, typed = session.get(WHO), typed_form()
    text = json.dumps(typed.fields)
    if not who or not typed.texts or len(text) > LONGEST or len(typed.path) > 500:
        return
    token = new_token()
    row = HeldFormRow(
        token=token_hash(token),
        account_id=who,
        path=typed.path,
        sealed=_key().seal(text, f"held {typed.path}"),
        held_at=clock.now(),
    )
    try:
        with transaction() as database:
            database.add(row)
            database.flush()
            _keep_the_newest(database, who)
    except (IntegrityError, OperationalError) as error:
        # The account is gone, or nothing can be written: the browser still has the text on the page before.
        log.warning("form_not_held", kind=type(error).__name__)
        return
    session[HELD] = [token, typed.path]


def _keep_the_newest(database: Session, account_id: int) -> None:
    mine = select(HeldFormRow.id).where(HeldFormRow.account_id == account_id).order_by(HeldFormRow.id.desc())
    too_many = list(database.scalars(mine.offset(AT_ONCE)))
    database.execute(delete(HeldFormRow).where(HeldFormRow.id.in_(too_many)))


def held_form(database: Session | Connection, account_id: int, now: datetime) -> HeldForm | None:
    """Return the form that waits for this account in this browser, or None."""
    column = HeldFormRow.__table__.c
    query = select(column.path, column.sealed).where(
        column.token == token_hash(_token()),
        column.account_id == account_id,
        column.held_at > now - LASTS,
    )
    row = database.execute(query).first()
    if row is None:
        return None
    fields = json.loads(_key().open(row.sealed, f"held {row.path}"))
    return HeldForm(row.path, tuple((name, value) for name, value in fields))


def drop_held(database: Session) -> None:
    """Forget the form that waits in this browser."""
    database.execute(delete(HeldFormRow).where(HeldFormRow.token == token_hash(_token())))
    session.pop(HELD, None)


def forget_when_sent(response: Response) -> Response:
    """Let go of a waiting form once it has arrived where it was going."""
    if request.method == "POST" and g.get("visitor") and response.status_code < 400:
        waiting = session.get(HELD)
        if waiting and waiting[1] == request.path:
            session.pop(HELD)
    return response


def forget_held() -> None:
    """Drop forms that waited too long."""
    with transaction() as database:
        database.execute(delete(HeldFormRow).where(HeldFormRow.held_at <= clock.now() - LASTS))


def forget_all(database: Session) -> None:
    """Drop every form that waits: with another master key none of them could be opened."""
    database.execute(delete(HeldFormRow))


def _token() -> str:
    waiting = session.get(HELD)
    return str(waiting[0]) if waiting else ""


def _key() -> DataKey:
    return DataKey(current_app.extensions["master_key"].secret)
