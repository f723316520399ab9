"""The releases of a course, one step back, and what waits from the folder or a repository."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import publishing, queries, service
from course_app.authoring.blueprint import bp, deed, desk, for_author
from course_app.authoring.publishing import Choices
from course_app.courseware import drafts
from course_app.courseware import queries as courseware
from course_app.courseware.drafts import draft_of
from course_app.courseware.service import PublishRefusedError
from course_app.courseware.storage import blobs
from course_app.domain.errors import NotFoundError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _


@bp.get("/<course>/releases")
@for_author
def released(_author: Visitor, course: str) -> str:
    """Show every release of a course."""
    space = desk(course)
    found = courseware.releases_of(reader(), space.course.id)
    return render_template(
        "authoring/releases.html",
        course=space.course,
        releases=found,
        names={each.published_by: queries.name_of(reader(), each.published_by) for each in found},
    )


@bp.post("/<course>/releases/<int:number>/back")
@for_author
def go_back(author: Visitor, course: str, number: int) -> ResponseReturnValue:
    """Publish an earlier release again, as a new one; the draft stays as it is."""
    source = publishing.source_of(course, f"r{number}")
    choices = Choices(note=f"Back to r{number}")
    try:
        result = publishing.publish_source(source, choices, author.id, clock.now())
    except PublishRefusedError:
        return redirect(url_for("authoring.publish", course=course, origin=f"r{number}"), 303)
    flash(_("r%(n)s is live, with the texts of r%(old)s.", n=result.number, old=number), "ok")
    return redirect(url_for("authoring.released", course=result.slug), 303)


@bp.post("/<course>/staged/take")
@for_author
def take_staged(author: Visitor, course: str) -> ResponseReturnValue:
    """Take what waits from the folder into the draft; files edited here as well are left for a person to join."""
    space = desk(course)
    staged = draft_of(reader(), space.course.id, "folder")
    if staged is None:
        raise NotFoundError(_("Nothing waits from the folder."))
    data = blobs(reader(), {each.sha256 for each in staged.files.values() if each.sha256})
    both = []
    with transaction() as session:
        for path, file in staged.files.items():
            mine = space.draft.files.get(path) if space.draft else None
            if mine is not None and mine.sha256 != file.sha256:
                both.append(path)
                service.note_files(
                    session,
                    space.course.id,
                    {path: file.sha256} if file.sha256 else {},
                    deed(author, "from the folder"),
                )
                continue
            text = data[file.sha256] if file.sha256 else None
            service.save(session, space.course, path, text, space.hashes.get(path, ""), deed(author, "from the folder"))
        drafts.discard(session, space.course.id, "folder")
    flash(_("What waited is in the draft."), "ok")
    if both:
        flash(
            _(
                "Edited here as well, so left as they are: %(paths)s. The other texts are in their history.",
                paths=", ".join(both),
            ),
            "warn",
        )
    return redirect(url_for("authoring.outline", course=course), 303)


@bp.post("/<course>/staged/drop")
@for_author
def drop_staged(_author: Visitor, course: str) -> ResponseReturnValue:
    """Let what waits from the folder go; the files themselves are untouched."""
    space = desk(course)
    with transaction() as session:
        drafts.discard(session, space.course.id, "folder")
    flash(_("What waited is gone. The files in the folder are untouched."), "ok")
    return redirect(url_for("authoring.outline", course=course), 303)
