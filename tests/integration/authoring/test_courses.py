"""New courses from the browser: begun, duplicated, imported, exported, retired; and questions and pictures by form."""

import io
import re
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlalchemy import func, select

from course_app.assessment.models import AnswerRow
from course_app.authoring.workspace import review, workspace
from course_app.courseware.transfer import export_course
from course_app.infrastructure.database import reader
from tests.forms import submit, token_of
from tests.integration.authoring.conftest import SVG, files_of_course
from tests.integration.authoring.test_editing import VERSION, text_of
from tests.integration.authoring.test_publishing import publish_now

HOME = "/author"


def space_of(app, slug):
    with app.app_context():
        space = workspace(reader(), slug)
        return dict(space.files), review(reader(), space.files).errors


def send(client, path, page, **fields):
    data = {"csrf_token": token_of(client, page), **fields}
    return client.post(path, data=data, content_type="multipart/form-data", headers={"Sec-Fetch-Site": "same-origin"})


def test_a_course_begins_clean_and_is_seen_by_nobody_until_it_is_published(app, author):
    done = submit(author, f"{HOME}/new", page=HOME, title='Tea: "for" two', slug="tea")
    assert done.location == "/author/tea"
    assert space_of(app, "tea")[1] == 0
    assert author.get("/c/tea").status_code == 404
    shown = author.get("/author/tea/publish").text
    assert "is new, with 3 units" in shown
    version = version_in(shown)
    done = submit(author, "/author/tea/publish", version=version, origin="browser", when="now")
    assert done.status_code == 303
    assert author.get("/c/tea").status_code == 200


def version_in(page):
    return re.search(r'name="version" value="(\d+)"', page)[1]


@pytest.mark.parametrize(("slug", "title"), [("small", "Taken"), ("Not an id", "Good"), ("good", "x"), ("", "Good")])
def test_an_address_that_is_taken_or_none_is_refused(author, slug, title):
    assert submit(author, f"{HOME}/new", page=HOME, title=title, slug=slug).status_code == 422


def test_a_copy_differs_in_address_and_title_alone(app, author):
    submit(author, f"{HOME}/small/duplicate", page=HOME, title="Small copy", slug="copy")
    files, errors = space_of(app, "copy")
    assert errors == 0
    mine = files_of_course()
    changed = {path for path in files if files[path] != mine[path]}
    assert changed == {"course.yml"}
    before, after = (each.decode().split("\n") for each in (mine["course.yml"], files["course.yml"]))
    assert [line for line in after if line not in before] == ["id: copy", "title: Small copy"]


def test_an_export_comes_back_as_another_course_byte_for_byte(app, author):
    archive = author.get(f"{HOME}/small/live.zip").data
    assert archive == export_course(files_of_course())
    done = send(author, f"{HOME}/import", HOME, file=(io.BytesIO(archive), "small.zip"), slug="again")
    assert done.location == "/author/again"
    files, errors = space_of(app, "again")
    assert errors == 0
    assert {path for path in files if files[path] != files_of_course()[path]} == {"course.yml"}


def test_a_zip_that_is_none_is_refused(author):
    done = send(author, f"{HOME}/import", HOME, file=(io.BytesIO(b"no zip"), "x.zip"))
    assert done.status_code == 422
    archive = io.BytesIO()
    with ZipFile(archive, "w") as made:
        made.writestr("../course.yml", "id: x")
    assert send(author, f"{HOME}/import", HOME, file=(io.BytesIO(archive.getvalue()), "x.zip")).status_code == 422


def test_a_retired_course_is_in_no_list_and_comes_back(author):
    submit(author, f"{HOME}/small/retire", page=HOME)
    assert "Small course" not in author.get("/courses").text
    submit(author, f"{HOME}/small/reopen", page=HOME)
    assert "Small course" in author.get("/courses").text


def test_another_id_without_its_former_one_is_no_new_course(app, author):
    page = "/author/small/edit/course.yml"
    text = text_of(app, "course.yml").replace("id: small", "id: other")
    submit(author, page, text=text, version=VERSION.search(author.get(page).text)[1])
    assert publish_now(author).status_code == 422
    text = text.replace("id: other", "id: other\nwas: [small]")
    submit(author, page, text=text, version=VERSION.search(author.get(page).text)[1])
    assert publish_now(author).location == "/author/other/releases"
    assert author.get("/c/other/start/welcome").status_code == 200


QUESTION = "/author/small/question/start/check.md/begins-with"


