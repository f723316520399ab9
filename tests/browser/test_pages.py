"""What happens in a check, in both themes, on a phone and on a desk: axe finds nothing, nothing fails.

Every page by its address is looked at in test_every_page.py.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.complaints import complaints
from tests.browser.learner import Learner

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LOOKS = [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


CONTRAST = {"runOnly": ["color-contrast"]}
ROUND = [("light", 1280, RULES), ("dark", 1280, CONTRAST), ("dark", 320, RULES), ("light", 320, CONTRAST)]
"""Every look once: another theme changes colours alone, another width everything."""


def look_round(page: Page, url: str) -> None:
    """Look at a page, loaded once, in both themes, on a desk and on a phone."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 800})
    look_at(page, url)
    _look_on(page, ROUND[1:])


def look_here(page: Page) -> None:
    """Look at the page that is open, such as one that refuses a form, in every look."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(Axe().axe_script)
    _look_on(page, ROUND)


def _look_on(page: Page, looks: list) -> None:
    for theme, width, rules in looks:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 800})
        check_look(page, f"{page.url} {theme} {width}", rules)


def look_at(page: Page, url: str) -> None:
    with complaints(page, url) as faults:
        # Not until the network rests, which takes half a second more: what comes late is heard while axe looks.
        response = page.goto(url, wait_until="load")
        assert response is not None
        assert response.status < 500, url
        page.evaluate("document.fonts.ready")
        page.evaluate(Axe().axe_script)
        check_look(page, url, RULES)
    expected_fault = "Failed to load resource" if response.status in {404, 422} else None
    faults = [fault for fault in faults if not (expected_fault and expected_fault in fault[1])]
    assert not faults, (url, faults)


def check_look(page: Page, url: str, rules: dict) -> None:
    """Hold a page that is open, and knows axe, to it and to its width."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{url} scrolls sideways by {wide}px"
    asked = "async (rules) => (await axe.run({...rules, resultTypes: ['violations']})).violations"
    found = page.evaluate(asked, rules)
    assert not found, [(url, each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]


@pytest.fixture(scope="module")
def visitors(browser: Browser, garden):
    """Sign in a learner and give the cookies."""
    cookies = {}
    context = browser.new_context()
    learner = Learner(context.new_page(), garden.url, garden.content)
    learner.sign_up("Dana Whitfield", "dana-of-the-pages@example.org")
    learner.start()
    cookies["learner"] = context.cookies()
    context.close()
    return cookies


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_questions_feedback_and_results_are_clean_too(browser, garden, visitors, theme, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    context.add_cookies(visitors["learner"])
    page = context.new_page()
    learner = Learner(page, garden.url, garden.content)
    learner.open(learner.course.unit("first/check"))
    begin = page.get_by_role("button", name=re.compile("Begin|Take it again"))
    learner.press(begin if begin.count() else page.get_by_role("link", name="Go on where you were"))
    look_at(page, page.url)
    learner.answer(page.locator("form[action*='/q/']"), right=False)
    look_at(page, page.url)
    learner.answer_all()
    look_at(page, page.url)
    context.close()


def test_on_paper_a_lesson_is_its_text_alone(browser, garden, visitors):
    context = browser.new_context()
    context.add_cookies(visitors["learner"])
    page = context.new_page()
    page.goto(f"{garden.url}/c/garden/first/soil")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    for chrome in (".site-header", ".site-footer", ".lesson-index", ".reading-tools", ".lesson-end", "#note"):
        expect(page.locator(chrome).first).to_be_hidden()
    context.close()
