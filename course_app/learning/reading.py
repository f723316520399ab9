"""What a learner does on a lesson: begin the course, done and undone, recall, the note, where reading stopped."""

from functools import partial
from typing import Any

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.assessment.answering import moved, read_response
from course_app.courseware.releases import Release
from course_app.domain.course import Lesson, Unit
from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.questions import Order, Question, Reflection
from course_app.domain.requirements import Kind
from course_app.domain.responses import NoAnswerError, check_response
from course_app.enrolment.service import add_fact, enrol, remember_place
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.learning import progress
from course_app.learning.lesson import recall_order
from course_app.learning.notes import StaleNoteError, notes_in, save_note
from course_app.learning.reader import Answered, lesson_page
from course_app.learning.visits import NOBODY, refuse_strangers, visit_to
from course_app.web.access import Visitor, for_anyone, for_learner, visitor
from course_app.web.errors import wants_json
from course_app.web.i18n import gettext as _

bp = Blueprint("lessons", __name__)


def _lesson(release: Release, address: str) -> Unit:
    found = release.unit(address)
    if found is None or found.kind != "lesson":
        raise NotFoundError(_("This lesson is not here."))
    return found


@bp.post("/c/<course>/start")
@for_learner
def start(learner: Visitor, course: str) -> ResponseReturnValue:
    """Begin a course."""
    _visit, release = visit_to(course, learner.id)
    with transaction() as session:
        enrol(session, learner.id, course, clock.now())
    first = next(release.course.units(), None)
    return redirect(progress.unit_url(release, first) if first else url_for("learning.today"), 303)


@bp.post("/c/<course>/<module>/<unit>/done")
@for_learner
def done(learner: Visitor, course: str, module: str, unit: str) -> ResponseReturnValue:
    """Mark a lesson done and go on to what follows."""
    release, found = _mark(learner, course, f"{module}/{unit}", Kind.LESSON_DONE)
    _before, after = release.neighbours(found.address)
    return redirect(progress.unit_url(release, after) if after else url_for("learning.go_on", course=course), 303)


@bp.post("/c/<course>/<module>/<unit>/undo")
@for_learner
def undo(learner: Visitor, course: str, module: str, unit: str) -> ResponseReturnValue:
    """Take "done" back."""
    release, found = _mark(learner, course, f"{module}/{unit}", Kind.LESSON_UNDONE)
    return redirect(progress.unit_url(release, found), 303)


def _mark(learner: Visitor, course: str, address: str, kind: Kind) -> tuple[Release, Unit]:
    visit, release = visit_to(course, learner.id)
    found = _lesson(release, address)
    is_marked = found.address in release.standing(visit.facts, current_app.extensions["task_kinds"]).marked
    if is_marked is not (kind is Kind.LESSON_DONE):
        now = clock.now()
        with transaction() as session:
            enrolment_id = enrol(session, learner.id, course, now)
            add_fact(session, enrolment_id, kind, address, release.id, now)
    return release, found


@bp.post("/c/<course>/<module>/<unit>/recall/<question>")
@for_anyone
def recall(course: str, module: str, unit: str, question: str) -> ResponseReturnValue:
    """Answer a recall question: feedback at once, nothing is kept but a text to oneself."""
    person = visitor()
    visit, release = visit_to(course, person.id if person else NOBODY)
    found = _lesson(release, f"{module}/{unit}")
    refuse_strangers(release, found, person)
    asked = _recall_question(found, question)
    order = recall_order(release, question)
    response = read_response(asked, order, request.form)
    if isinstance(asked.body, Reflection):
        return _keep_reflection(person, release, found, question, response)
    if "move" in request.form and isinstance(asked.body, Order):
        response = moved(order, response, request.form["move"])
        return lesson_page(person, visit, release, found, Answered(refused={question: response}))
    try:
        given = {question: check_response(asked, response)}
    except NoAnswerError as refusal:
        typed = {question: response} if isinstance(response, str) else {}
        return lesson_page(person, visit, release, found, Answered(refused=typed, refusal=refusal.message)), 422
    return lesson_page(person, visit, release, found, Answered(given))


def _recall_question(found: Unit, question: str) -> Question:
    assert isinstance(found.body, Lesson)
    for section in found.body.sections:
        for each in section.questions:
            if each.id == question:
                return each
    raise NotFoundError(_("This question is not here."))


def _keep_reflection(
    person: Visitor | None, release: Release, found: Unit, question: str, text: Any
) -> ResponseReturnValue:
    here = progress.unit_url(release, found)
    if person is None:
        return redirect(url_for("accounts.sign_in", next=here), 303)
    return _save(person, release.course.id, f"{found.address}#{question}", str(text), f"{here}#question-{question}")


@bp.post("/c/<course>/<module>/<unit>/note")
@for_learner
def note(learner: Visitor, course: str, module: str, unit: str) -> ResponseReturnValue:
    """Keep the learner's note on a lesson."""
    _visit, release = visit_to(course, learner.id)
    found = _lesson(release, f"{module}/{unit}")
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    return _save(learner, course, found.address, text, f"{progress.unit_url(release, found)}#note")


def _save(learner: Visitor, course: str, subject: str, text: str, back: str) -> ResponseReturnValue:
    now = clock.now()
    key = current_app.extensions["data_key"](learner.wrapped_key)
    version = request.form.get("version", 0, type=int)
    try:
        with transaction() as session:
            version = save_note(session, learner.id, key, course, subject, text, version, now)
    except StaleNoteError as stale:
        if wants_json():
            return jsonify(conflict=back), 409
        page = render_template("learning/note_conflict.html", theirs=stale.theirs, mine=text, back=back)
        return page, 409
    except DomainError as refusal:
        if wants_json():
            return jsonify(message=refusal.message), 422
        page = render_template("learning/note_conflict.html", theirs=None, mine=text, back=back, refusal=refusal)
        return page, 422
    if wants_json():
        return jsonify(saved_at=now.isoformat(), version=version)
    flash(_("Your note is kept."), "ok")
    return redirect(back, 303)


@bp.post("/c/<course>/<module>/<unit>/place")
@for_learner
def place(learner: Visitor, course: str, module: str, unit: str) -> ResponseReturnValue:
    """Keep where reading stopped."""
    _visit, release = visit_to(course, learner.id)
    found = _lesson(release, f"{module}/{unit}")
    sent = request.get_json(silent=True)
    heading = sent.get("heading", "") if isinstance(sent, dict) else ""
    assert isinstance(found.body, Lesson)
    known = {section.id for section in found.body.sections}
    if not isinstance(heading, str) or (heading and heading not in known):
        raise DomainError(_("There is no such heading."))
    with transaction() as session:
        remember_place(session, learner.id, course, found.address, heading)
    return "", 204


@bp.get("/notes")
@for_learner
def notes(learner: Visitor) -> str:
    """Show every note, by course and lesson."""
    key = partial(current_app.extensions["data_key"], learner.wrapped_key)
    found = notes_in(reader(), learner.id, key)
    views = []
    for each in found.values():
        view = visit_to_or_none(each.course)
        unit = view.unit(each.subject.partition("#")[0]) if view else None
        views.append(
            {
                "note": each,
                "title": view.html(unit.title).striptags() if view and unit else each.subject,
                "url": progress.unit_url(view, unit) if view and unit else "",
            }
        )
    return render_template("learning/notes.html", notes=views)


def visit_to_or_none(course: str) -> Release | None:
    """Return the live release of a course, or None when it is gone."""
    try:
        return visit_to(course, NOBODY)[1]
    except NotFoundError:
        return None
