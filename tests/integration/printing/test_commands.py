"""Printed matter on the disk, for authors to look at."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from course_app.cli import course
from tests.small_book import files_of_book


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "content" / "small"
    for path, data in files_of_book(**{"resources__my-sheet.md": "# My sheet\n\nText.\n"}).items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(data)
    return home


def run(*arguments, **environment):
    return CliRunner().invoke(course, [str(each) for each in arguments], env=environment)


def test_sheets_are_written_one_by_one(folder, tmp_path):
    out = tmp_path / "out"
    done = run("content", "sheets", folder, "--out", out, "--only", "my-sheet", "--paper", "letter")
    assert done.exit_code == 0, done.output
    assert [path.name for path in out.iterdir()] == ["my-sheet-letter.pdf"]
    assert "my-sheet-letter.pdf: 1 page, " in done.output


def test_an_unknown_sheet_is_answered_with_those_there_are(folder, tmp_path):
    done = run("content", "sheets", folder, "--out", tmp_path, "--only", "their-sheet")
    assert done.exit_code == 2
    assert "There: my-sheet, our-cards." in done.output


def test_the_guide_is_written_where_it_was_asked_for(folder, tmp_path):
    file = tmp_path / "Book.pdf"
    done = run("guide", "build", "small", "--out", file, "--paper", "a4", COURSE_CONTENT_DIR=str(folder.parent))
    assert done.exit_code == 0, done.output
    assert file.read_bytes().startswith(b"%PDF-1.7")


def test_a_course_that_is_nowhere_is_wrong_use(tmp_path):
    assert run("guide", "build", "nowhere", COURSE_CONTENT_DIR=str(tmp_path)).exit_code == 2


def test_a_course_with_problems_is_not_printed(folder, tmp_path):
    (folder / "course.yml").write_text("id: [", "utf-8")
    done = run("content", "sheets", folder, "--out", tmp_path)
    assert done.exit_code == 1
    assert "course content check" in done.output
