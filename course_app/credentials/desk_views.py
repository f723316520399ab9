"""The owner's desk for certificates: find one, see on what it rests, withdraw, reissue, answer requests."""

import csv
import io
from datetime import date

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from course_app.accounts.queries import account as account_of
from course_app.accounts.queries import account_by_email
from course_app.courseware import releases
from course_app.courseware.queries import all_courses
from course_app.credentials import lifecycle, name_languages, public_id, queries, service
from course_app.credentials.lifecycle import REASONS, Deed
from course_app.credentials.queries import Credential, Filter
from course_app.domain.errors import DomainError, NotFoundError
from course_app.enrolment.queries import facts_of, visit
from course_app.infrastructure import audit, clock
from course_app.infrastructure.database import reader, transaction
from course_app.learning import progress
from course_app.learning.progress import LeftView
from course_app.web.access import Visitor, for_owner
from course_app.web.i18n import gettext as _

bp = Blueprint("certificates", __name__, url_prefix="/admin/certificates")
PAGE = 50
MOST_EXPORTED = 100_000
STATES = ("valid", "expired", "superseded", "revoked")
NOTE_LENGTH = 1000


@bp.get("")
@for_owner
def listed(owner: Visitor) -> str:
    """List certificates, with filters, and the requests that wait."""
    wanted, page = _wanted(), max(1, request.args.get("page", 1, type=int))
    today = clock.today(owner.time_zone)
    found = queries.listed(reader(), wanted, today, PAGE + 1, (page - 1) * PAGE)
    return render_template(
        "credentials/desk_list.html",
        found=found[:PAGE],
        more=len(found) > PAGE,
        page=page,
        wanted=wanted,
        courses=[(each.slug, each.title) for each in all_courses(reader())],
        today=today,
        shown=public_id.shown,
        asked=queries.corrections(reader()),
    )


def _wanted() -> Filter:
    state = request.args.get("state", "")
    return Filter(
        request.args.get("course", "")[:40], state if state in STATES else "", request.args.get("q", "")[:100]
    )


