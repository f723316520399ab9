"""Every page, in both themes, on a phone and on a desk: axe finds nothing, nothing scrolls sideways, nothing fails."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.learner import Learner
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PUBLIC = [
    "/",
    "/courses",
    "/c/garden",
    "/c/garden/first/soil",
    "/signin",
    "/signup",
    "/password",
    "/signup/mail",
    "/verify",
    "/v/0000-0000-0000-0000",
    "/privacy",
    "/accessibility",
    "/forget-me",
    "/forget-me/noted",
    "/nothing-here",
    "/dev/components",
]
LEARNER = [
    "/today",
    "/courses",
    "/c/garden",
    "/c/garden/learn",
    "/c/garden/first/soil",
    "/c/garden/first/water",
    "/c/garden/first/check",
    "/c/garden/first/plan",
    "/c/garden/final",
    "/c/garden/certificate",
    "/notes",
    "/account",
    "/account/delete",
]
OWNER = [
    "/admin",
    "/admin/accounts",
    "/admin/audit",
    "/admin/cohorts",
    "/admin/funnel/garden",
    "/admin/learners",
    "/admin/mail",
    "/admin/mail/words/invite",
    "/admin/privacy",
    "/admin/quality/garden",
    "/admin/reported",
    "/admin/reports",
    "/admin/settings",
    "/admin/system",
]
LOOKS = [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def look_at(page: Page, url: str) -> None:
    faults: list[str] = []
    host = urlsplit(url).netloc
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("request", lambda request: faults.append(request.url) if urlsplit(request.url).netloc != host else None)
    response = page.goto(url, wait_until="networkidle")
    assert response is not None
    expected_fault = "Failed to load resource" if response.status in {404, 422} else None
    faults = [fault for fault in faults if not (expected_fault and expected_fault in fault)]
    assert response.status < 500, url
    assert not faults, (url, faults)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{url} scrolls sideways by {wide}px"
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(url, each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]


@pytest.fixture(scope="module")
def visitors(browser: Browser, garden):
    """Sign in once as a learner and once as the owner; give their cookies."""
    cookies = {}
    context = browser.new_context()
    page = context.new_page()
    page.goto(garden.first_owner)
    page.get_by_label("Your name").fill("Olga Owner")
    page.get_by_label("E-mail").fill("olga@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").last.click()
    expect(page).to_have_url(re.compile("/today"))
    cookies["owner"] = context.cookies()
    context.close()
    context = browser.new_context()
    learner = Learner(context.new_page(), garden.url, garden.content)
    learner.sign_up("Dana Whitfield", "dana-of-the-pages@example.org")
    learner.start()
    cookies["learner"] = context.cookies()
    context.close()
    return cookies


@pytest.mark.parametrize(("theme", "width"), LOOKS)
@pytest.mark.parametrize(("who", "paths"), [("nobody", PUBLIC), ("learner", LEARNER), ("owner", OWNER)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, garden, visitors, who, paths, theme, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    context.add_cookies(visitors.get(who, []))
    for path in paths:
        page = context.new_page()
        look_at(page, garden.url + path)
        page.close()
    context.close()


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
