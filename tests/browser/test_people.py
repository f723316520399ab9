"""My people in a real browser: by keyboard, without JavaScript, on a phone, in both themes."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.learner import Learner
from tests.browser.test_pages import look_here, look_round

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
NAMES = ["Evan Brandt", "Priya Nair", "Marta Lind", "نادية رحيمي", "A" + "a" * 39 + " " + "B" + "b" * 38]


def somebody(browser: Browser, garden, email: str, **options) -> Learner:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    context.set_default_timeout(15_000)
    learner = Learner(context.new_page(), garden.url, garden.content)
    learner.sign_up("Dana Whitfield", email)
    return learner


def paste(page: Page, url: str, names=NAMES, sphere="First job") -> None:
    page.goto(f"{url}/people/new")
    form = page.locator("form[action='/people/paste']")
    form.get_by_label("Names").fill("\n".join(names))
    form.get_by_label("Where do you know them from?").fill(sphere)
    form.get_by_role("button", name="Add all").click()
    expect(page).to_have_url(re.compile("/people$"))


def open_person(page: Page, url: str, name: str) -> str:
    page.goto(f"{url}/people")
    page.get_by_role("link", name=name, exact=True).first.click()
    return page.url


def test_without_javascript_a_learner_comes_from_an_empty_list_to_an_answer(browser, garden):
    learner = somebody(browser, garden, "no-script@people.example", java_script_enabled=False)
    page, url = learner.page, garden.url
    page.goto(f"{url}/people")
    expect(page.get_by_text("Nobody here yet.")).to_be_visible()
    paste(page, url)
    expect(page.get_by_text("5 people are added.")).to_be_visible()
    person = open_person(page, url, "Evan Brandt")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("One thing you remember with them").fill("The taxi and the slides")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The taxi and the slides")).to_be_visible()
    page.get_by_role("link", name="Log", exact=True).click()
    page.get_by_role("button", name="I reached out today").click()
    expect(page.get_by_text("Sent. That was the hard part.")).to_be_visible()
    page.goto(f"{url}/people?view=waiting")
    page.get_by_role("link", name=re.compile("^They answered")).click()
    page.get_by_role("button", name="They answered today").click()
    expect(page.get_by_role("heading", name="How was it?")).to_be_visible()
    page.locator("label:has-text('6')").first.click()
    page.get_by_label("Call").check()
    page.locator("#heard").get_by_role("button", name="Keep").click()
    expect(page.get_by_text("felt 6 of 7")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo: bring Evan Brandt back").click()
    assert page.url == person
    expect(page.get_by_text("Evan Brandt is back, with everything.")).to_be_visible()
    page.context.close()


def test_by_keyboard_alone_names_are_typed_one_after_the_other_and_one_is_logged(browser, garden):
    learner = somebody(browser, garden, "keys@people.example")
    learner.keyboard = True
    page = learner.page
    page.goto(f"{garden.url}/people")
    learner.press(page.get_by_role("link", name="Add one"))
    keys = page.keyboard
    page.wait_for_selector("#type-name:focus")
    keys.type("Evan Brandt")
    learner.reach(page.locator("#type-new_sphere"))
    keys.type("First job")
    with page.expect_navigation():
        keys.press("Enter")
    for name in ("Priya Nair", "Marta Lind"):
        page.wait_for_selector("#type-name:focus")
        keys.type(name)
        with page.expect_navigation():
            keys.press("Enter")
    expect(page.locator(".latest li")).to_have_count(3)
    learner.press(page.get_by_role("link", name="Evan Brandt"))
    learner.press(page.get_by_role("link", name="Log", exact=True))
    learner.reach(page.locator("input[name=channel]:checked"))
    keys.press("ArrowRight")
    assert page.locator("input[name=channel]:checked").get_attribute("value") == "call"
    learner.press(page.get_by_role("button", name="Log it"))
    expect(page.get_by_text("You reached out (call)", exact=True)).to_be_visible()
    page.context.close()


@pytest.fixture(scope="module")
def kept(browser: Browser, garden) -> tuple[list[dict], dict[str, str]]:
    """Cookies of somebody with people in every state, and the addresses of some."""
    learner = somebody(browser, garden, "states@people.example")
    page, url = learner.page, garden.url
    paste(page, url)
    people = {name: open_person(page, url, name) for name in NAMES[:4]}

    def log(name: str, button: str) -> None:
        page.goto(f"{people[name]}/log")
        page.get_by_role("button", name=button).click()

    log("Evan Brandt", "I reached out today")
    log("Priya Nair", "I reached out today")
    log("Priya Nair", "They answered today")
    page.goto(people["Marta Lind"])
    page.get_by_role("button", name="Close").click()
    cookies = page.context.cookies()
    page.context.close()
    return cookies, {name: address.removeprefix(url) for name, address in people.items()}


def test_people_in_every_state_are_clean(browser, garden, kept):
    # Each address with one person is looked at with every other page; here is what those pages look like besides.
    cookies, people = kept
    context = browser.new_context()
    context.add_cookies(cookies)
    views = [f"/people?view={view}" for view in ("first", "due", "waiting", "touch", "all", "resting")]
    priya, marta, nadia = people["Priya Nair"], people["Marta Lind"], people["نادية رحيمي"]
    for path in [*views, people["Evan Brandt"], f"{priya}?heard=1", priya, marta, nadia, "/spheres?cue=3"]:
        page = context.new_page()
        look_round(page, garden.url + path)
        page.close()
    context.close()


def test_empty_and_refusing_pages_are_clean(browser, garden):
    learner = somebody(browser, garden, "empty@people.example")
    page = learner.page
    for path in ("/people", "/people/new", "/spheres", "/people/calendar", "/people/fresh-start"):
        look_round(page, garden.url + path)
    page.goto(f"{garden.url}/people/new")
    page.locator("#type-name").fill("asdf")
    page.locator("#type-new_sphere").fill("Choir")
    page.locator("#type").get_by_role("button").click()
    expect(page.get_by_text("Is this a real name?").first).to_be_visible()
    look_here(page)
    page.context.close()


def test_states_that_come_seldom_are_clean(browser, garden):
    learner = somebody(browser, garden, "seldom@people.example")
    page, url = learner.page, garden.url
    paste(page, url, ["Evan Brandt", "Priya Nair"])
    person = open_person(page, url, "Evan Brandt")
    page.goto(f"{person}/log")
    page.get_by_role("button", name="I reached out today").click()
    page.goto(f"{url}/today")
    expect(page.get_by_text("Nothing to do but wait, kindly.")).to_be_visible()
    look_here(page)
    page.goto(f"{person}/edit")
    other = page.context.new_page()
    other.goto(f"{person}/edit")
    for device, memory in ((other, "The taxi"), (page, "The slides")):
        device.get_by_label("One thing you remember with them").fill(memory)
        device.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nothing is lost: choose which one to keep.")).to_be_visible()
    expect(page.get_by_text("The taxi").first).to_be_visible()
    look_here(page)
    page.goto(person)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo: bring Evan Brandt back")).to_be_visible()
    look_here(page)
    page.context.close()
