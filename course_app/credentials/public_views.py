"""Pages and files that anyone may check: a certificate by its number, a file, what others need to verify it."""

import json
from typing import Any

from flask import Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.credentials import (
    achievements,
    badge,
    did,
    keyring,
    lifecycle,
    public_id,
    queries,
    status_lists,
    views,
)
from course_app.credentials.queries import Credential
from course_app.credentials.verification import LARGEST, Answer, TooBusyError, baked, check_file
from course_app.credentials.views import TYPES
from course_app.domain.errors import DomainError, NotFoundError
from course_app.infrastructure import clock
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import reader
from course_app.web.access import for_anyone
from course_app.web.errors import problem
from course_app.web.i18n import day_text
from course_app.web.i18n import gettext as _
from course_app.web.security import exempt, limiter, same_site, takes_up_to

bp = views.bp  # one room, one blueprint
VC = TYPES["json"]
AS_DATA = (VC, "application/vc+ld+json", "application/ld+json", "application/json")
look_up = limiter.shared_limit("30 per minute", scope="certificates looked up")


@bp.get("/verify")
@for_anyone
def verify_form() -> ResponseReturnValue:
    """Ask for the number of a certificate or for a file, or lead to a certificate's page."""
    typed = request.args.get("number", "")
    if not typed:
        return _form()
    number = public_id.parse(typed)
    if number is None:
        return _form(typed=typed, refused=True), 422
    return redirect(url_for(".verify", number=public_id.shown(number)), 303)


def _form(typed: str = "", refused: bool = False, refusal: str = "") -> str:
    return render_template("credentials/verify_form.html", typed=typed, refused=refused, refusal=refusal)


@bp.post("/verify/file")
@for_anyone
@exempt("no account and no cookie is involved; only our own pages may send")
@takes_up_to(LARGEST + 10_000)
@limiter.limit("10 per minute")
def check() -> ResponseReturnValue:
    """Say what a file is beside what we issued. Nothing of it is kept."""
    if not same_site():
        abort(403)
    sent = request.files.get("file")
    data = b""
    if sent:
        data = sent.stream.read(LARGEST + 1)
        sent.close()  # a large one lies in a temporary file
    try:
        answer = check_file(reader(), _settings(), data)
    except DomainError as refusal:
        return _form(refusal=refusal.message), 422
    except TooBusyError:
        return problem(503, sentence=_("Other files are being checked just now. Try again in a moment."))
    return _checked(answer)


def _checked(answer: Answer) -> str:
    found = answer.credential
    shown = found if found is not None and found.visibility != "private" else None
    return render_template(
        "credentials/file_checked.html",
        answer=answer,
        credential=shown,
        private=found is not None and shown is None,
        gone=found is None and answer.verdict in {"exact", "genuine"},
        verdict=found.verdict(clock.now().date()) if found else "",
        number=public_id.shown(found.public_id) if found else "",
        host=_host(),
    )


@bp.get("/v/<number>")
@for_anyone
@look_up
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
    if _wants_data():
        return _file_of(found, "json")
    response = make_response(_page(found, number))
    response.headers["Vary"] = "Accept"
    response.headers["Link"] = f'<{url_for(".file", number=number, kind="json")}>; rel="alternate"; type="{VC}"'
    if found.visibility != "public":
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(found: Credential, number: str) -> str:
    now = clock.now()
    verdict = found.verdict(now.date())
    return render_template(
        "credentials/verify.html",
        credential=found,
        facts=found.facts,
        verdict=verdict,
        number=number,
        replaced_by=public_id.shown(found.replaced_by) if found.replaced_by else "",
        replaces=public_id.shown(found.replaces) if found.replaces else "",
        host=_host(),
        checked=now,
        reason=lifecycle.REASONS.get(found.reason, ""),
        **_checks(found),
    )


def _checks(found: Credential) -> dict[str, Any]:
    """Return whether the files are signed, and how the key that signed them stands."""
    stored = queries.stored_file(reader(), found.id, "json")
    key = keyring.state_of(reader(), badge.key_in(json.loads(stored))) if stored else ""
    return {"signed": "a4" in found.files, "key": key}


def _wants_data() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", *AS_DATA], default="text/html")
    return best != "text/html"


@bp.get("/v/<number>.<any(json, png, svg):kind>")
@for_anyone
@look_up
def file(number: str, kind: str) -> ResponseReturnValue:
    """Send the badge of a certificate: as data, or as a picture that carries it."""
    found = queries.credential_by_public_id(reader(), public_id.parse(number) or "")
    if found is None or found.visibility == "private":
        raise NotFoundError(_("We issued no certificate with this number."))
    return _file_of(found, kind)


