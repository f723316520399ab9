"""A course on the desk of its authors: what is live, the draft over it, and what the checks say of both together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from flask import current_app

from course_app.courseware import queries
from course_app.courseware.drafts import Draft, DraftFile, conflicts, draft_of, edited
from course_app.courseware.elsewhere import check_elsewhere
from course_app.courseware.language.course import Reading, read_course
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.language.lint.course_lint import lint_course
from course_app.courseware.language.problems import Problem
from course_app.courseware.queries import CourseRecord
from course_app.courseware.releases import Release, make_release
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.course import render_course
from course_app.courseware.storage import HashedFiles, Reader, hashes_of_release, manifest_of, stored_pages
from course_app.domain.errors import NotFoundError

MOST_KEPT = 6


@dataclass(frozen=True, eq=False)
class Reviewed:
    """What the checks say of some files, and the release they would make; None where they make none.

    ``problems`` come in the order of the files, ``course.yml`` first.
    """

    reading: Reading
    problems: tuple[Problem, ...]
    release: Release | None

    @property
    def errors(self) -> int:
        """How many problems stop publishing."""
        return sum(found.severity == "error" for found in self.problems)

    def of(self, path: str) -> tuple[Problem, ...]:
        """Return the problems of one file."""
        return tuple(found for found in self.problems if found.file == path)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A course as it is being edited.

    ``live`` and ``hashes`` are hashes by path: of what learners read, and with the draft over it. ``held`` are the
    files that were published otherwise since the draft of them began.
    """

    course: CourseRecord
    draft: Draft | None
    live: Mapping[str, str]
    hashes: Mapping[str, str]
    files: HashedFiles
    held: tuple[DraftFile, ...] = field(default=())

    @property
    def changed(self) -> tuple[str, ...]:
        """The paths that differ from what is live."""
        every = sorted({*self.live, *self.hashes})
        return tuple(path for path in every if self.live.get(path) != self.hashes.get(path))


def workspace(reader: Reader, slug: str, origin: str = "browser") -> Workspace:
    """Return a course with one of its drafts laid over it.

    Raises:
        NotFoundError: there is no such course.
    """
    course = queries.course_by_slug(reader, slug)
    if course is None:
        raise NotFoundError("There is no such course.")
    draft = draft_of(reader, course.id, origin)
    live = hashes_of_release(reader, course.release_id)
    hashes = edited(live, draft)
    return Workspace(course, draft, live, hashes, HashedFiles(reader, hashes), conflicts(live, draft))


class _Shelf:
    """Reviews of the last few states of drafts, by the hash of their files: an editor asks several times for each."""

    def __init__(self) -> None:
        self._kept: dict[str, Reviewed] = {}
        self._lock = Lock()

    def get(self, key: str) -> Reviewed | None:
        with self._lock:
            found = self._kept.pop(key, None)
            if found is not None:
                self._kept[key] = found
            return found

    def put(self, key: str, made: Reviewed) -> None:
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]


def review(reader: Reader, files: HashedFiles) -> Reviewed:
    """Return what the checks say of ``files``: the same that ``course content check`` says."""
    shelf: _Shelf = current_app.extensions.setdefault("reviewed_drafts", _Shelf())
    key = manifest_of(files.hashes)
    found = shelf.get(key)
    if found is None:
        found = _review(reader, files, current_app.extensions["render_context"])
        shelf.put(key, found)
    return found


def reviewed(files: HashedFiles) -> Reviewed | None:
    """Return what the checks said of ``files`` lately; None when nobody asked since this process began."""
    shelf: _Shelf | None = current_app.extensions.get("reviewed_drafts")
    return shelf.get(manifest_of(files.hashes)) if shelf is not None else None


def _review(reader: Reader, files: HashedFiles, context: RenderContext) -> Reviewed:
    reading = read_course(files.for_reading() | _pictures(files))
    found = [*reading.problems, *lint_course(reading, files)]
    release = None
    if reading.course is not None:
        rendering = render_course(reading.course, files, context, lambda keys: stored_pages(reader, keys), files.hashes)
        found += rendering.problems
        if reading.ok:
            found += check_elsewhere(rendering.html)
        release = make_release(reading.course, rendering, files.hashes, context)
    return Reviewed(reading, tuple(sorted(dict.fromkeys(found), key=_by_place)), release)


def _pictures(files: HashedFiles) -> dict[str, bytes]:
    """Return the pictures and media of a draft: their size and form are checked."""
    return {path: files[path] for path in files if path.startswith("assets/")}


def _by_place(found: Problem) -> tuple[bool, str, int, int, str]:
    return found.file != COURSE_FILE, found.file, found.line, found.column, found.code
