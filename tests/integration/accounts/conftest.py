"""Sites under several settings, and a real mail server."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course_app.application import create_app
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db
from course_app.web import assets
from tests import mail_sink


@pytest.fixture
def open_site(
    blank_instance: Path, database: str, tmp_path: Path, manifest: assets.Manifest
) -> Iterator[Callable[..., Flask]]:
    """Open a site on an instance of its own under other settings; the same ``folder`` is the same site again."""
    opened = []

    def open_one(folder: str = "site", **settings: Any) -> Flask:
        instance = tmp_path / folder
        if not instance.exists():
            shutil.copytree(blank_instance, instance)
        app = create_app(load_settings({}, INSTANCE=str(instance), DATABASE_URL=database, **settings), manifest)
        app.testing = True
        opened.append(app)
        return app

    yield open_one
    for app in opened:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def sink() -> Iterator[mail_sink.Sink]:
    """A mail server that keeps what it gets; ``sink.url`` is where it listens."""
    kept = mail_sink.Sink()
    controller = mail_sink.start(kept)
    yield kept
    controller.stop()


@pytest.fixture
def mailing(open_site: Callable[..., Flask], sink: mail_sink.Sink) -> Flask:
    """A site whose mails leave the machine."""
    return open_site(MAIL_URL=sink.url, MAIL_FROM="NetWorkWise <learn@example.org>", BASE_URL="http://learn.test")


def send_mails(app: Flask) -> int:
    """Do the queued jobs, as the worker does."""
    return app.extensions["jobs"].run_pending()


def visit(app: Flask) -> FlaskClient:
    """A browser of its own."""
    return app.test_client()
