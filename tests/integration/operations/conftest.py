"""Sites that run, and commands that are run on them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from course_app.cli import course
from course_app.web import assets
from tests.served import with_assets


@pytest.fixture
def instance(blank_instance: Path, manifest: assets.Manifest, tmp_path: Path) -> Path:
    """An instance with keys, tables and static files."""
    folder = tmp_path / "site"
    shutil.copytree(blank_instance, folder)
    return with_assets(folder)


@pytest.fixture(scope="module")
def lasting_instance(blank_instance: Path, manifest: assets.Manifest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance that the tests of a module share."""
    folder = tmp_path_factory.mktemp("lasting") / "site"
    shutil.copytree(blank_instance, folder)
    return with_assets(folder)


@pytest.fixture
def run(instance: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command on the instance: ``run("users list", SIGNUP="open")``."""

    def call(line: str, stdin: str = "", **settings: object) -> Result:
        given = {"COURSE_INSTANCE": str(instance)} | {f"COURSE_{name}": str(value) for name, value in settings.items()}
        return CliRunner().invoke(course, line.split(), input=stdin, env=given, prog_name="course")

    return call


def make_owner(run: Callable[..., Result]) -> None:
    """Give the instance an owner, and so private data."""
    result = run("create-owner dana@example.org --password-stdin", "seven quiet herons")
    assert result.exit_code == 0, result.output
