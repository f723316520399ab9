"""Open the room: what My Guide puts into the application."""

from flask import Flask

from course_app.accounts import leaving
from course_app.my_guide import keeping, tasks
from course_app.my_guide.views import bp
from course_app.web.navigation import Entry, add_entry


def open_my_guide(app: Flask) -> None:
    """Register page and jobs; a Guide goes when its learner signs out."""
    app.register_blueprint(bp)
    jobs = app.extensions["jobs"]
    jobs.handler(tasks.JOB, tasks.make)
    jobs.sweep("my guide", tasks.sweep)
    leaving.register(app, keeping.drop)
    add_entry(app, Entry("account", 20, "My Guide", "my_guide.show"))
