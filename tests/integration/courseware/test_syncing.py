from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from course_app.courseware.models import DraftFileRow, DraftRow, ReleaseRow
from course_app.courseware.service import Publishing, PublishResult
from course_app.courseware.sync import Outcome, Synced, sync_at_start, sync_folder
from course_app.infrastructure.database import reader, transaction

from .conftest import NOW, replaced, write_folder


@pytest.fixture
def sync(app: Flask, how: Publishing, folder: Path) -> Callable[..., Synced]:
    def run(production: bool = False) -> Synced:
        with app.app_context(), transaction() as session:
            return sync_folder(session, folder, how, production=production)

    return run


def edit(folder: Path, new: str = "Open with a scene") -> None:
    path = folder / "start/welcome.md"
    path.write_text(path.read_text().replace("Begin with a scene", new))


@pytest.mark.parametrize("production", [False, True])
def test_an_unknown_course_is_published_as_r1(sync: Callable[..., Synced], production: bool):
    done = sync(production)
    assert (done.outcome, done.sentence) == (Outcome.PUBLISHED, "small: published as r1.")


def test_a_folder_as_it_was_synced_changes_nothing(sync: Callable[..., Synced]):
    sync()
    assert sync().outcome is Outcome.UNCHANGED


def test_changed_files_are_published_where_nobody_else_looks(sync: Callable[..., Synced], folder: Path):
    sync()
    edit(folder)
    done = sync()
    assert (done.outcome, done.result.number) == (Outcome.PUBLISHED, 2)


def test_changed_files_are_staged_in_production(app: Flask, sync: Callable[..., Synced], folder: Path):
    sync(production=True)
    edit(folder)
    done = sync(production=True)
    assert done.outcome is Outcome.STAGED
    assert f"course content publish {folder}" in done.sentence
    with app.app_context():
        assert reader().execute(select(ReleaseRow.number)).scalars().all() == [1]
        [row] = reader().execute(select(DraftFileRow.path, DraftFileRow.began_from, DraftFileRow.sha256)).all()
        assert row.path == "start/welcome.md"
        assert row.began_from != row.sha256
    assert sync(production=True).outcome is Outcome.UNCHANGED
    edit(folder, "x")
    (folder / "start/welcome.md").write_text((folder / "start/welcome.md").read_text() + "\nMore.\n")
    assert sync(production=True).outcome is Outcome.STAGED
    with app.app_context():
        assert len(reader().execute(select(DraftRow.id)).all()) == 1


def test_edits_in_the_browser_are_never_overwritten(
    app: Flask, sync: Callable[..., Synced], folder: Path, published: Callable[..., PublishResult], files, how
):
    sync()
    published(replaced(files, "start/welcome.md", "Begin with", "From the browser:"), replace(how, origin="browser"))
    assert sync().outcome is Outcome.UNCHANGED
    edit(folder)
    done = sync()
    assert done.outcome is Outcome.LEFT
    assert f"course content diff {folder}" in done.sentence
    with app.app_context():
        assert reader().execute(select(ReleaseRow.origin).order_by(ReleaseRow.id)).scalars().all() == [
            "folder",
            "browser",
        ]


def test_an_open_draft_in_the_browser_counts_as_an_edit(app: Flask, sync: Callable[..., Synced], folder: Path):
    sync()
    with app.app_context(), transaction() as session:
        session.add(DraftRow(course_id=1, origin="browser", changed_at=NOW))
    edit(folder)
    assert sync().outcome is Outcome.LEFT


def test_what_the_browser_published_may_be_brought_to_the_folder(
    sync: Callable[..., Synced], folder: Path, published: Callable[..., PublishResult], files, how
):
    sync()
    newer = replaced(files, "start/welcome.md", "Begin with", "From the browser:")
    published(newer, how)
    write_folder(folder, newer)
    assert sync().outcome is Outcome.UNCHANGED
    edit(folder.parent / "small")
    (folder / "start/check.md").write_text((folder / "start/check.md").read_text().replace("Answer in", "Answer at"))
    assert sync().outcome is Outcome.PUBLISHED


def test_a_broken_folder_is_refused_and_what_is_live_stays(sync: Callable[..., Synced], folder: Path):
    sync()
    (folder / "start/check.md").write_text("# No questions {.quiz}\n")
    done = sync()
    assert done.outcome is Outcome.REFUSED
    assert f"course content check {folder}" in done.sentence
    (folder / "course.yml").write_text("id: [")
    assert sync().outcome is Outcome.REFUSED


def test_the_start_of_the_server_says_what_it_did(app: Flask, folder: Path):
    app.extensions["settings"] = _with_content(app, folder.parent)
    with app.app_context():
        assert sync_at_start(app) == ["small: published as r1."]
        assert sync_at_start(app) == []
        edit(folder)
        assert sync_at_start(app) == ["small: published as r2."]


def _with_content(app: Flask, content: Path):
    settings = app.extensions["settings"]
    return replace(settings, values=dict(settings.values) | {"CONTENT_DIR": str(content)})
