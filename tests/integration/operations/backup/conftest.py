"""A site with something in nearly every table, on either database, and where to bring it back."""

import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from course_app.application import create_app
from course_app.infrastructure import clock
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db
from course_app.operations.backup.making import make
from course_app.operations.backup.tables import lines_of, snapshot, tables_of
from tests.conftest import WholeAnswers
from tests.furnished import furnish
from tests.served import with_assets

_numbers = count(1)
CHANGED_BY_A_RESTORE = {"session", "account_link", "held_form", "outbox"}


@dataclass(frozen=True)
class Site:
    """A site that stands, and its certificate."""

    app: Flask
    folder: Path
    furnished: object

    @property
    def settings(self):
        return self.app.extensions["settings"]

    def rows(self, but=()):
        """Every row of every table, as a backup tells them."""
        with self.app.app_context(), snapshot(db.engine) as connection:
            tables = [each for each in tables_of(connection) if each.name not in but]
            return {each.name: [json.loads(line) for line in lines_of(connection, each)][1:] for each in tables}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def original(request, blank_instance, manifest, tmp_path_factory):
    """The site, once for all tests of a module: they read it and do not change it."""
    folder = tmp_path_factory.mktemp("original")
    instance = with_assets(Path(shutil.copytree(blank_instance, folder / "instance")))
    with database_of(request, request.param, "blank") as url:
        app = create_app(load_settings({}, INSTANCE=str(instance), DATABASE_URL=url, RATE_LIMITS="no"), manifest)
        app.test_client_class = WholeAnswers
        app.testing = True
        yield Site(app, instance, furnish(app, folder / "courses"))
        with app.app_context():
            db.engine.dispose()


@contextmanager
def database_of(request, kind, template="template1"):
    """The address of a new database: '' for SQLite in the instance."""
    if kind == "sqlite":
        yield ""
        return
    cluster = request.getfixturevalue("postgres")
    with cluster.copy_of(template, f"backup{next(_numbers)}_{kind}") as url:
        yield url


@pytest.fixture(scope="module")
def archive(original, tmp_path_factory):
    """A backup of the site, with its keys."""
    path = tmp_path_factory.mktemp("archive") / "site.zip"
    make(original.app, path, clock.now(), with_keys=True)
    return path


@pytest.fixture
def elsewhere(request, original, manifest, tmp_path):
    """Another machine: settings of an instance without keys and tables, and how to open the site there.

    Its database is of the other kind, unless a test says which.
    """
    kind = getattr(request, "param", "sqlite" if original.settings["DATABASE_URL"] else "postgresql")
    instance = tmp_path / "elsewhere"
    (instance / "keys").mkdir(parents=True, mode=0o700)
    with_assets(instance)
    opened = []
    with database_of(request, kind) as url:
        settings = load_settings({}, INSTANCE=str(instance), DATABASE_URL=url, RATE_LIMITS="no")

        def open_site():
            app = create_app(settings, manifest)
            app.test_client_class = WholeAnswers
            app.testing = True
            opened.append(app)
            return Site(app, instance, None)

        yield settings, open_site
        for app in opened:
            with app.app_context():
                db.engine.dispose()
