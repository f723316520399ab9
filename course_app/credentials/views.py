"""Pages of certificates for their holders: what is left, the name check, the certificate and its files."""

from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.credentials import lifecycle, name_languages, public_id, queries, service
from course_app.credentials.glyphs import printed
from course_app.credentials.lifecycle import Deed
from course_app.credentials.queries import Credential
from course_app.credentials.service import Claim
from course_app.credentials.verification import baked
from course_app.domain.errors import DomainError, NotFoundError
from course_app.enrolment.queries import Visit, facts_of, visits
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.jobs import enqueue_after_commit
from course_app.learning import progress
from course_app.learning.visits import visit_to
from course_app.web.access import Visitor, for_learner
from course_app.web.i18n import gettext as _

bp = Blueprint("credentials", __name__)
PAPERS = {"a4": "A4", "letter": "Letter"}
TYPES = {"json": "application/vc", "png": "image/png", "svg": "image/svg+xml"}


@bp.get("/certificate")
@for_learner
def own(learner: Visitor) -> ResponseReturnValue:
    """Lead to the learner's certificate, or list courses with what each asks for when there are several."""
    begun = [(visit, releases.get(visit.release_id)) for visit in visits(reader(), learner.id)]
    if len(begun) == 1:
        return redirect(url_for(".certificate", course=begun[0][1].course.id), 303)
    kinds = current_app.extensions["task_kinds"]
    found = {each.course: each for each in queries.credentials_of(reader(), learner.id)}
    courses = [(release, release.standing(visit.facts, kinds), found.get(visit.course)) for visit, release in begun]
    return render_template("credentials/own.html", courses=courses)


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
        return _issued_page(learner, release, found, name, refusal)
    now_at = release.standing(visit.facts, current_app.extensions["task_kinds"])
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
        name_lang=_name_lang(learner, typed),
        name_languages=name_languages.choices() if name_languages.is_open(typed) else (),
        refusal=refusal,
        course_title=release.course.title,
    )


def _issued_page(
    learner: Visitor, release: Release, found: Credential, name: str | None, refusal: DomainError | None
) -> str:
    today = clock.today(learner.time_zone)
    return render_template(
        "credentials/certificate.html",
        release=release,
        credential=found,
        verdict=found.verdict(today),
        number=public_id.shown(found.public_id),
        linkedin=linkedin_url(found),
        papers=_papers(found),
        may_correct=lifecycle.may_correct(reader(), found, clock.now()),
        correction_days=lifecycle.CORRECTION_DAYS,
        asked=queries.corrections(reader(), found.id),
        may_renew=lifecycle.may_renew(found, today),
        earlier=[each for each in queries.history_of(reader(), learner.id, found.course) if each.id != found.id],
        shown=public_id.shown,
        today=today,
        typed=found.facts.holder_name if name is None else name,
        name_lang=_name_lang(learner, name) if name else found.facts.name_lang,
        name_languages=name_languages.choices() if name_languages.is_open(name or found.facts.holder_name) else (),
        refusal=refusal,
        reasons=lifecycle.REASONS,
    )


def _papers(found: Credential) -> dict[str, str]:
    """Return the papers it can be had on, that of its design first; a withdrawn one only as it was made."""
    own = found.facts.paper
    papers = {own: PAPERS[own]} | PAPERS
    return papers if found.status == "active" else {each: papers[each] for each in papers if each in found.files}


def _name_lang(learner: Visitor, name: str) -> str:
    """Return the language of a name in Chinese characters: as chosen, else as the browser or the account has it.

    Nothing, and the certificate keeps what it says, when none of them tells.
    """
    tags = (request.values.get("name_lang", ""), *request.accept_languages.values(), learner.locale)
    return name_languages.guess(name, tags)


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
            now_at = release.standing(facts, current_app.extensions["task_kinds"])
            today, name_lang = clock.today(learner.time_zone), _name_lang(learner, name)
            asked = Claim(learner.id, visit.enrolment, name, today, name_lang=name_lang)
            service.issue(session, current_app.extensions["settings"], release, now_at, asked, clock.now())
    except DomainError as refusal:
        return _page(learner, visit, release, name, refusal), 422
    return redirect(url_for(".certificate", course=course), 303)