def question_form(**changed):
    return {
        "heading": "What does a lesson begin with?", "points": "", "objective": "know", "right": "0",
        "at-0": "0", "at-1": "1",
        "text-0": "A scene with a person in it",
        "feedback-0": "Yes. A scene gives the idea somewhere to stand.",
        "text-1": "A list of definitions",
        "feedback-1": "Words for an idea come better after the idea.",
        "text-2": "", "feedback-2": "", "text-3": "", "feedback-3": "", **changed,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "old", "new"),
    [
        ({}, "", ""),
        ({"points": "3"}, "{#begins-with objective=know}", "{#begins-with objective=know points=3}"),
        ({"text-1": "A list"}, "- ( ) A list of definitions", "- ( ) A list"),
        ({"feedback-1": "No."}, "  > Words for an idea come better after the idea.", "  > No."),
        ({"right": "1"}, "- (x) A scene with a person in it", "- ( ) A scene with a person in it"),
        ({"heading": "What opens it?"}, "## What does a lesson begin with? {#", "## What opens it? {#"),
    ],
)
def test_a_form_edit_of_a_question_changes_only_its_lines(app, author, changed, old, new):
    before = text_of(app, "start/check.md")
    version = VERSION.search(author.get(QUESTION).text)[1]
    assert submit(author, QUESTION, **question_form(**changed), version=version).status_code == 303
    expected = before.replace(old, new)
    if "right" in changed:
        expected = expected.replace("- ( ) A list of", "- (x) A list of")
    assert text_of(app, "start/check.md") == expected


def test_an_answer_is_added_below_the_others(app, author):
    version = VERSION.search(author.get(QUESTION).text)[1]
    submit(author, QUESTION, **question_form(**{"text-2": "A joke", "feedback-2": "Not always."}), version=version)
    assert "after the idea.\n- ( ) A joke\n  > Not always.\n\n## Which" in text_of(app, "start/check.md")


def test_a_question_that_would_be_broken_is_refused_with_all_that_was_typed(app, author):
    before = text_of(app, "start/check.md")
    version = VERSION.search(author.get(QUESTION).text)[1]
    done = submit(author, QUESTION, **question_form(**{"text-1": "", "heading": "Typed"}), version=version)
    assert done.status_code == 422
    assert "Typed" in done.text
    assert text_of(app, "start/check.md") == before


def test_a_question_is_tried_and_nothing_is_kept(app, author):
    page = "/author/small/preview/start/check"
    order = author.get(page).text
    assert "Words for an idea" not in order
    done = submit(author, f"{page}/try/begins-with", page=page, answer="0")
    assert "verdict-" in done.text
    with app.app_context():
        assert reader().execute(select(func.count()).select_from(AnswerRow.__table__)).scalar() == 0


def test_an_action_step_is_tried_and_says_what_is_missing(author):
    page = "/author/small/preview/start/first-step"
    done = submit(author, f"{page}/task/plan", page=page, aim="", version="0")
    assert "Still missing" in done.text


def png():
    data = io.BytesIO()
    Image.new("RGB", (4, 4)).save(data, "PNG")
    return data.getvalue()


PICTURES = "/author/small/pictures"


def test_a_picture_needs_to_say_what_it_shows(app, author):
    done = send(
        author, PICTURES, PICTURES, picture=(io.BytesIO(png()), "My Map.png"), words="", file="start/welcome.md"
    )
    assert done.status_code == 422
    fields = {"words": "A map of the town", "caption": "The town", "file": "start/welcome.md"}
    done = send(author, PICTURES, PICTURES, picture=(io.BytesIO(png()), "My Map.png"), **fields)
    assert done.location == "/author/small/edit/start/welcome.md"
    assert text_of(app).endswith('\n![A map of the town](../assets/my-map.png "The town")\n')
    preview = author.get("/author/small/preview/start/welcome").text
    url = re.search(r'src="(/author/small/files/[^"]+-my-map.png)"', preview)[1]
    assert author.get(url).data == png()


@pytest.mark.parametrize("data", [b"no picture", b"<svg><script>alert(1)</script>", b"GIF89a"])
@pytest.mark.parametrize("name", ["x.png", "x.svg", "x.html", "x"])
def test_what_is_no_picture_is_refused(app, author, data, name):
    done = send(author, PICTURES, PICTURES, picture=(io.BytesIO(data), name), words="Something", file="")
    assert done.status_code == 422 or (name, data) == ("x.svg", SVG)
    assert not any(path.endswith(("x.png", "x.html")) for path in space_of(app, "small")[0])
