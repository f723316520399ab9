"""Walls that stand before any view: headers, cross-site checks, body limits, safe redirects, rate limits."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from flask import Flask, Request, Response, abort, current_app, g, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from course_app.infrastructure import throttle  # noqa: F401 - registers the storage scheme
from course_app.infrastructure.config import Settings
from course_app.infrastructure.logs import security_event

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; manifest-src 'self'; media-src 'self'; worker-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FRAMING = CSP.replace("base-uri 'none'", "frame-src 'self'; base-uri 'none'")
"""The policy of a page that shows a preview in a frame."""
FRAMED = {
    "Content-Security-Policy": CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}
"""Headers of what may stand in a frame of our own pages."""
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
MAX_BODY = 1_000_000
MAX_TEXT = 200_000
_MOST_ENCODINGS = 6
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class _Whole(IntegerConverter):
    """Whole numbers in addresses, as far as the database counts; others are not found."""

    regex = r"\d{1,9}"


class MemoryRequest(Request):
    """A request that keeps a file in memory: what somebody sends about others never touches the disk in the clear."""

    def _get_file_stream(self, *_sizes: Any, **_more: Any) -> IO[bytes]:
        return BytesIO()


csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="fixed-window", headers_enabled=False)


def init_security(app: Flask, settings: Settings, counters: str) -> None:
    """Raise the walls; ``counters`` is the address of the storage of rate counters."""
    if settings["TRUSTED_PROXIES"]:
        hops = settings["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.request_class = MemoryRequest
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=2_000,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_CHECK_DEFAULT=False,
        RATELIMIT_STORAGE_URI=counters,
        RATELIMIT_ENABLED=settings["RATE_LIMITS"],
        RATELIMIT_SWALLOW_ERRORS=True,
    )
    app.url_map.converters["int"] = _Whole
    app.before_request(_refuse_large_bodies)
    app.before_request(_refuse_nul)
    app.before_request(_refuse_other_sites)
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = page_token
    app.context_processor(lambda: {"csrf_token": page_token})  # the extension's own signs the token anew each time
    limiter.init_app(app)
    app.after_request(_headers(settings.https))


def takes_up_to(most: int) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Let a view be sent a file of up to ``most`` bytes, form included."""

    def mark(view: Callable[..., object]) -> Callable[..., object]:
        view.max_body = most  # type: ignore[attr-defined]
        return view

    return mark


def _refuse_large_bodies() -> None:
    request.max_content_length = getattr(current_app.view_functions.get(request.endpoint or ""), "max_body", MAX_BODY)
    # Flask's own limit stops only multipart bodies before they are read.
    if (request.content_length or 0) > (request.max_content_length or MAX_BODY):
        abort(413)
    # A body of unknown length would be cut off at the limit in silence. Browsers always say how long theirs is.
    if request.method not in SAFE and request.endpoint is not None and request.content_length is None:
        abort(411)


def _refuse_nul() -> None:
    # PostgreSQL has no place for it in a text; nobody types it.
    if b"%00" in request.query_string or "\0" in request.path:
        abort(404)


def _refuse_other_sites() -> None:
    """Answer unsafe methods only from our own pages: a token is not the only wall."""
    if request.method in SAFE or request.endpoint is None or open_to_other_sites():
        return
    if not same_site():
        security_event("cross_site_post_refused", route=str(request.url_rule))
        abort(403)
    if None in request.form or None in request.files:  # a part of a form without a name
        abort(400)
    if current_app.config.get("WTF_CSRF_ENABLED", True):
        g.csrf_checked = True
        csrf.protect()


def same_site() -> bool:
    """Return whether this request says, as browsers do, that it comes from one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site in {"same-origin", "none"} and _is_ours(request.headers.get("Origin"))


def _is_ours(origin: str | None) -> bool:
    if origin is None:
        return True
    settings: Settings = current_app.extensions["settings"]
    try:
        parts, home = urlsplit(origin), urlsplit(settings.base_url)
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or (settings.https and parts.scheme != "https"):
        return False
    return parts.netloc in {request.host, home.netloc}


def exempt(reason: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Let a view be posted to without a token; the reason says what stands instead."""

    def mark(view: Callable[..., object]) -> Callable[..., object]:
        view.csrf_exempt = reason  # type: ignore[attr-defined]
        return view

    return mark


def open_to_other_sites() -> bool:
    """Return whether the view of this request is exempt from the token."""
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), "csrf_exempt", ""))


def _headers(https: bool) -> Callable[[Response], Response]:
    fixed = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    if https:
        fixed["Strict-Transport-Security"] = "max-age=31536000"
    named = [(name, name.lower(), value) for name, value in fixed.items()]

    def add(response: Response) -> Response:
        present = {name.lower() for name, _value in response.headers}
        for name, low, value in named:
            if low not in present:
                response.headers.add(name, value)
        if "cache-control" not in present:
            response.headers.add("Cache-Control", "private, no-store" if g.get("visitor") else "no-cache")
        return response

    return add


def page_token() -> str:
    """Return the token of this request; a page with many forms asks for it many times."""
    token: str | None = g.get("page_token")
    if token is None:
        secret = session.get("csrf_token")
        token = g.page_token = generate_csrf() if secret is None else _signed(secret)
    return token


@lru_cache(maxsize=4096)
def _signed(_secret: str) -> str:
    """Return the signed token of the session that holds ``_secret``; signing it anew costs as much as a statement."""
    return str(generate_csrf())


def safe_path(target: str | None, fallback: str) -> str:
    """Return ``target`` when it is a path of this site, else ``fallback``.

    Refused: other hosts, schemes, ``//``, backslashes, control characters, and any of these in encoded form.
    """
    if not target or len(target) > 500:
        return fallback
    seen = target
    for _ in range(_MOST_ENCODINGS):
        if not seen.startswith("/") or seen.startswith(("//", "/\\")) or "\\" in seen or not seen.isprintable():
            return fallback
        if urlsplit(seen).netloc or urlsplit(seen).scheme:
            return fallback
        before, seen = seen, unquote(seen)
        if seen == before:
            return target
    return fallback
