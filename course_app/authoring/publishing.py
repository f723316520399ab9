"""Publish a draft as the author decided: the release, and what becomes of those who have begun, in one transaction."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from course_app.assessment.remarking import mark_again
from course_app.authoring.impact import Impact, corrections_of, impact_of, required_subjects
from course_app.authoring.lowered import lowered
from course_app.authoring.models import PlannedReleaseRow
from course_app.authoring.workspace import Reviewed, Workspace, review, workspace
from course_app.courseware import queries, releases
from course_app.courseware.drafts import draft_of
from course_app.courseware.queries import CourseRecord
from course_app.courseware.room import learner_data
from course_app.courseware.service import Publishing, PublishResult, check, publish
from course_app.courseware.storage import HashedFiles, hashes_of_release
from course_app.domain.course import Course
from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.enrolment.service import Reached, add_facts, waive_for_all
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction


@dataclass(frozen=True, slots=True)
class Choices:
    """What the author decided before publishing.

    ``only_new`` are subjects that those in progress need not do, ``remark`` questions to mark again upwards,
    ``lowered`` what counts at once for those who reach its lower number, ``confirmed`` ids that may go, ``news``
    sentences by address; ``note`` says in the history what changed.
    """

    only_new: tuple[str, ...] = ()
    remark: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    lowered: tuple[str, ...] = ()
    news: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the choices as plain data."""
        return asdict(self)


