"""Pages of cohorts: the list, one cohort with its join link and progress, and the door through that link."""

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.accounts.queries import Account, account, staff_of
from course_app.courseware.queries import course_by_slug
from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.domain.funnel import shown_count
from course_app.enrolment import cohorts, figures, invites
from course_app.enrolment.cohorts import Cohort, Plan
from course_app.enrolment.counting import steps_of
from course_app.infrastructure import clock
from course_app.infrastructure.audit import Value, record
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import reader, transaction
from course_app.reporting import learners
from course_app.reporting.inviting import new_code
from course_app.reporting.scope import coach_of, for_coach
from course_app.reporting.words import step_words
from course_app.web.access import Role, Visitor, for_anyone, for_learner, for_owner, visitor
from course_app.web.forms import tidy_line
from course_app.web.i18n import gettext as _

bp = Blueprint("cohorts", __name__, url_prefix="/admin/cohorts")
door = Blueprint("join", __name__)


@bp.get("")
@for_coach
def listed(staff: Visitor) -> str:
    """List cohorts, and let an owner add one."""
    return _list_page(staff)


def _list_page(staff: Visitor, refusal: DomainError | None = None) -> str:
    courses = learners.courses(reader())
    return render_template(
        "reporting/cohorts.html",
        found=cohorts.all_cohorts(reader(), coach_of(staff)),
        courses=[(each.slug, each.title) for each in courses],
        titles={each.slug: each.title for each in courses},
        coaches=_coaches(),
        refusal=refusal,
        typed=request.form,
        today=clock.today(staff.time_zone),
    )


def _coaches() -> list[tuple[int, str]]:
    return [(each.id, each.name) for each in staff_of(reader(), Role.COACH, Role.OWNER)]


@bp.post("")
@for_owner
def add(owner: Visitor) -> ResponseReturnValue:
    """Add a cohort."""
    course, now = request.form.get("course", ""), clock.now()
    try:
        if course_by_slug(reader(), course) is None:
            raise DomainError(_("Choose a course."), "course")
        plan = _plan()
        with transaction() as session:
            number = cohorts.add_cohort(session, course, plan, new_code(), now)
            said: dict[str, Value] = {"course": course, "seats": plan.seats, "coach": plan.coach_id}
            record(session, owner.id, "cohort made", f"cohort {number}", now, {}, said)
    except DomainError as refusal:
        return _list_page(owner, refusal), 422
    flash(_("The cohort is there. Copy its link, or invite people."), "ok")
    return redirect(url_for(".one", number=number), 303)


def _plan() -> Plan:
    coach = request.form.get("coach", 0, type=int)
    if coach and coach not in dict(_coaches()):
        raise DomainError(_("Choose a coach."), "coach")
    return Plan(
        name=str(tidy_line(request.form.get("name", ""))),
        starts_on=_day("starts_on"),
        ends_on=_day("ends_on"),
        coach_id=coach,
        seats=_seats(),
    )


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise DomainError(_("This is not a date. Write it as 2026-11-22."), field) from error


def _seats() -> int:
    text = request.form.get("seats", "").strip()
    if text and not (text.isascii() and text.isdecimal() and len(text) < 8):
        raise DomainError(_("Seats are a whole number; leave it empty for any number."), "seats")
    return int(text) if text else 0


@bp.get("/<int:number>")
@for_coach
def one(staff: Visitor, number: int) -> str:
    """Show a cohort: its link, its progress, who is invited."""
    return _page(cohorts.cohort(reader(), number, coach_of(staff)))