@bp.get("/export.csv")
@for_owner
def export(owner: Visitor) -> ResponseReturnValue:
    """Send the list as CSV, safe to open in a spreadsheet."""
    today = clock.today(owner.time_zone)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("number", "name", "course", "edition", "issued", "valid_until", "state", "visibility"))
    for each in queries.listed(reader(), _wanted(), today, MOST_EXPORTED):
        writer.writerow(map(_cell, _line(each, today)))
    response = make_response(out.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="certificates.csv"'
    return response


def _line(each: Credential, today: date) -> tuple[object, ...]:
    return (
        public_id.shown(each.public_id),
        each.facts.holder_name,
        each.course,
        each.edition,
        each.facts.issued_on,
        each.valid_until or "",
        each.verdict(today),
        each.visibility,
    )


def _cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


@bp.get("/<number>")
@for_owner
def one(owner: Visitor, number: str) -> str:
    """Show one certificate: what it says, on what it rests, what happened to it."""
    return _page(owner, _found(number))


def _page(owner: Visitor, found: Credential, refusal: DomainError | None = None) -> str:
    events = queries.events_of(reader(), found.id)
    people = {each.by: account_of(reader(), each.by) for each in events if each.by is not None}
    return render_template(
        "credentials/desk_one.html",
        credential=found,
        facts=found.facts,
        number=public_id.shown(found.public_id),
        verdict=found.verdict(clock.today(owner.time_zone)),
        shown=public_id.shown,
        events=events,
        people={number: person.name if person else "" for number, person in people.items()},
        requirements=requirements_as_of_issue(found),
        holder=account_of(reader(), found.account_id) if found.account_id else None,
        asked=queries.corrections(reader(), found.id),
        reasons=REASONS,
        refusal=refusal,
        name_languages=name_languages.choices() if name_languages.is_open(found.facts.holder_name) else (),
        languages=dict(name_languages.choices()),
    )


def requirements_as_of_issue(found: Credential) -> list[LeftView]:
    """Return how each requirement of the release stood when the certificate was issued."""
    work = visit(reader(), found.account_id, found.course) if found.account_id else None
    if work is None:
        return []
    release = releases.get(found.release_id)
    facts = [fact for fact in work.facts if fact.at <= found.issued_at]
    return progress.left(release, release.standing(facts, current_app.extensions["task_kinds"]))


@bp.post("/<number>/withdraw")
@for_owner
def withdraw(owner: Visitor, number: str) -> ResponseReturnValue:
    """Withdraw a certificate."""
    found = _found(number)
    try:
        with transaction() as session:
            lifecycle.revoke(session, found.id, request.form.get("reason", ""), _deed(owner))
            _record(session, owner, "certificate withdrawn", found, "revoked", found.status)
    except DomainError as refusal:
        return _page(owner, found, refusal), 422
    flash(_("The certificate is withdrawn. Its page and the published list say so."), "ok")
    return redirect(url_for(".one", number=number), 303)


@bp.post("/<number>/reinstate")
@for_owner
def reinstate(owner: Visitor, number: str) -> ResponseReturnValue:
    """Take a withdrawal back."""
    found = _found(number)
    with transaction() as session:
        lifecycle.reinstate(session, found.id, _deed(owner))
        _record(session, owner, "certificate reinstated", found, "active", found.status)
    flash(_("The certificate is valid again."), "ok")
    return redirect(url_for(".one", number=number), 303)


@bp.post("/<number>/reissue")
@for_owner
def reissue(owner: Visitor, number: str) -> ResponseReturnValue:
    """Issue a certificate again, under another name if one is given; the old one points to it."""
    found = _found(number)
    try:
        with transaction() as session:
            settings = current_app.extensions["settings"]
            name, lang = request.form.get("name", ""), request.form.get("name_lang", "")
            new = lifecycle.reissue(session, settings, found, _deed(owner), name=name, name_lang=lang)
            _record(session, owner, "certificate reissued", found, "superseded", found.status)
    except DomainError as refusal:
        return _page(owner, found, refusal), 422
    flash(_("A new certificate replaces the old one."), "ok")
    return redirect(url_for(".one", number=public_id.shown(new)), 303)


@bp.post("/corrections/<int:asked>")
@for_owner
def answer(owner: Visitor, asked: int) -> ResponseReturnValue:
    """Grant or refuse a request for another name."""
    grant = request.form.get("answer") == "grant"
    with transaction() as session:
        lifecycle.answer_correction(session, current_app.extensions["settings"], asked, grant, _deed(owner))
        said = {"state": "done" if grant else "refused"}
        audit.record(
            session, owner.id, "name request answered", f"request {asked}", clock.now(), {"state": "open"}, said
        )
    flash(_("Granted: a new certificate replaces the old one.") if grant else _("Refused: nothing has changed."), "ok")
    return redirect(url_for(".listed"), 303)


@bp.get("/issue")
@for_owner
def issue_form(_owner: Visitor) -> str:
    """Ask for whom a certificate is issued by hand, and why."""
    return _issue_page()


def _issue_page(refusal: DomainError | None = None) -> str:
    return render_template(
        "credentials/desk_issue.html",
        courses=[(each.slug, each.title) for each in all_courses(reader())],
        typed=request.values,
        refusal=refusal,
    )


@bp.post("/issue")
@for_owner
def issue(owner: Visitor) -> ResponseReturnValue:
    """Issue a certificate by hand; what is not met is not claimed on it."""
    typed = request.form
    try:
        account = account_by_email(reader(), typed.get("email", ""))
        work = visit(reader(), account.id, typed.get("course", "")) if account else None
        if account is None or work is None or work.enrolment is None:
            raise DomainError(_("Nobody with this address has begun this course."), "email")
        if not typed.get("reason", "").strip():
            raise DomainError(_("Say why it is issued by hand. Only owners read it."), "reason")
        release = releases.get(work.release_id)
        with transaction() as session:
            facts = facts_of(session, work.enrolment)
            now_at = release.standing(facts, current_app.extensions["task_kinds"])
            claim = service.Claim(
                account.id,
                work.enrolment,
                typed.get("name", "") or account.name,
                clock.today(account.time_zone),
                typed["reason"].strip()[:NOTE_LENGTH],
                owner.id,
            )
            number = service.issue(session, current_app.extensions["settings"], release, now_at, claim, clock.now())
            thing = f"certificate {public_id.shown(number)}"
            audit.record(session, owner.id, "certificate issued by hand", thing, clock.now(), {}, {"status": "active"})
    except DomainError as refusal:
        return _issue_page(refusal), 422
    flash(_("The certificate is issued."), "ok")
    return redirect(url_for(".one", number=public_id.shown(number)), 303)


def _record(session: Session, owner: Visitor, action: str, found: Credential, after: str, before: str) -> None:
    thing = f"certificate {public_id.shown(found.public_id)}"
    audit.record(session, owner.id, action, thing, clock.now(), {"status": before}, {"status": after})


def _found(number: str) -> Credential:
    found = queries.credential_by_public_id(reader(), public_id.parse(number) or "")
    if found is None:
        raise NotFoundError(_("There is no such certificate."))
    return found


def _deed(owner: Visitor) -> Deed:
    return Deed(owner.id, clock.now(), request.form.get("note", "").strip()[:NOTE_LENGTH])
