"""The editor: what is typed is kept, what somebody else typed is never lost, and the page shows what is wrong."""

import re

import pytest
from sqlalchemy import event

from course_app.authoring.workspace import workspace
from course_app.courseware import queries
from course_app.infrastructure.database import db, reader
from tests.forms import submit, token_of
from tests.integration.authoring.conftest import files_of_course, publish_files

EDIT = "/author/small/edit/start/welcome.md"
VERSION = re.compile(r'name="version" value="([0-9a-f]*)"')


def version_on(client, page=EDIT):
    return VERSION.search(client.get(page).text)[1]


def text_of(app, path="start/welcome.md"):
    with app.app_context():
        return workspace(reader(), "small").files[path].decode()


def live_text(app, path="start/welcome.md"):
    with app.app_context():
        course = queries.course_by_slug(reader(), "small")
        return queries.files_of(reader(), course.release_id)[path].decode()


def test_a_save_goes_into_the_draft_and_learners_read_what_was_there(app, author):
    new = text_of(app).replace("A lesson says one thing.", "A lesson says one thing only.")
    response = submit(author, EDIT, text=new.replace("\n", "\r\n"), version=version_on(author))
    assert (response.status_code, response.location) == (303, EDIT)
    assert text_of(app) == new
    assert "one thing only" not in live_text(app)
    assert "one thing only" not in author.get("/c/small/start/welcome").text
    assert "one thing only" in author.get("/author/small/preview/start/welcome").text


def test_autosave_answers_with_problems_words_and_the_next_version(app, author):
    token, version = token_of(author, EDIT), version_on(author)
    data = {"csrf_token": token, "version": version, "text": text_of(app) + "\n[broken](../nowhere.md)\n"}
    answer = author.post(EDIT, data=data, headers={"X-Requested-With": "fetch", "Sec-Fetch-Site": "same-origin"})
    said = answer.get_json()
    assert said["version"] == version_on(author) != version
    assert [each["code"] for each in said["problems"] if each["severity"] == "error"] == ["E501"]
    assert "words" in said["facts"]


def test_two_authors_editing_the_same_unit_lose_nothing(app, author, second):
    version = version_on(author)
    old = text_of(app)
    mine, theirs = old + "\nAda was here.\n", old + "\nBen was here.\n"
    assert submit(second, EDIT, text=theirs, version=version).status_code == 303
    refused = submit(author, EDIT, text=mine, version=version)
    assert refused.status_code == 409
    assert "Ada was here." in refused.text
    assert "Ben was here." in refused.text
    assert text_of(app) == theirs
    kept = submit(author, EDIT, text=mine, version=VERSION.search(refused.text)[1])
    assert kept.status_code == 303
    assert text_of(app) == mine
    history = author.get("/author/small/history/start/welcome.md").text
    assert "Ada Author" in history
    assert "Ben Author" in history


def test_the_script_of_a_stale_page_is_told_and_nothing_is_kept(app, author, second):
    version, token = version_on(author), token_of(author, EDIT)
    submit(second, EDIT, text=text_of(app) + "\nBen.\n", version=version)
    data = {"csrf_token": token, "version": version, "text": "# Ada\n"}
    answer = author.post(EDIT, data=data, headers={"X-Requested-With": "fetch", "Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.get_json()["conflict"]) == (409, EDIT)
    assert "Ben." in text_of(app)


def test_an_earlier_text_comes_back_from_the_history(app, author, second):
    old = text_of(app)
    submit(author, EDIT, text=old + "\nOne.\n", version=version_on(author))
    submit(second, EDIT, text=old + "\nTwo.\n", version=version_on(author))
    page = author.get("/author/small/history/start/welcome.md").text
    keys = list(dict.fromkeys(re.findall(r"\?at=(s\d+)", page)))
    response = submit(author, "/author/small/history/start/welcome.md", at=keys[-1])
    assert response.status_code == 303
    assert text_of(app) == old + "\nOne.\n"


def test_a_difference_marks_the_words_that_changed(app, author):
    submit(author, EDIT, text=text_of(app).replace("one thing.", "a single thing."), version=version_on(author))
    page = author.get("/author/small/history/start/welcome.md").text
    assert re.search(r"<del>.*<mark>one</mark>", page)
    assert re.search(r"<ins>.*<mark>a single</mark>", page)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_what_was_not_typed_stays_byte_for_byte(app, author, end):
    files = files_of_course()
    old = "\ufeff" + files["start/welcome.md"].decode().replace("\n", end) + "  "
    publish_files(app, files | {"start/welcome.md": old.encode()})
    shown = old.removeprefix("\ufeff").replace("\r\n", "\n")
    assert submit(author, EDIT, text=shown.replace("\n", "\r\n"), version=version_on(author)).status_code == 303
    assert text_of(app) == old
    with app.app_context():
        assert workspace(reader(), "small").draft is None
    changed = shown.replace("One idea at a time", "One idea")
    submit(author, EDIT, text=changed.replace("\n", "\r\n"), version=version_on(author))
    assert text_of(app) == "\ufeff" + changed.replace("\n", end)


def test_saving_by_the_button_writes_the_ids_that_are_missing(app, author):
    text = text_of(app).replace(" {#how-many}", "")
    submit(author, EDIT, text=text, version=version_on(author))
    assert "{#how-many-things" in text_of(app)


def test_a_file_published_otherwise_meanwhile_is_offered_beside_the_draft(app, author):
    mine = text_of(app) + "\nMine.\n"
    submit(author, EDIT, text=mine, version=version_on(author))
    files = files_of_course()
    publish_files(app, files | {"start/welcome.md": files["start/welcome.md"] + b"\nTheirs.\n"})
    both = author.get("/author/small/both/start/welcome.md").text
    assert "Mine." in both
    assert "Theirs." in both
    assert "See both texts" in author.get("/author/small/publish").text
    submit(author, "/author/small/both/start/welcome.md", text=mine + "\nTheirs.\n", version=VERSION.search(both)[1])
    assert "See both texts" not in author.get("/author/small/publish").text
    assert text_of(app).endswith("Mine.\n\nTheirs.\n")


def test_who_else_has_the_file_open_is_said(author, second):
    token = token_of(second, EDIT)
    headers = {"X-Requested-With": "fetch", "Sec-Fetch-Site": "same-origin"}
    assert (
        second.post("/author/small/here/start/welcome.md", data={"csrf_token": token}, headers=headers).get_json()[
            "others"
        ]
        == []
    )
    assert "Ben Author has this file open" in author.get(EDIT).text
    assert "Ada Author" not in author.get(EDIT).text.split("data-lock")[1][:400]


def test_settings_change_only_their_lines(app, author):
    old = text_of(app)
    submit(
        author, "/author/small/about/start/welcome.md", page=EDIT, title="A new name", minutes="4",
        summary="What this lesson gives, in one sentence.", requires="", state="", lang="", license="", was="",
        version=version_on(author),
    )  # fmt: skip
    assert text_of(app) == old.replace("minutes: 2", "minutes: 4").replace("# Your first lesson", "# A new name")


@pytest.mark.parametrize("path", ["nothing.md", "start/../course.yml", "../course.yml"])
def test_what_is_no_file_of_the_course_is_not_found(author, path):
    assert author.get(f"/author/small/edit/{path}").status_code == 404


def test_the_editor_asks_few_things_of_the_database(app, author):
    author.get(EDIT)
    asked = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    author.get(EDIT)
    assert len([each for each in asked if each.startswith("SELECT")]) <= 9, asked
