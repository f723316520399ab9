"""The preview: what a learner will see, to be read and tried without anything being kept."""

from flask import Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import previewing
from course_app.authoring.blueprint import bp, desk, for_author
from course_app.authoring.workspace import Workspace
from course_app.courseware.queries import CONTENT_TYPES
from course_app.courseware.releases import Release
from course_app.courseware.rendering.addresses import asset_name
from course_app.courseware.rendering.svg import DrawingError, clean_svg
from course_app.domain.course import Lesson, Quiz, Unit
from course_app.domain.errors import NotFoundError
from course_app.domain.questions import Leaf, Place
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.web.security import CSP

THEMES = frozenset({"light", "dark"})


@bp.get("/<course>/preview")
@for_author
def preview_course(_author: Visitor, course: str) -> ResponseReturnValue:
    """Show the course's own page as the draft has it."""
    space = _desk(course)
    release, _unit = previewing.previewed(space, "")
    return _sent(previewing.outline_page(release), release, course)


@bp.get("/<course>/preview/<path:path>")
@for_author
def preview(author: Visitor, course: str, path: str) -> ResponseReturnValue:
    """Show a page of the draft as a learner would see it."""
    space = _desk(course)
    path = path.removesuffix(".md")
    try:
        return _page_of(author, space, path)
    except NotFoundError as refusal:
        # It stands in a frame, where the page of an error would not be shown.
        return _in_frame(render_template("authoring/no_preview.html", sentence=refusal.message), 404)


def _page_of(author: Visitor, space: Workspace, path: str) -> ResponseReturnValue:
    course = space.course.slug
    release, unit = previewing.previewed(space, path)
    if path == "learn":
        return _sent(previewing.outline_page(release), release, course)
    if unit is not None:
        page = previewing.unit_page(author, release, unit, start="start" in request.args)
    elif path in ("final", "final/final"):
        page = previewing.final_page(author, release)
    elif path.startswith("final/"):
        page = _topic_page(release, path)
    elif "/" not in path and path != "glossary":
        # Links to the next thing, the certificate or the Guide lead out of what a file is.
        return redirect(url_for("authoring.preview_course", course=course, theme=request.args.get("theme")), 303)
    else:
        page = previewing.document_page(release, f"{path}.md")
    return _sent(page, release, course)


def _desk(course: str) -> Workspace:
    """Return the course; its pages have the frame that learners see."""
    g.as_learner = True
    return desk(course)


def _topic_page(release: Release, path: str) -> str:
    file = f"{path}.md"
    topics = release.course.final.topics if release.course.final else ()
    questions = {each.id: each for topic in topics for each in topic.questions if each.place.file == file}
    topic = next((each for each in topics if f"final/{each.id}" == path), None)
    if not questions:
        raise NotFoundError(_("The final draws nothing from this file."))
    place = Place(file, 1)
    title = Leaf(topic.title if topic else path, place, inline=True)
    here = f"/c/{release.course.id}/{path}"
    return previewing.try_page(release, title, Leaf("", place), tuple(questions.values()), here)


@bp.post("/<course>/preview/<path:path>")
@for_author
def try_out(author: Visitor, course: str, path: str) -> ResponseReturnValue:
    """Take what a form of a previewed page sends: answers are marked, tasks looked through, nothing is kept."""
    space = _desk(course)
    parts = path.split("/")
    if len(parts) == 4 and parts[2] in ("try", "recall", "task"):
        found = _tried(author, space, f"{parts[0]}/{parts[1]}", parts[2], parts[3])
        if found is not None:
            return _sent(found[0], found[1], course)
    back = "/".join(parts[:2]) if len(parts) > 1 else "learn"
    return redirect(url_for("authoring.preview", course=course, path=back), 303)


def _tried(author: Visitor, space: Workspace, address: str, what: str, name: str) -> tuple[str, Release] | None:
    release, unit = previewing.previewed(space, address)
    if what == "task" and unit is not None and unit.kind == "action":
        return previewing.task_answer(author, release, unit, name), release
    if what == "recall" and unit is not None and isinstance(unit.body, Lesson):
        if not any(each.id == name for section in unit.body.sections for each in section.questions):
            raise NotFoundError(_("This question is not here."))
        return previewing.lesson_answer(author, release, unit, name), release
    if what != "try":
        return None
    return _quiz_answer(release, unit, address, name), release


def _quiz_answer(release: Release, unit: Unit | None, address: str, name: str) -> str:
    here = f"/c/{release.course.id}/{address}"
    if unit is not None and isinstance(unit.body, Quiz):
        title, intro, questions = unit.title, unit.body.intro, tuple(unit.body.all_questions())
    else:
        topics = release.course.final.topics if release.course.final else ()
        found = {each.id: each for topic in topics for each in topic.questions}
        questions = tuple(each for each in found.values() if each.place.file == f"{address}.md")
        place = Place(f"{address}.md", 1)
        title, intro = Leaf(address.rpartition("/")[2], place, inline=True), Leaf("", place)
    question = next((each for each in questions if each.id == name), None)
    if question is None:
        raise NotFoundError(_("This question is not here."))
    view, refusal, path = previewing.try_answer(release, question)
    return previewing.try_page(release, title, intro, questions, here, view, refusal, path)


def _sent(page: str, release: Release, course: str) -> ResponseReturnValue:
    theme = request.args.get("theme", "")
    return _in_frame(previewing.rewritten(page, release, course, theme if theme in THEMES else ""))


def _in_frame(page: str, status: int = 200) -> ResponseReturnValue:
    # Forms reach the preview alone, scripts nobody: whatever is pressed here, nothing of a learner is written.
    policy = (
        CSP.replace("form-action 'self'", f"form-action {request.host_url}author/")
        .replace("connect-src 'self'", "connect-src 'none'")
        .replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    )
    return Response(page, status, {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"})


@bp.get("/<course>/files/<name>")
@for_author
def draft_file(_author: Visitor, course: str, name: str) -> ResponseReturnValue:
    """Send a picture or another file of the draft, by the name that pages give it."""
    space = desk(course)
    path = next(
        (each for each, sha in space.hashes.items() if each.startswith("assets/") and asset_name(each, sha) == name),
        None,
    )
    if path is None:
        raise NotFoundError(_("This file is not here."))
    data, ending = space.files[path], path.rpartition(".")[2].lower()
    if ending == "svg":
        try:
            data = clean_svg(data).file()
        except DrawingError as error:
            raise NotFoundError(_("This drawing cannot be shown.")) from error
    response: Response = current_app.response_class(
        data, mimetype=CONTENT_TYPES.get(ending, "application/octet-stream")
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
