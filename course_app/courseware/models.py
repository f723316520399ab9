"""Tables of courseware. Rows stay in this package; values go out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course_app.infrastructure.database import Model, UtcDateTime


class CourseRow(Model):
    """A course by its address; ``live_release_id`` is what learners read."""

    __tablename__ = "course"
    __table_args__ = (CheckConstraint("state IN ('draft', 'live', 'retired')", name="state_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(80), default="")
    summary: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    live_release_id: Mapped[int | None] = mapped_column(
        ForeignKey("release.id", use_alter=True, ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReleaseRow(Model):
    """What was published: never changed afterwards.

    ``origin`` is folder, browser or command; ``manifest`` the SHA-256 over the paths and hashes of its files.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("course_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("origin IN ('folder', 'browser', 'command')", name="origin_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"))
    number: Mapped[int]
    edition: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str] = mapped_column(String(10))
    manifest: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(400), default="")
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BlobRow(Model):
    """Bytes by their SHA-256, shared by everything that holds them."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class ReleaseFileRow(Model):
    """A file of a release, by its path below the course folder."""

    __tablename__ = "release_file"
    __table_args__ = (Index("ix_release_file_name", "name"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(String(400), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    """Of a file in assets/: the name in its address; '' for every other."""
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256", ondelete="RESTRICT"), index=True)


class ReleaseNoteRow(Model):
    """What a release says to those who finished a unit before: one sentence, by the address of the unit."""

    __tablename__ = "release_note"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(String(81), primary_key=True)
    text: Mapped[str] = mapped_column(String(200))


class RenderedRow(Model):
    """The HTML of a file's leaves, by the hash of everything that decides how it looks; shared by releases."""

    __tablename__ = "rendered"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    html: Mapped[str] = mapped_column(Text)


class FormerAddressRow(Model):
    """Where something stood before it was renamed.

    ``kind`` is course (``old`` and ``new`` are its ids) or unit (addresses in the course).
    """

    __tablename__ = "former_address"
    __table_args__ = (
        UniqueConstraint("course_id", "kind", "old"),
        CheckConstraint("kind IN ('course', 'module', 'unit')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    old: Mapped[str] = mapped_column(String(90))
    new: Mapped[str] = mapped_column(String(90))


class DraftRow(Model):
    """A course as it is being edited: at most one from the browser and one staged from the folder.

    ``version`` is raised by every save, so that a stale one is refused.
    """

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("course_id", "origin"),
        CheckConstraint("origin IN ('folder', 'browser')", name="origin_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    origin: Mapped[str] = mapped_column(String(10))
    base_release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftFileRow(Model):
    """A file of a draft; ``began_from`` is the hash it had when the draft began, '' for a new file.

    ``sha256`` is None for a file that the draft takes away.
    """

    __tablename__ = "draft_file"

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(String(400), primary_key=True)
    began_from: Mapped[str] = mapped_column(String(64), default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256", ondelete="RESTRICT"), index=True)


class SyncStateRow(Model):
    """The folder of a course as it was last synced: the hash of its files, and when."""

    __tablename__ = "sync_state"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), primary_key=True)
    manifest: Mapped[str] = mapped_column(String(64))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id", ondelete="SET NULL"), index=True)
    synced_at: Mapped[datetime] = mapped_column(UtcDateTime)
