"""A temporary site to measure: the bundled course, learners in it, some of what they did."""

import logging
import re
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Flask

from course_app.application import STATIC, create_app
from course_app.courseware import releases
from course_app.courseware.folder import read_folder
from course_app.courseware.service import Publishing, publish
from course_app.domain.requirements import FINAL, Kind
from course_app.enrolment.service import add_fact, enrol
from course_app.infrastructure import clock, migrating
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db, transaction
from course_app.infrastructure.keys import make_keys
from course_app.web import assets
from course_app.web.access import Role
from tests.conftest import add_person
from tests.served import ASSETS, ROOT, with_assets

COURSE = "networkwise"
MODULES = ("find", "ready", "write", "reach", "keep")
LESSON = f"/c/{COURSE}/find/walk-back"
LESSONS = tuple(
    f"/c/{COURSE}/{place}"
    for place in ("find/walk-back", "find/out-of-touch", "find/comfortable", "ready/giving", "ready/if-then")
)
CHECKS = tuple(f"/c/{COURSE}/{module}/check" for module in MODULES)
QUESTIONS = 10
_PICK = re.compile(r"\{\.quiz pick=\d+\}")


@dataclass(frozen=True, slots=True)
class Seeded:
    """A site that is ready to be served."""

    instance: Path
    app: Flask
    release_id: int


def seed(folder: Path, learners: int) -> Seeded:
    """Make a site with ``learners`` accounts; its checks ask ten questions each."""
    instance = folder / "site"
    instance.mkdir()
    settings = load_settings({}, INSTANCE=str(instance), RATE_LIMITS="no")
    make_keys(settings)
    with_assets(instance)
    app = create_app(settings, assets.build(STATIC, ASSETS))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with app.app_context():
        migrating.upgrade(db.engine)
    release_id = _publish(app)
    for number in range(learners):
        person = add_person(app, email_of(number), f"Learner {number}", Role.LEARNER)
        with app.app_context(), transaction() as session:
            enrolment = enrol(session, person, COURSE, clock.now())
            for address in ("start/your-story", "start/what-is-known"):
                add_fact(session, enrolment, Kind.LESSON_DONE, address, release_id, clock.now())
    return Seeded(instance, app, release_id)


def email_of(number: int) -> str:
    """Return the address of a learner."""
    return f"learner{number}@example.org"


def _publish(app: Flask) -> int:
    files = dict(read_folder(ROOT / "content" / COURSE))
    for name, data in files.items():
        if name.endswith("check.md"):
            files[name] = _PICK.sub(f"{{.quiz pick={QUESTIONS}}}", data.decode()).encode()
    with app.app_context(), transaction() as session:
        how = Publishing(clock.now(), app.extensions["render_context"])
        return publish(session, files, how).release_id


def finish(seeded: Seeded, number: int) -> None:
    """Waive everything that a learner has not done, so that a certificate can be claimed."""
    from course_app.accounts import queries

    with seeded.app.app_context(), transaction() as session:
        person = queries.account_by_email(session, email_of(number))
        assert person is not None
        enrolment = enrol(session, person.id, COURSE, clock.now())
        for unit in releases.get(seeded.release_id).course.units():
            add_fact(session, enrolment, Kind.WAIVER, unit.address, seeded.release_id, clock.now())
        add_fact(session, enrolment, Kind.WAIVER, FINAL, seeded.release_id, clock.now())
