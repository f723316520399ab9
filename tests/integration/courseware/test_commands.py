import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from course_app.courseware.commands import content

from .conftest import replaced, write_folder

RIGHT = "- (x) A scene with a person in it"


@pytest.fixture
def run(app: Flask):
    def call(*arguments: object) -> Result:
        return CliRunner().invoke(content, [str(each) for each in arguments], obj=lambda: app)

    return call


def test_a_good_course_checks_clean(run, folder: Path):
    done = run("check", folder)
    assert done.exit_code == 0
    assert f"{folder}: 0 errors, 0 warnings" in done.stdout


def test_every_problem_is_printed_with_its_place(run, folder: Path, files):
    write_folder(folder, replaced(files, "start/check.md", RIGHT, RIGHT.replace("x", " ")))
    done = run("check", folder)
    assert done.exit_code == 1
    assert f"{folder}/start/check.md:" in done.stderr
    assert ": E322 " in done.stderr
    assert "1 error" in done.stdout


def test_problems_can_be_read_by_a_program(run, folder: Path, files):
    write_folder(folder, replaced(files, "start/check.md", RIGHT, RIGHT.replace("x", " ")))
    done = run("check", folder, "--json")
    assert done.exit_code == 1
    [found] = json.loads(done.stdout)
    assert (found["code"], found["severity"]) == ("E322", "error")
    assert found["line"] > 1
    assert found["hint"]


def test_a_folder_of_courses_stands_for_each_of_them(run, folder: Path, files):
    write_folder(folder.parent / "second", replaced(files, "course.yml", "id: small", "id: second"))
    done = run("check", folder.parent)
    assert done.stdout.splitlines() == [
        f"{folder.parent}/second: 0 errors, 0 warnings",
        f"{folder.parent}/small: 0 errors, 0 warnings",
    ]


def test_a_folder_that_is_not_there_is_wrong_use(run, tmp_path: Path):
    assert run("check", tmp_path / "nothing").exit_code == 2
    assert run("publish", tmp_path / "nothing").exit_code == 2
    assert run("check", "--strange").exit_code == 2


def test_a_folder_without_a_course_has_a_problem(run, tmp_path: Path):
    assert run("check", tmp_path).exit_code == 1


def test_a_new_course_checks_clean_and_can_be_published(run, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("COURSE_CONTENT_DIR", str(tmp_path / "content"))
    assert run("new", "my-course", "--dry-run").exit_code == 0
    assert not (tmp_path / "content").exists()
    done = run("new", "my-course", "--title", "How to ask")
    assert done.exit_code == 0, done.output
    assert "course content check" in done.stdout
    made = tmp_path / "content" / "my-course"
    checked = run("check", made)
    assert (checked.exit_code, checked.stderr) == (0, "")
    published = run("publish", made)
    assert (published.exit_code, published.stdout.splitlines()[0]) == (0, "my-course: published as r1.")
    assert run("new", "my-course").exit_code == 2
    assert run("new", "My Course").exit_code == 2


def test_publishing_says_what_changed_and_again_that_nothing_did(run, folder: Path, files):
    assert run("publish", folder).exit_code == 0
    write_folder(folder, replaced(files, "start/check.md", "pick=4", "pick=3"))
    compared = run("diff", folder)
    assert compared.exit_code == 0
    assert "~ Check start/check: pick 4 → 3" in compared.stdout
    tried = run("publish", folder, "--dry-run")
    assert tried.stdout.startswith("Would be: small: published as r2.")
    done = run("publish", folder, "--note", "Shorter check")
    assert done.stdout.startswith("small: published as r2.")
    assert "pick 4 → 3" in done.stdout
    assert "is the same, nothing to publish" in run("publish", folder).stdout
    assert json.loads(run("diff", folder, "--json").stdout) == {str(folder): []}


def test_errors_stop_publishing_with_their_places(run, folder: Path, files):
    write_folder(folder, replaced(files, "start/check.md", RIGHT, RIGHT.replace("x", " ")))
    done = run("publish", folder)
    assert done.exit_code == 1
    assert "start/check.md:" in done.stderr
    assert "Nothing was published." in done.stderr
    told = run("publish", folder, "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["problems"][0]["code"] == "E322"


def test_sync_says_what_became_of_each_folder(run, folder: Path, files):
    assert run("sync", folder, "--dry-run").stdout.startswith("Would be: small: published as r1.")
    assert run("sync", folder).stdout.startswith("small: published as r1.")
    assert run("sync", folder).stdout.startswith("small: nothing new")
    write_folder(folder, replaced(files, "start/check.md", RIGHT, RIGHT.replace("x", " ")))
    broken = run("sync", folder)
    assert broken.exit_code == 1
    assert "E322" in broken.stderr
    assert json.loads(run("sync", folder, "--json").stdout)[0]["outcome"] == "refused"


def test_a_course_goes_out_and_comes_in_with_identical_bytes(run, folder: Path, tmp_path: Path, files):
    run("publish", folder)
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    assert run("export", "small", first).exit_code == 0
    write_folder(folder, replaced(files, "start/welcome.md", "Begin with", "Open with"))
    run("publish", folder)
    done = run("import", first)
    assert done.stdout.startswith("small: published as r3.")
    assert run("export", "small", second).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    assert run("export", "small", second, "--release", "r2").exit_code == 0
    assert first.read_bytes() != second.read_bytes()
    assert run("export", "none", second).exit_code == 2
    assert run("export", "small", second, "--release", "r99").exit_code == 2
    second.write_bytes(b"no zip")
    assert run("import", second).exit_code == 2


def test_rolling_back_takes_the_number_as_it_is_shown(run, folder: Path, files):
    run("publish", folder)
    write_folder(folder, replaced(files, "start/welcome.md", "Begin with", "Open with"))
    run("publish", folder)
    assert run("rollback", "small", "r1", "--dry-run").stdout.startswith("Would be: small: published as r3.")
    done = run("rollback", "small", "r1")
    assert done.stdout.startswith("small: published as r3.")
    assert "~ Lesson start/welcome: the text changed" in done.stdout
    assert run("rollback", "small", "first").exit_code == 2
    assert run("rollback", "small", "r9").exit_code == 1
