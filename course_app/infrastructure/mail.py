"""Mail: written to an outbox table with the change that causes it, sent by a job, wiped when sent.

A body may hold a link that signs somebody in, so it is sealed at rest. Without a mail server the mails stay
readable on the owner's page and as files in ``instance/outbox/``.
"""

import os
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from sqlalchemy import CheckConstraint, Connection, LargeBinary, String, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from course_app.infrastructure import clock
from course_app.infrastructure.crypto import DataKey, MasterKey
from course_app.infrastructure.database import Model, UtcDateTime, transaction
from course_app.infrastructure.jobs import Jobs, enqueue_after_commit
from course_app.infrastructure.prepared import Prepared

MAX_TRIES = 8
KEPT_FOR = timedelta(days=60)
_SEPARATOR = "\x1e"


class OutboxRow(Model):
    """A mail to send, or sent (then without its text)."""

    __tablename__ = "outbox"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")


_outbox = OutboxRow.__table__
_WAITING = Prepared(
    select(_outbox).where(
        _outbox.c.id == bindparam("number"), _outbox.c.sent_at.is_(None), _outbox.c.due_at.is_not(None)
    )
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as a value: ``kind`` says which, for lists and logs; the text is for people.

    ``unsubscribe`` is the address that ends mails of this kind with one click (RFC 8058), '' for mails that were
    asked for singly.
    """

    kind: str
    recipient: str
    subject: str
    text: str
    html: str
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail that waits in the outbox, as its page shows it."""

    id: int
    letter: Letter
    created_at: datetime
    sent_at: datetime | None
    tries: int
    error: str


class Mailer:
    """Where mails go: ``url`` of the server ('' = none), the sender, and the folder for mails without a server."""

    def __init__(self, url: str, sender: str, folder: Path, master: MasterKey, base_url: str) -> None:
        self.url = url
        self.sender = sender or f"no-reply@{urlsplit(base_url).hostname or 'localhost'}"
        self.folder = folder
        self.key = DataKey(master.secret)

    @property
    def configured(self) -> bool:
        """Whether there is a mail server."""
        return bool(self.url)

    def seal(self, letter: Letter) -> bytes:
        """Return the letter's text as it is stored."""
        return self.key.seal(_SEPARATOR.join((letter.subject, letter.text, letter.html, letter.unsubscribe)), "outbox")

    def open(self, row: Any) -> Letter:
        """Return the letter of a row; wiped ones have an empty text."""
        parts = self.key.open(row.sealed, "outbox").split(_SEPARATOR) if row.sealed else ["", "", ""]
        return Letter(row.kind, row.recipient, *parts)

    def message(self, letter: Letter, now: datetime) -> EmailMessage:
        """Return the letter as a MIME message with text and HTML."""
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = letter.recipient
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].strip(">") or "localhost")
        message["Auto-Submitted"] = "auto-generated"
        if letter.unsubscribe:
            message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message

    def deliver(self, message: EmailMessage, number: int) -> None:
        """Hand the message to the server, or put it into the folder."""
        if not self.configured:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self.folder / f"{number:06}.eml"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.as_bytes())
            return
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=20, context=context)
        else:
            server = smtplib.SMTP(host, port or 587, timeout=20)
        with server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)


def init_mail(app: Flask, jobs: Jobs, mailer: Mailer) -> None:
    """Bind the mailer to ``app`` and its jobs."""
    app.extensions["mailer"] = mailer
    jobs.handler("send_mail", send_mail)
    jobs.sweep("mail", send_due)
    jobs.sweep("old mails", forget_old)


def post(session: Session, letter: Letter, now: datetime) -> int:
    """Put a mail into the outbox; it is sent after the commit. Returns its number."""
    row = OutboxRow(
        kind=letter.kind,
        recipient=letter.recipient,
        sealed=_mailer().seal(letter),
        created_at=now,
        due_at=now + timedelta(seconds=30),
    )
    session.add(row)
    session.flush()
    enqueue_after_commit(session, "send_mail", row.id)
    return row.id


