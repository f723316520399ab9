"""Change drafts. The caller owns the transaction; nothing here commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from course_app.authoring.models import PresenceRow, RevisionRow
from course_app.courseware import drafts
from course_app.courseware.language.course_yml import read_course_yml
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.queries import CourseRecord

ONE_SITTING = timedelta(minutes=10)
"""Saves of one person that follow one another within this time are one line of the history."""
STILL_THERE = timedelta(minutes=3)
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deed:
    """Who changes something, when, and in a few words what; '' for a plain save."""

    by: int
    now: datetime
    what: str = ""


def save(session: Session, course: CourseRecord, path: str, data: bytes | None, base: str | None, deed: Deed) -> str:
    """Keep a file of the draft, or take it away (``data`` None), and note it in the history; return its new hash.

    Raises:
        StaleFileError: somebody changed the file after the text with the hash ``base``.
    """
    new = drafts.keep(session, course, path, data, base, deed.by, deed.now)
    if new != base:
        _note(session, course.id, path, new or None, deed)
    if path == COURSE_FILE and data is not None:
        policy, _problems = read_course_yml(data)
        if policy is not None:
            drafts.name_course(session, course.id, policy.title, policy.summary)
    return new


def save_all(
    session: Session,
    course: CourseRecord,
    changed: Mapping[str, bytes | None],
    bases: Mapping[str, str],
    deed: Deed,
) -> None:
    """Keep several files at once, or none of them: ``bases`` are the hashes that they were made from.

    Raises:
        StaleFileError: somebody changed one of them in the meantime.
    """
    for path, data in changed.items():
        save(session, course, path, data, bases.get(path, drafts.NO_FILE), deed)


def note_files(session: Session, course_id: int, hashes: Mapping[str, str], deed: Deed) -> None:
    """Note files in the history that were kept by other means, such as an import."""
    for path, digest in hashes.items():
        _note(session, course_id, path, digest, deed)


def be_there(session: Session, course_id: int, path: str, by: int, now: datetime) -> None:
    """Note that somebody has a file open."""
    row = session.get(PresenceRow, (course_id, path, by))
    if row is None:
        session.add(PresenceRow(course_id=course_id, path=path, account_id=by, seen_at=now))
    else:
        row.seen_at = now
    session.execute(delete(PresenceRow).where(PresenceRow.seen_at < now - FORGOTTEN))
    session.flush()


def _note(session: Session, course_id: int, path: str, digest: str | None, deed: Deed) -> None:
    last = session.scalars(
        select(RevisionRow)
        .where(RevisionRow.course_id == course_id, RevisionRow.path == path)
        .order_by(RevisionRow.id.desc())
        .limit(1)
    ).one_or_none()
    goes_on = last is not None and last.changed_by == deed.by and deed.now - last.changed_at <= ONE_SITTING
    if last is not None and goes_on and not deed.what and not last.what and deed.now - last.began_at <= 6 * ONE_SITTING:
        before, last.sha256, last.changed_at = last.sha256, digest, deed.now
        session.flush()
        if before and before != digest:
            drafts.forget_blob(session, before)
    else:
        session.add(
            RevisionRow(
                course_id=course_id,
                path=path,
                sha256=digest,
                what=deed.what[:200],
                changed_by=deed.by or None,
                began_at=deed.now,
                changed_at=deed.now,
            )
        )
    session.flush()
