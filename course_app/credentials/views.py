"""Pages of certificates: what is left, the name check, the certificate, and the public page anyone can check."""

from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.courseware.releases import Release
from course_app.credentials import public_id, queries, service
from course_app.credentials.glyphs import printed
from course_app.credentials.queries import Credential
from course_app.credentials.service import Claim
from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.requirements import standing
from course_app.enrolment.queries import Visit, facts_of
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.jobs import enqueue_after_commit
from course_app.learning import progress
from course_app.learning.visits import visit_to
from course_app.web.access import Visitor, for_anyone, for_learner
from course_app.web.i18n import gettext as _
from course_app.web.security import limiter

bp = Blueprint("credentials", __name__)
PAPERS = {"a4": "A4", "letter": "Letter"}


@bp.get("/c/<course>/certificate")
@for_learner
def certificate(learner: Visitor, course: str) -> str:
    """Show what is left, or ask for the name to print, or show the certificate."""
    visit, release = visit_to(course, learner.id)
    return _page(learner, visit, release, request.args.get("name"))


def _page(
    learner: Visitor, visit: Visit, release: Release, name: str | None = None, refusal: DomainError | None = None
) -> str:
    found = queries.credential_of(reader(), learner.id, release.course.id)
    if found is not None:
        return render_template(
            "credentials/certificate.html",
            release=release,
            credential=found,
            verdict=found.verdict(clock.today(learner.time_zone)),
            number=public_id.shown(found.public_id),
            linkedin=linkedin_url(found),
            papers=PAPERS,
        )
    now_at = standing(release.course, visit.facts, current_app.extensions["task_kinds"])
    typed = learner.name if name is None else name
    if refusal is None and now_at.complete:
        try:
            service.check_name(typed)
        except DomainError as problem:
            refusal = problem
    return render_template(
        "credentials/claim.html" if now_at.complete else "credentials/left.html",
        release=release,
        standing=now_at,
        left=progress.left(release, now_at),
        name=typed,
        preview=printed(typed)[: service.LONGEST],
        refusal=refusal,
        course_title=release.course.title,
    )


@bp.post("/c/<course>/certificate")
@for_learner
def claim(learner: Visitor, course: str) -> ResponseReturnValue:
    """Issue the certificate under the confirmed name."""
    visit, release = visit_to(course, learner.id)
    name = request.form.get("name", "")
    try:
        if visit.enrolment is None:
            raise DomainError(_("Start the course first."))
        with transaction() as session:
            facts = facts_of(session, visit.enrolment)
            now_at = standing(release.course, facts, current_app.extensions["task_kinds"])
            asked = Claim(learner.id, visit.enrolment, name, clock.today(learner.time_zone))
            service.issue(session, current_app.extensions["settings"], release, now_at, asked, clock.now())
    except DomainError as refusal:
        return _page(learner, visit, release, name, refusal), 422
    return redirect(url_for(".certificate", course=course), 303)


@bp.get("/c/<course>/certificate.pdf")
@for_learner
def pdf(learner: Visitor, course: str) -> ResponseReturnValue:
    """Send the stored PDF, byte for byte; while it is being made, say so."""
    paper = request.args.get("paper", "a4")
    found = queries.credential_of(reader(), learner.id, course)
    if found is None or paper not in PAPERS:
        raise NotFoundError(_("There is no certificate yet. The list says what is left."))
    data = queries.stored_pdf(reader(), found.id, paper)
    if data is None:
        return render_template("credentials/preparing.html", course=course, paper=paper, credential=found), 202
    response = make_response(data)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(found, paper)}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def file_name(credential: Credential, paper: str) -> str:
    """Return a plain file name: number and paper, no name of a person."""
    return f"certificate-{public_id.shown(credential.public_id)}-{paper}.pdf"


@bp.post("/c/<course>/certificate/again")
@for_learner
def make_again(learner: Visitor, course: str) -> ResponseReturnValue:
    """Try to make the PDF again after trouble."""
    found = queries.credential_of(reader(), learner.id, course)
    if found is None:
        raise NotFoundError(_("There is no certificate yet."))
    with transaction() as session:
        service.note_trouble(session, found.id, "")
        enqueue_after_commit(session, "make_certificate", found.id)
    return redirect(url_for(".certificate", course=course), 303)


@bp.post("/c/<course>/certificate/visibility")
@for_learner
def visibility(learner: Visitor, course: str) -> ResponseReturnValue:
    """Choose who may see the public page."""
    found = queries.credential_of(reader(), learner.id, course)
    if found is None:
        raise NotFoundError(_("There is no certificate yet."))
    with transaction() as session:
        service.set_visibility(session, found.id, request.form.get("visibility", ""), learner.id, clock.now())
    flash(_("Kept."), "ok")
    return redirect(url_for(".certificate", course=course), 303)


def linkedin_url(credential: Credential) -> str:
    """Return the plain link that fills LinkedIn's form; nothing is sent before the holder follows it."""
    facts = credential.facts
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": facts.credential_title,
        "organizationName": facts.issuer_name,
        "issueYear": facts.issued_on.year,
        "issueMonth": facts.issued_on.month,
        "certUrl": facts.verify_url,
        "certId": public_id.shown(credential.public_id),
    }
    if facts.valid_until:
        fields |= {"expirationYear": facts.valid_until.year, "expirationMonth": facts.valid_until.month}
    return f"https://www.linkedin.com/profile/add?{urlencode(fields)}"


@bp.get("/verify")
@for_anyone
def verify_form() -> ResponseReturnValue:
    """Ask for the number of a certificate, or lead to its page."""
    typed = request.args.get("number", "")
    if not typed:
        return render_template("credentials/verify_form.html", typed="", refused=False)
    number = public_id.parse(typed)
    if number is None:
        return render_template("credentials/verify_form.html", typed=typed, refused=True), 422
    return redirect(url_for(".verify", number=public_id.shown(number)), 303)


@bp.get("/v/<number>")
@for_anyone
@limiter.limit("30 per minute")
def verify(number: str) -> ResponseReturnValue:
    """Show every fact that a certificate prints, and how it stands now; the same page for all that is unknown."""
    parsed = public_id.parse(number)
    if parsed is not None and number != public_id.shown(parsed):
        return redirect(url_for(".verify", number=public_id.shown(parsed)), 301)
    found = queries.credential_by_public_id(reader(), parsed or "")
    if found is None:
        return render_template("credentials/not_found.html", number=number), 404
    if found.visibility == "private":
        return render_template("credentials/private.html", number=number), 200
    today = clock.now().date()
    response = make_response(
        render_template(
            "credentials/verify.html",
            credential=found,
            facts=found.facts,
            verdict=found.verdict(today),
            number=number,
            host=request.host,
            checked=clock.now(),
        )
    )
    if found.visibility != "public":
        response.headers["X-Robots-Tag"] = "noindex"
    return response
