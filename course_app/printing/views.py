"""Addresses of printed matter: sheets, the Guide, and the page about it."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.courseware import queries as courseware
from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.errors import NotFoundError
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.jobs import enqueue_after_commit
from course_app.printing import queries, service
from course_app.printing.composing import PAPERS
from course_app.printing.guide import NAME as GUIDE
from course_app.printing.matter import key_for, title_of
from course_app.printing.tasks import JOB
from course_app.web.access import SignInNeeded, for_anyone, visitor
from course_app.web.i18n import gettext as _
from course_app.web.security import limiter

bp = Blueprint("printing", __name__)
PAPER_NAMES = {"a4": "A4", "letter": "Letter"}
FOREVER = "max-age=31536000, immutable"
SHOWN_KEY = 12


@bp.get("/c/<course>/files/<name>.pdf")
@for_anyone
def sheet(course: str, name: str) -> ResponseReturnValue:
    """Send a sheet as a PDF; while it is being made, say so."""
    release = _live(course)
    _ask_strangers(open_to_all=_is_previewed(release))
    return _send(release, name, open_to_all=_is_previewed(release))


@bp.post("/c/<course>/files/<name>.pdf")
@for_anyone
@limiter.limit("10 per minute")
def sheet_again(course: str, name: str) -> ResponseReturnValue:
    """Try again to make a sheet."""
    release = _live(course)
    _ask_strangers(open_to_all=_is_previewed(release))
    return _again(release, name)


@bp.get("/c/<course>/guide.pdf")
@for_anyone
def guide_file(course: str) -> ResponseReturnValue:
    """Send the Guide of a course as a PDF."""
    release = _with_guide(_live(course))
    _ask_strangers(open_to_all=_is_public(release))
    return _send(release, GUIDE, open_to_all=_is_public(release))


@bp.post("/c/<course>/guide.pdf")
@for_anyone
@limiter.limit("10 per minute")
def guide_again(course: str) -> ResponseReturnValue:
    """Try again to make the Guide."""
    release = _with_guide(_live(course))
    _ask_strangers(open_to_all=_is_public(release))
    return _again(release, GUIDE)


@bp.get("/c/<course>/guide")
@for_anyone
def guide(course: str) -> str:
    """Show what the Guide of a course holds, its letters, and where to take it from."""
    release = _with_guide(_live(course))
    _ask_strangers(open_to_all=_is_public(release))
    return render_template(
        "printing/guide.html",
        release=release,
        policy=release.course.guide,
        downloads=[(paper, _download(release, paper)) for paper in PAPERS],
        papers=PAPER_NAMES,
    )


@bp.get("/guide")
@for_anyone
def guides() -> ResponseReturnValue:
    """Lead to the Guide, or list the Guides when there are several."""
    found = _guides()
    if len(found) == 1:
        return redirect(url_for(".guide", course=found[0].course.id), 303)
    return render_template("printing/guides.html", releases=found)


@bp.get("/guide.pdf")
@for_anyone
def only_guide_file() -> ResponseReturnValue:
    """Lead to the PDF of the Guide, or to the list when there are several."""
    found = _guides()
    if len(found) == 1:
        return redirect(_address(found[0], GUIDE, _paper()), 303)
    return redirect(url_for(".guides"), 303)


def _live(course: str) -> Release:
    found = courseware.course_by_slug(reader(), course)
    if found is None or not found.release_id:
        raise NotFoundError(_("This course is not here."))
    return releases.get(found.release_id)


def _with_guide(release: Release) -> Release:
    if release.course.guide is None:
        raise NotFoundError(_("This course has no Guide."))
    return release


def _guides() -> list[Release]:
    """Return the live courses whose Guide this visitor may read."""
    live = [releases.get(course.release_id) for course in courseware.live_courses(reader())]
    found = [release for release in live if release.course.guide is not None]
    readable = [release for release in found if visitor() is not None or _is_public(release)]
    if found and not readable:
        raise SignInNeeded
    if not found:
        raise NotFoundError(_("There is no Guide here yet."))
    return readable


def _is_previewed(release: Release) -> bool:
    return bool(current_app.extensions["settings"]["PUBLIC_PREVIEW"]) and release.course.preview > 0


def _is_public(release: Release) -> bool:
    return release.course.guide is not None and release.course.guide.public


def _ask_strangers(*, open_to_all: bool) -> None:
    if not open_to_all and visitor() is None:
        raise SignInNeeded


def _paper() -> str:
    paper = request.args.get("paper", "a4").lower()
    if paper not in PAPERS:
        raise NotFoundError(_("We print on A4 and on Letter."))
    return paper


def _address(release: Release, name: str, paper: str, form: str | None = None) -> str:
    """Return the address of a file; ``form`` is the mark of its present form."""
    course, shown = release.course.id, None if paper == "a4" else paper
    if name == GUIDE and release.course.guide is not None:
        return url_for(".guide_file", course=course, paper=shown, v=form)
    return url_for(".sheet", course=course, name=name, paper=shown, v=form)


def _download(release: Release, paper: str) -> str:
    """Return the address of the Guide with the mark of its present form, so that a browser may keep it for ever."""
    return _address(release, GUIDE, paper, key_for(release, GUIDE, paper)[:SHOWN_KEY])


def _send(release: Release, name: str, *, open_to_all: bool) -> ResponseReturnValue:
    paper = _paper()
    key = key_for(release, name, paper)
    if not key:
        raise NotFoundError(_("There is no sheet of this name."))
    found = queries.printed_file(reader(), key)
    if found is None or not found.ready:
        return _wait(release, name, paper, found.trouble if found else "")
    response = Response(mimetype="application/pdf")
    response.headers["Cache-Control"] = _caching(open_to_all, current=request.args.get("v") == key[:SHOWN_KEY])
    response.headers["Content-Disposition"] = f'inline; filename="{_file_name(release, name, paper)}"'
    response.set_etag(found.sha256)
    response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(queries.data_of(reader(), key))
    return response


def _caching(open_to_all: bool, *, current: bool) -> str:
    """Return how long a browser may keep a file: for ever under the mark of its form, else as long as it asks first."""
    return f"{'public' if open_to_all else 'private'}, {FOREVER if current else 'no-cache'}"


def _file_name(release: Release, name: str, paper: str) -> str:
    return f"{release.course.id}-{name}-{paper}.pdf"


def _wait(release: Release, name: str, paper: str, trouble: str) -> ResponseReturnValue:
    page = render_template(
        "printing/preparing.html",
        title=title_of(release, name),
        trouble=trouble,
        here=_address(release, name, paper),
        course=release.course,
    )
    return page, 503 if trouble else 202, {"Cache-Control": "no-store", "Retry-After": "4"}


def _again(release: Release, name: str) -> ResponseReturnValue:
    keys = [key for paper in PAPERS if (key := key_for(release, name, paper))]
    if not keys:
        raise NotFoundError(_("There is no sheet of this name."))
    with transaction() as session:
        service.forget_trouble(session, keys)
        enqueue_after_commit(session, JOB, release.id)
    return redirect(_address(release, name, _paper()), 303)
