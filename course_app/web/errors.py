"""What a person reads when something is wrong: a clear sentence, what is safe, where to go."""

import secrets
from typing import Any

import structlog
from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.web.access import SignInNeeded, gate_of, visitor
from course_app.web.held import hold_form, typed_form
from course_app.web.i18n import gettext as _

log = structlog.get_logger(__name__)

WORDS: dict[int, tuple[str, str]] = {
    400: ("This did not arrive as a form we can read", "Nothing was changed. Go back and try again."),
    403: ("This page is not for this account", "If you think it should be, ask the person who runs this site."),
    404: ("This page is not here", "Try Today or the course."),
    405: ("This address does not take that", "Go back and use the button on the page."),
    409: ("Somebody was here first", "Another tab or another person changed this. Load the page to see how it stands."),
    411: ("The length of this is missing", "Nothing was changed. Go back and try again."),
    413: ("That is too large", "Nothing was saved. Shorten it, or send less at once."),
    415: ("We cannot read this kind of file", "Nothing was changed."),
    422: ("This cannot be done as it stands", "Nothing was lost. Go back to mend it."),
    429: ("Too many tries", "Please wait two minutes."),
    500: ("Something failed on our side", "Your last saved work is safe."),
    503: ("Not saved just now", "Your text is still here. Go back and try again in a moment."),
}

WAIT = {429: 120, 503: 5}  # seconds, for programmes


def wants_json() -> bool:
    """Return whether a script of ours asks, and not a person."""
    return request.headers.get("X-Requested-With") == "fetch"


def problem(code: int, title: str = "", sentence: str = "", reference: str = "") -> ResponseReturnValue:
    """Return the page of an error, or JSON when a script of ours asks."""
    words = WORDS.get(code, WORDS[500 if code >= 500 else 400])
    if code == 404 and not sentence and visitor() is None:
        sentence = _("Try the courses, or verify a certificate.")
    title, sentence = title or _(words[0]), sentence or _(words[1])
    headers = {"Retry-After": str(WAIT[code])} if code in WAIT else {}
    if wants_json():
        return jsonify(error=title, sentence=sentence, reference=reference), code, headers
    try:
        page = render_template("error.html", code=code, title=title, sentence=sentence, reference=reference)
    except Exception:
        log.exception("error_page_failed")
        return Response(f"{title}. {sentence} {reference}\n", code, mimetype="text/plain")
    return page, code, headers


def init_errors(app: Flask) -> None:
    """Answer every error in the voice of the site."""

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Any:
        if error.response is not None or (error.code or 500) < 400:
            return error
        return problem(error.code or 500)

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> ResponseReturnValue:
        if visitor() is None and gate_of(app, request.endpoint or "") != "public":
            return _sign_in_first()
        return _open_too_long()

    @app.errorhandler(SignInNeeded)
    def _sign_in(_error: SignInNeeded) -> ResponseReturnValue:
        return _sign_in_first()

    @app.errorhandler(DomainError)
    def _refusal(refusal: DomainError) -> ResponseReturnValue:
        if isinstance(refusal, NotFoundError):
            return problem(404, sentence=refusal.message)
        if isinstance(refusal, ConflictError):
            return problem(409, sentence=refusal.message)
        return problem(422, sentence=refusal.message)

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def _out_of_range(error: Exception) -> ResponseReturnValue:
        log.warning("value_out_of_range", route=_route(), kind=type(error).__name__)
        return problem(400)

    @app.errorhandler(IntegrityError)
    def _race(error: IntegrityError) -> ResponseReturnValue:
        log.info("race_met_a_constraint", route=_route(), kind=type(error.orig).__name__)
        return problem(409)

    @app.errorhandler(OperationalError)
    def _storage(error: OperationalError) -> ResponseReturnValue:
        log.error("storage_refused", route=_route(), reason=str(error.orig)[:120])
        return problem(503)

    @app.errorhandler(Exception)
    def _bug(error: Exception) -> ResponseReturnValue:
        if app.testing and app.config.get("PROPAGATE_BUGS", True):
            raise error
        reference = secrets.token_hex(2).upper()
        log.exception("request_failed", route=_route(), reference=reference)
        return problem(500, reference=reference)


def _route() -> str:
    # Never the path itself: it may hold a token.
    return str(request.url_rule or "")


def _open_too_long() -> ResponseReturnValue:
    title, sentence = _("This page was open too long"), _("Nothing was changed. Go back, load it again and repeat.")
    # What was typed is given back only to a page of ours, so that no other site can put words into a form.
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin" or "Origin" in request.headers
    if wants_json() or not ours or request.files or not request.form:
        return problem(400, title, sentence)
    page = render_template("again.html", waiting=typed_form())
    return page, 400, {"Cache-Control": "no-store"}


def _sign_in_first() -> ResponseReturnValue:
    if wants_json():
        return jsonify(error=_("You were signed out"), sign_in=url_for("accounts.sign_in")), 401
    if request.method in {"GET", "HEAD"}:
        here = request.full_path if request.query_string else request.path
        return redirect(url_for("accounts.sign_in", next=here), 303)
    hold_form()
    return redirect(url_for("accounts.sign_in", next=request.path), 303)
