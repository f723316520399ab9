"""Open the room: what assessment puts into the application."""

from flask import Flask

from course_app.assessment.views import bp


def open_assessment(app: Flask) -> None:
    """Register the pages of quizzes."""
    app.register_blueprint(bp)
