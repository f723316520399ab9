from collections.abc import Callable

import pytest
from flask import Flask

from course_app.courseware.service import Publishing, publish
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction


@pytest.fixture
def publish_files(app: Flask) -> Callable[[dict[str, bytes]], int]:
    """Publish the files of a course and return the id of its release."""

    def run(files: dict[str, bytes]) -> int:
        with app.app_context(), transaction() as session:
            return publish(session, files, Publishing(clock.now(), app.extensions["render_context"])).release_id

    return run


@pytest.fixture
def work(app: Flask) -> Callable[[], int]:
    """Do the queued jobs and return how many there were."""

    def run() -> int:
        with app.app_context():
            return int(app.extensions["jobs"].run_pending())

    return run
