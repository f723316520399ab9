"""The design of certificates: colour, logo, signatory and sentence, with a preview on real paper."""

from dataclasses import replace
from typing import cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.credentials import designs, desk_views, name_languages
from course_app.credentials.designs import LARGEST_LOGO, Design
from course_app.credentials.document import CertificateFacts, Paper, Signatory
from course_app.domain import colours
from course_app.domain.errors import DomainError
from course_app.infrastructure import audit, clock
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor, for_owner
from course_app.web.forms import tidy_line
from course_app.web.i18n import gettext as _
from course_app.web.security import FRAMED, FRAMING

bp = desk_views.bp  # one desk, one blueprint
SAMPLES = (
    ("short", "Ada Li"),
    ("usual", "Dana Whitfield-Ó Briain"),
    ("long", "Maria Concepción Fernández-Villaverde y Echegaray de los Ángeles Rodríguez Orell"),
    ("cyrillic", "Щукина Ольга Їжак"),
    ("greek", "Ελένη Παπαδοπούλου"),
    ("vietnamese", "Nguyễn Thị Hồng Nhưỡng"),
    ("cjk", "山田 花子"),
    ("arabic", "فاطمة الزهراء"),
    ("hebrew", "נועה לוי"),
)


@bp.get("/design")
@for_owner
def design(_owner: Visitor) -> ResponseReturnValue:
    """Show the version in force, to be changed, beside a sample of what is typed."""
    return _page(designs.current(reader()))


def _page(shown: Design, refusal: DomainError | None = None) -> ResponseReturnValue:
    readable = colours.is_colour(shown.accent)
    page = render_template(
        "credentials/desk_design.html",
        design=shown,
        refusal=refusal,
        contrast=colours.contrast(shown.accent, colours.PAPER) if readable else None,
        samples=SAMPLES,
        versions=designs.versions(reader()),
        settings=current_app.extensions["settings"],
    )
    return page, 422 if refusal else 200, {"Content-Security-Policy": FRAMING}


@bp.post("/design")
@for_owner
def save_design(owner: Visitor) -> ResponseReturnValue:
    """Keep a new version; what was issued keeps its own."""
    typed = _typed(designs.current(reader()))
    sent = request.files.get("logo")
    try:
        if sent and sent.filename:
            typed = replace(typed, logo=designs.tidy_logo(sent.stream.read(LARGEST_LOGO + 1)))
        if request.form.get("no_logo"):
            typed = replace(typed, logo=None)
        with transaction() as session:
            before = designs.current(session)
            designs.save(session, typed, owner.id, clock.now())
            said = ({"accent": before.accent}, {"accent": typed.accent})
            audit.record(session, owner.id, "certificate design", "design", clock.now(), *said)
    except DomainError as refusal:
        return _page(typed, refusal)
    flash(_("Kept. Certificates issued from now on look like this; earlier ones keep their design."), "ok")
    return redirect(url_for(".design"), 303)


@bp.get("/design/preview.pdf")
@for_owner
def preview(_owner: Visitor) -> ResponseReturnValue:
    """Show a sample in the design that is typed, before it is kept."""
    from course_app.credentials import making
    from course_app.credentials.document import certificate_pdf

    typed = _typed(designs.current(reader()))
    try:
        designs.check(typed)
        facts = _sample(current_app.extensions["settings"], typed)
        with making.logo_file(typed.logo) as logo:
            data = certificate_pdf(facts, sample=True, logo=logo)
    except DomainError as refusal:
        return _page(typed, refusal)
    headers = {"Content-Type": "application/pdf", "Content-Disposition": 'inline; filename="sample.pdf"'}
    return data, 200, FRAMED | headers


def _typed(known: Design) -> Design:
    values = request.values
    return Design(
        accent=tidy_line(values.get("accent", known.accent)).upper(),
        statement=tidy_line(values.get("statement", known.statement)),
        signatory_name=tidy_line(values.get("signatory_name", known.signatory_name)),
        signatory_role=tidy_line(values.get("signatory_role", known.signatory_role)),
        paper=cast("Paper", values.get("paper", known.paper)),
        logo=known.logo,
    )


def _sample(settings: Settings, typed: Design) -> CertificateFacts:
    name = dict(SAMPLES).get(request.args.get("sample", ""), SAMPLES[1][1])
    signatory = Signatory(settings["SIGNATORY_NAME"], settings["SIGNATORY_ROLE"])
    if typed.signatory_name:
        signatory = Signatory(typed.signatory_name, typed.signatory_role)
    title = settings["CREDENTIAL_TITLE"]
    return CertificateFacts(
        public_id="0" * 16,
        holder_name=name,
        program_title=settings["SITE_NAME"],
        credential_title=title,
        edition=1,
        issuer_name=settings.issuer_name,
        issuer_url=settings.issuer_url,
        issued_on=clock.now().date(),
        valid_until=None,
        read=(_("26 lessons"),),
        tested=(_("six module checks, pass mark 80 %"), _("a final assessment of 25 questions, pass mark 80 %")),
        made=(_("A list of 15 people"), _("Five first messages")),
        declared=(_("Three messages sent"),),
        verify_url=f"{settings.base_url}/v/0000-0000-0000-0000",
        signatory=signatory if signatory.name else None,
        statement=designs.statement(typed.statement, settings["SITE_NAME"], title, 1) or None,
        paper=typed.paper,
        accent=typed.accent,
        name_lang=name_languages.guess(name, ("ja",)),
    )
