"""Courses in a folder meet courses in the database: what the start of the server and ``content sync`` do.

Files never overwrite an edit made in the browser: such a course is left alone, and the command to compare is said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from course_app.courseware import queries
from course_app.courseware.changes import Change
from course_app.courseware.drafts import discard
from course_app.courseware.folder import FolderError, read_folder
from course_app.courseware.language.course_yml import read_course_yml
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.language.problems import Problem
from course_app.courseware.models import DraftFileRow, DraftRow, ReleaseRow, SyncStateRow
from course_app.courseware.queries import CourseRecord
from course_app.courseware.rendering.addresses import hashes_of
from course_app.courseware.room import learner_data
from course_app.courseware.service import Checked, Publishing, PublishRefusedError, PublishResult, check, publish
from course_app.courseware.storage import hashes_of_release, manifest_of, store_blobs
from course_app.infrastructure import clock
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import transaction
from course_app.infrastructure.migrating import data_folder

DEMONSTRATIONS = "demo"
"""The folder within the content folder whose courses are published only when they are asked for."""


class Outcome(StrEnum):
    """What became of a folder."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    STAGED = "staged"
    LEFT = "left alone"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of one folder, in a sentence; with the release made and the problems found."""

    folder: str
    slug: str
    outcome: Outcome
    sentence: str
    result: PublishResult | None = None
    problems: tuple[Problem, ...] = ()
    staged: tuple[Change, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What changed, or would when what is staged is published."""
        return self.result.changes if self.result else self.staged


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with a course in it, read from the disk."""

    path: Path
    files: Mapping[str, bytes]
    manifest: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.name


def course_folders(content: Path) -> list[Path]:
    """Return the folders below ``content`` that hold a course, by name."""
    return sorted(path.parent for path in content.glob(f"*/{COURSE_FILE}"))


def sync_folder(session: Session, path: Path, how: Publishing, *, production: bool) -> Synced:
    """Bring one folder and the database together, by these rules.

    An unknown course is published as r1. A folder as it was synced last changes nothing. Changed files are
    published, in production staged for a person to publish. Where the browser holds edits, nothing happens.
    """
    how = replace(how, origin="folder")
    try:
        files = read_folder(path)
    except FolderError as error:
        return Synced(path.name, "", Outcome.REFUSED, error.message)
    folder = Folder(path, files, manifest_of(hashes_of(files)))
    policy, problems = read_course_yml(files.get(COURSE_FILE))
    if policy is None:
        return _refused(folder, "", tuple(problems))
    known = (queries.course_by_slug(session, slug) for slug in (policy.id, *policy.was))
    course = next((found for found in known if found is not None), None)
    try:
        if course is None:
            return _published(session, folder, how)
        return _known(session, folder, how, course, production)
    except PublishRefusedError as refusal:
        return _refused(folder, policy.id, refusal.problems)


def _known(session: Session, folder: Folder, how: Publishing, course: CourseRecord, production: bool) -> Synced:
    slug = course.slug
    state = session.get(SyncStateRow, course.id)
    live = session.get(ReleaseRow, course.release_id) if course.release_id else None
    if state is not None and state.manifest == folder.manifest:
        return Synced(folder.name, slug, Outcome.UNCHANGED, f"{slug}: nothing new in {folder.name}/.")
    if live is not None and live.manifest == folder.manifest:
        _remember(session, course.id, folder, how, live.id)
        return Synced(folder.name, slug, Outcome.UNCHANGED, f"{slug}: {folder.name}/ is what is live.")
    if edited_in_browser(session, course, state):
        said = f"{slug}: it was edited in the browser, so its files were left alone. Compare: "
        return Synced(folder.name, slug, Outcome.LEFT, f"{said}course content diff {folder.path}")
    if production:
        return _staged(session, folder, how, course)
    return _published(session, folder, how)


def edited_in_browser(session: Session, course: CourseRecord, state: SyncStateRow | None) -> bool:
    """Tell whether the browser holds an edit that the folder does not know."""
    drafted = select(DraftRow.id).where(DraftRow.course_id == course.id, DraftRow.origin == "browser")
    if session.scalar(drafted) is not None:
        return True
    since = select(ReleaseRow.id).where(ReleaseRow.course_id == course.id, ReleaseRow.origin == "browser")
    if state is not None and state.release_id is not None:
        since = since.where(ReleaseRow.id > state.release_id)
    return session.scalar(since.limit(1)) is not None


def _published(session: Session, folder: Folder, how: Publishing) -> Synced:
    result = publish(session, folder.files, how)
    course = queries.course_by_slug(session, result.slug)
    assert course is not None
    _remember(session, course.id, folder, how, result.release_id)
    said = f"{result.slug}: published as r{result.number}."
    return Synced(folder.name, result.slug, Outcome.PUBLISHED, said, result, result.warnings)


def _staged(session: Session, folder: Folder, how: Publishing, course: CourseRecord) -> Synced:
    """Keep the files as a draft beside the live release, until a person publishes them."""
    checked = stage(session, course, folder.files, how)
    _remember(session, course.id, folder, how, course.release_id or None)
    said = f"{course.slug}: {len(checked.changes)} changes wait. Publish: course content publish {folder.path}"
    return Synced(folder.name, course.slug, Outcome.STAGED, said, None, checked.warnings, checked.changes)


def stage(session: Session, course: CourseRecord, files: Mapping[str, bytes], how: Publishing) -> Checked:
    """Keep files as the draft of the folder, in the place of one that waits already; the browser's is untouched.

    Raises:
        PublishRefusedError: they have errors.
    """
    checked = check(session, files, how)
    before = hashes_of_release(session, course.release_id)
    discard(session, course.id, "folder")
    base = course.release_id or None
    draft = DraftRow(course_id=course.id, origin="folder", base_release_id=base, changed_at=how.now)
    session.add(draft)
    session.flush()
    store_blobs(session, files, checked.hashes)
    rows = [
        {"draft_id": draft.id, "path": path, "began_from": before.get(path, ""), "sha256": checked.hashes.get(path)}
        for path in sorted({*before, *checked.hashes})
        if before.get(path) != checked.hashes.get(path)
    ]
    if rows:
        session.execute(insert(DraftFileRow), rows)
    return checked


def _remember(session: Session, course_id: int, folder: Folder, how: Publishing, release_id: int | None) -> None:
    state = session.get(SyncStateRow, course_id)
    if state is None:
        state = SyncStateRow(course_id=course_id, manifest=folder.manifest, synced_at=how.now)
        session.add(state)
    state.manifest, state.release_id, state.synced_at = folder.manifest, release_id, how.now
    session.flush()


def _refused(folder: Folder, slug: str, problems: tuple[Problem, ...]) -> Synced:
    errors = sum(found.severity == "error" for found in problems)
    count = f"{errors} problems" if errors != 1 else "a problem"
    said = f"{slug or folder.name}: {count}, nothing was published. See: course content check {folder.path}"
    return Synced(folder.name, slug, Outcome.REFUSED, said, None, problems)


def sync_at_start(app: Flask) -> list[str]:
    """Sync every course in the content folder; return what to print, a line for each that is not as it was.

    A course that cannot be published stops nothing: the others, and what is live, go on.
    """
    settings: Settings = app.extensions["settings"]
    return _sync_all(app, course_folders(content_folder(settings)))


def publish_demonstrations(app: Flask) -> list[str]:
    """Sync the courses that come along only to show what a course can be; return what to print."""
    return _sync_all(app, course_folders(data_folder("content") / DEMONSTRATIONS))


def _sync_all(app: Flask, folders: Iterable[Path]) -> list[str]:
    settings: Settings = app.extensions["settings"]
    how = Publishing(clock.now(), app.extensions["render_context"], origin="folder", data=learner_data(app))
    lines = []
    for path in folders:
        with transaction() as session:
            done = sync_folder(session, path, how, production=settings.production)
        if done.outcome is not Outcome.UNCHANGED:
            lines.append(done.sentence)
    return lines


def content_folder(settings: Settings) -> Path:
    """Return the folder with the courses of this site: its own, or those that come with the programme."""
    return Path(settings["CONTENT_DIR"]) if settings["CONTENT_DIR"] else data_folder("content")
