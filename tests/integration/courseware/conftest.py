from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from course_app.courseware.service import Publishing, PublishResult, publish
from course_app.courseware.skeleton import FILES
from course_app.infrastructure.database import transaction

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Map</title><circle r="2"/></svg>'
SHEET = "# Sheet\n\nPrint me.\n"


def files_of_course(**changed: str | bytes) -> dict[str, bytes]:
    """The files of a small course; ``changed`` replaces or adds some, with __ for / and _ for - in paths."""
    files = {path: text.format(name="small", title="Small course").encode() for path, text in FILES.items()}
    files["assets/map.svg"] = SVG
    files["resources/sheet.md"] = SHEET.encode()
    files["start/module.md"] += b"\n## Downloads {.resources}\n\n- [Sheet](../resources/sheet.md)\n"
    files["start/welcome.md"] += b'\n## Map\n\n![A map](../assets/map.svg "Where we are")\n'
    for name, data in changed.items():
        files[name] = data.encode() if isinstance(data, str) else data
    return files


def replaced(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    text = files[path].decode()
    assert old in text
    return files | {path: text.replace(old, new).encode()}


@pytest.fixture
def files() -> dict[str, bytes]:
    return files_of_course()


@pytest.fixture
def how(app: Flask) -> Publishing:
    return Publishing(NOW, app.extensions["render_context"])


@pytest.fixture
def published(app: Flask, how: Publishing) -> Callable[..., PublishResult]:
    """Publish files in a transaction of its own."""

    def run(files: dict[str, bytes], how: Publishing = how) -> PublishResult:
        with app.app_context(), transaction() as session:
            return publish(session, files, how)

    return run


@pytest.fixture
def folder(tmp_path: Path, files: dict[str, bytes]) -> Path:
    home = tmp_path / "content" / "small"
    write_folder(home, files)
    return home


def write_folder(home: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(data)
