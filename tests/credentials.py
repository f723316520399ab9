"""Certificates on a site: reach everything, claim, and let the jobs run."""

from course_app.domain.requirements import Kind
from course_app.enrolment.service import add_fact, enrol
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from tests.forms import submit
from tests.publishing import publish_course

CERTIFICATE = "/c/garden/certificate"
REACHED = [
    (Kind.LESSON_DONE, "first/soil", {}),
    (Kind.LESSON_DONE, "first/water", {}),
    (Kind.LESSON_DONE, "second/harvest", {}),
    (Kind.CHECK, "first/check", {"percent": 100, "passed": 1}),
    (Kind.TASK_MET, "first/plan#pots", {}),
    (Kind.TASK_MET, "first/plan#bought", {}),
    (Kind.FINAL, "final", {"percent": 100, "passed": 1}),
]


def reach(app, account_id, reached=REACHED):
    release = publish_course(app)
    with app.app_context(), transaction() as session:
        enrolment = enrol(session, account_id, "garden", clock.now())
        for kind, subject, numbers in reached:
            add_fact(session, enrolment, kind, subject, release, clock.now(), numbers)


def issue_to(client, name):
    """Claim the certificate under ``name`` and return its number."""
    response = submit(client, CERTIFICATE, name=name)
    assert response.status_code == 303, response.text
    return number_of(client)


def number_of(client):
    return client.get(CERTIFICATE).text.split("/v/", 1)[1][:19]


def work(app):
    with app.app_context():
        return app.extensions["jobs"].run_pending()
