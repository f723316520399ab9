"""Pages of the site itself: health, privacy, accessibility, and the components page for developers."""

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from course_app.domain.errors import NotFoundError
from course_app.infrastructure.database import reader
from course_app.web.access import for_anyone

bp = Blueprint("site", __name__)


@bp.get("/healthz")
@for_anyone
def health() -> ResponseReturnValue:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@for_anyone
def ready() -> ResponseReturnValue:
    """Say whether pages can be served: the database answers."""
    try:
        reader().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return jsonify(ready=False), 503
    return jsonify(ready=True)


@bp.get("/robots.txt")
@for_anyone
def robots() -> ResponseReturnValue:
    """Keep search engines to the public pages."""
    closed = ("/account", "/admin", "/attempts", "/author", "/held", "/invite/", "/link/", "/notes", "/people")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*closed, "/today"))]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/privacy")
@for_anyone
def privacy() -> str:
    """Say what is kept, who sees it, and how to have it deleted."""
    return render_template("site/privacy.html")


@bp.get("/accessibility")
@for_anyone
def accessibility() -> str:
    """Say what the site aims for, and whom to tell when it falls short."""
    return render_template("site/accessibility.html")


@bp.get("/dev/components")
@for_anyone
def components() -> str:
    """Show every component in every state, on a local site only."""
    if current_app.extensions["settings"].production:
        raise NotFoundError("This page is not here.")
    return render_template("components_page.html")


def init_site(app: Flask) -> None:
    """Register the pages of the site itself."""
    app.register_blueprint(bp)