def _page(found: Cohort, refusal: DomainError | None = None) -> str:
    release = learners.release_of(course_by_slug(reader(), found.course))
    counts = figures.by_step(reader(), found.course, cohorts=(found.id,))
    settings: Settings = current_app.extensions["settings"]
    return render_template(
        "reporting/cohort.html",
        cohort=found,
        title=release.course.title if release else found.course,
        coach=_named(found.coach_id),
        coaches=_coaches(),
        link=f"{settings.base_url}/join/{found.code}",
        progress=[(step_words(step, release), shown_count(counts.get(step, 0))) for step in steps_of(release)]
        if release
        else [],
        invites=invites.invites_of(reader(), found.id),
        results=invites.results(reader(), found.id),
        refusal=refusal,
        typed=request.form,
    )


def _named(account_id: int) -> str:
    person: Account | None = account(reader(), account_id) if account_id else None
    return person.name if person else ""


@bp.post("/<int:number>")
@for_owner
def change(owner: Visitor, number: int) -> ResponseReturnValue:
    """Change what a cohort is."""
    found, now = cohorts.cohort(reader(), number), clock.now()
    try:
        plan = _plan()
        with transaction() as session:
            cohorts.change_cohort(session, number, plan)
            before = {"seats": found.seats, "coach": found.coach_id}
            record(
                session,
                owner.id,
                "cohort changed",
                f"cohort {number}",
                now,
                before,
                {"seats": plan.seats, "coach": plan.coach_id},
            )
    except DomainError as refusal:
        return _page(found, refusal), 422
    flash(_("The cohort is changed."), "ok")
    return redirect(url_for(".one", number=number), 303)


@bp.post("/<int:number>/<any(open, close):what>")
@for_coach
def set_open(staff: Visitor, number: int, what: str) -> ResponseReturnValue:
    """Let people join, or no more; nobody leaves by that."""
    found = cohorts.cohort(reader(), number, coach_of(staff))
    is_open = what == "open"
    with transaction() as session:
        cohorts.set_open(session, number, is_open)
        said = ({"open": found.open}, {"open": is_open})
        record(session, staff.id, "cohort opened or closed", f"cohort {number}", clock.now(), *said)
    flash(_("People can join again.") if is_open else _("Closed. Who is in it stays."), "ok")
    return redirect(url_for(".one", number=number), 303)


@bp.post("/<int:number>/link")
@for_coach
def new_link(staff: Visitor, number: int) -> ResponseReturnValue:
    """Give a cohort another join link; the old one leads nowhere."""
    cohorts.cohort(reader(), number, coach_of(staff))
    with transaction() as session:
        cohorts.new_code(session, number, new_code())
        record(session, staff.id, "join link renewed", f"cohort {number}", clock.now())
    flash(_("Here is a new link. The old one leads nowhere now."), "ok")
    return redirect(url_for(".one", number=number), 303)


@door.get("/join/<code>")
@for_anyone
def join(code: str) -> str:
    """Show what a join link leads to; looking at it changes nothing."""
    return _join_page(_behind(code))


def _join_page(found: Cohort, refusal: DomainError | None = None) -> str:
    record_of = course_by_slug(reader(), found.course)
    return render_template(
        "reporting/join.html",
        cohort=found,
        title=record_of.title if record_of else found.course,
        summary=record_of.summary if record_of else "",
        coach=_named(found.coach_id),
        signed_in=visitor() is not None,
        refusal=refusal,
    )


@door.post("/join/<code>")
@for_learner
def join_post(learner: Visitor, code: str) -> ResponseReturnValue:
    """Join a cohort and begin its course."""
    found = _behind(code)
    try:
        with transaction() as session:
            inside = cohorts.join(session, learner.id, found, clock.now())
    except ConflictError as refusal:
        return _join_page(found, refusal), 409
    if inside:
        flash(_("You are in “%(name)s”.", name=found.name), "ok")
    else:
        flash(_("You take this course with another cohort already, and stay there."), "info")
    return redirect(url_for("learning.outline", course=found.course), 303)


def _behind(code: str) -> Cohort:
    found = cohorts.by_code(reader(), code) if len(code) <= 24 else None
    if found is None:
        raise NotFoundError(_("This link leads nowhere any more. Ask the person who sent it for a new one."))
    return found
