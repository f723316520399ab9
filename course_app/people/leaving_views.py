"""Taking everything along, and deleting the whole list."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.logs import security_event
from course_app.people import queries, service
from course_app.people.blueprint import bp
from course_app.people.exporting import archive_of
from course_app.people.keeper import keeper_of
from course_app.web.access import Visitor, for_learner
from course_app.web.i18n import gettext as _
from course_app.web.security import limiter


@bp.get("/people/export.zip")
@for_learner
@limiter.limit("20 per minute")
def export(learner: Visitor) -> ResponseReturnValue:
    """Send everything about the learner's people: JSON, a table, cards, letters."""
    keeper = keeper_of(learner)
    response = make_response(archive_of(reader(), learner.id, keeper.key, keeper.now))
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = 'attachment; filename="my-people.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    security_event("people_exported", account=learner.id)
    return response


@bp.get("/people/delete-all")
@for_learner
def delete_all(learner: Visitor) -> str:
    """Say what deleting the whole list does, and ask."""
    return _page(learner)


def _page(learner: Visitor, refusal: DomainError | None = None) -> str:
    circle = queries.circle(reader(), keeper_of(learner))
    return render_template("people/delete_all.html", count=len(circle.ties), refusal=refusal)


@bp.post("/people/delete-all")
@for_learner
def delete_all_post(learner: Visitor) -> ResponseReturnValue:
    """Delete the whole list, for good."""
    if not request.form.get("sure"):
        return _page(learner, DomainError(_("Tick the box first: this cannot be undone."), "sure")), 422
    with transaction() as session:
        service.delete_everybody(session, learner.id, clock.now())
    security_event("people_deleted", account=learner.id)
    flash(_("Your list is gone, with letters, log and plans. What you finished stays finished."), "ok")
    return redirect(url_for(".index"), 303)
