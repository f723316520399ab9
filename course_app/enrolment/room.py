"""Open the room: what enrolment puts into the application."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from course_app.accounts import personal_data
from course_app.courseware.room import add_learner_data
from course_app.enrolment import counting, invites, queries, service
from course_app.infrastructure import clock
from course_app.infrastructure.crypto import DataKey
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.jobs import Jobs

INVITES_LAST = timedelta(days=90)
PIECES = 10
"""So many short transactions a minute, so that nobody waits for this work."""


def open_enrolment(app: Flask) -> None:
    """Tell and forget what a learner reached, and count enrolments that are older than the counters."""
    personal_data.register(app, _tell, service.forget)
    add_learner_data(app, queries.learners_by_subject)
    jobs: Jobs = app.extensions["jobs"]
    jobs.sweep("uncounted enrolments", _count)
    jobs.sweep("old invitations to cohorts", _forget)


def _tell(session: Session, account_id: int, _key: DataKey) -> dict[str, Any]:
    return {
        "courses": [
            {
                "course": visit.course,
                "began_at": visit.started_at,
                "reached": [
                    {"what": fact.kind, "where": fact.subject, "at": fact.at, "numbers": dict(fact.numbers)}
                    for fact in visit.facts
                ],
            }
            for visit in queries.visits(session.connection(), account_id)
        ]
    }


def _forget() -> None:
    with transaction() as session:
        invites.forget_old(session, clock.now() - INVITES_LAST)


def _count() -> None:
    for _piece in range(PIECES):
        if not queries.has_uncounted(reader()):
            return
        with transaction() as session:
            counting.count_uncounted(session)
