"""Authors from beginning to end: a module for a course with forty learners, sixty questions, another language."""

import io
import os
import re
import subprocess
import sys
import zipfile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT
from tests.browser.learner import Learner

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WORDS = {
    "A Balcony Garden": "Ein Balkongarten",
    "Three pots, one summer, and what to do when the basil sulks.": "Drei Töpfe und ein Basilikum, das schmollt.",
    "language: en": "language: de",
}


def visit(browser: Browser, cookies: list) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    context.add_cookies(cookies)
    return context.new_page()


@pytest.fixture(scope="module")
def crowd(own_site):
    """Forty learners, some on the way and some with a certificate."""
    environment = {**os.environ, "COURSE_INSTANCE": str(own_site.instance), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "course_app", "demo", "learners", "40", "--course", "garden"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=60)


def certified(page: Page) -> str:
    """Return how many are certified, as the page before publishing says."""
    return page.locator("dt", has_text="Certified").locator("xpath=following-sibling::dd[1]").inner_text()


def test_an_author_adds_a_module_to_a_live_course_with_forty_learners(browser, own_site, owner, crowd):
    learner = Learner(browser.new_context().new_page(), own_site.url, own_site.content)
    learner.sign_up("Dana Whitfield", "dana@example.org")
    learner.page.goto(f"{own_site.url}/c/garden/first/soil")
    learner.page.get_by_role("button", name=re.compile("^Done")).click()
    page = visit(browser, owner)
    page.goto(f"{own_site.url}/author/garden")
    page.get_by_label("What", exact=True).select_option("module")
    page.get_by_label("Title", exact=True).last.fill("Winter")
    page.get_by_role("button", name="Add", exact=True).click()
    page.goto(f"{own_site.url}/author/garden/publish")
    expect(page.get_by_text("Learners who have begun")).to_be_visible()
    expect(page.locator(".impact").get_by_text(re.compile(r"\d+ in progress, \d+ certified")).first).to_be_visible()
    holders = certified(page)
    assert int(holders) > 0
    page.get_by_label("Only those who begin from now on").first.check()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("r2 is live.")).to_be_visible()
    learner.page.goto(f"{own_site.url}/c/garden/learn")
    expect(learner.page.get_by_text("Winter").first).to_be_visible()
    learner.page.goto(f"{own_site.url}/c/garden/first/soil")
    expect(learner.page.get_by_role("button", name="Not done after all")).to_be_visible()
    page.goto(f"{own_site.url}/author/garden/publish")
    assert certified(page) == holders
    page.context.close()
    learner.page.context.close()


def test_an_owner_imports_sixty_questions_of_which_three_are_bad_and_takes_them_back(browser, own_site, owner):
    rows = [f"What is number {number}?,{number},{number + 1}|{number + 2}" for number in range(57)]
    rows[20:20] = ["Broken one?,,1|2", ",nothing,asked", "Broken three?,,"]
    page = visit(browser, owner)
    page.goto(f"{own_site.url}/author/garden/questions")
    before = page.get_by_role("status").first.inner_text()
    page.get_by_role("link", name="Import", exact=True).click()
    text = "\n".join(["question,right,wrong", *rows])
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "questions.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_label("Where they go").select_option("first/check.md")
    page.get_by_role("button", name="Look at the rows").click()
    expect(page.get_by_role("heading", name="57 rows are ready, 3 are not")).to_be_visible()
    expect(page.get_by_text("It has no right answer.").first).to_be_visible()
    expect(page.get_by_text("line 22", exact=True)).to_be_visible()
    page.get_by_role("button", name="Put them into the draft").click()
    expect(page.get_by_text("57 questions are in the draft.")).to_be_visible()
    page.goto(f"{own_site.url}/author/garden/questions")
    assert page.get_by_role("status").first.inner_text() != before
    page.goto(f"{own_site.url}/author/garden/questions/import?last=first/check.md")
    page.get_by_role("button", name="Take the import back").click()
    expect(page.get_by_text("The earlier text is in the draft again.")).to_be_visible()
    page.goto(f"{own_site.url}/author/garden/questions")
    assert page.get_by_role("status").first.inner_text() == before
    page.context.close()


def translated(data: bytes) -> bytes:
    """Return an export in another language, as far as a test needs it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("course.yml"):
                said = text.decode()
                for english, german in WORDS.items():
                    assert english in said, english
                    said = said.replace(english, german)
                text = said.encode()
            new.writestr(name, text)
    return made.getvalue()


def test_a_second_course_begins_from_an_export_of_the_first_in_another_language(browser, own_site, owner):
    page = visit(browser, owner)
    page.goto(f"{own_site.url}/author")
    page.locator("tr", has_text="garden").locator("summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export what is live").click()
    data = translated(download.value.path().read_bytes())
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "garten.zip", "mimeType": "application/zip", "buffer": data}
    )
    page.get_by_label("Another address").fill("garten")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ein Balkongarten")
    page.get_by_role("navigation", name="Views of this course").get_by_role("link", name="Settings").click()
    expect(page.get_by_label("Language", exact=True)).to_have_value("de")
    page.get_by_label("Edition").fill("1")
    page.get_by_label(re.compile("^Authors")).fill("Dana Whitfield, Tom Okafor")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("One file changed in the draft.")).to_be_visible()
    page.goto(f"{own_site.url}/author/garten/publish")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("r1 is live.")).to_be_visible()
    page.goto(f"{own_site.url}/c/garten/first/soil")
    assert page.locator("[lang=de]").count() > 0
    page.goto(f"{own_site.url}/courses")
    expect(page.get_by_text("A Balcony Garden").first).to_be_visible()
    expect(page.get_by_text("Ein Balkongarten").first).to_be_visible()
    page.context.close()
