"""Open the room: what the workbook puts into the application."""

from flask import Flask

from course_app.accounts import personal_data
from course_app.courseware.announcing import add_mover
from course_app.courseware.room import add_learner_data
from course_app.people import changes
from course_app.web import today as today_page
from course_app.workbook import entries, noticing, today
from course_app.workbook.generic import Worksheet
from course_app.workbook.people.room import open_people_tasks
from course_app.workbook.tasks import register
from course_app.workbook.views import bp


def open_workbook(app: Flask) -> None:
    """Register pages, the kinds of task, and what learners typed into them."""
    register(app, "worksheet", Worksheet("workbook/_worksheet.html"))
    register(app, "declare", Worksheet("workbook/_declare.html"))
    open_people_tasks(app)
    changes.register(app, noticing.notice)
    app.register_blueprint(bp)
    personal_data.register(app, entries.told_of)
    add_mover(app, entries.move)
    add_learner_data(app, entries.learners_by_task)
    today_page.register(app, "workbook", today.tell)
