"""Templates that stay compiled between two starts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment

from course_app.application import create_app
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import db
from course_app.web.assets import Manifest
from course_app.web.compiled import CompiledTemplates


@pytest.fixture
def begin(settings: Settings, manifest: Manifest) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def make(**files: str) -> Flask:
        made.append(create_app(settings, replace(manifest, files=dict(manifest.files) | files)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def kept(settings: Settings) -> list[Path]:
    return sorted((settings.instance / "cache" / "templates").glob("*"))


def page(app: Flask) -> str:
    return app.test_client().get("/signin").get_data(as_text=True)


def test_a_second_start_compiles_nothing(begin: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> None:
    first = page(begin())
    monkeypatch.delattr(Environment, "_generate")
    assert "<h1" in page(begin())
    assert "<h1" in first


def test_other_files_of_the_site_are_other_templates(begin: Callable[..., Flask], settings: Settings) -> None:
    page(begin())
    told = page(begin(**{"app.css": "other.css"}))
    assert "/static/other.css" in told
    assert len(kept(settings)) == 2


def test_what_an_earlier_version_compiled_is_removed(begin: Callable[..., Flask], settings: Settings) -> None:
    page(begin())
    app = begin(**{"app.css": "other.css"})
    page(app)
    compiled = app.jinja_env.bytecode_cache
    assert isinstance(compiled, CompiledTemplates)
    compiled.forget_others()
    assert [str(folder) for folder in kept(settings)] == [compiled.directory]


def test_a_place_that_takes_nothing_is_no_reason_to_fail(begin: Callable[..., Flask], settings: Settings) -> None:
    (settings.instance / "cache").mkdir(exist_ok=True)
    (settings.instance / "cache" / "templates").write_text("a file where the folder would be")
    assert "<h1" in page(begin())
