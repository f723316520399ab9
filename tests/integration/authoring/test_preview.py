"""The preview is the learner's page, and nothing that is pressed in it is kept."""

import re

import pytest
from sqlalchemy import event, func, select

from course_app.infrastructure.database import Model, db, reader
from course_app.printing.models import PrintedFileRow
from tests.forms import submit, token_of
from tests.integration.authoring.conftest import files_of_course, publish_files
from tests.integration.authoring.test_editing import version_on

PAGES = ["start/welcome", "start/check", "start/check?start=1", "start/first-step", "learn"]
OURS = re.compile(r'(?:href|action|src)="(/c/small[^"]*)"')


def counts(app):
    with app.app_context():
        tables = Model.metadata.sorted_tables
        return {each.name: reader().execute(select(func.count()).select_from(each)).scalar() for each in tables}


def main_of(page):
    inside = re.search(r"<article.*?</article>", page, re.DOTALL)[0]
    return re.sub(r' (?:action|href|src|value|data-[a-z]+)(?:="[^"]*")?', "", inside)


def test_a_lesson_is_the_learner_s_own_page(author):
    live = author.get("/c/small/start/welcome").text
    assert main_of(author.get("/author/small/preview/start/welcome").text) == main_of(live)


def test_every_link_and_form_stays_in_the_preview(author):
    for page in PAGES:
        assert OURS.findall(author.get(f"/author/small/preview/{page}").text) == [], page


def test_forms_reach_the_preview_alone_and_scripts_nobody(author):
    response = author.get("/author/small/preview/start/welcome")
    policy = response.headers["Content-Security-Policy"]
    assert "form-action http://localhost/author/;" in policy
    assert "connect-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert not re.search(r"data-(autosave|position|quiz)", response.text)
    assert "frame-ancestors 'none'" in author.get("/author/small").headers["Content-Security-Policy"]


def test_nothing_that_is_pressed_is_kept(app, author):
    before = counts(app)
    token = token_of(author, "/author/small/preview/start/welcome")
    for path, fields in [
        ("start/welcome/done", {}),
        ("start/welcome/note", {"text": "mine", "version": "0"}),
        ("start/welcome/recall/how-many", {"answer": "0"}),
        ("start/check/begin", {}),
        ("start/check/try/in-order", {"answer-0": "1", "answer-1": "2", "answer-2": "3"}),
        ("start/first-step/task/plan", {"aim": "To ride", "version": "0"}),
        ("final", {"honour": "y"}),
    ]:
        answer = author.post(f"/author/small/preview/{path}", data={"csrf_token": token, **fields})
        assert answer.status_code in (200, 303), path
    assert counts(app) == before


def test_the_theme_of_a_preview_can_be_asked_for(author):
    assert 'data-theme="dark"' in author.get("/author/small/preview/start/welcome?theme=dark").text
    assert 'data-theme="auto"' in author.get("/author/small/preview/start/welcome?theme=%22x").text


def test_the_frame_is_the_learner_s_too(author):
    navigation = re.compile(r'<nav class="site-nav".*?</nav>', re.DOTALL)
    entries = [
        re.sub(r' aria-current="page"', "", navigation.search(author.get(path).text)[0])
        for path in ("/author/small/preview/start/welcome", "/c/small/start/welcome")
    ]
    assert entries[0] == entries[1]


def test_a_draft_that_cannot_be_read_says_so_in_its_frame(app, author):
    page = "/author/small/edit/course.yml"
    submit(author, page, text="id: [", version=version_on(author, page))
    response = author.get("/author/small/preview/start/welcome")
    assert response.status_code == 404
    assert "There is no preview while course.yml cannot be read." in response.text
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    for path in ("/author/small", "/author/small/problems", "/author/small/publish", "/author"):
        assert author.get(path).status_code == 200, path


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/author", 8),
        ("/author/small", 9),
        ("/author/small/problems", 8),
        ("/author/small/publish", 11),
        ("/author/small/releases", 6),
        ("/author/small/pictures", 8),
        ("/author/small/history/start/welcome.md", 10),
        ("/author/small/question/start/check.md/begins-with", 8),
        ("/author/small/preview/start/welcome", 9),
        ("/author/small/preview/start/check", 8),
        ("/author/small/preview/start/first-step", 9),
    ],
)
def test_a_page_asks_few_things_of_the_database(app, author, path, most):
    author.get(path)
    asked = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert author.get(path).status_code == 200
    assert len([each for each in asked if each.startswith("SELECT")]) <= most, asked


@pytest.mark.slow
def test_a_sheet_and_the_guide_of_a_draft_are_shown_as_they_are_printed(app, author):
    files = files_of_course() | {
        "resources/cues.md": b"---\nsummary: Cues.\n---\n# Cues\n\nWho held the door?\n",
        "guide/why.md": b"---\nsummary: Why.\n---\n# Why\n\nBecause.\n",
    }
    files["course.yml"] += b"guide: {title: The guide, chapters: [why]}\n"
    publish_files(app, files)
    page = "/author/small/edit/resources/cues.md"
    assert "As it is printed" in author.get(page).text
    version = re.search(r'name="version" value="([^"]+)"', author.get(page).text)[1]
    text = files["resources/cues.md"].decode().replace("door", "garden gate")
    assert submit(author, page, text=text, version=version).status_code == 303
    sheet = author.get("/author/small/print/resources/cues.md?paper=letter")
    assert (sheet.status_code, sheet.mimetype, sheet.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert author.get("/author/small/print/guide/why.md").data[:5] == b"%PDF-"
    assert author.get("/author/small/print/start/welcome.md").status_code == 404
    with app.app_context():
        assert reader().execute(select(func.count()).select_from(PrintedFileRow)).scalar() == 0
