"""Publish: what changes, whom it touches, what the author decides about it; and the problems that stop it."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import publishing, queries
from course_app.authoring.blueprint import bp, desk, for_author, typed_line
from course_app.authoring.publishing import Choices, Source
from course_app.authoring.workspace import review
from course_app.courseware.drafts import draft_of
from course_app.courseware.service import PublishRefusedError
from course_app.domain.errors import ConflictError, DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _


@bp.get("/<course>/problems")
@for_author
def problems(_author: Visitor, course: str) -> str:
    """Show everything the checks say of the draft, each line a link to its place."""
    space = desk(course)
    return render_template(
        "authoring/problems.html", course=space.course, space=space, reviewed=review(reader(), space.files)
    )


@bp.get("/<course>/publish")
@for_author
def publish(_author: Visitor, course: str) -> str:
    """Show what publishing would change, and for whom."""
    return _page(publishing.source_of(course, request.args.get("origin", "browser")))


def _page(source: Source, refusal: DomainError | None = None) -> str:
    space = source.space
    return render_template(
        "authoring/publish.html",
        course=space.course,
        space=space,
        source=source,
        reviewed=source.reviewed,
        impact=publishing.impact(source),
        planned=queries.planned(reader(), space.course.id),
        staged=draft_of(reader(), space.course.id, "folder") if source.origin == "browser" else None,
        refusal=refusal,
        errors=[each for each in refusal.problems if each.severity == "error"]
        if isinstance(refusal, PublishRefusedError)
        else [],
        typed=request.form,
    )


@bp.post("/<course>/publish")
@for_author
def publish_now(author: Visitor, course: str) -> ResponseReturnValue:
    """Publish what the page showed, now or at a time."""
    source = publishing.source_of(course, request.form.get("origin", "browser"))
    try:
        if str(source.version) != request.form.get("version"):
            raise ConflictError(_("The draft was edited in the meantime. Look at what it changes once more."))
        if request.form.get("when") == "later":
            return _planned(author, source)
        result = publishing.publish_source(source, _choices(), author.id, clock.now())
    except ConflictError as refusal:
        return _page(publishing.source_of(course, source.origin), refusal), 409
    except DomainError as refusal:
        return _page(source, refusal), 422
    if result.new:
        flash(_("r%(n)s is live.", n=result.number), "ok")
    else:
        flash(_("r%(n)s is the same: there was nothing to publish.", n=result.number), "info")
    return redirect(url_for("authoring.released", course=result.slug), 303)


def _planned(author: Visitor, source: Source) -> ResponseReturnValue:
    if source.origin != "browser":
        raise DomainError(_("Only the draft can be planned."), "due")
    try:
        local = datetime.fromisoformat(request.form.get("due", ""))
    except ValueError as error:
        raise DomainError(_("Give a day and a time."), "due") from error
    due = local.replace(tzinfo=local.tzinfo or clock.zone(author.time_zone))
    if source.reviewed.errors:
        raise DomainError(_("Mend the problems first."))
    with transaction() as session:
        publishing.plan(session, source, _choices(), due, author.id, clock.now())
    flash(_("It will be published by itself, unless the draft is edited before."), "ok")
    return redirect(url_for("authoring.outline", course=source.space.course.slug), 303)


def _choices() -> Choices:
    """Return what was chosen on the page: each control is named by its kind and its subject."""
    form = request.form
    chosen = {kind: tuple(form.getlist(kind)) for kind in ("remark", "confirmed", "lowered")}
    only_new = tuple(
        name.removeprefix("required-")
        for name, value in form.items()
        if name.startswith("required-") and value == "new"
    )
    news = {
        name.removeprefix("news-"): " ".join(text.split())[:200]
        for name, text in form.items()
        if name.startswith("news-") and text.strip()
    }
    return Choices(only_new, chosen["remark"], chosen["confirmed"], chosen["lowered"], news, typed_line("note", 400))


@bp.post("/<course>/unplan")
@for_author
def unplan(_author: Visitor, course: str) -> ResponseReturnValue:
    """Forget the plan to publish."""
    space = desk(course)
    with transaction() as session:
        publishing.unplan(session, space.course.id)
    flash(_("The plan is gone. The draft stays as it is."), "ok")
    return redirect(url_for("authoring.publish", course=course), 303)
