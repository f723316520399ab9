"""A site with a course, and one person of each role in a browser of their own."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from course_app.application import create_app
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db
from course_app.web import assets
from tests.conftest import Role, WholeAnswers, add_person, sign_in
from tests.forms import submit, token_of
from tests.publishing import publish_course

ROLES = ("anonymous", "learner", "other learner", "coach", "author", "owner")


@dataclass
class World:
    """A site and who visits it."""

    app: Flask
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def address(self, rule: Rule) -> str:
        """Return an address of the rule that leads somewhere."""
        values = {name: self.values.get(name, 1) for name in rule.arguments}
        for name, converter in rule._converters.items():
            if isinstance(converter, AnyConverter):
                values[name] = min(converter.items)
        if "devices" in rule.rule:
            values["number"] = 77  # not the one in use
        with self.app.test_request_context():
            built = rule.build(values)
        assert built is not None, rule
        return built[1]

    def get(self, who: str, path: str, **more: Any) -> Any:
        return self.browsers[who].get(path, **more)

    def post(self, who: str, path: str, data: Any = None, **more: Any) -> Any:
        fields = {"csrf_token": self.tokens[who], **(data or {})}
        return self.browsers[who].post(path, data=fields, **more)

    def rules(self, method: str) -> list[Rule]:
        return [rule for rule in self.app.url_map.iter_rules() if method in (rule.methods or ())]

    def come_in(self, who: str, email: str = "") -> None:
        """Give somebody a fresh browser."""
        browser = self.app.test_client()
        if email:
            sign_in(browser, email)
        self.browsers[who] = browser
        self.tokens[who] = token_of(browser, "/account" if email else "/signin")


@pytest.fixture(scope="module")
def make_world(
    blank_instance: Path, tmp_path_factory: pytest.TempPathFactory, manifest: assets.Manifest
) -> Iterator[Callable[..., World]]:
    made = []

    def make(prepare: Callable[[Flask], None] = lambda app: None, **settings: Any) -> World:
        instance = tmp_path_factory.mktemp("world") / "instance"
        shutil.copytree(blank_instance, instance)
        app = create_app(load_settings({}, INSTANCE=str(instance), **settings), manifest)
        app.test_client_class = WholeAnswers
        app.testing = True
        app.config["PROPAGATE_BUGS"] = False
        prepare(app)
        publish_course(app)
        world = World(app)
        world.come_in("anonymous")
        for role in ROLES[1:]:
            email = f"{role.replace(' ', '-')}@example.org"
            add_person(app, email, role.title(), Role(role.split()[-1]))
            world.come_in(role, email)
        bystander = add_person(app, "bystander@example.org", "Bystander", Role.LEARNER)
        world.values = {
            "course": "garden",
            "module": "first",
            "unit": "soil",
            "question": "air",
            "task": "pots",
            "field": "buy",
            "name": "pot.svg",
            "token": "made-up-token",
            "n": 1,
            "ending": "csv",
            "number": bystander,
            "attempt": begin_check(world),
            "person": add_to_list(world),
        }
        made.append(app)
        return world

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def begin_check(world: World) -> str:
    """Let the learner begin a check and return the attempt's public id."""
    started = submit(world.browsers["learner"], "/c/garden/first/check/begin", page="/c/garden/first/check")
    assert started.status_code == 303, started.text
    return started.location.split("/attempts/")[1].split("/")[0]


def add_to_list(world: World) -> str:
    """Let the learner put somebody on their list and return that person's id."""
    added = submit(
        world.browsers["learner"], "/people", page="/people/new", name="Evan Quillfeather", new_sphere="Tram depot"
    )
    assert added.status_code == 303, added.text
    return re.findall(r'href="/people/([\w-]{16})"', world.browsers["learner"].get("/people").text)[0]


@pytest.fixture(scope="module")
def world(make_world: Callable[..., World]) -> World:
    return make_world(RATE_LIMITS="no")