def _file_of(found: Credential, kind: str) -> ResponseReturnValue:
    stored = queries.stored_file(reader(), found.id, "json")
    if stored is None:
        response = make_response(problem(503, _("Not ready yet"), _("The badge is being made. Try again in a moment.")))
        response.headers["Retry-After"] = "5"
        return response
    data = stored if kind == "json" else baked(found, stored, kind)
    response = open_data(data, TYPES[kind])
    response.headers["Vary"] = "Accept"
    if found.visibility != "public":
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/v/<number>/card.png")
@for_anyone
@look_up
def card(number: str) -> ResponseReturnValue:
    """Send the picture that is shown beside a link to a public certificate."""
    found = queries.credential_by_public_id(reader(), public_id.parse(number) or "")
    if found is None or found.visibility != "public":
        raise NotFoundError(_("We issued no certificate with this number."))
    facts = found.facts
    line = _("Issued %(day)s by %(issuer)s", day=day_text(facts.issued_on), issuer=facts.issuer_name)
    from course_app.credentials import pictures

    return open_data(pictures.card_png(facts.holder_name, facts.credential_title, line), "image/png")


@bp.get("/achievements/<slug>")
@for_anyone
def achievement(slug: str) -> ResponseReturnValue:
    """Show what a credential stands for, as a page or as data."""
    found = achievements.by_slug(reader(), slug)
    if found is None:
        raise NotFoundError(_("Nothing is awarded under this name."))
    if _wants_data():
        return open_data(json.dumps(badge.achievement_document(found), indent=1).encode(), "application/ld+json")
    response = make_response(render_template("credentials/achievement.html", achievement=found, slug=slug))
    response.headers["Vary"] = "Accept"
    return response


@bp.get("/achievements/<slug>.png")
@for_anyone
def achievement_picture(slug: str) -> ResponseReturnValue:
    """Send the picture of what is awarded."""
    found = achievements.by_slug(reader(), slug)
    if found is None:
        raise NotFoundError(_("Nothing is awarded under this name."))
    from course_app.credentials import pictures

    return open_data(pictures.badge_png(found.name, _settings().issuer_name), "image/png")


@bp.get("/issuers/site")
@for_anyone
def issuer() -> ResponseReturnValue:
    """Send who issues here, as badges write it."""
    keys = keyring.badge_keys(keyring.public_keys(reader(), _settings()))
    if not keys:
        raise NotFoundError(_("This site has no keys yet."))
    return open_data(
        json.dumps(badge.profile(did.issuer_of(_settings(), keys[-1])), indent=1).encode(), "application/ld+json"
    )


@bp.get("/.well-known/did.json")
@for_anyone
def did_document() -> ResponseReturnValue:
    """Send the keys of this issuer, those of the past among them."""
    keys = keyring.badge_keys(keyring.public_keys(reader(), _settings()))
    who = did.issuer_of(_settings(), keys[-1]) if keys else None
    if who is None or not who.id.startswith("did:web:"):
        raise NotFoundError(_("This site has no public address, so its badges name their key themselves."))
    return open_data(json.dumps(did.document(who, keys), indent=1).encode(), "application/did+json", max_age=300)


@bp.get("/status/revocation/<int:number>")
@for_anyone
def status_list(number: int) -> ResponseReturnValue:
    """Send the signed list of states."""
    signed = status_lists.document(reader(), number, current_app.extensions["status_lists"])
    if signed is None:
        raise NotFoundError(_("There is no such list."))
    response = open_data(signed.document, VC, max_age=60)
    response.set_etag(signed.tag)
    return response.make_conditional(request)


@bp.get("/keys/pdf-root.pem")
@for_anyone
def pdf_root() -> ResponseReturnValue:
    """Send the roots that certificates in PDF are signed under, the one in force last."""
    keys = keyring.public_keys(reader(), _settings())
    roots = [each.public for each in keys if each.kind == "pdf-root" and not each.compromised]
    if not roots:
        raise NotFoundError(_("This site has no keys yet."))
    response = open_data("".join(roots).encode(), "application/x-pem-file", max_age=300)
    response.headers["Content-Disposition"] = 'attachment; filename="pdf-root.pem"'
    return response


def open_data(data: bytes, mimetype: str, max_age: int = 0) -> Response:
    """Return data that programs of any site may read."""
    response = make_response(data)
    response.headers["Content-Type"] = mimetype
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = f"public, max-age={max_age}" if max_age else "no-cache"
    return response


def _host() -> str:
    """Return the host as the settings have it: that of a request is whatever somebody sent."""
    return _settings().base_url.partition("://")[2]


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
