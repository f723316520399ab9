"""The public form of somebody who stands on a learner's list and asks to be forgotten.

Whether anybody lists them is never said: the answer is the same for every contact, and none is looked up here. Whoever
runs the site asks the person back before anything is removed, since anybody can type anybody's address.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from course_app.reporting import privacy
from course_app.web.access import for_anyone
from course_app.web.forms import tidy_line
from course_app.web.security import limiter

bp = Blueprint("forget", __name__)


@bp.get("/forget-me")
@for_anyone
def form() -> str:
    """Ask by which address or number somebody may be listed."""
    return _page()


def _page(typed: str = "", refusal: DomainError | None = None) -> str:
    return render_template("reporting/forget_me.html", typed=typed, refusal=refusal)


@bp.post("/forget-me")
@for_anyone
@limiter.limit("5 per hour")
def ask() -> ResponseReturnValue:
    """Note the request at the privacy desk, once however often it is sent."""
    contact = tidy_line(request.form.get("contact", ""))
    today = clock.now().date()
    try:
        privacy.check_contact(contact)
        with transaction() as session:
            if not privacy.is_waiting(session, "forget", contact):
                privacy.note(session, "forget", contact, today)
    except DomainError as refusal:
        return _page(contact, refusal), 422
    return redirect(url_for(".noted"), 303)


@bp.get("/forget-me/noted")
@for_anyone
def noted() -> str:
    """Say what happens next; the same for every contact."""
    return render_template("reporting/forget_me_noted.html", days=privacy.DUE_AFTER.days)
