"""Open the room: what learning puts into the application."""

from flask import Flask

from course_app.accounts import personal_data
from course_app.courseware.announcing import add_mover
from course_app.courseware.room import add_learner_data
from course_app.learning import notes, reading, views
from course_app.web.navigation import Entry, add_entry


def open_learning(app: Flask) -> None:
    """Register pages, the entries of the navigation, and what learners wrote."""
    app.register_blueprint(views.bp)
    personal_data.register(app, notes.told_of)
    add_mover(app, notes.move)
    add_learner_data(app, notes.learners_by_note)
    app.register_blueprint(reading.bp)
    add_entry(app, Entry("main", 10, "Today", "learning.today"))
    add_entry(app, Entry("main", 20, "Courses", "learning.courses", under="learning.outline"))
    add_entry(app, Entry("public", 10, "Courses", "learning.courses"))
    add_entry(app, Entry("account", 10, "Notes", "lessons.notes"))
