"""Tables of accounts. Rows stay in this package; values go out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime
from course_app.web.access import Role

ROLES = ", ".join(f"'{role}'" for role in Role)


STAFF = "role <> 'learner'"
"""Staff among many learners; as the index has it."""


class AccountRow(Model):
    """A person with an account.

    ``email_key`` is the address in the form that is compared; ``wrapped_key`` the sealed key of this person's
    private data; a pending account has not confirmed its address yet.
    """

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_name_email_key", "name", "email_key"),
        Index("ix_account_staff", "role", sqlite_where=sql(STAFF), postgresql_where=sql(STAFF)),
        CheckConstraint(f"role IN ({ROLES})", name="role_known"),
        CheckConstraint("status IN ('pending', 'active', 'disabled')", name="status_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(10), default=Role.LEARNER)
    status: Mapped[str] = mapped_column(String(10), default="active")
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    locale: Mapped[str] = mapped_column(String(20), default="en")
    theme: Mapped[str] = mapped_column(String(10), default="auto")
    text_size: Mapped[str] = mapped_column(String(10), default="normal")
    letters: Mapped[str] = mapped_column(String(10), default="plain")
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class SessionRow(Model):
    """A device on which somebody signed in. The cookie holds the token, this row its hash."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LinkRow(Model):
    """A link that was mailed or printed: it works once, until it expires.

    ``purpose`` is confirm, signin, mail-old, mail-new, invite or first-owner; ``detail`` what it is about, such as
    the new address or the invited one with its role.
    """

    __tablename__ = "account_link"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('confirm', 'signin', 'mail-old', 'mail-new', 'invite', 'first-owner')", name="purpose_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    detail: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailWordingRow(Model):
    """The words of a kind of mail, as an owner put them; what is not here is worded by the site."""

    __tablename__ = "mail_wording"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(String(4000))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
