"""The page of My Guide: what it would hold, choices, how far it is; and the file itself."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import NotFoundError
from course_app.domain.people import Circle, LetterStatus
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.jobs import enqueue_after_commit
from course_app.my_guide import keeping
from course_app.my_guide.choices import Choices
from course_app.my_guide.tasks import JOB
from course_app.people import queries
from course_app.people.keeper import keeper_of
from course_app.web.access import Visitor, for_learner
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext
from course_app.web.navigation import url_if
from course_app.web.security import limiter

bp = Blueprint("my_guide", __name__)


@bp.get("/my-guide")
@for_learner
def show(learner: Visitor) -> ResponseReturnValue:
    """Show how far the Guide is, and what may be chosen before it is made."""
    found = keeping.guide_of(reader(), learner.id, clock.now())
    circle = queries.circle(reader(), keeper_of(learner))
    page = render_template(
        "my_guide/page.html",
        guide=found,
        choices=found.choices if found else Choices(),
        holds=_holds(circle),
        empty=not circle.ties,
        static=url_if("printing.guides"),
    )
    return page, 202 if found and found.state == "waiting" else 200


def _holds(circle: Circle) -> list[tuple[int, str]]:
    """Return how many of what a Guide would tell today."""
    ties = circle.ties.values()
    letters = sum(each.status is not LetterStatus.DROPPED for tie in ties for each in tie.letters)
    guesses = sum(tie.person.guess is not None for tie in ties)
    return [
        (len(circle.spheres), ngettext("sphere on your map", "spheres on your map", len(circle.spheres))),
        (len(circle.ties), ngettext("person on your list", "people on your list", len(circle.ties))),
        (len(circle.picked), _("with a page of their own")),
        (letters, ngettext("letter, as sent or drafted", "letters, as sent or drafted", letters)),
        (
            guesses,
            ngettext("guess to hold against what it was like", "guesses to hold against what it was like", guesses),
        ),
    ]


@bp.post("/my-guide")
@for_learner
@limiter.limit("10 per minute")
def make(learner: Visitor) -> ResponseReturnValue:
    """Ask for a Guide with these choices."""
    with transaction() as session:
        keeping.ask(session, learner.id, Choices.typed(request.form), clock.now())
        enqueue_after_commit(session, JOB, learner.id)
    return redirect(url_for(".show"), 303)


@bp.get("/my-guide.pdf")
@for_learner
def file(learner: Visitor) -> ResponseReturnValue:
    """Send the Guide; nothing on the way may keep it."""
    key = current_app.extensions["data_key"](learner.wrapped_key)
    data = keeping.data_of(reader(), learner.id, key, clock.now())
    if data is None:
        raise NotFoundError(_("Your Guide is not here any more. It is kept for a quarter of an hour; make it anew."))
    response = make_response(data)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = 'attachment; filename="my-guide.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/my-guide/drop")
@for_learner
def drop(learner: Visitor) -> ResponseReturnValue:
    """Let the Guide go at once."""
    with transaction() as session:
        keeping.drop(session, learner.id)
    flash(_("Gone. You can make it anew whenever you like."), "ok")
    return redirect(url_for(".show"), 303)
