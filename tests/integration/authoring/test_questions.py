"""Questions by their forms, in lists, and from files: what is saved, what is refused, what is undone."""

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from course_app.authoring.importing.rows import read_import
from course_app.authoring.models import RevisionRow
from course_app.courseware.drafts import draft_of
from course_app.courseware.queries import course_by_slug
from course_app.infrastructure.database import reader
from course_app.web.access import Role
from tests.conftest import sign_in
from tests.forms import submit, token_of
from tests.integration.authoring.conftest import files_of_course, publish_files
from tests.integration.authoring.test_editing import text_of
from tests.statements import statements

KINDS = (Path(__file__).parents[2] / "courses/every-construct/find/check.md").read_text()
KINDS = KINDS.replace("[Beyond the comfortable names](comfortable.md#tenth)", "the lesson").replace(
    "objective=spheres", ""
)
KINDS = KINDS.replace(" pick=6", "")
HOME = "start/kinds.md"
IDS = ["amara-spread", "comfort-signs", "term", "how-many", "match-cues", "order-steps", "rule", "promo", "hesitate"]


class Fields(HTMLParser):
    """The fields of the forms of a page, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.area = self.select = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name and (given.get("type") not in ("radio", "checkbox", "file") or "checked" in given):
            self.found[name] = given.get("value") or ""
        elif tag == "textarea":
            self.area, self.found[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and (self.select not in self.found or "selected" in given):
            self.found[self.select] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.found[self.area] = self.found[self.area].removeprefix("\n")
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.found[self.area] += data


def fields_of(page: str) -> dict[str, str]:
    """Return what the forms of a page would send as they are."""
    parser = Fields()
    parser.feed(page[page.index("<main") :])
    return parser.found


@pytest.fixture
def author(app, client, make_account):
    """An author of a course that has a question of each kind."""
    files = files_of_course()
    files["course.yml"] = files["course.yml"].replace(b"check,", b"check, kinds,")
    assert b"kinds" in files["course.yml"]
    files[HOME] = KINDS.encode().replace(b"{#how-many}", b"{#how-many-names}")
    publish_files(app, files)
    make_account("ada@example.org", "Ada Author", Role.AUTHOR)
    return sign_in(client, "ada@example.org")


def address(name):
    return f"/author/small/question/{HOME}/{name.replace('how-many', 'how-many-names')}"


@pytest.mark.parametrize("name", IDS)
def test_a_form_sent_as_it_is_writes_nothing_and_one_change_writes_one_line(app, author, name):
    before = text_of(app, HOME)
    page = author.get(address(name))
    assert page.status_code == 200, page.location
    fields = fields_of(page.text)
    assert submit(author, address(name), **fields).status_code == 303
    assert text_of(app, HOME) == before
    assert submit(author, address(name), **fields | {"heading": "Another heading?"}).status_code == 303
    after = text_of(app, HOME)
    differing = [(a, b) for a, b in zip(before.split("\n"), after.split("\n"), strict=True) if a != b]
    assert len(differing) == 1
    assert differing[0][1].startswith("## Another heading? {")


def test_lines_change_places_gaps_their_kind_and_a_story_its_way(app, author):
    page = fields_of(author.get(address("order-steps")).text)
    assert submit(author, address("order-steps"), **page | {"place-0": "3"}).status_code == 303
    assert "1. Write up to five names for each\n2. Map your spheres\n3. Mark the last contact" in text_of(app, HOME)
    page = fields_of(author.get(address("rule")).text)
    gap = {"gap-0-kind": "choice", "gap-0-lines": "4\n5", "gap-0-right": "2"}
    assert submit(author, address("rule"), **page | gap).status_code == 303
    assert "List up to [[4 | (x) 5]] people" in text_of(app, HOME)
    page = fields_of(author.get(address("promo")).text)
    scene = {"scene-4-heading": "Later", "scene-4-id": "promo-later", "scene-4-stem": "A year went by.",
             "scene-3-other-1": "promo-later"}  # fmt: skip
    assert submit(author, address("promo"), **page | scene).status_code == 303
    text = text_of(app, HOME)
    assert "### Later {#promo-later}\n\nA year went by.\n" in text
    assert "- ( ) [Let it go](#promo-later) {0%}" in text


def test_what_the_language_cannot_hold_is_refused_with_all_that_was_typed(app, author):
    before = text_of(app, HOME)
    page = fields_of(author.get(address("promo")).text)
    refused = submit(author, address("promo"), **page | {"scene-0-other-0": "nowhere", "heading": "Typed words?"})
    assert refused.status_code == 422
    assert "Typed words?" in refused.text
    assert "nowhere" in refused.text
    assert text_of(app, HOME) == before


def test_a_stale_form_is_refused_and_both_texts_are_offered(app, author):
    page = fields_of(author.get(address("term")).text)
    submit(author, address("term"), **page | {"heading": "First words?"})
    second = submit(author, address("term"), **page | {"heading": "Second words?"})
    assert second.status_code == 409
    assert "First words?" in second.text
    assert "Second words?" in second.text


def test_the_list_is_found_by_words_kind_and_file_and_a_question_begins_in_it(app, author):
    page = author.get("/author/small/questions").text
    assert all(f"/{name}" in page for name in ("amara-spread", "begins-with"))
    found = author.get("/author/small/questions?q=gone+quiet&kind=accept").text
    assert "term" in found
    assert "amara-spread" not in found
    assert "None fits" in author.get("/author/small/questions?q=xyz").text
    with statements(app) as seen:
        author.get("/author/small/questions")
    assert len(seen) <= 9, seen
    done = submit(
        author, "/author/small/questions", heading="Which comes first?", kind="order", target="start/check.md"
    )
    assert done.location.endswith("/question/start/check.md/which-comes-first")
    assert author.get(done.location).status_code == 200
    assert "## Which comes first? {#which-comes-first}\n\n1. What comes first\n" in text_of(app, "start/check.md")
    refused = submit(author, "/author/small/questions", heading="", kind="order", target="start/check.md")
    assert refused.status_code == 422


def test_what_is_exported_comes_back_by_an_import(app, author):
    sent = author.get("/author/small/questions.md")
    assert sent.mimetype == "text/markdown"
    found = read_import(sent.get_data(as_text=True), "", set(), set())
    assert found.format == "markdown"
    assert {row.state for row in found.rows} <= {"ready", "twice"}
    assert len(found.rows) == author.get("/author/small/questions").text.count('<th scope="row">')
    texts = [text_of(app, HOME), text_of(app, "start/check.md"), text_of(app)]
    for row in found.rows:
        below = row.source.partition("\n")[2].rstrip("\n")
        assert any(below in text for text in texts), row.source
    some = author.get("/author/small/questions.md?kind=order").get_data(as_text=True)
    assert some.count("\n## ") == 2


def rows(good, bad):
    lines = ["question,right,wrong"]
    lines += [f"What is number {number}?,{number},{number + 1}|{number + 2}" for number in range(good)]
    lines += [f"Broken {number},,1|2" for number in range(bad)]
    return "\n".join(lines)


def revisions(app):
    with app.app_context():
        return reader().execute(select(func.count()).select_from(RevisionRow)).scalar()


def test_sixty_questions_are_imported_without_their_three_bad_rows_and_taken_back(app, author):
    page = "/author/small/questions/import"
    before, noted = text_of(app, "start/check.md"), revisions(app)
    data = {
        "csrf_token": token_of(author, page),
        "file": (BytesIO(rows(57, 3).encode()), "questions.csv"),
        "target": "start/check.md",
    }
    seen = author.post(page, data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert seen.status_code == 200
    assert "57 rows are ready, 3 are not" in seen.text
    assert seen.text.count("It has no right answer.") == 3
    with app.app_context():
        assert draft_of(reader(), course_by_slug(reader(), "small").id) is None
    assert revisions(app) == noted
    lines = re.findall(r'name="row" value="(\d+)" checked', seen.text)
    assert len(lines) == 57
    done = submit(author, f"{page}/keep", page=page, text=rows(57, 3), format="csv", target="start/check.md", row=lines)
    assert done.status_code == 303
    assert text_of(app, "start/check.md").count("\n## ") == before.count("\n## ") + 57
    after = author.get(done.location).text
    assert "imported 57 questions" in after
    again = submit(author, page, text=rows(57, 3), target="start/check.md").text
    assert "57 are not" not in again
    assert again.count("is here already") == 57
    fields = fields_of(after)
    assert submit(author, "/author/small/history/start/check.md", at=fields["at"]).status_code == 303
    assert text_of(app, "start/check.md") == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Choose a file, or paste the questions."),
        ({"text": "x" * 200_001}, "An import holds up to 200 kB"),
    ],
)
def test_an_import_of_nothing_or_too_much_says_so(author, fields, said):
    answer = submit(author, "/author/small/questions/import", **fields)
    assert answer.status_code == 422
    assert said in answer.text


def test_an_import_needs_a_home_and_a_row(app, author):
    page = "/author/small/questions/import"
    text = rows(1, 1)
    for fields, said in (
        ({"target": "start/welcome.md", "row": ["2"]}, "Choose where"),
        ({"target": "start/check.md", "row": ["3"]}, "Choose a row"),
    ):
        answer = submit(author, f"{page}/keep", page=page, text=text, format="csv", **fields)
        assert answer.status_code == 422
        assert said in answer.text


def test_settings_change_their_lines_and_say_whom_they_touch_when_published(app, author):
    page = "/author/small/settings"
    before = text_of(app, "course.yml")
    fields = fields_of(author.get(page).text) | {"required": [], "steps": "y"}
    required = re.findall(r'name="required" value="([^"]+)" checked', author.get(page).text)
    fields["required"] = required
    assert submit(author, page, **fields).status_code == 303
    assert text_of(app, "course.yml") == before
    fields = fields_of(author.get(page).text) | {"required": [each for each in required if "welcome" not in each]}
    changed = fields | {"set-defaults.pass": "60%", "set-start/check.md#:pass": "90%", "set-edition": "2"}
    assert submit(author, page, **changed).status_code == 303
    assert "60%" in text_of(app, "course.yml")
    assert "edition: 2\n" in text_of(app, "course.yml")
    assert "pass=90%}" in text_of(app, "start/check.md").split("\n## ")[0]
    assert "{optional}" in text_of(app, "start/welcome.md")
    assert "pass percent 80 → 90" in author.get("/author/small/publish").text


def test_a_setting_that_means_nothing_is_refused_at_its_field(app, author):
    page = "/author/small/settings"
    before = text_of(app, "course.yml")
    answer = submit(
        author, page, **fields_of(author.get(page).text) | {"set-edition": "many", "set-title": "Kept words"}
    )
    assert answer.status_code == 422
    assert 'id="set-edition-errors"' in answer.text
    assert "Kept words" in answer.text
    assert text_of(app, "course.yml") == before


def test_settings_of_a_draft_that_was_edited_meanwhile_are_refused(app, author):
    page = "/author/small/settings"
    fields = fields_of(author.get(page).text)
    submit(author, page, **fields | {"set-edition": "2"})
    assert submit(author, page, **fields | {"set-edition": "3"}).status_code == 409
