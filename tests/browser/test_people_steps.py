"""The action steps of the bundled course: a learner who types goes from an empty list to the end of every step."""

import re
import shutil

import pytest
from playwright.sync_api import Browser, expect

from course_app.application import create_app
from course_app.infrastructure import migrating
from course_app.infrastructure.database import db
from course_app.infrastructure.keys import make_keys
from tests.browser.conftest import ROOT
from tests.browser.learner import Learner, check_in_public
from tests.browser.people_steps import Steps
from tests.browser.test_pages import look_round
from tests.publishing import pretend_printed, publish_course

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MOST_ELEMENTS = 600
"""On the page of a step with a form for each of fifteen people: most of them are choices of lists."""


@pytest.fixture(scope="module")
def bundled(serve, manifest, tmp_path_factory):
    """A site with the bundled course, whose sheets are taken as printed: to print them all takes longer than a test."""
    content = tmp_path_factory.mktemp("bundled")
    shutil.copytree(ROOT / "content" / "networkwise", content / "networkwise")

    def prepare(settings):
        make_keys(settings)
        app = create_app(settings, manifest)
        with app.app_context():
            migrating.upgrade(db.engine)
            pretend_printed(app, publish_course(app, folder=content / "networkwise"))
            db.engine.dispose()

    return serve(content, "networkwise", prepare)


def somebody(browser: Browser, site, email: str, width: int = 1280, **options) -> Learner:
    context = browser.new_context(viewport={"width": width, "height": 800}, **options)
    context.set_default_timeout(15_000)
    learner = Learner(context.new_page(), site.url, site.content)
    learner.sign_up("Dana Whitfield", email)
    learner.start()
    return learner


def hear_from(learner: Learner) -> None:
    """Log that the person who was rung answered."""
    page = learner.page
    learner.go("/people?view=waiting")
    learner.press(page.get_by_role("link", name=re.compile("^They answered")).first)
    learner.press(page.get_by_role("button", name="They answered today"))


def steps_of(learner: Learner):
    return [unit for unit in learner.course.units() if unit.kind == "action"]


@pytest.fixture(scope="module")
def finished(browser: Browser, bundled):
    """Cookies of somebody who did the whole course by mouse, and the faults of the pages on the way."""
    learner = somebody(browser, bundled, "mouse@steps.example")
    faults: list[str] = []
    learner.page.on("pageerror", lambda error: faults.append(str(error)))
    learner.page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 500 else None)
    steps = Steps(learner)
    for unit in learner.course.units():
        if unit.kind == "lesson":
            learner.read(unit)
        elif unit.kind == "quiz":
            learner.pass_check(unit)
        else:
            steps.do(unit)
        if unit.address == "reach/another-way":
            hear_from(learner)
    learner.pass_final()
    cookies = learner.page.context.cookies()
    learner.page.context.close()
    return cookies, faults


def test_a_learner_does_the_whole_bundled_course_and_holds_a_certificate_that_anyone_can_check(
    browser, bundled, finished
):
    cookies, faults = finished
    assert not faults
    context = browser.new_context(accept_downloads=True)
    context.add_cookies(cookies)
    learner = Learner(context.new_page(), bundled.url, bundled.content)
    learner.go("/certificate")
    expect(learner.page.locator("h1")).to_have_text("Everything is met. How should your name be printed?")
    number = learner.claim("Dana Whitfield")
    context.close()
    check_in_public(browser, bundled.url, number, "Dana Whitfield")


def test_without_javascript_on_a_phone_every_step_can_be_done(browser, bundled):
    learner = somebody(browser, bundled, "phone@steps.example", width=360, java_script_enabled=False)
    steps = Steps(learner)
    for unit in steps_of(learner):
        steps.do(unit)
        if unit.address == "reach/another-way":
            hear_from(learner)
    learner.page.context.close()


def test_by_keyboard_alone_every_step_can_be_done(browser, bundled):
    learner = somebody(browser, bundled, "keys@steps.example", locale="en-US")
    learner.keyboard = True
    steps = Steps(learner)
    for unit in steps_of(learner):
        steps.do(unit)
        if unit.address == "reach/another-way":
            hear_from(learner)
    learner.page.context.close()


def test_pressing_the_button_of_an_empty_step_says_what_is_missing_with_links_that_lead_there(browser, bundled):
    learner = somebody(browser, bundled, "empty@steps.example")
    page, faults = learner.page, []
    for unit in steps_of(learner):
        learner.open(unit)
        for button in range(page.locator("section.task form.worksheet").count()):
            learner.open(unit)
            form = page.locator("section.task form.worksheet").nth(button)
            learner.press(form.get_by_role("button", name=re.compile("^Save")).last)
            for link in page.locator(".error-summary a, .error-list a").all():
                target = (link.get_attribute("href") or "").removeprefix("#")
                if not page.locator(f"[id='{target}']").count():
                    faults.append((unit.address, target))
    assert not faults
    learner.page.context.close()


def test_every_step_is_clean_when_empty(browser, bundled):
    learner = somebody(browser, bundled, "clean@steps.example")
    for unit in steps_of(learner):
        look_round(learner.page, f"{bundled.url}/c/networkwise/{unit.address}")
    learner.page.context.close()


def test_every_step_is_clean_when_done(browser, bundled, finished):
    context = browser.new_context()
    context.add_cookies(finished[0])
    context.set_default_timeout(15_000)
    large: dict[str, int] = {}
    learner = Learner(context.new_page(), bundled.url, bundled.content)
    for unit in steps_of(learner):
        look_round(learner.page, f"{bundled.url}/c/networkwise/{unit.address}")
        large[unit.address] = learner.page.locator("*").count()
    context.close()
    assert max(large.values()) <= MOST_ELEMENTS, large


def test_the_clock_of_the_warm_up_counts_down_and_says_when_it_is_over(browser, bundled):
    learner = somebody(browser, bundled, "clock@steps.example")
    page = learner.page
    page.clock.install()
    learner.open(learner.course.unit("write/warm-up"))
    clock = page.get_by_role("timer")
    expect(clock).to_have_text("3:00")
    page.get_by_role("button", name="Start the clock").click()
    page.clock.run_for(61_000)
    expect(clock).to_have_text(re.compile("^1:5"))
    page.clock.run_for(120_000)
    expect(page.get_by_text("Time. Finish the line you are on, then tick.")).to_be_visible()
    expect(clock).to_have_text("3:00")
    page.context.close()
