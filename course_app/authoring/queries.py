"""Read the history of drafts and who is at them. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from course_app.accounts.queries import account
from course_app.authoring.models import PlannedReleaseRow, PresenceRow, RevisionRow
from course_app.authoring.service import STILL_THERE
from course_app.courseware.storage import Reader


@dataclass(frozen=True, slots=True)
class Revision:
    """A line of the history of a file; ``sha256`` is '' where it was taken away, ``who`` '' for a person gone."""

    id: int
    path: str
    sha256: str
    what: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """A release that is to be published by itself; ``refusal`` says why that did not come about."""

    version: int
    due_at: datetime
    who: str
    refusal: str


def history(reader: Reader, course_id: int, path: str = "", limit: int = 100) -> list[Revision]:
    """Return what was saved, the newest first; of one file when ``path`` is given."""
    query = select(
        RevisionRow.id,
        RevisionRow.path,
        RevisionRow.sha256,
        RevisionRow.what,
        RevisionRow.changed_by,
        RevisionRow.changed_at,
    ).where(RevisionRow.course_id == course_id)
    if path:
        query = query.where(RevisionRow.path == path)
    rows = reader.execute(query.order_by(RevisionRow.id.desc()).limit(limit)).all()
    names = {number: name_of(reader, number) for number in {row.changed_by for row in rows}}
    return [
        Revision(row.id, row.path, row.sha256 or "", row.what, names[row.changed_by], row.changed_at) for row in rows
    ]


def revision(reader: Reader, course_id: int, number: int) -> Revision | None:
    """Return one line of the history of a course."""
    row = reader.execute(
        select(RevisionRow.id, RevisionRow.path, RevisionRow.sha256, RevisionRow.what, RevisionRow.changed_at).where(
            RevisionRow.course_id == course_id, RevisionRow.id == number
        )
    ).one_or_none()
    return Revision(row.id, row.path, row.sha256 or "", row.what, "", row.changed_at) if row else None


def others_at(reader: Reader, course_id: int, path: str, me: int, now: datetime) -> list[str]:
    """Return the names of the others who have a file open just now."""
    query = select(PresenceRow.account_id).where(
        PresenceRow.course_id == course_id,
        PresenceRow.path == path,
        PresenceRow.account_id != me,
        PresenceRow.seen_at > now - STILL_THERE,
    )
    return [name_of(reader, row.account_id) for row in reader.execute(query)]


def planned(reader: Reader, course_id: int) -> Planned | None:
    """Return the release that is planned for a course."""
    row = reader.execute(
        select(
            PlannedReleaseRow.version,
            PlannedReleaseRow.due_at,
            PlannedReleaseRow.planned_by,
            PlannedReleaseRow.refusal,
        ).where(PlannedReleaseRow.course_id == course_id)
    ).one_or_none()
    return Planned(row.version, row.due_at, name_of(reader, row.planned_by), row.refusal) if row else None


def name_of(reader: Reader, account_id: int | None) -> str:
    """Return the name of an author, '' when the account is gone."""
    found = account(reader, account_id) if account_id else None
    return found.name if found else ""
