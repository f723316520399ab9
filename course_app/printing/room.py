"""Open the room: what printing puts into the application."""

from flask import Flask

from course_app.courseware.announcing import add_listener
from course_app.printing import tasks
from course_app.printing.views import bp


def open_printing(app: Flask) -> None:
    """Register pages and jobs, and listen for releases to print."""
    app.register_blueprint(bp)
    jobs = app.extensions["jobs"]
    jobs.handler(tasks.JOB, tasks.print_release)
    jobs.sweep("printing", tasks.print_missing)
    add_listener(app, tasks.print_soon)
