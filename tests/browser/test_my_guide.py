"""My Guide in a real browser: asked for, waited for, taken; each state in both themes and widths."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import look_round
from tests.browser.test_people import paste, somebody

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.mark.parametrize("manner", [{}, {"java_script_enabled": False}])
def test_a_guide_is_asked_for_waited_for_and_taken(browser, garden, manner):
    learner = somebody(browser, garden, f"guide-{len(manner)}@people.example", **manner)
    page = learner.page
    learner.go("/my-guide")
    expect(page.get_by_text("Your Guide fills as you work.")).to_be_visible()
    paste(page, garden.url)
    learner.go("/my-guide")
    page.get_by_role("button", name="Make my Guide").click()
    for _ in range(60):
        if page.get_by_role("link", name="Download PDF").count():
            break
        page.wait_for_timeout(500)
        if manner and page.get_by_role("link", name="Look again").count():
            page.get_by_role("link", name="Look again").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    assert download.value.suggested_filename == "my-guide.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    if not manner:
        look_round(page.context.new_page(), f"{garden.url}/my-guide")
    page.get_by_role("button", name="Let it go now").click()
    expect(page.get_by_text(re.compile("^Gone."))).to_be_visible()
    page.context.close()


def test_an_empty_guide_page_is_clean(browser, garden):
    learner = somebody(browser, garden, "no-guide@people.example")
    look_round(learner.page, f"{garden.url}/my-guide")
    learner.page.context.close()
