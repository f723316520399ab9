"""The author's home: every course with its state, and how a new one begins."""

from datetime import datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import service
from course_app.authoring.blueprint import bp, deed, desk, for_author, typed_line
from course_app.authoring.new_course import duplicated, named, skeleton
from course_app.courseware import drafts, queries
from course_app.courseware import service as publishing
from course_app.courseware.drafts import begin_course, draft_of
from course_app.courseware.language.course_yml import read_course_yml
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.queries import CourseRecord
from course_app.courseware.rendering.addresses import hashes_of
from course_app.courseware.transfer import export_course, import_course
from course_app.domain.errors import DomainError
from course_app.enrolment.queries import enrolled_by_course
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.web.security import takes_up_to

LARGEST_IMPORT = 20_000_000


@bp.get("")
@for_author
def courses(author: Visitor) -> str:
    """Show every course: what it is called, how it stands, when it changed."""
    return _home(None)


def _home(refusal: DomainError | None, begun: str = "") -> str:
    learners = enrolled_by_course(reader())
    rows = [_row(each) | {"learners": learners.get(each.slug, 0)} for each in queries.all_courses(reader())]
    return render_template("authoring/courses.html", rows=rows, refusal=refusal, begun=begun, typed=request.form)


def _row(course: CourseRecord) -> dict[str, object]:
    draft, staged = draft_of(reader(), course.id), draft_of(reader(), course.id, "folder")
    released = queries.releases_of(reader(), course.id)[:1]
    moments: list[datetime] = [each.published_at for each in released]
    moments += [each.changed_at for each in (draft, staged) if each]
    return {
        "course": course,
        "release": released[0].number if released else 0,
        "edition": released[0].edition if released else 0,
        "draft": len(draft.files) if draft else 0,
        "staged": len(staged.files) if staged else 0,
        "changed_at": max(moments, default=None),
    }


@bp.post("/new")
@for_author
def begin(author: Visitor) -> ResponseReturnValue:
    """Begin a small course that checks clean, to be written over."""
    title, slug = typed_line("title", 80), typed_line("slug", 40)
    try:
        return _began(author, skeleton(slug, title))
    except DomainError as refusal:
        return _home(refusal, "new"), 422


@bp.post("/<course>/duplicate")
@for_author
def duplicate(author: Visitor, course: str) -> ResponseReturnValue:
    """Begin a course with the files of another."""
    space = desk(course)
    try:
        return _began(author, duplicated(dict(space.files), typed_line("slug", 40), typed_line("title", 80)))
    except DomainError as refusal:
        return _home(refusal, f"duplicate-{course}"), 422


@bp.post("/import")
@for_author
@takes_up_to(LARGEST_IMPORT)
def take_in(author: Visitor) -> ResponseReturnValue:
    """Begin a course from a zip such as an export is; under another address when one is given."""
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise DomainError(_("Choose a zip file."), "file")
        files = import_course(sent.read())
        slug = typed_line("slug", 40)
        return _began(author, named(files, slug) if slug else files)
    except DomainError as refusal:
        return _home(refusal, "import"), 422


def _began(author: Visitor, files: dict[str, bytes]) -> ResponseReturnValue:
    policy, problems = read_course_yml(files.get(COURSE_FILE))
    if policy is None or not policy.id:
        raise DomainError(_("Its course.yml cannot be read: %(why)s", why=problems[0].sentence if problems else ""))
    now = deed(author, "began the course")
    with transaction() as session:
        record = begin_course(session, policy.id, policy.title, policy.summary, files, author.id, now.now)
        service.note_files(session, record.id, hashes_of(files), now)
    flash(_("The course is begun. Nobody sees it before it is published."), "ok")
    return redirect(url_for("authoring.outline", course=policy.id), 303)


@bp.get("/<course>/<any(live, draft):which>.zip")
@for_author
def export(_author: Visitor, course: str, which: str) -> ResponseReturnValue:
    """Send the sources of a course as a zip, live or with the draft; the same files give the same bytes."""
    space = desk(course)
    files = queries.files_of(reader(), space.course.release_id) if which == "live" else dict(space.files)
    headers = {"Content-Disposition": f'attachment; filename="{course}-{which}.zip"'}
    return Response(export_course(files), mimetype="application/zip", headers=headers)


@bp.post("/<course>/<any(retire, reopen):what>")
@for_author
def set_state(_author: Visitor, course: str, what: str) -> ResponseReturnValue:
    """Take a course out of the lists, or put it back; who began it keeps everything."""
    desk(course)
    with transaction() as session:
        (publishing.retire if what == "retire" else publishing.reopen)(session, course)
    said = _("The course is out of the lists. Who began it goes on.") if what == "retire" else _("The course is back.")
    flash(said, "ok")
    return redirect(url_for("authoring.courses"), 303)


@bp.post("/<course>/discard")
@for_author
def discard(_author: Visitor, course: str) -> ResponseReturnValue:
    """Forget the draft; the history keeps every text of it."""
    space = desk(course)
    if not space.course.release_id:
        raise DomainError(_("Nothing of this course is live yet: there would be nothing left."))
    with transaction() as session:
        drafts.discard(session, space.course.id)
    flash(_("The draft is gone. Its texts stay in the history of each file."), "ok")
    return redirect(url_for("authoring.outline", course=course), 303)
