"""What tests share: a real application on a real database, and people in it.

Tests that use ``app`` run on SQLite. Those marked ``postgres`` run on PostgreSQL too, and with ``--databases=all``
(what `./course test` says) every one of them does.
"""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from course_app.accounts import service
from course_app.application import STATIC, create_app
from course_app.infrastructure import clock, migrating
from course_app.infrastructure.config import Settings, load_settings
from course_app.infrastructure.database import db, transaction
from course_app.infrastructure.keys import make_keys
from course_app.web import assets
from course_app.web.access import Role
from course_app.web.compiled import CompiledTemplates
from tests.cluster import Cluster, NoClusterError, cluster
from tests.forms import submit
from tests.house import House
from tests.scratch import in_memory

hypothesis.settings.register_profile("default", deadline=None)  # machines are busy sometimes
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True)
hypothesis.settings.load_profile("default")
ASSETS = Path(__file__).parents[1] / ".course" / "test-assets"


def pytest_configure() -> None:
    """Write to memory, unless somebody says where: a run makes thousands of databases and keeps none."""
    if "TMPDIR" not in os.environ and (folder := in_memory()):
        os.environ["TMPDIR"] = folder
        tempfile.tempdir = None
    gc.disable()  # what is collected now is no garbage


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over all that stays until the end, such as thousands of tests."""
    gc.freeze()
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        choices=("sqlite", "postgresql", "all"),
        default="",
        help="run what uses the application on this database; without it on SQLite, and what is marked on both",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that uses the database on each one that is wanted."""
    if "database" not in metafunc.fixturenames:
        return
    wanted = metafunc.config.getoption("databases")
    if metafunc.definition.get_closest_marker("sqlite") is not None:
        return
    marked = metafunc.definition.get_closest_marker("postgres") is not None
    both = wanted == "all" or (not wanted and marked)
    kinds = ("sqlite", "postgresql") if both else (wanted or "sqlite",)
    if kinds != ("sqlite",):
        metafunc.parametrize("database", kinds, indirect=True)


class WholeAnswers(FlaskClient):
    """Takes every answer whole, as a browser does: a stream that nobody reads keeps its connection to the database."""

    def open(self, *args: Any, buffered: bool = True, **values: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **values)


@pytest.fixture(scope="session")
def postgres(blank_instance: Path, manifest: assets.Manifest) -> Iterator[Cluster]:
    """A cluster with a migrated, empty database called ``blank``, to be copied for each test."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(cluster())
        except NoClusterError as error:
            pytest.skip(f"no PostgreSQL: {error}")
        running.run("CREATE DATABASE blank")
        app = create_app(load_settings({}, INSTANCE=str(blank_instance), DATABASE_URL=running.url("blank")), manifest)
        with app.app_context():
            migrating.upgrade(db.engine)
            db.engine.dispose()
        yield running


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with empty tables, '' for SQLite in the instance folder."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
        return
    running: Cluster = request.getfixturevalue("postgres")
    with running.copy_of("blank", "test") as url:  # one name, so that the same application finds it
        yield url


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> assets.Manifest:
    return assets.build(STATIC, ASSETS)


@pytest.fixture(scope="session")
def blank_instance(tmp_path_factory: pytest.TempPathFactory, manifest: assets.Manifest) -> Path:
    """An instance with keys and a migrated, empty database, to be copied for each test."""
    folder = tmp_path_factory.mktemp("blank")
    settings = load_settings({}, INSTANCE=str(folder))
    make_keys(settings)
    app = create_app(settings, manifest)
    app.test_client_class = WholeAnswers
    with app.app_context():
        migrating.upgrade(db.engine)
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def house(blank_instance: Path, manifest: assets.Manifest, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The application of this process, for one test after the other."""

    def make(settings: Settings) -> Flask:
        app = create_app(settings, manifest)
        app.test_client_class = WholeAnswers
        app.jinja_env.bytecode_cache = CompiledTemplates(app, ASSETS / "templates")  # compiled once for all tests
        app.testing = True
        return app

    return House(make, blank_instance, tmp_path_factory.mktemp("house") / "instance")


@pytest.fixture
def settings(house: House, database: str) -> Settings:
    return load_settings({}, INSTANCE=str(house.clear()), DATABASE_URL=database)


@pytest.fixture
def app(house: House, settings: Settings) -> Iterator[Flask]:
    app = house.app(settings)
    yield app
    house.close(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


PASSWORD = "seven quiet herons"


@pytest.fixture
def make_account(app: Flask) -> Callable[..., int]:
    """Add an account and return its id."""
    return lambda email="dana@example.org", name="Dana Whitfield", role=Role.LEARNER, **more: add_person(
        app, email, name, role, **more
    )


def add_person(app: Flask, email: str, name: str, role: Role, **more: str) -> int:
    with app.app_context(), transaction() as session:
        return service.add_account(
            session,
            app.extensions["master_key"],
            email=email,
            name=name,
            now=clock.now(),
            role=role,
            **{"password_hash": _hash(), **more},
        )


@cache
def _hash() -> str:
    """Return a hash that is weak on purpose: it says itself how much work a sign-in takes, and thousands sign in."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def sign_in(client: FlaskClient, email: str = "dana@example.org") -> FlaskClient:
    response = submit(client, "/signin", email=email, password=PASSWORD)
    assert response.status_code == 303, response.text
    return client


@pytest.fixture
def learner(client: FlaskClient, make_account: Callable[..., int]) -> FlaskClient:
    make_account()
    return sign_in(client)
