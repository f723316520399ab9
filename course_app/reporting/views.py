"""The home page of staff, the audit log, and the list of settings."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from course_app.accounts.queries import account
from course_app.enrolment.cohorts import all_cohorts
from course_app.infrastructure import audit, clock
from course_app.infrastructure.database import reader
from course_app.reporting import exporting, home, learners, records
from course_app.reporting.scope import for_staff
from course_app.web import attention
from course_app.web.access import Role, Visitor, for_owner
from course_app.web.i18n import gettext as _
from course_app.web.navigation import url_if

bp = Blueprint("reports", __name__, url_prefix="/admin")
PAGE = 50


@bp.get("")
@for_staff
def home_page(staff: Visitor) -> str:
    """Show the four numbers and what needs somebody; a coach sees their cohorts, an author the courses."""
    owner = staff.role is Role.OWNER
    courses = learners.courses(reader())
    course = request.args.get("course", "")
    known = course if course in {each.slug for each in courses} else ""
    return render_template(
        "reporting/home.html",
        numbers=home.four_numbers(reader(), clock.today(staff.time_zone), known) if owner else [],
        courses=[(each.slug, each.title) for each in courses],
        course=known,
        matters=attention.told(staff),
        cohorts=all_cohorts(reader(), staff.id, limit=20) if staff.role is Role.COACH else [],
        titles={each.slug: each.title for each in courses},
        is_author=staff.role is Role.AUTHOR,
        is_coach=staff.role is Role.COACH,
    )


@bp.get("/settings")
@for_owner
def settings(_owner: Visitor) -> str:
    """Lead to everything that is set for the whole site."""
    places = (
        ("staff.accounts", "accounts"),
        ("staff.mail", "mail"),
        ("settings.mail_templates", "templates"),
        ("branding.show", "branding"),
        ("certificates.design", "design"),
        ("settings.privacy_desk", "privacy"),
        ("reports.audit_log", "audit"),
        ("settings.system", "system"),
    )
    return render_template(
        "reporting/settings.html", places=[(url_if(endpoint), name) for endpoint, name in places if url_if(endpoint)]
    )


@bp.get("/audit")
@for_owner
def audit_log(_owner: Visitor) -> str:
    """Show who of the staff did what, when, and how it stood before and after."""
    action, thing = request.args.get("action", "")[:40], request.args.get("object", "")[:80]
    before = request.args.get("before", 0, type=int)
    found = audit.entries(reader(), action=action, thing=thing, before=before, limit=PAGE + 1)
    people = {number: account(reader(), number) for number in {each.by for each in found} - {0}}
    return render_template(
        "reporting/audit.html",
        found=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else 0,
        first=not before,
        people={number: person.name if person else "" for number, person in people.items()},
        action=action,
        thing=thing,
        actions=[("", _("Anything")), *((each, each) for each in audit.actions(reader()))],
    )


@bp.get("/audit/export.<ending>")
@for_owner
def audit_export(_owner: Visitor, ending: str) -> ResponseReturnValue:
    """Send the log with its filters as CSV or JSON."""
    action, thing = request.args.get("action", "")[:40], request.args.get("object", "")[:80]
    return exporting.send("audit", ending, records.AUDIT_HEADS, lambda own: records.log(own, action, thing))
