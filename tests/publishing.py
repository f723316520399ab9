"""Put a course of the tests, or the bundled one, onto a site."""

from pathlib import Path

from flask import Flask

from course_app.courseware.folder import read_folder
from course_app.courseware.service import Publishing, publish
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction

COURSES = Path(__file__).parent / "courses"


def publish_course(app: Flask, name: str = "garden", folder: Path | None = None) -> int:
    """Publish a course and return the id of its release."""
    files = read_folder(folder or COURSES / name)
    with app.app_context(), transaction() as session:
        return publish(session, files, Publishing(clock.now(), app.extensions["render_context"])).release_id
