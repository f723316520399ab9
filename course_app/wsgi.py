"""The whole site as one WSGI application, for `course serve` and for any other server."""

from wsgiref.types import WSGIApplication

from flask import Flask

from course_app.application import create_app
from course_app.infrastructure.config import Settings
from course_app.web.static_files import StaticFiles


def site() -> WSGIApplication:
    """Return the site for another server: ``gunicorn 'course_app.wsgi:site()'``.

    The instance must be ready (`course init`), and `course worker` must run beside it.
    """
    return with_static_files(create_app())


def with_static_files(app: Flask) -> WSGIApplication:
    """Return the application with its static files in front of it."""
    settings: Settings = app.extensions["settings"]
    return StaticFiles(app.wsgi_app, app.extensions["assets"], settings.instance / "cache")
