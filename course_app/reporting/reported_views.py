"""Report an error in a question, and the inbox of those who mend it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.courseware.queries import course_by_slug
from course_app.domain.errors import DomainError, NotFoundError
from course_app.infrastructure import clock
from course_app.infrastructure.audit import record
from course_app.infrastructure.database import reader, transaction
from course_app.reporting import learners, reported
from course_app.reporting.quality_views import editor_url
from course_app.reporting.scope import for_author
from course_app.web.access import Visitor, for_learner
from course_app.web.forms import tidy
from course_app.web.i18n import gettext as _
from course_app.web.security import safe_path

bp = Blueprint("reported", __name__)


@bp.get("/c/<course>/attempts/report/<question>")
@for_learner
def report(_learner: Visitor, course: str, question: str) -> str:
    """Ask what is wrong with a question."""
    return _page(course, question)


def _page(course: str, question: str, refusal: DomainError | None = None) -> str:
    title, _version = _found(course, question)
    back = safe_path(request.values.get("back"), url_for("learning.outline", course=course))
    return render_template(
        "reporting/report.html",
        course=course,
        title=title,
        question=question,
        back=back,
        refusal=refusal,
        text=request.form.get("text", ""),
    )


def _found(course: str, question: str) -> tuple[str, str]:
    """Return the title of the course, and the version that the question has now; '' when it is gone."""
    release = learners.release_of(course_by_slug(reader(), course))
    if release is None:
        raise NotFoundError(_("This course is not here."))
    try:
        return release.course.title, release.question(question).version
    except KeyError:
        raise NotFoundError(_("This question is not here any more.")) from None


@bp.post("/c/<course>/attempts/report/<question>")
@for_learner
def report_post(learner: Visitor, course: str, question: str) -> ResponseReturnValue:
    """Keep what a learner says is wrong with a question."""
    _title, version = _found(course, question)
    try:
        with transaction() as session:
            text = tidy(request.form.get("text", ""))
            reported.report(session, learner.id, course, question, version, text, clock.now())
    except DomainError as refusal:
        return _page(course, question, refusal), 422
    flash(_("Thank you. The people who write this course read it."), "ok")
    return redirect(safe_path(request.form.get("back"), url_for("learning.outline", course=course)), 303)


@bp.get("/admin/reported")
@for_author
def inbox(_author: Visitor) -> str:
    """Show what learners say is wrong with questions; not who said it."""
    releases = {each.slug: learners.release_of(each) for each in learners.courses(reader())}
    found = []
    for each in reported.reports(reader()):
        release = releases.get(each.course)
        found.append((each, editor_url(release, each.question) if release else ""))
    return render_template("reporting/inbox.html", found=found)


@bp.post("/admin/reported/<int:number>/close")
@for_author
def close(author: Visitor, number: int) -> ResponseReturnValue:
    """Put a report away."""
    with transaction() as session:
        if reported.close(session, number):
            said = ({"state": "open"}, {"state": "closed"})
            record(session, author.id, "report closed", f"report {number}", clock.now(), *said)
    flash(_("Put away."), "ok")
    return redirect(url_for(".inbox"), 303)
