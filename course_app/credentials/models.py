"""Tables of credentials. Rows stay in this package; values go out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime

ACTIVE = text("status = 'active'")


class CredentialRow(Model):
    """A certificate as it was issued. Only ``status``, ``visibility`` and the trouble of its file ever change.

    ``facts`` is everything that is printed, frozen at issue.
    """

    __tablename__ = "credential"
    __table_args__ = (
        Index(
            "uq_credential_active",
            "account_id",
            "course",
            "edition",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        CheckConstraint("status IN ('active', 'superseded', 'revoked')", name="status_known"),
        CheckConstraint("visibility IN ('public', 'unlisted', 'private')", name="visibility_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    course: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int]
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10), default="active")
    visibility: Mapped[str] = mapped_column(String(10), default="unlisted")
    trouble: Mapped[str] = mapped_column(String(200), default="")


class CredentialFileRow(Model):
    """The PDF of a certificate on one paper, stored and sent again byte for byte."""

    __tablename__ = "credential_file"
    __table_args__ = (
        UniqueConstraint("credential_id", "paper"),
        CheckConstraint("paper IN ('a4', 'letter')", name="paper_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id", ondelete="CASCADE"))
    paper: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CredentialEventRow(Model):
    """What happened to a certificate. Rows are only ever added."""

    __tablename__ = "credential_event"
    __table_args__ = (CheckConstraint("kind IN ('issued', 'visibility')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
