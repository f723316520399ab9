"""Drafts: a course as it is being edited, kept as the files that differ from what is live.

Each file of a draft remembers the hash of the text it began from. A save names the hash of the text it was typed
over; when that is no longer the newest, it is refused and nothing is lost.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.courseware.models import BlobRow, CourseRow, DraftFileRow, DraftRow, ReleaseFileRow
from course_app.courseware.queries import CourseRecord, course_by_slug
from course_app.courseware.storage import Reader, hashes_of_release, store_blobs
from course_app.domain.errors import ConflictError, DomainError

NO_FILE = ""
"""The hash of a file that is not there."""


class StaleFileError(ConflictError):
    """The file was changed after the text that is saved now was opened; ``newest`` is its hash as it stands."""

    def __init__(self, path: str, newest: str) -> None:
        super().__init__("Somebody changed this file after you opened it. Both texts are kept.")
        self.path, self.newest = path, newest


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file of a draft; ``began_from`` is '' for a new file, ``sha256`` None for one that is taken away."""

    path: str
    began_from: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being edited: ``origin`` is browser or folder, ``version`` counts the saves."""

    id: int
    course_id: int
    origin: str
    version: int
    base_release_id: int
    changed_by: int
    changed_at: datetime
    files: Mapping[str, DraftFile]


def draft_of(reader: Reader, course_id: int, origin: str = "browser") -> Draft | None:
    """Return the draft of a course from one of the two origins."""
    row = reader.execute(
        select(DraftRow.id, DraftRow.version, DraftRow.base_release_id, DraftRow.changed_by, DraftRow.changed_at).where(
            DraftRow.course_id == course_id, DraftRow.origin == origin
        )
    ).one_or_none()
    if row is None:
        return None
    files = reader.execute(
        select(DraftFileRow.path, DraftFileRow.began_from, DraftFileRow.sha256)
        .where(DraftFileRow.draft_id == row.id)
        .order_by(DraftFileRow.path)
    )
    return Draft(
        row.id,
        course_id,
        origin,
        row.version,
        row.base_release_id or 0,
        row.changed_by or 0,
        row.changed_at,
        {each.path: DraftFile(each.path, each.began_from, each.sha256) for each in files},
    )


def with_drafts(reader: Reader) -> set[tuple[int, str]]:
    """Return course and origin of every draft."""
    row = DraftRow.__table__.c
    return {(each.course_id, each.origin) for each in reader.execute(select(row.course_id, row.origin))}


def edited(live: Mapping[str, str], draft: Draft | None) -> dict[str, str]:
    """Return the hashes of all files with the draft laid over what is live."""
    hashes = dict(live)
    for path, file in (draft.files if draft else {}).items():
        if file.sha256 is None:
            hashes.pop(path, None)
        else:
            hashes[path] = file.sha256
    return dict(sorted(hashes.items()))


def conflicts(live: Mapping[str, str], draft: Draft | None) -> tuple[DraftFile, ...]:
    """Return the files of a draft that were published otherwise since the draft of them began."""
    return tuple(
        file
        for file in (draft.files.values() if draft else ())
        if file.began_from != live.get(file.path, NO_FILE) and (file.sha256 or NO_FILE) != live.get(file.path, NO_FILE)
    )


def keep(
    session: Session, course: CourseRecord, path: str, data: bytes | None, base: str | None, by: int, now: datetime
) -> str:
    """Keep a file in the browser's draft, or take it away (``data`` None); return its new hash.

    ``base`` is the hash of the text that was typed over, NO_FILE for a file that is to be new, None to save over
    whatever stands there. A text that is what is live again leaves the draft.

    Raises:
        StaleFileError: the file changed after ``base``.
    """
    live = hashes_of_release(session, course.release_id).get(path, NO_FILE)
    draft = _draft_row(session, course, by, now)
    row = session.get(DraftFileRow, (draft.id, path))
    newest = (row.sha256 or NO_FILE) if row else live
    if base is not None and base != newest:
        raise StaleFileError(path, newest)
    new = sha256(data).hexdigest() if data is not None else NO_FILE
    if new != newest:
        if data is not None:
            store_blobs(session, {path: data}, {path: new})
        _put(session, draft, row, path, live, new)
        draft.version += 1
    draft.changed_by, draft.changed_at = by or None, now
    session.flush()
    if course.release_id and not _holds_anything(session, draft.id):
        session.delete(draft)
        session.flush()
    return new


def settle(session: Session, course: CourseRecord, path: str, by: int, now: datetime) -> None:
    """Let the draft's text of a file go on from what is live: its author has seen both."""
    draft = _draft_row(session, course, by, now)
    live = hashes_of_release(session, course.release_id).get(path, NO_FILE)
    row = session.get(DraftFileRow, (draft.id, path))
    if row is not None:
        row.began_from = live
        draft.version += 1
    session.flush()


