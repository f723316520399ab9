"""Authors at a browser: every page looked at by axe, a typo mended within a minute, and everything without scripts."""

import re
from time import monotonic

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.complaints import complaints
from tests.browser.conftest import begin_site
from tests.browser.learner import Learner

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)]
KINDS = "/author/every-construct/question/find/check.md"
PAGES = [
    f"{KINDS}/{name}" for name in ("comfort-signs", "term", "match-cues", "order-steps", "rule", "promo", "hesitate")
]
PAGES += [
    "/author/every-construct/questions",
    "/author/every-construct/settings",
    "/author/garden/question/first/check.md/when",
]
EDIT = "/author/garden/edit/first/soil.md"


@pytest.fixture(scope="module")
def own_site(serve, tmp_path_factory):
    """A site with two courses, one of which has a question of each kind."""
    return begin_site(serve, tmp_path_factory.mktemp("content"), "garden", "every-construct")


@pytest.fixture(scope="module")
def site(own_site):
    return own_site


@pytest.fixture(scope="module")
def cookies(browser: Browser, site, owner):
    """Sign in an owner, who is an author too, and a learner who finished the lesson."""
    context = browser.new_context()
    learner = Learner(context.new_page(), site.url, site.content)
    learner.sign_up("Dana Whitfield", "dana@example.org")
    learner.page.goto(f"{site.url}/c/garden/first/soil")
    learner.page.get_by_role("button", name=re.compile("^Done")).click()
    found = {"author": owner, "learner": context.cookies()}
    context.close()
    return found


def visit(browser: Browser, cookies: list, **more) -> Page:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
    context.set_default_timeout(15_000)
    context.add_cookies(cookies)
    return context.new_page()


def look_at(page: Page, url: str) -> None:
    with complaints(page, url) as faults:
        response = page.goto(url, wait_until="load")
        assert response is not None
        assert response.status == 200, url
        page.evaluate("document.fonts.ready")
        sound(page, url)
    assert not faults, (url, faults)


def sound(page: Page, url: str) -> None:
    """Unfold everything; axe finds nothing, and nothing scrolls sideways."""
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true })")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{url} scrolls sideways by {wide}px"
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(url, each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_forms_of_every_kind_of_question_and_the_settings_unfolded_are_sound_in_every_look(
    browser, site, cookies, theme, width
):
    page = visit(browser, cookies["author"], viewport={"width": width, "height": 800}, color_scheme=theme)
    for path in PAGES[:: 1 if (theme, width) == ("dark", 320) else 3]:
        look_at(page, site.url + path)
    page.goto(site.url + "/author/garden/questions/import")
    page.get_by_label("Or paste them").fill("question,right,wrong\nWhat is basil?,A herb,A tool\nBroken,,\n")
    page.get_by_role("button", name="Look at the rows").click()
    sound(page, "import")
    page.context.close()


def test_an_author_mends_a_typo_in_a_live_lesson_and_the_learner_reads_one_note(browser, site, cookies):
    begun = monotonic()
    page = visit(browser, cookies["author"])
    page.goto(site.url + EDIT)
    source = page.get_by_role("textbox", name="Source", exact=True)
    source.press("Control+End")
    source.type("\nWater in the evening.\n")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Water in the evening.")).to_be_visible()
    page.get_by_role("link", name="Publish").first.click()
    expect(page.get_by_text("one finished it")).to_be_visible()
    page.get_by_label("A sentence for those who finished it").fill("when to water.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("r2 is live.")).to_be_visible()
    assert monotonic() - begun < 60
    learner = visit(browser, cookies["learner"])
    learner.goto(f"{site.url}/c/garden/first/soil")
    expect(learner.get_by_text("when to water. You do not need to redo it.")).to_be_visible()
    expect(learner.get_by_text("Water in the evening.")).to_be_visible()
    expect(learner.get_by_role("button", name="Not done after all")).to_be_visible()
    page.context.close()
    learner.context.close()


def test_what_two_authors_type_at_once_is_offered_to_the_second(browser, site, cookies):
    first, second = visit(browser, cookies["author"]), visit(browser, cookies["author"])
    for page in (first, second):
        page.goto(site.url + "/author/garden/edit/second/harvest.md")
    first.get_by_role("textbox", name="Source", exact=True).press("Control+End")
    first.get_by_role("textbox", name="Source", exact=True).type("\nFirst words.\n")
    expect(first.locator("[data-saved]")).to_contain_text("Saved")
    second.get_by_role("textbox", name="Source", exact=True).press("Control+End")
    second.get_by_role("textbox", name="Source", exact=True).type("\nSecond words.\n")
    second.get_by_role("button", name="Changed on another device. See both.").click()
    expect(second.get_by_label("What you typed")).to_have_value(re.compile("Second words."))
    expect(second.get_by_label("What stands in the draft now")).to_have_value(re.compile("First words."))
    second.get_by_role("button", name="Keep this one").click()
    expect(second.get_by_role("textbox", name="Source", exact=True)).to_have_value(re.compile("Second words."))
    first.context.close()
    second.context.close()


def test_a_problem_leads_to_its_line_and_a_piece_goes_in_at_the_cursor(browser, site, cookies):
    page = visit(browser, cookies["author"])
    page.goto(site.url + "/author/garden/edit/first/water.md")
    source = page.get_by_role("textbox", name="Source", exact=True)
    source.press("Control+End")
    source.type("\n[gone](../nowhere.md)\n")
    link = page.locator("[data-problems] li").filter(has_text="E501").locator("a")
    expect(link).to_be_visible()
    source.press("Control+Home")
    link.click()
    chosen = "element => element.value.slice(element.selectionStart, element.selectionEnd)"
    assert source.evaluate(chosen) == "[gone](../nowhere.md)"
    source.press("Delete")
    page.locator("#pieces summary").click()
    page.get_by_role("button", name="Put in Callout").click()
    expect(source).to_have_value(re.compile(r"> \[!TIP\]"))
    page.keyboard.press("Control+s")
    expect(page.locator("[data-problem-count]")).not_to_contain_text("1 to mend")
    page.context.close()


def test_nothing_tried_in_the_preview_is_kept(browser, site, cookies):
    page = visit(browser, cookies["author"])
    page.goto(site.url + "/author/garden/preview/first/check")
    form = page.locator("form.recall-question").first
    form.locator("input[type=radio], input[type=checkbox]").first.check()
    form.get_by_role("button", name="Check").click()
    expect(page.locator(".verdict").first).to_be_visible()
    page.goto(site.url + "/author/garden/preview/first/soil")
    page.get_by_role("button", name=re.compile("^Done")).click()
    page.goto(f"{site.url}/c/garden/learn")
    expect(page.get_by_text("Not started").first).to_be_visible()
    page.context.close()


def test_all_of_it_works_without_scripts(browser, site, cookies):
    page = visit(browser, cookies["author"], java_script_enabled=False)
    page.goto(site.url + "/author/garden")
    page.get_by_role("link", name="Plan", exact=False).first.click()
    source = page.get_by_role("textbox", name="Source", exact=True)
    source.fill(source.input_value() + "\nBy hand.\n")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_text("Saved in the draft.")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_text("By hand.")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.locator(".diff ins").filter(has_text="By hand.")).to_be_visible()
    page.context.close()