def choices_from(data: Mapping[str, Any]) -> Choices:
    """Return choices from plain data."""
    lists = {name: tuple(data.get(name, ())) for name in ("only_new", "remark", "confirmed", "lowered")}
    return Choices(**lists, news=dict(data.get("news", {})), note=str(data.get("note", "")))


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be published: the draft of the browser or of the folder, or an earlier release.

    ``version`` is that of the draft, 0 of a release; ``origin`` is browser, folder, or such as r3.
    """

    space: Workspace
    origin: str
    version: int
    reviewed: Reviewed

    @property
    def is_draft(self) -> bool:
        """Whether a draft is published, and not an earlier release."""
        return self.origin in ("browser", "folder")


def source_of(slug: str, origin: str) -> Source:
    """Return what is to be published.

    Raises:
        NotFoundError: there is no such course, draft or release.
    """
    if origin in ("browser", "folder"):
        space = workspace(reader(), slug, origin)
        version = space.draft.version if space.draft else 0
        return Source(space, origin, version, review(reader(), space.files))
    space = workspace(reader(), slug)
    number = int(origin[1:]) if origin[1:].isdigit() and origin.startswith("r") else 0
    release_id = queries.release_number(reader(), space.course.id, number)
    if release_id is None:
        raise NotFoundError(f"There is no release {number} of “{slug}”.")
    hashes = hashes_of_release(reader(), release_id)
    space = replace(space, draft=None, hashes=hashes, files=HashedFiles(reader(), hashes), held=())
    return Source(space, origin, 0, review(reader(), space.files))


def impact(source: Source) -> Impact | None:
    """Return whom publishing touches; None while the files cannot be read as a course."""
    new = source.reviewed.release
    if new is None:
        return None
    space = source.space
    old = releases.get(space.course.release_id).course if space.course.release_id else None
    return impact_of(reader(), space.course.slug, old, new, (space.live, space.hashes), clock.now())


def publish_source(source: Source, choices: Choices, by: int, now: datetime) -> PublishResult:
    """Publish ``source`` with what the author decided, all or nothing.

    Raises:
        PublishRefusedError: the course has errors.
        ConflictError: the draft was edited in the meantime, or its files were published otherwise since they began.
    """
    space, files = source.space, dict(source.space.files)
    if space.held:
        raise ConflictError("Some files were published otherwise since this draft began. See both texts first.")
    _same_course(space.course, source.reviewed)
    how = Publishing(
        now,
        current_app.extensions["render_context"],
        by=by or None,
        note=choices.note,
        origin=source.origin if source.is_draft else "browser",
        confirmed=frozenset(choices.confirmed),
        data=learner_data(current_app._get_current_object()),  # type: ignore[attr-defined]
        keeps_draft=not source.is_draft,
        news=choices.news,
    )
    old = releases.get(space.course.release_id).course if space.course.release_id else None
    checked = check(reader(), files, how)
    gained = _gained(old, source.reviewed, choices, now)
    with transaction() as session:
        if source.is_draft:
            draft = draft_of(session, space.course.id, source.origin)
            if (draft.version if draft else 0) != source.version:
                raise ConflictError("The draft was edited in the meantime. Look at what it changes once more.")
        result = publish(session, files, how, checked)
        if old is not None and result.new:
            _apply(session, old, checked.course, result, choices, now)
            add_facts(session, gained, result.release_id, now)
        session.execute(delete(PlannedReleaseRow).where(PlannedReleaseRow.course_id == space.course.id))
    return result


def _gained(old: Course | None, reviewed: Reviewed, choices: Choices, now: datetime) -> list[Reached]:
    """Return what lower numbers bring, as far as the author lets it count: found out before anything is locked."""
    if old is None or reviewed.release is None or not choices.lowered:
        return []
    found = lowered(reader(), old, reviewed.release, now, most=None)
    return [each for subject in choices.lowered if subject in found for each in found[subject].found]


def _same_course(course: CourseRecord, reviewed: Reviewed) -> None:
    """Refuse a draft that became another course by its id."""
    new = reviewed.release.course if reviewed.release else None
    if new is not None and course.slug not in (new.id, *new.was):
        raise DomainError(f"course.yml says id: {new.id}. Write was: [{course.slug}] beside it, so that links lead on.")


def _apply(session: Session, old: Course, new: Course, result: PublishResult, choices: Choices, now: datetime) -> None:
    """Write what becomes of those who have begun."""
    subjects = [name for subject in choices.only_new for name in required_subjects(new, subject)]
    waive_for_all(session, result.slug, subjects, result.release_id, now)
    corrections = corrections_of(old, new, choices.remark)
    if corrections:
        mark_again(session, result.slug, corrections, result.release_id, now)


def plan(session: Session, source: Source, choices: Choices, due_at: datetime, by: int, now: datetime) -> None:
    """Let a draft be published by itself at ``due_at``, as it is now.

    Raises:
        DomainError: that moment is over.
    """
    if due_at <= now:
        raise DomainError("Choose a moment that is still to come.", "due")
    session.execute(delete(PlannedReleaseRow).where(PlannedReleaseRow.course_id == source.space.course.id))
    session.add(
        PlannedReleaseRow(
            course_id=source.space.course.id,
            version=source.version,
            due_at=due_at,
            choices=choices.as_data(),
            planned_by=by,
            planned_at=now,
        )
    )
    session.flush()


def unplan(session: Session, course_id: int) -> None:
    """Forget the plan to publish a course."""
    session.execute(delete(PlannedReleaseRow).where(PlannedReleaseRow.course_id == course_id))


def publish_planned(_app: Flask | None = None) -> None:
    """Publish what is due; a draft that was edited since, or cannot be published, is left with the reason."""
    now = clock.now()
    due = reader().execute(
        select(
            PlannedReleaseRow.course_id,
            PlannedReleaseRow.version,
            PlannedReleaseRow.choices,
            PlannedReleaseRow.planned_by,
        ).where(PlannedReleaseRow.due_at <= now, PlannedReleaseRow.refusal == "")
    )
    slugs = {course.id: course.slug for course in queries.all_courses(reader())}
    for row in due.all():
        try:
            source = source_of(slugs[row.course_id], "browser")
            if source.version != row.version:
                raise ConflictError("It was edited after that was planned.")
            publish_source(source, choices_from(row.choices), row.planned_by or 0, now)
        except DomainError as refusal:
            with transaction() as session:
                planned = session.get(PlannedReleaseRow, row.course_id)
                if planned is not None:
                    planned.refusal = f"The planned release was not published. {refusal.message}"[:400]