def send_mail(number: int) -> None:
    """Send one mail; an error puts it off, longer each time, and is kept for the owner to read."""
    mailer, now = _mailer(), clock.now()
    with transaction() as session:
        row = _WAITING.first(session, number=number)
        if row is None or (row.tries and row.due_at > now):
            return  # it was sent, another worker is at it, or it has to wait
        tries = row.tries + 1
        due_at = None if tries >= MAX_TRIES else now + timedelta(minutes=2**tries)
        mine = update(OutboxRow).where(OutboxRow.id == number, OutboxRow.tries == row.tries)
        if session.execute(mine.values(tries=tries, due_at=due_at)).rowcount != 1:  # type: ignore[attr-defined]
            return
    error = ""
    try:
        mailer.deliver(mailer.message(mailer.open(row), now), number)
    except (OSError, ValueError, smtplib.SMTPException) as problem:
        error = f"{type(problem).__name__}: {problem}"[:200]
    what: dict[str, Any] = {"error": error}
    if not error:
        what |= {"sent_at": clock.now(), "due_at": None} | ({"sealed": None} if mailer.configured else {})
    with transaction() as session:
        session.execute(update(OutboxRow).where(OutboxRow.id == number).values(what))


def send_due() -> None:
    """Send what a worker that stopped left behind."""
    with transaction() as session:
        due = select(OutboxRow.id).where(OutboxRow.due_at <= clock.now(), OutboxRow.sent_at.is_(None)).limit(50)
        numbers = list(session.scalars(due))
    for number in numbers:
        send_mail(number)


def forget_old() -> None:
    """Forget to whom mails went, a while after they were sent or given up."""
    with transaction() as session:
        session.execute(
            delete(OutboxRow).where(OutboxRow.due_at.is_(None), OutboxRow.created_at < clock.now() - KEPT_FOR)
        )


def kept_mails(session: Session, limit: int = 100) -> list[KeptMail]:
    """Return the newest mails that can still be read or could not be sent."""
    query = (
        select(OutboxRow)
        .where(or_(OutboxRow.sealed.is_not(None), OutboxRow.error != ""))
        .order_by(OutboxRow.id.desc())
        .limit(limit)
    )
    mailer = _mailer()
    return [
        KeptMail(row.id, mailer.open(row), row.created_at, row.sent_at, row.tries, row.error)
        for row in session.scalars(query)
    ]


def try_again(session: Session, number: int, now: datetime) -> bool:
    """Let a mail that could not be sent be tried again at once; False when there is no such mail."""
    row = session.get(OutboxRow, number)
    if row is None or row.sent_at or row.sealed is None:
        return False
    row.tries, row.due_at = 0, now
    enqueue_after_commit(session, "send_mail", row.id)
    return True


@dataclass(frozen=True, slots=True)
class SentMail:
    """That a mail went to somebody, without its text."""

    kind: str
    created_at: datetime
    sent_at: datetime | None
    error: str


def mails_sent_to(reader: Session | Connection, recipient: str) -> list[SentMail]:
    """Return which mails went to an address, the oldest first."""
    row = OutboxRow.__table__.c
    query = select(row.kind, row.created_at, row.sent_at, row.error).where(
        func.lower(row.recipient) == func.lower(recipient)
    )
    return [SentMail(*each) for each in reader.execute(query.order_by(row.id))]


def mails_to(session: Session, recipient: str) -> list[tuple[str, datetime]]:
    """Return kind and moment of every mail to an address, the oldest first."""
    mine = func.lower(OutboxRow.recipient) == func.lower(recipient)
    query = select(OutboxRow.kind, OutboxRow.created_at).where(mine).order_by(OutboxRow.id)
    return [(row.kind, row.created_at) for row in session.execute(query)]


def drop_mails(session: Session, recipient: str) -> None:
    """Forget every mail to an address, whatever its case."""
    session.execute(delete(OutboxRow).where(func.lower(OutboxRow.recipient) == func.lower(recipient)))


def seal_anew(session: Session, old: MasterKey, new: MasterKey) -> None:
    """Seal every mail that can still be read with another master key."""
    before, after = DataKey(old.secret), DataKey(new.secret)
    for row in session.scalars(select(OutboxRow).where(OutboxRow.sealed.is_not(None))):
        assert row.sealed is not None
        row.sealed = after.seal(before.open(row.sealed, "outbox"), "outbox")


def hold_back(session: Session, reason: str) -> None:
    """Send no mail that waits, unless somebody says so mail by mail."""
    waiting = OutboxRow.sent_at.is_(None) & OutboxRow.due_at.is_not(None)
    session.execute(update(OutboxRow).where(waiting).values(due_at=None, error=reason))


def overdue(reader: Session | Connection, since: datetime) -> int:
    """Return how many mails should have been sent before ``since``, or failed three times."""
    row = OutboxRow.__table__.c
    late = or_(row.due_at < since, row.tries >= 3)
    return reader.scalar(select(func.count()).select_from(OutboxRow.__table__).where(row.sent_at.is_(None), late)) or 0


def _mailer() -> Mailer:
    mailer: Mailer = current_app.extensions["mailer"]
    return mailer
