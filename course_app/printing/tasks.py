"""Jobs of printing: make the files of a release, and find those that a stopped worker left undone."""

import threading
from datetime import timedelta

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from course_app.courseware import queries as courseware
from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.errors import NotFoundError
from course_app.infrastructure import clock, pdf
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.jobs import enqueue_after_commit
from course_app.printing import queries, service
from course_app.printing.composing import Composed
from course_app.printing.matter import compose, keys_of, press_of
from course_app.printing.press import printed

log = structlog.get_logger(__name__)
JOB = "print_release"
TRIED_AGAIN = timedelta(hours=1)
"""After so long the sweep tries anew what could not be made: an engine may have been installed since."""
_AT_WORK = threading.Lock()  # two at once would make the same files twice


def print_soon(session: Session, release_id: int) -> None:
    """Queue the printing of a release for when it is published."""
    enqueue_after_commit(session, JOB, release_id)


def print_release(release_id: int) -> None:
    """Make every file of a release that is not there yet.

    While others are being printed it leaves them to the next sweep: a job that waits here keeps a certificate waiting.
    """
    if not _AT_WORK.acquire(blocking=False):
        return
    try:
        _make_missing(releases.get(release_id))
    except NotFoundError:
        return
    finally:
        _AT_WORK.release()


def print_missing() -> None:
    """Make what live releases lack, and forget what nothing prints any more."""
    if not _AT_WORK.acquire(blocking=False):
        return
    try:
        used: set[str] = set()
        for course in courseware.all_courses(reader()):
            if course.release_id:
                release = releases.get(course.release_id)
                used.update(key for _name, _paper, key in keys_of(release))
                _make_missing(release)
        with transaction() as session:
            service.forget_unused(session, used, clock.now())
    finally:
        _AT_WORK.release()


def _make_missing(release: Release) -> None:
    wanted = list(keys_of(release))
    known = queries.printed_files(reader(), [key for _name, _paper, key in wanted])
    for name, paper, key in wanted:
        found = known.get(key)
        if found is None or (not found.ready and found.made_at < clock.now() - TRIED_AGAIN):
            _make(release, name, paper, key)


def _make(release: Release, name: str, paper: str, key: str) -> None:
    composed = compose(release, name, press_of(current_app.extensions["settings"]), paper)
    if composed is None:
        return
    try:
        data = printed(composed, (release.published_at or clock.now()).date(), _pictures(release, composed))
    except Exception as error:
        log.exception("not_printed", course=release.course.id, name=name, paper=paper)
        with transaction() as session:
            service.note_trouble(session, key, reason_of(error), clock.now())
        return
    with transaction() as session:
        service.store(session, key, data, clock.now())


def _pictures(release: Release, composed: Composed) -> dict[str, bytes]:
    found = {name: courseware.asset(reader(), release.course.id, name) for name in composed.pictures}
    return {name: asset[0] for name, asset in found.items() if asset is not None}


def reason_of(error: Exception) -> str:
    """Return why something could not be printed, in a sentence for whoever asked for it."""
    match error:
        case pdf.EngineMissingError():
            return str(error)
        case pdf.MissingGlyphsError():
            return f"This machine has no typeface for some of its letters ({error})."
        case _:
            return f"The page could not be set ({type(error).__name__})."
