"""Open the room: what the letter desk puts into the application."""

from flask import Flask

from course_app.accounts import personal_data
from course_app.letters import sending_views, views  # the modules of views add their pages to the blueprint
from course_app.letters.blueprint import bp
from course_app.letters.senders import told_of

PAGES = (views, sending_views)


def open_letters(app: Flask) -> None:
    """Register pages, and tell exports how a learner signs."""
    app.register_blueprint(bp)
    personal_data.register(app, told_of)