@bp.get("/c/<course>/certificate.pdf")
@for_learner
def pdf(learner: Visitor, course: str) -> ResponseReturnValue:
    """Send the stored PDF, byte for byte; a paper that nobody asked for yet is made now, and the page says so."""
    found = queries.credential_of(reader(), learner.id, course)
    paper = request.args.get("paper", found.facts.paper if found else "")
    if found is None or paper not in PAPERS:
        raise NotFoundError(_("There is no certificate yet. The list says what is left."))
    data = queries.stored_file(reader(), found.id, paper)
    if data is None:
        if found.status != "active":
            raise NotFoundError(_("The certificate was withdrawn before anyone asked for it on this paper."))
        if request.method == "GET":  # the page that waits looks again with HEAD
            current_app.extensions["jobs"].enqueue("make_paper", found.id, paper)
        return render_template("credentials/preparing.html", course=course, paper=paper, credential=found), 202
    response = make_response(data)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(found, paper)}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def file_name(credential: Credential, paper: str) -> str:
    """Return a plain file name: number and paper, no name of a person."""
    return f"certificate-{public_id.shown(credential.public_id)}-{paper}.pdf"


@bp.get("/c/<course>/certificate/badge.<any(json, png, svg):kind>")
@for_learner
def own_badge(learner: Visitor, course: str, kind: str) -> ResponseReturnValue:
    """Send the badge to its holder, whoever else may see it."""
    found = queries.credential_of(reader(), learner.id, course)
    stored = queries.stored_file(reader(), found.id, "json") if found else None
    if found is None or stored is None:
        raise NotFoundError(_("There is no badge yet."))
    response = make_response(stored if kind == "json" else baked(found, stored, kind))
    response.headers["Content-Type"] = TYPES[kind]
    response.headers["Content-Disposition"] = (
        f'attachment; filename="certificate-{public_id.shown(found.public_id)}.{kind}"'
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


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


@bp.post("/c/<course>/certificate/name")
@for_learner
def correct_name(learner: Visitor, course: str) -> ResponseReturnValue:
    """Issue it anew under another name, or, later, hand the request to the people who run the site."""
    visit, release = visit_to(course, learner.id)
    found = _own(learner, course)
    name, why = request.form.get("name", ""), request.form.get("why", "")
    settings = current_app.extensions["settings"]
    try:
        with transaction() as session:
            if lifecycle.may_correct(session, found, clock.now()):
                deed = Deed(learner.id, clock.now())
                lifecycle.correct_name(session, settings, found, name, deed, _name_lang(learner, name))
                told = _("A new certificate with this name replaces the old one.")
            else:
                lifecycle.ask_correction(session, found, name, why, clock.now(), _name_lang(learner, name))
                told = _("Your request is with the people who run this site.")
    except DomainError as refusal:
        return _page(learner, visit, release, name, refusal), 422
    flash(told, "ok")
    return redirect(url_for(".certificate", course=course), 303)


@bp.post("/c/<course>/certificate/renew")
@for_learner
def renew(learner: Visitor, course: str) -> ResponseReturnValue:
    """Issue it with new dates, when everything that the course asks for now is met."""
    visit, release = visit_to(course, learner.id)
    found = _own(learner, course)
    try:
        if visit.enrolment is None:
            raise DomainError(_("Start the course first."))
        with transaction() as session:
            now_at = release.standing(facts_of(session, visit.enrolment), current_app.extensions["task_kinds"])
            today, deed = clock.today(learner.time_zone), Deed(learner.id, clock.now())
            lifecycle.renew(session, current_app.extensions["settings"], release, now_at, found, today, deed)
    except DomainError as refusal:
        flash(refusal.message, "err")
        return redirect(url_for(".certificate", course=course), 303)
    flash(_("Renewed. The old certificate links to the new one."), "ok")
    return redirect(url_for(".certificate", course=course), 303)


def _own(learner: Visitor, course: str) -> Credential:
    found = queries.credential_of(reader(), learner.id, course)
    if found is None:
        raise NotFoundError(_("There is no certificate yet."))
    return found


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
