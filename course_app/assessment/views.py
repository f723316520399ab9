"""Pages of quizzes: one question for each page, the result, and the way into the final."""

import secrets

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from course_app.assessment import pages, service
from course_app.assessment.forms import moved, read_response
from course_app.assessment.presenting import QuestionView
from course_app.assessment.queries import Attempt, attempt_of
from course_app.assessment.service import AnsweredError, Paper, Sent, TimeOverError
from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.course import Quiz
from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.questions import Order
from course_app.domain.requirements import standing
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
    with transaction() as session:
        enrolment_id = enrol(session, learner.id, course, now)
        attempt = service.begin_check(session, learner.id, enrolment_id, release, found, secrets.token_hex(16), now)
    return redirect(url_for(".question", attempt=attempt, n=1), 303)


def _live(learner: Visitor, course: str) -> Release:
    visit = enrolment.visit(reader(), learner.id, course)
    if visit is None:
        raise NotFoundError(_("This course is not here."))
    return releases.get(visit.release_id)


def _mine(learner: Visitor, attempt: str) -> tuple[Attempt, Release, Paper]:
    found = attempt_of(reader(), learner.id, attempt)
    if found is None:
        raise NotFoundError(_("This attempt is not here."))
    release = releases.get(found.release_id)
    return found, release, service.paper_of(release, found)


@bp.get("/attempts/<attempt>/q/<int:n>")
@for_learner
def question(learner: Visitor, attempt: str, n: int) -> ResponseReturnValue:
    """Show the question at ``n``: to answer, or with its feedback and the next one below."""
    found, release, paper = _mine(learner, attempt)
    if not 1 <= n <= len(paper.questions):
        raise NotFoundError(_("This question is not here."))
    want = service.expected(paper, found)
    given = found.last(n)
    feedback = pages.answered(release, found, paper, given, learner) if given and paper.at_once else None
    if feedback is None and n != want:
        if want is None:
            return redirect(url_for(".result", attempt=attempt), 303)
        return redirect(url_for(".question", attempt=attempt, n=want), 303)
    asked = pages.ask(release, found, paper, want) if want else None
    return _question_page(found, release, paper, n, feedback, asked)


def _question_page(
    found: Attempt,
    release: Release,
    paper: Paper,
    n: int,
    feedback: QuestionView | None,
    asked: pages.AskView | None,
    refusal: DomainError | None = None,
) -> str:
    return render_template(
        "assessment/question.html",
        attempt=found,
        release=release,
        paper=paper,
        total=len(paper.questions),
        position=n,
        feedback=feedback,
        asked=asked,
        refusal=refusal,
        title=pages.title_of(release, found),
        back=pages.start_url(found),
    )


@bp.post("/attempts/<attempt>/q/<int:n>")
@for_learner
def answer(learner: Visitor, attempt: str, n: int) -> ResponseReturnValue:
    """Keep an answer, then show what came of it."""
    with transaction() as session:
        found = attempt_of(session, learner.id, attempt)
        if found is None:
            raise NotFoundError(_("This attempt is not here."))
        release = releases.get(found.release_id)
        paper = service.paper_of(release, found)
        if not 1 <= n <= len(paper.questions):
            raise NotFoundError(_("This question is not here."))
        order = found.drawn[n - 1].order
        response = read_response(paper.questions[n - 1], order, request.form)
        if "move" in request.form and isinstance(paper.questions[n - 1].body, Order):
            asked = pages.ask(release, found, paper, n, moved(order, response, request.form["move"]))
            return _question_page(found, release, paper, n, None, asked)
        sent = Sent(n, request.form.get("try", 1, type=int), response)
        key = current_app.extensions["data_key"](learner.wrapped_key)
        try:
            with session.begin_nested():
                service.answer(session, learner.id, found, paper, sent, key, clock.now())
        except (AnsweredError, IntegrityError):
            flash(_("You answered this one already, here or in another tab. That first answer counts."), "info")
        except TimeOverError as refusal:
            flash(refusal.message, "warn")
            return redirect(url_for(".result", attempt=attempt), 303)
        except DomainError as refusal:
            asked = pages.ask(release, found, paper, n, response)
            return _question_page(found, release, paper, n, None, asked, refusal), 422
    if paper.at_once:
        return redirect(url_for(".question", attempt=attempt, n=n), 303)
    if n < len(paper.questions):
        return redirect(url_for(".question", attempt=attempt, n=n + 1), 303)
    return redirect(url_for(".result", attempt=attempt), 303)


@bp.get("/attempts/<attempt>/result")
@for_learner
def result(learner: Visitor, attempt: str) -> ResponseReturnValue:
    """Show how the attempt went; an open one goes on instead."""
    found, release, paper = _mine(learner, attempt)
    over = found.due_at is not None and clock.now() > found.due_at
    if found.finished_at is None and not over:
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
        if not standing(release.course, visit.facts, current_app.extensions["task_kinds"]).final_open:
            raise DomainError(_("The final opens when every module check is passed."))
        if release.course.final and release.course.final.honour and "honour" not in request.form:
            raise DomainError(_("Read the two sentences and tick the box below them."), "honour")
        with transaction() as session:
            enrolment_id = enrol(session, learner.id, course, now)
            attempt = service.begin_final(
                session, learner.id, enrolment_id, release, "reviewed" in request.form, secrets.token_hex(16), now
            )
    except DomainError as refusal:
        return pages.final_start(learner, release, visit, refusal), 422
    return redirect(url_for(".question", attempt=attempt, n=1), 303)


def _with_final(learner: Visitor, course: str) -> tuple[enrolment.Visit, Release]:
    visit = enrolment.visit(reader(), learner.id, course)
    if visit is None or releases.get(visit.release_id).course.final is None:
        raise NotFoundError(_("This course has no final assessment."))
    return visit, releases.get(visit.release_id)
