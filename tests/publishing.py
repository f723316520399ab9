"""Put a course of the tests, or the bundled one, onto a site."""

from pathlib import Path

from flask import Flask

from course_app.courseware import releases
from course_app.courseware.folder import read_folder
from course_app.courseware.service import Publishing, publish
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from course_app.printing import service as printing
from course_app.printing.matter import keys_of

COURSES = Path(__file__).parent / "courses"


def publish_course(app: Flask, name: str = "garden", folder: Path | None = None) -> int:
    """Publish a course and return the id of its release."""
    files = read_folder(folder or COURSES / name)
    with app.app_context(), transaction() as session:
        return publish(session, files, Publishing(clock.now(), app.extensions["render_context"])).release_id


def pretend_printed(app: Flask, release_id: int) -> None:
    """Put an empty file where each sheet and guide of a release goes, so that no job prints them."""
    with app.app_context():
        keys = [key for _name, _paper, key in keys_of(releases.get(release_id))]
        with transaction() as session:
            for key in keys:
                printing.store(session, key, b"%PDF-1.7\n%%EOF\n", clock.now())
