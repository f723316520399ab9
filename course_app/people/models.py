"""Tables of the people of a learner. Rows stay in this package; values go out.

Whatever says something about a person is one sealed JSON a row (see ``sealing``). In the clear stand only random ids,
who owns a row, and words that say nothing about anybody: a status, a direction, when a row was written.
"""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from course_app.domain.people import Direction, LetterStatus, PlanKind
from course_app.infrastructure.database import Model, UtcDateTime

ID = String(16)
WAITING = "status IN ('open', 'ready')"
"""A letter that is written and not sent; as the index has it."""


def _one_of(column: str, words: type[Direction | LetterStatus | PlanKind]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class SphereRow(Model):
    """A place in life where the learner knew people."""

    __tablename__ = "sphere"
    __table_args__ = (
        Index("ix_sphere_account_id", "account_id"),
        CheckConstraint("version >= 1", name="version_from_one"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonRow(Model):
    """Somebody on a learner's list.

    ``email_index`` and ``phone_index`` are keyed hashes, so that a person who asks to be forgotten is found without
    opening anybody's list. ``sequence`` counts what changes a calendar; ``batch`` names the import that brought the
    person; a row with ``deleted_at`` waits for its undo to end.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_account_id", "account_id"),
        Index("ix_person_email_index", "email_index"),
        Index("ix_person_phone_index", "phone_index"),
        Index("ix_person_deleted_at", "deleted_at"),
        CheckConstraint("version >= 1", name="version_from_one"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    sphere_id: Mapped[str] = mapped_column(ID, ForeignKey("sphere.id", ondelete="CASCADE"), index=True)
    also_id: Mapped[str | None] = mapped_column(ID, ForeignKey("sphere.id", ondelete="SET NULL"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    batch: Mapped[str | None] = mapped_column(ID)
    version: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OfferRow(Model):
    """Something the learner could bring to a person."""

    __tablename__ = "person_offer"
    __table_args__ = (Index("ix_person_offer_account_id", "account_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LetterRow(Model):
    """A letter to a person; ``use`` is first, second, thanks or reply."""

    __tablename__ = "person_letter"
    __table_args__ = (
        Index("ix_person_letter_account_id", "account_id"),
        Index(
            "ix_person_letter_waiting",
            "changed_at",
            "account_id",
            sqlite_where=sql(WAITING),
            postgresql_where=sql(WAITING),
        ),
        _one_of("status", LetterStatus),
        CheckConstraint("use IN ('first', 'second', 'thanks', 'reply')", name="use_known"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id", ondelete="CASCADE"), index=True)
    use: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TouchRow(Model):
    """Something that went between two people, as the learner declared it."""

    __tablename__ = "person_touch"
    __table_args__ = (Index("ix_person_touch_account_id", "account_id"), _one_of("direction", Direction))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id", ondelete="CASCADE"), index=True)
    direction: Mapped[str] = mapped_column(String(3))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlanRow(Model):
    """Something the learner means to do with a person."""

    __tablename__ = "person_plan"
    __table_args__ = (Index("ix_person_plan_account_id", "account_id"), _one_of("kind", PlanKind))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FeedRow(Model):
    """A private calendar address of a learner: its token's hash, and whether it may show whole names."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    token: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    names: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DigestRow(Model):
    """A learner's wish for a weekly mail: the day (0 is Monday) and hour by their clocks, and when it goes next.

    ``next_at`` is None while it is paused. The token pauses it without signing in: its hash stands here for looking
    up, the token itself sealed with the learner's key, to be put into the next mail.
    """

    __tablename__ = "digest"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour_known"),
        Index("ix_digest_next_at", "next_at"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    weekday: Mapped[int]
    hour: Mapped[int]
    token: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ListWarningRow(Model):
    """That a learner was told when that their list would be deleted, for they had not signed in for long."""

    __tablename__ = "list_warning"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
