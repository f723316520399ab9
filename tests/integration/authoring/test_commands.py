"""Files and browser meet in one store: the shell says whom a change touches, and overwrites nothing typed here."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from course_app.authoring.commands import content
from course_app.courseware.drafts import draft_of
from course_app.courseware.folder import read_folder
from course_app.infrastructure.database import reader
from tests.forms import submit
from tests.integration.authoring.conftest import files_of_course
from tests.integration.authoring.test_editing import EDIT, text_of, version_on
from tests.integration.authoring.test_publishing import learners, live, publish_now  # noqa: F401 - a fixture


@pytest.fixture
def run(app: Flask):
    def call(*arguments: object) -> Result:
        return CliRunner().invoke(content, [str(each) for each in arguments], obj=lambda: app)

    return call


def write(home: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(data)
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = files_of_course()
    files["start/welcome.md"] = files["start/welcome.md"].replace(b"one thing.", b"a single thing.")
    return write(tmp_path / "small", files)


def test_diff_and_sync_say_whom_a_change_touches(run, learners, folder):  # noqa: F811
    line = "~ Lesson start/welcome: the text changed (3 finished it)"
    assert line in run("diff", folder).stdout
    [said] = json.loads(run("diff", folder, "--json").stdout)[str(folder)]
    assert said["touches"] == "3 finished it"
    done = run("sync", folder)
    assert done.exit_code == 0
    assert line in done.stdout


def test_sync_leaves_what_was_edited_in_the_browser_alone(app, run, author, folder):
    typed = text_of(app) + "\nTyped here.\n"
    submit(author, EDIT, text=typed, version=version_on(author))
    done = run("sync", folder)
    assert "edited in the browser" in done.stdout
    assert text_of(app) == typed
    publish_now(author)
    assert "edited in the browser" in run("sync", folder).stdout
    assert live(app)[1] == 2


def test_export_writes_back_byte_for_byte_and_the_next_sync_finds_nothing_new(app, run, author, folder):
    run("sync", folder)
    submit(author, EDIT, text=text_of(app) + "\nTyped here.\n", version=version_on(author))
    publish_now(author)
    (folder / "mine.md").write_text("# Mine\n")
    done = run("export", "small", folder)
    assert f"{folder}: 1 file written" in done.stdout
    assert f"{folder}/mine.md: not in the course" in done.stdout
    (folder / "mine.md").unlink()
    assert read_folder(folder)["start/welcome.md"].endswith(b"\nTyped here.\n")
    assert "what is live" in run("sync", folder).stdout


def repository(home: Path) -> Path:
    def git(*words):
        subprocess.run(
            ["git", "-C", home, "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True, capture_output=True
        )

    git("init", "--quiet")
    git("add", "-A")
    git("commit", "--quiet", "-m", "One")
    return home


def test_a_repository_is_pulled_as_a_draft_that_waits(app, run, author, folder):
    repository(folder)
    done = run("pull", folder)
    assert done.exit_code == 0, done.output
    assert "1 change waiting" in done.stdout
    assert live(app)[1] == 1
    assert "a single thing." not in text_of(app)
    page = author.get("/author/small/publish?origin=folder").text
    assert "Lesson start/welcome: the text changed" in page
    assert publish_now(author, "/author/small/publish?origin=folder").status_code == 303
    assert live(app)[1] == 2
    with app.app_context():
        assert draft_of(reader(), 1, "folder") is None


def test_what_waits_can_go_into_the_draft_and_both_texts_are_kept(app, run, author, folder):
    repository(folder)
    typed = text_of(app) + "\nTyped here.\n"
    submit(author, EDIT, text=typed, version=version_on(author))
    run("pull", folder)
    page = author.get("/author/small/publish?origin=folder").text
    assert "Take it into the draft" in page
    done = submit(author, "/author/small/staged/take", page="/author/small/publish?origin=folder")
    assert done.status_code == 303
    assert text_of(app) == typed
    assert "from the folder" in author.get("/author/small/history/start/welcome.md").text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere-at-all",), "could not be read"),
        (("--upload-pack=touch x",), "No such option"),
        (("ext::sh -c touch% x",), "could not be read"),
    ],
)
def test_what_is_no_repository_is_refused(run, words, said):
    done = run("pull", *words)
    assert done.exit_code in (1, 2)
    assert said in done.output


def test_a_folder_outside_of_the_repository_is_refused(run, folder):
    repository(folder)
    assert "There is no course.yml" in run("pull", folder, "--folder", "../..").output


def test_a_course_that_is_unknown_is_begun_as_a_draft(app, run, author, tmp_path):
    home = repository(write(tmp_path / "other", files_of_course("other", "Another course")))
    assert "begun as a draft" in run("pull", home).stdout
    assert "Another course" in author.get("/author").text
    assert author.get("/c/other").status_code == 404
    assert author.get("/author/other/preview/start/welcome").status_code == 200
