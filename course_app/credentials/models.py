"""Tables of credentials. Rows stay in this package; values go out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime

ACTIVE = sql("status = 'active'")
EVENTS = ("issued", "visibility", "superseded", "revoked", "reinstated", "corrected", "erased", "notified")


class CredentialRow(Model):
    """A certificate as it was issued. What it says never changes; how it stands does, with an event each time.

    ``facts`` is everything that is printed, frozen at issue, and empty once erased. ``reason`` is the class of a
    withdrawal, ``status_since`` when the state last changed, ``replaces_id`` the certificate it stands in for.
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
        Index("ix_credential_replaces_id", "replaces_id"),
        UniqueConstraint("status_list_id", "status_index"),
        CheckConstraint("status IN ('active', 'superseded', 'revoked', 'erased')", name="status_known"),
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
    valid_until: Mapped[date | None] = mapped_column(Date, index=True)
    status: Mapped[str] = mapped_column(String(10), default="active")
    status_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(20), default="", server_default="")
    visibility: Mapped[str] = mapped_column(String(10), default="unlisted")
    trouble: Mapped[str] = mapped_column(String(200), default="")
    status_list_id: Mapped[int | None] = mapped_column(ForeignKey("status_list.id"))
    status_index: Mapped[int | None]
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id", ondelete="SET NULL"))
    design_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_design.id"))


class CredentialFileRow(Model):
    """A file of a certificate, stored and sent again byte for byte: its PDF on one paper, or the badge in JSON.

    The hash outlives the file: after an erasure ``data`` is empty.
    """

    __tablename__ = "credential_file"
    __table_args__ = (
        UniqueConstraint("credential_id", "paper"),
        CheckConstraint("paper IN ('a4', 'letter', 'json')", name="paper_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id", ondelete="CASCADE"))
    paper: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CredentialEventRow(Model):
    """What happened to a certificate. Rows are only ever added; ``note`` is never shown in public."""

    __tablename__ = "credential_event"
    __table_args__ = (CheckConstraint(f"kind IN {EVENTS}", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@event.listens_for(CredentialEventRow, "before_update")
@event.listens_for(CredentialEventRow, "before_delete")
def _only_added(_mapper: Mapper[Any], _connection: object, row: CredentialEventRow) -> None:
    raise RuntimeError(f"event {row.id} of a certificate can neither be changed nor deleted")


class AchievementRow(Model):
    """What an edition of a course awards, frozen when it is first awarded."""

    __tablename__ = "achievement"
    __table_args__ = (UniqueConstraint("course", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StatusListRow(Model):
    """A published list of states.

    ``version`` counts the changes, in the transaction that makes each; ``document`` is the signed form as of
    ``signed_version``. (Moments would not do: what is committed late can have an early hour.)
    """

    __tablename__ = "status_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    version: Mapped[int] = mapped_column(default=1)
    signed_version: Mapped[int] = mapped_column(default=0)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SigningKeyRow(Model):
    """The public half of a key that signed: a certificate in PEM, or a key in multibase."""

    __tablename__ = "signing_key"
    __table_args__ = (CheckConstraint("kind IN ('pdf-root', 'pdf-leaf', 'badge')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(100), unique=True)
    public: Mapped[str] = mapped_column(Text)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    compromised: Mapped[bool] = mapped_column(default=False)


class DesignRow(Model):
    """One version of how certificates look. Issued ones keep theirs."""

    __tablename__ = "certificate_design"

    id: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CorrectionRow(Model):
    """A holder asks for another name on a certificate, when it is too late to change it alone."""

    __tablename__ = "correction_request"
    __table_args__ = (CheckConstraint("state IN ('open', 'done', 'refused')", name="state_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_lang: Mapped[str] = mapped_column(String(10), default="", server_default="")
    why: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
