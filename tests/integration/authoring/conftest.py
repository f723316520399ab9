"""A site with a small course, its author, and learners who have done some of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course_app.courseware.service import Publishing, PublishResult, publish
from course_app.courseware.skeleton import FILES
from course_app.infrastructure.database import transaction
from course_app.web.access import Role
from tests.conftest import sign_in

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Map</title><circle r="2"/></svg>'


def files_of_course(slug: str = "small", title: str = "Small course") -> dict[str, bytes]:
    files = {path: text.format(name=slug, title=title).encode() for path, text in FILES.items()}
    files["assets/map.svg"] = SVG
    files["start/welcome.md"] += b'\n## Map\n\n![A map](../assets/map.svg "Where we are")\n'
    return files


def publish_files(app: Flask, files: dict[str, bytes], origin: str = "command") -> PublishResult:
    with app.app_context(), transaction() as session:
        return publish(session, files, Publishing(NOW, app.extensions["render_context"], origin=origin))


@pytest.fixture
def course(app: Flask) -> PublishResult:
    return publish_files(app, files_of_course())


@pytest.fixture
def author(client: FlaskClient, make_account: Callable[..., int], course: PublishResult) -> FlaskClient:
    make_account("ada@example.org", "Ada Author", Role.AUTHOR)
    return sign_in(client, "ada@example.org")


@pytest.fixture
def second(app: Flask, make_account: Callable[..., int], course: PublishResult) -> FlaskClient:
    make_account("ben@example.org", "Ben Author", Role.AUTHOR)
    return sign_in(app.test_client(), "ben@example.org")
