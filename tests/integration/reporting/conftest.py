"""A site with a course, learners in it, and staff of each role."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course_app.domain.requirements import Kind
from course_app.enrolment.service import add_fact, enrol
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from course_app.web.access import Role
from tests.conftest import add_person, sign_in
from tests.credentials import REACHED
from tests.publishing import publish_course


@dataclass
class Programme:
    """A site that is run: its application, the release of its course, its staff by role."""

    app: Flask
    release: int
    staff: dict[str, int]

    def comes_in(self, email: str) -> FlaskClient:
        return sign_in(self.app.test_client(), email)

    def learner(self, name: str = "Dana Whitfield", facts: int = 0, email: str = "") -> int:
        """Add a learner who began the course and reached the first ``facts`` of its facts."""
        account = add_person(self.app, email or f"{name.split()[0].lower()}@example.org", name, Role.LEARNER)
        with self.app.app_context(), transaction() as session:
            enrolment = enrol(session, account, "garden", clock.now())
            for kind, subject, numbers in REACHED[:facts]:
                add_fact(session, enrolment, kind, subject, self.release, clock.now(), numbers)
        return account

    def reach(self, account: int, kind: Kind, subject: str, **numbers: int) -> None:
        with self.app.app_context(), transaction() as session:
            enrolment = enrol(session, account, "garden", clock.now())
            add_fact(session, enrolment, kind, subject, self.release, clock.now(), numbers)


@pytest.fixture
def programme(app: Flask) -> Programme:
    release = publish_course(app)
    staff = {
        role: add_person(app, f"{role}@example.org", f"{role.title()} Staff", Role(role))
        for role in ("owner", "coach", "author")
    }
    return Programme(app, release, staff)


@pytest.fixture
def owner(programme: Programme) -> FlaskClient:
    return programme.comes_in("owner@example.org")


@pytest.fixture
def come_in(programme: Programme) -> Callable[[str], FlaskClient]:
    return lambda role: programme.comes_in(f"{role}@example.org")
