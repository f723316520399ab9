"""Publish, roll back and retire courses. The caller owns the transaction; nothing here commits."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from course_app.courseware import queries
from course_app.courseware.announcing import announce, announce_names
from course_app.courseware.changes import Change, asset_changes, changes
from course_app.courseware.identities import names_now, published_ids, renames_of, vanished
from course_app.courseware.language.course import read_course
from course_app.courseware.language.problems import Problem, problem
from course_app.courseware.models import CourseRow, DraftFileRow, DraftRow, FormerAddressRow, ReleaseNoteRow, ReleaseRow
from course_app.courseware.rendering.addresses import hashes_of
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.course import Rendering, render_course
from course_app.courseware.storage import (
    Reader,
    StoredFiles,
    manifest_of,
    store_blobs,
    store_files,
    store_pages,
    stored_pages,
)
from course_app.domain.course import Course
from course_app.domain.errors import DomainError, NotFoundError

LearnerData = Callable[[Reader, str], Mapping[str, int]]
"""Returns how many learners have data under each id of a course, by ids as in ``identities``."""


def no_data(_reader: Reader, _course: str) -> Mapping[str, int]:
    """Return that nobody has data: for courses without learners."""
    return {}


class PublishRefusedError(DomainError):
    """A course has errors; ``problems`` says which, warnings included."""

    def __init__(self, problems: Sequence[Problem]):
        errors = [found for found in problems if found.severity == "error"]
        count = f"{len(errors)} problems" if len(errors) != 1 else "a problem"
        super().__init__(f"The course has {count}. The first: {errors[0]}")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who publishes, when and how: ``by`` is an account, None for a command or the start of the server.

    ``origin`` is folder, browser or command. ``confirmed`` are published ids that may go although learners have
    data under them. ``keeps_draft`` leaves the draft alone: something else is published. ``news`` are sentences, by
    the address of a unit, for those who finished it before.
    """

    now: datetime
    context: RenderContext
    by: int | None = None
    note: str = ""
    origin: str = "browser"
    confirmed: frozenset[str] = frozenset()
    data: LearnerData = no_data
    keeps_draft: bool = False
    news: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What came of publishing: ``new`` is false when the very same files are live already."""

    slug: str
    release_id: int
    number: int
    new: bool
    changes: tuple[Change, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A course that may be published, with all that is known of it."""

    course: Course
    rendering: Rendering
    hashes: Mapping[str, str]
    changes: tuple[Change, ...]
    warnings: tuple[Problem, ...]
    before: queries.CourseRecord | None


def check(reader: Reader, files: Mapping[str, bytes], how: Publishing) -> Checked:
    """Return what publishing ``files`` would do, without doing it: nothing is written.

    This is the slow part; a connection for reading will do, so that nobody waits for it.

    Raises:
        PublishRefusedError: they have errors.
    """
    reading = read_course(files)
    if reading.course is None or not reading.ok:
        raise PublishRefusedError(reading.problems)
    course, hashes = reading.course, hashes_of(files)
    rendering = render_course(course, files, how.context, lambda keys: stored_pages(reader, keys), hashes)
    before = _course_before(reader, course)
    live = _live(reader, before)
    found = [*reading.problems, *rendering.problems]
    if live is not None and before is not None:
        found += gone_problems(reader, live[0], course, how, before.slug)
    if any(each.severity == "error" for each in found):
        raise PublishRefusedError(found)
    told = changes(live[0] if live else None, course) + (asset_changes(live[1], hashes) if live else ())
    return Checked(course, rendering, hashes, told, tuple(found), before)


def gone_problems(reader: Reader, old: Course, new: Course, how: Publishing, slug: str) -> list[Problem]:
    """Return what ``gone`` says; learners are counted only when something is gone at all."""
    if not vanished(old, new).keys() - how.confirmed:
        return []
    return gone(old, new, how.data(reader, slug), how.confirmed)


def gone(old: Course, new: Course, data: Mapping[str, int], confirmed: Collection[str] = ()) -> list[Problem]:
    """Return a problem for each id of ``old`` that ``new`` lost although learners have data under it."""
    return [
        problem("E223", place, word=name, count=data[name])
        for name, place in vanished(old, new).items()
        if data.get(name) and name not in confirmed
    ]


