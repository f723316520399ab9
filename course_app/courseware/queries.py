"""Read courses, releases and their files. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import Session

from course_app.courseware.models import BlobRow, CourseRow, FormerAddressRow, ReleaseFileRow, ReleaseRow
from course_app.courseware.rendering.svg import DrawingError, clean_svg

Reader = Connection | Session

CONTENT_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "avif": "image/avif",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "vtt": "text/vtt",
    "txt": "text/plain",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "ics": "text/calendar",
}


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """A course in lists: ``state`` is draft, live or retired; ``release_id`` is the live release, 0 for none."""

    id: int
    slug: str
    title: str
    summary: str
    state: str
    release_id: int


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A release in lists; ``published_by`` is an account, 0 when nobody signed in published it."""

    id: int
    number: int
    edition: int
    origin: str
    manifest: str
    note: str
    published_by: int
    published_at: datetime


def live_courses(reader: Reader) -> tuple[CourseRecord, ...]:
    """Return the courses that can be begun, by title."""
    query = _courses().where(CourseRow.state == "live").order_by(CourseRow.title)
    return tuple(_course(*row) for row in reader.execute(query))


def all_courses(reader: Reader) -> tuple[CourseRecord, ...]:
    """Return every course, retired ones and drafts too, by title."""
    return tuple(_course(*row) for row in reader.execute(_courses().order_by(CourseRow.title)))


def course_by_slug(reader: Reader, slug: str) -> CourseRecord | None:
    """Return the course with the id ``slug``, in whatever state."""
    row = reader.execute(_courses().where(CourseRow.slug == slug)).one_or_none()
    return _course(*row) if row else None


def current_slug(reader: Reader, former: str) -> str | None:
    """Return the id that the course formerly called ``former`` has now."""
    query = select(FormerAddressRow.new).where(FormerAddressRow.kind == "course", FormerAddressRow.old == former)
    return reader.execute(query).scalar()


def releases_of(reader: Reader, course_id: int) -> tuple[ReleaseRecord, ...]:
    """Return the releases of a course, the newest first."""
    query = (
        select(
            ReleaseRow.id,
            ReleaseRow.number,
            ReleaseRow.edition,
            ReleaseRow.origin,
            ReleaseRow.manifest,
            ReleaseRow.note,
            ReleaseRow.published_by,
            ReleaseRow.published_at,
        )
        .where(ReleaseRow.course_id == course_id)
        .order_by(ReleaseRow.number.desc())
    )
    return tuple(
        ReleaseRecord(
            row.id,
            row.number,
            row.edition,
            row.origin,
            row.manifest,
            row.note,
            row.published_by or 0,
            row.published_at,
        )
        for row in reader.execute(query)
    )


def release_number(reader: Reader, course_id: int, number: int) -> int | None:
    """Return the id of release ``number`` of a course."""
    query = select(ReleaseRow.id).where(ReleaseRow.course_id == course_id, ReleaseRow.number == number)
    return reader.execute(query).scalar()


def files_of(reader: Reader, release_id: int) -> dict[str, bytes]:
    """Return the sources of a release by path, assets included."""
    query = (
        select(ReleaseFileRow.path, BlobRow.data)
        .join(BlobRow, BlobRow.sha256 == ReleaseFileRow.sha256)
        .where(ReleaseFileRow.release_id == release_id)
        .order_by(ReleaseFileRow.path)
    )
    return {row.path: row.data for row in reader.execute(query)}


def asset(reader: Reader, slug: str, name: str) -> tuple[bytes, str] | None:
    """Return a file of any release of a course by the name in its address, and its content type.

    A drawing is cleaned before it leaves; one that cannot be is not served.
    """
    query = (
        select(BlobRow.sha256, BlobRow.data)
        .join(ReleaseFileRow, ReleaseFileRow.sha256 == BlobRow.sha256)
        .join(ReleaseRow, ReleaseRow.id == ReleaseFileRow.release_id)
        .join(CourseRow, CourseRow.id == ReleaseRow.course_id)
        .where(ReleaseFileRow.name == name, CourseRow.slug == slug)
        .limit(1)
    )
    row = reader.execute(query).one_or_none() if name else None
    if row is None:
        return None
    ending = name.rpartition(".")[2].lower()
    content_type = CONTENT_TYPES.get(ending, "application/octet-stream")
    data = _drawing(row.data) if ending == "svg" else row.data
    return (data, content_type) if data else None


@lru_cache(maxsize=64)
def _drawing(data: bytes) -> bytes:
    try:
        return clean_svg(data).file()
    except DrawingError:
        return b""


def _courses() -> Select[int, str, str, str, str, int | None]:
    return select(
        CourseRow.id, CourseRow.slug, CourseRow.title, CourseRow.summary, CourseRow.state, CourseRow.live_release_id
    )


def _course(id: int, slug: str, title: str, summary: str, state: str, live: int | None) -> CourseRecord:  # noqa: A002
    return CourseRecord(id, slug, title, summary, state, live or 0)
