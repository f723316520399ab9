"""Open the room: what assessment puts into the application."""

from flask import Flask

from course_app.accounts import personal_data
from course_app.assessment.queries import learners_by_id
from course_app.assessment.tasks import end_late_attempts
from course_app.assessment.telling import told_of
from course_app.assessment.views import bp
from course_app.courseware.room import add_learner_data
from course_app.infrastructure.jobs import Jobs


def open_assessment(app: Flask) -> None:
    """Register the pages of quizzes, what learners have attempts at, and the end of time."""
    app.register_blueprint(bp)
    add_learner_data(app, learners_by_id)
    personal_data.register(app, told_of)
    jobs: Jobs = app.extensions["jobs"]
    jobs.sweep("late attempts", end_late_attempts)
