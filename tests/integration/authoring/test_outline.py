"""The outline: add, move, hide and rename change their own lines, and ids stay."""

import pytest

from course_app.authoring.workspace import review, workspace
from course_app.infrastructure.database import reader
from tests.forms import submit
from tests.integration.authoring.test_editing import version_on

HOME = "/author/small"


def files(app):
    with app.app_context():
        space = workspace(reader(), "small")
        return {path: space.files[path].decode() for path in space.files if not path.startswith("assets/")}


def errors(app):
    with app.app_context():
        return [
            str(found)
            for found in review(reader(), workspace(reader(), "small").files).problems
            if found.severity == "error"
        ]


def test_the_tree_shows_every_file(app, author):
    page = author.get(HOME).text
    for path in files(app):
        assert f"/edit/{path}" in page


def test_a_unit_moves_within_its_module_and_one_line_changes(app, author):
    before = files(app)["course.yml"]
    response = submit(author, f"{HOME}/down", page=HOME, module="start", unit="welcome")
    assert response.status_code == 303
    assert files(app)["course.yml"] == before.replace("[welcome, check, first-step]", "[check, welcome, first-step]")


def test_a_hidden_unit_keeps_its_place_and_comes_back_as_it_was(app, author):
    before = files(app)
    submit(author, f"{HOME}/hide", page=HOME, module="start", unit="check")
    assert "state: draft" in files(app)["start/check.md"]
    assert files(app)["course.yml"] == before["course.yml"]
    assert author.get(f"{HOME}/preview/start/check").status_code == 200
    submit(author, f"{HOME}/show", page=HOME, module="start", unit="check")
    assert files(app) == before


def test_another_title_keeps_the_id(app, author):
    submit(author, f"{HOME}/rename", page=HOME, file="start/check.md", title="Check: the very start")
    assert "# Check: the very start {.quiz pick=4}\n" in files(app)["start/check.md"]


@pytest.mark.parametrize(("kind", "marks"), [("lesson", ""), ("quiz", " {.quiz}"), ("action", " {.action}")])
def test_a_new_unit_stands_in_the_outline_and_checks_clean(app, author, kind, marks):
    response = submit(author, f"{HOME}/add", page=HOME, kind=kind, module="start", title="Over the hill")
    assert response.location == f"{HOME}/edit/start/over-the-hill.md"
    assert f"# Over the hill{marks}\n" in files(app)["start/over-the-hill.md"]
    assert "[welcome, check, first-step, over-the-hill]" in files(app)["course.yml"]
    assert errors(app) == []


def test_a_new_module_comes_with_its_first_lesson(app, author):
    submit(author, f"{HOME}/add", page=HOME, kind="module", title="Far away")
    assert "  - far-away: [welcome]\n" in files(app)["course.yml"]
    assert errors(app) == []
    submit(author, f"{HOME}/up", page=HOME, module="far-away", unit="")
    assert files(app)["course.yml"].index("far-away") < files(app)["course.yml"].index("start:")


@pytest.mark.parametrize("name", ["check", "Check", "module", "a b"])
def test_an_id_that_is_taken_or_none_is_refused(app, author, name):
    response = submit(author, f"{HOME}/add", page=HOME, kind="lesson", module="start", title="X", id=name)
    assert response.status_code == 422
    assert "Choose another id" in response.text


def test_a_unit_taken_out_stays_in_the_history(app, author):
    submit(author, f"{HOME}/remove", page=HOME, module="start", unit="first-step")
    assert "start/first-step.md" not in files(app)
    assert "[welcome, check]" in files(app)["course.yml"]
    history = f"{HOME}/history/start/first-step.md"
    assert submit(author, history + "?at=r1", page=history + "?at=r1", at="r1").status_code == 303
    assert "start/first-step.md" in files(app)


def test_a_unit_moves_into_another_module_and_what_learners_did_goes_on(app, author):
    before = files(app)
    submit(author, f"{HOME}/add", page=HOME, kind="module", title="Far away")
    page = f"{HOME}/edit/far-away/welcome.md"
    text = files(app)["far-away/welcome.md"].replace("---\n#", "requires: [start/check]\n---\n#")
    text += "\nSee [the check](../start/check.md#one-right).\n"
    submit(author, page, text=text, version=version_on(author, page))
    assert errors(app) == []
    submit(author, f"{HOME}/into", page=HOME, module="start", unit="check", target="far-away")
    after = files(app)
    assert "start/check.md" not in after
    assert after["far-away/check.md"] == before["start/check.md"].replace(
        "minutes: 3\n", "minutes: 3\nwas: [start/check]\n"
    )
    assert "  - start: [welcome, first-step]\n  - far-away: [welcome, check]\n" in after["course.yml"]
    assert "[the check](check.md#one-right)" in after["far-away/welcome.md"]
    assert "requires: [far-away/check]" in after["far-away/welcome.md"]
    assert [each for each in errors(app) if " E5" in each or (" E60" in each and " E608" not in each)] == []
    with app.app_context():
        release = review(reader(), workspace(reader(), "small").files).release
        assert release.renames.now("start/check") == "far-away/check"


def test_the_last_unit_of_a_module_stays(app, author):
    submit(author, f"{HOME}/add", page=HOME, kind="module", title="Far away")
    done = submit(author, f"{HOME}/into", page=HOME, module="far-away", unit="welcome", target="start")
    assert done.status_code == 422
    assert "far-away/welcome.md" in files(app)