def discard(session: Session, course_id: int, origin: str = "browser") -> None:
    """Forget a draft; what is live stays as it is."""
    ids = select(DraftRow.id).where(DraftRow.course_id == course_id, DraftRow.origin == origin)
    session.execute(delete(DraftFileRow).where(DraftFileRow.draft_id.in_(ids)))
    session.execute(delete(DraftRow).where(DraftRow.course_id == course_id, DraftRow.origin == origin))


def begin_course(
    session: Session, slug: str, title: str, summary: str, files: Mapping[str, bytes], by: int, now: datetime
) -> CourseRecord:
    """Begin a course in the browser: nothing is live, every file stands in its draft.

    Raises:
        DomainError: the address is taken.
    """
    if course_by_slug(session, slug) is not None:
        raise DomainError(f"There is a course “{slug}” already. Choose another address.", "slug")
    row = CourseRow(slug=slug, title=title[:80], summary=summary[:200], created_at=now)
    session.add(row)
    session.flush()
    draft = DraftRow(course_id=row.id, origin="browser", changed_by=by or None, changed_at=now)
    session.add(draft)
    session.flush()
    hashes = {path: sha256(data).hexdigest() for path, data in files.items()}
    store_blobs(session, files, hashes)
    session.add_all(DraftFileRow(draft_id=draft.id, path=path, sha256=digest) for path, digest in hashes.items())
    session.flush()
    return CourseRecord(row.id, slug, row.title, row.summary, "draft", 0)


def forget_blob(session: Session, digest: str) -> None:
    """Forget the bytes of a text that nothing holds any more: saves of one sitting leave many behind."""
    for table in (ReleaseFileRow, DraftFileRow):
        if session.scalar(select(table.path).where(table.sha256 == digest).limit(1)) is not None:
            return
    with suppress(IntegrityError), session.begin_nested():
        session.execute(delete(BlobRow).where(BlobRow.sha256 == digest))


def name_course(session: Session, course_id: int, title: str, summary: str) -> None:
    """Let a course that was never published be listed under what its draft says now."""
    session.execute(
        update(CourseRow)
        .where(CourseRow.id == course_id, CourseRow.live_release_id.is_(None))
        .values(title=title[:80], summary=summary[:200])
    )


def _draft_row(session: Session, course: CourseRecord, by: int, now: datetime) -> DraftRow:
    query = select(DraftRow).where(DraftRow.course_id == course.id, DraftRow.origin == "browser")
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        row = DraftRow(
            course_id=course.id,
            origin="browser",
            base_release_id=course.release_id or None,
            version=1,
            changed_by=by or None,
            changed_at=now,
        )
        session.add(row)
        session.flush()
    return row


def _put(session: Session, draft: DraftRow, row: DraftFileRow | None, path: str, live: str, new: str) -> None:
    began = row.began_from if row else live
    if row is not None and new == live and began == live:
        session.delete(row)
    elif row is not None:
        row.sha256 = new or None
    else:
        session.add(DraftFileRow(draft_id=draft.id, path=path, began_from=began, sha256=new or None))
    session.flush()


def _holds_anything(session: Session, draft_id: int) -> bool:
    return session.scalar(select(DraftFileRow.path).where(DraftFileRow.draft_id == draft_id).limit(1)) is not None
