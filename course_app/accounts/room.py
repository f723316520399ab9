"""Open the room: what accounts put into the application."""

from flask import Flask

from course_app.accounts.sessions import visitor_of
from course_app.accounts.views import bp
from course_app.web.access import use_sessions


def open_accounts(app: Flask) -> None:
    """Register pages and let the gate find visitors."""
    use_sessions(app, visitor_of)
    app.register_blueprint(bp)
