"""Pages about learners: the list, one learner, and what staff may do for one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.accounts.queries import Account, account, account_by_email
from course_app.courseware.queries import course_by_slug
from course_app.courseware.releases import Release
from course_app.domain.errors import DomainError
from course_app.enrolment.cohorts import all_cohorts
from course_app.enrolment.counting import steps_of
from course_app.enrolment.listing import STATES, Line, Wanted, lines
from course_app.infrastructure import clock
from course_app.infrastructure.audit import entries
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.mail import mails_sent_to
from course_app.reporting import exporting, helping, learners, words
from course_app.reporting.helping import Help
from course_app.reporting.scope import coach_of, for_coach
from course_app.web.access import Visitor, for_owner
from course_app.web.forms import tidy, tidy_line
from course_app.web.i18n import gettext as _

bp = Blueprint("learners", __name__, url_prefix="/admin/learners")
PAGE = 25


@bp.get("")
@for_coach
def listed(staff: Visitor) -> str:
    """List learners, with filters."""
    wanted, now = _wanted(staff), clock.now()
    found = lines(reader(), wanted, now, before=request.args.get("before", 0, type=int), limit=PAGE + 1)
    courses = learners.courses(reader())
    shown = {each.slug: learners.release_of(each) for each in courses}
    one = shown.get(wanted.course) or (next(iter(shown.values())) if len(shown) == 1 else None)
    return render_template(
        "reporting/learners.html",
        found=[(each, words.step_words(each.stage, shown.get(each.course)), each.state(now)) for each in found[:PAGE]],
        older=found[PAGE - 1].enrolment if len(found) > PAGE else 0,
        first=not request.args.get("before"),
        wanted=wanted,
        asked=_asked(wanted),
        courses=[(each.slug, each.title) for each in courses],
        titles={each.slug: each.title for each in courses},
        cohorts=[(each.id, each.name) for each in all_cohorts(reader(), coach_of(staff))],
        steps=[(step, words.step_words(step, one)) for step in steps_of(one)] if one else [],
        words=words,
    )


def _wanted(staff: Visitor) -> Wanted:
    typed = request.args
    state = typed.get("state", "")
    return Wanted(
        course=typed.get("course", "")[:40],
        cohort=typed.get("cohort", 0, type=int),
        stage=typed.get("step", "")[:60],
        state=state if state in STATES else "",
        search=tidy_line(typed.get("q", ""))[:100],
        coach=coach_of(staff),
    )


def _asked(wanted: Wanted) -> dict[str, str | int]:
    """Return the filters as values of an address."""
    asked: dict[str, str | int] = {
        "course": wanted.course,
        "cohort": wanted.cohort,
        "step": wanted.stage,
        "state": wanted.state,
        "q": wanted.search,
    }
    return {name: value for name, value in asked.items() if value}


@bp.get("/export.<ending>")
@for_coach
def export(staff: Visitor, ending: str) -> ResponseReturnValue:
    """Send the list with its filters as CSV or JSON."""
    wanted, now = _wanted(staff), clock.now()
    names = learners.live(reader())
    return exporting.send("learners", ending, learners.HEADS, lambda own: learners.rows(own, wanted, now, names))


@bp.get("/<int:number>")
@for_coach
def one(staff: Visitor, number: int) -> str:
    """Show one learner: requirements with dates and evidence, attempts, certificates, mails, notes."""
    return _page(staff, number)


def _page(staff: Visitor, number: int, refusal: DomainError | None = None, doing: str = "") -> str:
    now = clock.now()
    found, own = learners.learner(reader(), number, coach_of(staff), now)
    parts = [part for part in (learners.part(reader(), line) for line in own) if part]
    notes = helping.notes_of(reader(), number)
    log = entries(reader(), thing=f"account {number}", limit=20)
    by = ({each.by for each in notes} | {each.by for each in log}) - {0}
    people = {number: account(reader(), number) for number in by}
    return render_template(
        "reporting/learner.html",
        person=found,
        parts=parts,
        units={part.line.course: helping.tried_units(part.release) for part in parts},
        waivable={part.line.course: helping.waivable(part.release) for part in parts},
        notes=notes,
        log=log,
        mails=mails_sent_to(reader(), found.email)[-20:],
        people={number: person.name if person else "" for number, person in people.items()},
        now=now,
        words=words,
        refusal=refusal,
        doing=doing,
        typed=request.form,
    )


@bp.post("/<int:number>/<any(try, reset):what>")
@for_coach
def allow(staff: Visitor, number: int, what: str) -> ResponseReturnValue:
    """Allow one more try at a check or the final; with ``reset`` the open one ends first."""
    line, release = _course_of(staff, number)
    unit, said = request.form.get("unit", ""), _("One more try is allowed.")
    try:
        with transaction() as session:
            if what == "try":
                helping.allow_try(session, release, unit, _help(staff, line))
            elif helping.reset_try(session, release, unit, _help(staff, line)):
                said = _("The open try is ended with what was answered, and another is allowed.")
            else:
                said = _("No try was open there. One more is allowed.")
    except DomainError as refusal:
        return _page(staff, number, refusal, "try"), 422
    flash(said, "ok")
    return redirect(url_for(".one", number=number), 303)


@bp.post("/<int:number>/exempt")
@for_owner
def exempt(owner: Visitor, number: int) -> ResponseReturnValue:
    """Waive something that the certificate asks for, with the reason."""
    line, release = _course_of(owner, number)
    reason = tidy(request.form.get("reason", ""))
    try:
        with transaction() as session:
            helping.exempt(session, release, request.form.get("subject", ""), reason, _help(owner, line))
    except DomainError as refusal:
        return _page(owner, number, refusal, "exempt"), 422
    flash(_("It is waived. The list and the certificate say so."), "ok")
    return redirect(url_for(".one", number=number), 303)


@bp.post("/<int:number>/note")
@for_coach
def note(staff: Visitor, number: int) -> ResponseReturnValue:
    """Keep a note about a learner."""
    found, own = learners.learner(reader(), number, coach_of(staff), clock.now())
    text = tidy(request.form.get("text", ""))
    try:
        with transaction() as session:
            at = Help(staff.id, found.id, own[0].enrolment if own else 0, clock.now())
            helping.add_note(session, text, at)
    except DomainError as refusal:
        return _page(staff, number, refusal, "note"), 422
    flash(_("The note is kept."), "ok")
    return redirect(url_for(".one", number=number), 303)


@bp.get("/<int:number>/merge")
@for_owner
def merge(owner: Visitor, number: int) -> str:
    """Ask which other account is the same person, and show what merging does."""
    keep, _lines = learners.learner(reader(), number, coach_of(owner), clock.now())
    return _merge_page(keep, tidy_line(request.args.get("email", ""))[:254])


def _merge_page(keep: Account, email: str) -> str:
    gone, refusal = None, None
    if email:
        try:
            gone = helping.check_merge(keep, account_by_email(reader(), email))
        except DomainError as error:
            refusal = error
    moved = learners.learner(reader(), gone.id, None, clock.now())[1] if gone else []
    return render_template(
        "reporting/merge.html", keep=keep, gone=gone, moved=moved, email=email, refusal=refusal, words=words
    )


@bp.post("/<int:number>/merge")
@for_owner
def merge_post(owner: Visitor, number: int) -> ResponseReturnValue:
    """Give this account what the other reached, and close the other."""
    keep, _lines = learners.learner(reader(), number, coach_of(owner), clock.now())
    email = tidy_line(request.form.get("email", ""))[:254]
    try:
        gone = helping.check_merge(keep, account_by_email(reader(), email))
        with transaction() as session:
            helping.merge(session, keep, gone, owner.id, clock.now())
    except DomainError:
        return _merge_page(keep, email), 422
    flash(_("Merged. What the other account reached counts here; the other account is closed."), "ok")
    return redirect(url_for(".one", number=number), 303)


def _course_of(staff: Visitor, number: int) -> tuple[Line, Release]:
    """Return the enrolment and live release of the course that a form is about."""
    course = request.form.get("course", "")
    _person, own = learners.learner(reader(), number, coach_of(staff), clock.now())
    line = next((each for each in own if each.course == course), None)
    release = learners.release_of(course_by_slug(reader(), course)) if line else None
    if line is None or release is None:
        abort(404)
    return line, release


def _help(staff: Visitor, line: Line) -> Help:
    return Help(staff.id, line.account_id, line.enrolment, clock.now())
