"""Pages of quizzes: one question for each page, the result, and the way into the final."""

import secrets

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from course_app.assessment import beginning, pages, service
from course_app.assessment.answering import check_places, moved, read_response
from course_app.assessment.queries import Attempt, attempt_of
from course_app.assessment.service import AnsweredError, NearMissError, Paper, Sent, TimeOverError
from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.course import Quiz
from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.questions import Order
from course_app.enrolment import queries as enrolment
from course_app.enrolment.service import enrol
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor, for_learner
from course_app.web.i18n import gettext as _

bp = Blueprint("assessment", __name__)


@bp.post("/c/<course>/<module>/<unit>/begin")
@for_learner
def begin(learner: Visitor, course: str, module: str, unit: str) -> ResponseReturnValue:
    """Begin an attempt at a check, or go on with the open one."""
    release = _live(learner, course)
    found = release.unit(f"{module}/{unit}")
    if found is None or not isinstance(found.body, Quiz):
        raise NotFoundError(_("This check is not here."))
    now = clock.now()
    try:
        with transaction() as session:
            taker = beginning.Taker(learner.id, enrol(session, learner.id, course, now), secrets.token_hex(16))
            attempt = beginning.begin_check(session, taker, release, found, now)
    except beginning.NotOpenError as refusal:
        flash(refusal.message, "warn")
        return redirect(url_for("learning.unit", course=course, module=module, unit=unit), 303)
    return redirect(url_for(".question", attempt=attempt, n=1), 303)


def _live(learner: Visitor, course: str) -> Release:
    visit = enrolment.visit(reader(), learner.id, course)
    if visit is None:
        raise NotFoundError(_("This course is not here."))
    return releases.get(visit.release_id)


def _read(found: Attempt | None, n: int = 1) -> tuple[Attempt, Release, Paper]:
    """Return an attempt with its release and paper, if it is there and has a question ``n``."""
    if found is None:
        raise NotFoundError(_("This attempt is not here."))
    release = releases.get(found.release_id)
    paper = service.paper_of(release, found)
    if not 1 <= n <= len(paper.questions):
        raise NotFoundError(_("This question is not here."))
    return found, release, paper


@bp.get("/attempts/<attempt>/q/<int:n>")
@for_learner
def question(learner: Visitor, attempt: str, n: int) -> ResponseReturnValue:
    """Show the question at ``n``: to answer, or with its feedback and the next one below.

    With ``again`` a question that was missed is shown without its feedback, to be tried once more.
    """
    found, release, paper = _read(attempt_of(reader(), learner.id, attempt), n)
    want = service.expected(paper, found)
    if found.finished_at is None and found.is_over(clock.now()):
        return redirect(url_for(".result", attempt=attempt), 303)
    given = found.last(n) if paper.at_once and not ("again" in request.args and n == want) else None
    feedback = pages.answered(release, found, paper, given, learner) if given else None
    if feedback is None and n != want:
        if want is None:
            return redirect(url_for(".result", attempt=attempt), 303)
        return redirect(url_for(".question", attempt=attempt, n=want), 303)
    asked = pages.ask(release, found, paper, want) if want else None
    return pages.question_page(found, release, paper, n, feedback, asked)


@bp.post("/attempts/<attempt>/q/<int:n>")
@for_learner
def answer(learner: Visitor, attempt: str, n: int) -> ResponseReturnValue:
    """Keep an answer, then show what came of it."""
    now = clock.now()
    key = current_app.extensions["data_key"](learner.wrapped_key)
    try:
        with transaction() as session:
            found, release, paper = _read(attempt_of(session, learner.id, attempt), n)
            asked, order = paper.questions[n - 1], found.drawn[n - 1].order
            response = read_response(asked, order, request.form)
            if "move" not in request.form:
                if service.expected(paper, found) == n:
                    check_places(asked, order, request.form)
                service.answer(session, found, paper, _sent(n, response), key, now)
    except AnsweredError as refusal:
        if not refusal.same:
            flash(refusal.message, "info")
    except IntegrityError:
        flash(_("You answered this one already, here or in another tab. That first answer counts."), "info")
    except TimeOverError as refusal:
        with transaction() as session:
            service.end_late(session, found.id, now)
        flash(refusal.message, "warn")
        return redirect(url_for(".result", attempt=attempt), 303)
    except NotFoundError:
        raise
    except DomainError as refusal:
        slip = service.slip_of(response) if isinstance(refusal, NearMissError) else ""
        again = pages.ask(release, found, paper, n, response, slip)
        return pages.question_page(found, release, paper, n, None, again, refusal), 422
    if isinstance(asked.body, Order) and "move" in request.form:
        again = pages.ask(release, found, paper, n, moved(order, response, request.form["move"]))
        return pages.question_page(found, release, paper, n, None, again)
    if paper.at_once:
        return redirect(url_for(".question", attempt=attempt, n=n), 303)
    if n < len(paper.questions):
        return redirect(url_for(".question", attempt=attempt, n=n + 1), 303)
    return redirect(url_for(".result", attempt=attempt), 303)


def _sent(n: int, response: object) -> Sent:
    number, step = (request.form.get(name, default, type=int) for name, default in (("try", 1), ("step", 0)))
    return Sent(n, number or 1, response, step or 0, request.form.get("slip", ""))


@bp.get("/attempts/<attempt>/result")
@for_learner
def result(learner: Visitor, attempt: str) -> ResponseReturnValue:
    """Show how the attempt went; an open one goes on instead."""
    found, release, paper = _read(attempt_of(reader(), learner.id, attempt))
    if not found.is_over(clock.now()):
        want = service.expected(paper, found) or 1
        return redirect(url_for(".question", attempt=attempt, n=want), 303)
    return render_template(
        "assessment/final_result.html" if paper.is_final else "assessment/result.html",
        **pages.result_facts(found, release, paper, learner),
    )


@bp.get("/c/<course>/final")
@for_learner
def final(learner: Visitor, course: str) -> str:
    """Show the final assessment: what it asks, whether it is open, earlier tries."""
    visit, release = _with_final(learner, course)
    return pages.final_start(learner, release, visit)


@bp.post("/c/<course>/final")
@for_learner
def begin_final(learner: Visitor, course: str) -> ResponseReturnValue:
    """Begin a try at the final, or go on with the open one."""
    visit, release = _with_final(learner, course)
    now = clock.now()
    try:
        if not release.standing(visit.facts, current_app.extensions["task_kinds"]).final_open:
            raise DomainError(_("The final opens when everything it waits for is done."))
        if release.course.final and release.course.final.honour and "honour" not in request.form:
            raise DomainError(_("Read the two sentences and tick the box below them."), "honour")
        with transaction() as session:
            taker = beginning.Taker(learner.id, enrol(session, learner.id, course, now), secrets.token_hex(16))
            attempt = beginning.begin_final(session, taker, release, "reviewed" in request.form, now)
    except NotFoundError:
        raise
    except DomainError as refusal:
        return pages.final_start(learner, release, visit, refusal, request.form), 422
    return redirect(url_for(".question", attempt=attempt, n=1), 303)


def _with_final(learner: Visitor, course: str) -> tuple[enrolment.Visit, Release]:
    visit = enrolment.visit(reader(), learner.id, course)
    if visit is None or releases.get(visit.release_id).course.final is None:
        raise NotFoundError(_("This course has no final assessment."))
    return visit, releases.get(visit.release_id)
