"""Serve the built static files from memory, in front of the application.

A file's name carries the hash of its content, so the answer is always whole and may be kept for ever.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from course_app.web.assets import PREFIX, Manifest

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""What may be sent compressed, the smallest first."""

Headers = list[tuple[str, str]]
Answer = tuple[Headers, list[bytes]]


class StaticFiles:
    """A WSGI application that answers ``/static/…`` itself and passes everything else on."""

    def __init__(self, app: WSGIApplication, manifest: Manifest, cache_dir: Path) -> None:
        self._app = app
        self._answers: dict[str, dict[str, Answer]] = {
            PREFIX + name: _answers(cache_dir / name) for name in manifest.files.values()
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request for a static file, or hand the request on."""
        path: str = environ["PATH_INFO"]
        if not path.startswith(PREFIX):
            return self._app(environ, start_response)
        method = environ["REQUEST_METHOD"]
        answers = self._answers.get(path)
        if answers is None:
            return _refuse(start_response, "404 Not Found", "There is no such file.\n")
        if method not in ("GET", "HEAD"):
            return _refuse(start_response, "405 Method Not Allowed", "Only GET and HEAD.\n", ("Allow", "GET, HEAD"))
        headers, body = answers[""]
        if len(answers) > 1:
            for encoding in accepted(environ.get("HTTP_ACCEPT_ENCODING", "")):
                if encoding in answers:
                    headers, body = answers[encoding]
                    break
        start_response("200 OK", list(headers))
        return [] if method == "HEAD" else body


@lru_cache(maxsize=256)
def accepted(header: str) -> tuple[str, ...]:
    """Return which of ``ENCODINGS`` an Accept-Encoding header allows, the smallest first (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        key, _, value = parameter.strip().partition("=")
        try:
            weights[name.strip()] = float(value) if key.strip() == "q" else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    return tuple(name for name, _ in ENCODINGS if weights.get(name, weights.get("*", 0.0)) > 0)


def _answers(path: Path) -> dict[str, Answer]:
    """Return the answers for one file by encoding; "" is the file as it is."""
    answers = {"": (_headers(path, path.read_bytes(), ""), [path.read_bytes()])}
    for encoding, ending in ENCODINGS:
        packed = path.with_name(path.name + ending)
        if packed.exists():
            data = packed.read_bytes()
            answers[encoding] = (_headers(path, data, encoding), [data])
    return answers


def _headers(path: Path, data: bytes, encoding: str) -> Headers:
    headers = [
        ("Content-Type", TYPES[path.suffix]),
        ("Content-Length", str(len(data))),
        ("Cache-Control", "public, max-age=31536000, immutable"),
        ("Vary", "Accept-Encoding"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    return [*headers, ("Content-Encoding", encoding)] if encoding else headers


def _refuse(start_response: StartResponse, status: str, text: str, *more: tuple[str, str]) -> list[bytes]:
    data = text.encode()
    start_response(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(data))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            *more,
        ],
    )
    return [data]