def publish(
    session: Session, files: Mapping[str, bytes], how: Publishing, checked: Checked | None = None
) -> PublishResult:
    """Make a release of ``files`` and let learners read it; nothing happens when the same files are live already.

    ``checked`` is what ``check`` said of the same files, if it was asked just before.

    Raises:
        PublishRefusedError: they have errors.
        IntegrityError: somebody published the same course in the same moment.
    """
    if checked is None or _course_before(session, checked.course) != checked.before:
        checked = check(session, files, how)
    manifest = manifest_of(checked.hashes)
    row = _course_row(session, checked, how.now)
    live = session.get(ReleaseRow, row.live_release_id) if row.live_release_id else None
    if live is not None and live.manifest == manifest and row.state == "live":
        _drop_draft(session, row.id, how)
        return PublishResult(row.slug, live.id, live.number, False, (), checked.warnings)
    live_before = _live(session, checked.before)
    last = session.scalar(select(func.max(ReleaseRow.number)).where(ReleaseRow.course_id == row.id)) or 0
    release = ReleaseRow(
        course_id=row.id,
        number=last + 1,
        edition=checked.course.edition,
        origin=how.origin,
        manifest=manifest,
        note=how.note[:400],
        published_by=how.by,
        published_at=how.now,
    )
    session.add(release)
    session.flush()
    store_blobs(session, files, checked.hashes)
    store_files(session, release.id, checked.hashes)
    store_pages(session, checked.rendering.pages)
    _remember_addresses(session, row.id, checked.course)
    row.live_release_id, row.state = release.id, "live"
    row.title, row.summary = checked.course.title, checked.course.summary
    session.add_all(
        ReleaseNoteRow(release_id=release.id, address=address, text=text[:200]) for address, text in how.news.items()
    )
    _drop_draft(session, row.id, how)
    session.flush()
    if live_before is not None:
        announce_names(session, row.slug, names_now(live_before[0], checked.course))
    announce(session, release.id)
    return PublishResult(row.slug, release.id, release.number, True, checked.changes, checked.warnings)


def rollback(session: Session, slug: str, number: int, how: Publishing) -> PublishResult:
    """Publish the files of release ``number`` again, as a new release.

    Raises:
        NotFoundError: no such course or release.
        PublishRefusedError: learners have data under ids that it does not have.
    """
    course = queries.course_by_slug(session, slug)
    release_id = queries.release_number(session, course.id, number) if course else None
    if release_id is None:
        raise NotFoundError(f"There is no release {number} of “{slug}”.")
    return publish(session, queries.files_of(session, release_id), how)


def retire(session: Session, slug: str) -> None:
    """Take a course out of the lists; who began it keeps everything.

    Raises:
        NotFoundError: no such course.
    """
    _set_state(session, slug, "retired")


def reopen(session: Session, slug: str) -> None:
    """Put a retired course back.

    Raises:
        NotFoundError: no such course, or nothing of it was ever published.
    """
    _set_state(session, slug, "live")


def _set_state(session: Session, slug: str, state: str) -> None:
    changed = session.execute(
        update(CourseRow)
        .where(CourseRow.slug == slug, CourseRow.live_release_id.is_not(None))
        .values(state=state)
        .returning(CourseRow.id)
    )
    if changed.scalar() is None:
        raise NotFoundError(f"There is no published course “{slug}”.")


def _course_before(reader: Reader, course: Course) -> queries.CourseRecord | None:
    """Return the course as it is published, under its id or a former one."""
    for slug in (course.id, *course.was):
        if (found := queries.course_by_slug(reader, slug)) is not None:
            return found
    return None


def _live(reader: Reader, before: queries.CourseRecord | None) -> tuple[Course, Mapping[str, str]] | None:
    """Return the live course and the hashes of its files."""
    if before is None or not before.release_id:
        return None
    files = StoredFiles(reader, before.release_id)
    course = read_course(files.for_reading()).course
    return (course, files.hashes) if course else None


def _course_row(session: Session, checked: Checked, now: datetime) -> CourseRow:
    course = checked.course
    if checked.before is None:
        row = CourseRow(slug=course.id, title=course.title, summary=course.summary, created_at=now)
        session.add(row)
        session.flush()
        return row
    row = session.get_one(CourseRow, checked.before.id)
    if row.slug != course.id:
        row.slug = course.id
        session.flush()
    return row


def _remember_addresses(session: Session, course_id: int, course: Course) -> None:
    """Keep what ``was`` says: an old address leads on even when a later release says it no more."""
    former = {("unit", old): new for old, new in renames_of(course).units.items()}
    former |= {("course", old): course.id for old in course.was}
    former |= {("module", old): module.id for module in course.modules for old in module.was}
    known = {
        (row.kind, row.old): row
        for row in session.scalars(select(FormerAddressRow).where(FormerAddressRow.course_id == course_id))
    }
    for (kind, old), new in former.items():
        if (kind, old) in known:
            known[kind, old].new = new
        else:
            session.add(FormerAddressRow(course_id=course_id, kind=kind, old=old, new=new))
    taken = published_ids(course).keys()
    back = [row.id for (kind, old), row in known.items() if kind == "unit" and old in taken]
    if back:
        session.execute(delete(FormerAddressRow).where(FormerAddressRow.id.in_(back)))


def _drop_draft(session: Session, course_id: int, how: Publishing) -> None:
    """Forget the draft that was published: the browser's, or the one staged from the folder."""
    if how.keeps_draft:
        return
    draft_id = session.scalar(select(DraftRow.id).where(DraftRow.course_id == course_id, DraftRow.origin == how.origin))
    if draft_id is not None:
        session.execute(delete(DraftFileRow).where(DraftFileRow.draft_id == draft_id))
        session.execute(delete(DraftRow).where(DraftRow.id == draft_id))
