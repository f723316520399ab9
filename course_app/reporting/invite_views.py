"""Pages that invite many at once: a dry run first, then what became of each row."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.courseware.queries import course_by_slug
from course_app.domain.errors import DomainError
from course_app.enrolment import cohorts, invites
from course_app.enrolment.cohorts import Cohort
from course_app.enrolment.invites import SENDS
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.reporting import cohort_views, exporting, invite_files, inviting
from course_app.reporting.scope import coach_of, for_coach
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext

bp = cohort_views.bp
STATES = {
    "ready": (_("Ready"), "done"),
    "known": (_("Ready: has an account here and gets the join link"), "done"),
    "sent": (_("Invited now"), "done"),
    "member": (_("Already in this cohort"), "rest"),
    "elsewhere": (_("In another cohort, and stays there"), "rest"),
    "invited": (_("Invited before, not sent again"), "rest"),
    "duplicate": (_("The same address stands above"), "warn"),
    "malformed": (_("Not an e-mail address"), "err"),
    "full": (_("No seat is left"), "warn"),
}
HEADS = ("line", "email", "name", "state", "detail")


@bp.get("/<int:number>/invite")
@for_coach
def invite(staff: Visitor, number: int) -> str:
    """Ask whom to invite: a file, or pasted lines."""
    return _page(cohorts.cohort(reader(), number, coach_of(staff)))


def _page(found: Cohort, refusal: DomainError | None = None, text: str = "", **dry: object) -> str:
    values: dict[str, object] = {"rows": [], "table": None, "ready": 0} | dry
    return render_template("reporting/invite.html", cohort=found, refusal=refusal, text=text, states=STATES, **values)


@bp.post("/<int:number>/invite")
@for_coach
def invite_post(staff: Visitor, number: int) -> ResponseReturnValue:
    """Show what would become of each row; with ``send``, invite those that are ready."""
    found = cohorts.cohort(reader(), number, coach_of(staff))
    text = request.form.get("rows", "")
    sent = request.files.get("file")
    try:
        if sent and sent.filename:
            text = invite_files.decode(sent.stream.read(invite_files.LARGEST + 1))
        columns = (request.form.get(name, type=int) for name in ("mail_column", "name_column"))
        table = invite_files.read(text, *columns)
        typed = invite_files.typed(table)
        if request.form.get("send"):
            return _send(staff, found, typed)
    except DomainError as refusal:
        return _page(found, refusal, text), 422
    rows = invites.check_rows(reader(), found, typed)
    return _page(found, None, text, rows=rows, table=table, ready=sum(row.state in SENDS for row in rows))


def _send(staff: Visitor, found: Cohort, typed: list[invites.Typed]) -> ResponseReturnValue:
    title = _title(found)
    with transaction() as session:
        number = inviting.send(session, found, title, typed, staff, clock.now())
    return redirect(url_for(".result", number=found.id, record=number), 303)


def _title(found: Cohort) -> str:
    record = course_by_slug(reader(), found.course)
    return record.title if record else found.course


@bp.get("/<int:number>/results/<int:record>")
@for_coach
def result(staff: Visitor, number: int, record: int) -> str:
    """Show what became of each row of a file."""
    found = cohorts.cohort(reader(), number, coach_of(staff))
    at, rows = invites.result(reader(), number, record)
    sent = sum(row.state == "sent" for row in rows)
    said = ngettext("%(n)s invitation is on its way", "%(n)s invitations are on their way", sent)
    return render_template(
        "reporting/invited.html", cohort=found, at=at, rows=rows, number=record, said=said, states=STATES
    )


@bp.get("/<int:number>/results/<int:record>/rows.<ending>")
@for_coach
def result_file(staff: Visitor, number: int, record: int, ending: str) -> ResponseReturnValue:
    """Send what became of each row as CSV or JSON."""
    cohorts.cohort(reader(), number, coach_of(staff))
    _at, rows = invites.result(reader(), number, record)
    told = [(row.line, row.email, row.name, str(STATES[row.state][0]), row.detail) for row in rows]
    return exporting.send(f"invitations-{record}", ending, HEADS, lambda _reader: told)


@bp.post("/<int:number>/invites/<int:record>/<any(again, revoke):what>")
@for_coach
def one_invite(staff: Visitor, number: int, record: int, what: str) -> ResponseReturnValue:
    """Mail an invitation again, or make it worthless."""
    found = cohorts.cohort(reader(), number, coach_of(staff))
    invite = invites.invite_of(reader(), number, record)
    title = _title(found)
    with transaction() as session:
        if what == "again":
            inviting.resend(session, found, title, invite, staff, clock.now())
        else:
            inviting.revoke(session, found, invite, staff, clock.now())
    if what == "again":
        flash(_("The invitation to %(email)s is on its way again.", email=invite.email), "ok")
    else:
        flash(_("The invitation to %(email)s is revoked.", email=invite.email), "ok")
    return redirect(url_for(".one", number=number), 303)
