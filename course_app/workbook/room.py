"""Open the room: what the workbook puts into the application."""

from flask import Flask

from course_app.web import today as today_page
from course_app.workbook import today
from course_app.workbook.generic import Worksheet
from course_app.workbook.people.room import open_people_tasks
from course_app.workbook.tasks import register
from course_app.workbook.views import bp


def open_workbook(app: Flask) -> None:
    """Register pages and the kinds of task."""
    register(app, "worksheet", Worksheet("workbook/_worksheet.html"))
    register(app, "declare", Worksheet("workbook/_declare.html"))
    open_people_tasks(app)
    app.register_blueprint(bp)
    today_page.register(app, "workbook", today.tell)
