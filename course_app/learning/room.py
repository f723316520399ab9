"""Open the room: what learning puts into the application."""

from flask import Flask

from course_app.learning import reading, views
from course_app.web.navigation import Entry, add_entry


def open_learning(app: Flask) -> None:
    """Register pages and the entries of the navigation."""
    app.register_blueprint(views.bp)
    app.register_blueprint(reading.bp)
    add_entry(app, Entry("main", 10, "Today", "learning.today"))
    add_entry(app, Entry("main", 20, "Courses", "learning.courses", under="learning.outline"))
    add_entry(app, Entry("public", 10, "Courses", "learning.courses"))
    add_entry(app, Entry("account", 10, "Notes", "lessons.notes"))
