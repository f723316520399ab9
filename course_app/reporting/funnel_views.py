"""Pages of reports: which there are, and the funnel of a course."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from course_app.courseware.queries import course_by_slug
from course_app.courseware.releases import Release
from course_app.domain.errors import NotFoundError
from course_app.domain.funnel import LEAST_IN_CELL, LEAST_IN_GROUP
from course_app.enrolment.cohorts import all_cohorts
from course_app.enrolment.listing import Wanted
from course_app.enrolment.nudging import enrolments_among
from course_app.infrastructure import clock
from course_app.infrastructure.audit import record
from course_app.infrastructure.database import reader, transaction
from course_app.reporting import charts, exporting, funnel, items, learners, records, reported
from course_app.reporting.charts import Bar
from course_app.reporting.everything import archive
from course_app.reporting.funnel import Group, Look
from course_app.reporting.scope import coach_of, for_coach, for_staff
from course_app.web.access import Role, Visitor, for_owner
from course_app.web.i18n import gettext as _

bp = Blueprint("funnel", __name__, url_prefix="/admin")


@bp.get("/reports")
@for_staff
def reports(staff: Visitor) -> str:
    """List the reports that this person may read, course by course."""
    return render_template(
        "reporting/reports.html",
        courses=learners.courses(reader()),
        is_owner=staff.role is Role.OWNER,
        sees_learners=staff.may(Role.COACH),
        sees_questions=staff.may(Role.AUTHOR),
        flagged=items.flagged(reader()) if staff.may(Role.AUTHOR) else {},
        reported=reported.waiting(reader()) if staff.may(Role.AUTHOR) else 0,
    )


@bp.get("/funnel/<course>")
@for_coach
def show(staff: Visitor, course: str) -> str:
    """Show how many reached each step of the method, by cohort and by week."""
    release, look = _release(course), _look(staff)
    today = clock.today(staff.time_zone)
    whole = funnel.whole(reader(), release, look)
    return render_template(
        "reporting/funnel.html",
        course=release.course,
        whole=whole,
        chart=_chart(whole),
        weeks=funnel.weeks(reader(), release, look, today),
        groups=funnel.cohorts(reader(), release, coach_of(staff)),
        cohorts=[(each.id, each.name) for each in all_cohorts(reader(), coach_of(staff), course)],
        cohort=request.args.get("cohort", 0, type=int),
        week=look.week,
        least=LEAST_IN_GROUP,
        least_in_cell=LEAST_IN_CELL,
        is_coach=staff.role is Role.COACH,
    )


@bp.get("/funnel/<course>/export.<ending>")
@for_coach
def export(staff: Visitor, course: str, ending: str) -> ResponseReturnValue:
    """Send the funnel as CSV or JSON: the figures of the page, and no others."""
    release, look = _release(course), _look(staff)
    today, coach = clock.today(staff.time_zone), coach_of(staff)
    groups = [funnel.whole(reader(), release, look), *funnel.weeks(reader(), release, look, today)]
    groups += funnel.cohorts(reader(), release, coach)
    return exporting.send(f"funnel-{course}", ending, funnel.HEADS, lambda _reader: funnel.rows(groups))


@bp.get("/reports/<any(tries, answers):what>/<course>.<ending>")
@for_coach
def records_of(staff: Visitor, what: str, course: str, ending: str) -> ResponseReturnValue:
    """Send all tries or answers of a course, a coach those of their cohorts; with names or without."""
    _release(course)
    names, among = request.args.get("names") != "no", enrolments_among(Wanted(coach=coach_of(staff)))
    rows, own = (records.tries, records.TRY_HEADS) if what == "tries" else (records.answers, records.ANSWER_HEADS)
    heads = records.heads(own, names=names)
    return exporting.send(f"{what}-{course}", ending, heads, lambda reads: rows(reads, course, among, names=names))


@bp.get("/reports/certificates.<ending>")
@for_owner
def certificates(_owner: Visitor, ending: str) -> ResponseReturnValue:
    """Send the list of all certificates."""
    return exporting.send("certificates", ending, records.CERTIFICATE_HEADS, records.certificates)


@bp.post("/reports/everything")
@for_owner
def everything(owner: Visitor) -> ResponseReturnValue:
    """Send all that the programme holds as one archive, and note in the log who took it."""
    with transaction() as session:
        record(session, owner.id, "took everything along", "site", clock.now())
    pieces = archive(reader())
    return exporting.stream(f"everything-{clock.today(owner.time_zone)}.zip", "application/zip", pieces)


def _release(course: str) -> Release:
    release = learners.release_of(course_by_slug(reader(), course))
    if release is None:
        raise NotFoundError(_("This course is not here."))
    return release


def _look(staff: Visitor) -> Look:
    """Return what is asked for; a coach never looks beyond their own cohorts."""
    own = None if staff.role is Role.OWNER else tuple(each.id for each in all_cohorts(reader(), staff.id))
    wanted = request.args.get("cohort", 0, type=int)
    if wanted and (own is None or wanted in own):
        own = (wanted,)
    try:
        week = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        week = None
    return Look(own, week)


def _chart(group: Group) -> str:
    rows = [Bar(step.words, step.share, "" if step.learners is None else str(step.learners)) for step in group.steps]
    return charts.bars("funnel", _("How many of those who started reached each step"), rows)
