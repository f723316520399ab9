"""The letter desk in a real browser: by mouse, by keyboard alone, without JavaScript; two devices; in both themes."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.learner import Learner
from tests.browser.people_steps import Steps
from tests.browser.test_pages import look_here, look_round
from tests.letters_course import write_course

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PEOPLE = {
    "Evan": ("That taxi ride", "we typed the slides again in a taxi", "Are you still baking?"),
    "Marta": ("The pigeons", "you sang to the pigeons from the roof of the dairy", "Do they still come at noon?"),
    "Sunil": ("Chess by post", "your postcard with the knight arrived after the move was lost", "Who plays white?"),
}


@pytest.fixture(scope="module")
def pens(serve, tmp_path_factory):
    """A site with a course of letters."""
    content = tmp_path_factory.mktemp("content")
    write_course(content)
    return serve(content, "pens")


def somebody(browser: Browser, site, email: str, *, keyboard: bool = False, **options) -> Learner:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
    context.set_default_timeout(15_000)
    learner = Learner(context.new_page(), site.url, site.content, keyboard=keyboard)
    learner.sign_up("Dana Whitfield", email)
    learner.start()
    return learner


def list_people(learner: Learner) -> None:
    page = learner.page
    learner.go("/people/new")
    form = page.locator("form[action='/people/paste']")
    learner.write(form.get_by_label("Names"), "\n".join(PEOPLE))
    learner.write(form.get_by_label("Where do you know them from?"), "First job")
    learner.press(form.get_by_role("button", name="Add all"))
    expect(page.get_by_text("3 people are added.")).to_be_visible()


def open_desk(learner: Learner, name: str) -> None:
    page = learner.page
    learner.go("/people?view=all")
    learner.press(page.get_by_role("link", name=name, exact=True).first)
    learner.press(page.get_by_role("link", name="Write", exact=True))


def write_letter(learner: Learner, name: str) -> None:
    page, (subject, scene, question) = learner.page, PEOPLE[name]
    open_desk(learner, name)
    learner.press(page.get_by_role("button", name="Begin with this: A scene"))
    learner.write(page.get_by_label("Subject"), subject)
    body = f"Dear {name}, this week I thought of how {scene}. {question} Dana, dana@example.org, 555 0100"
    learner.write(page.get_by_label("Your letter"), body)
    learner.press(page.get_by_role("button", name="Ready to send"))
    expect(page.locator("h1")).to_have_text(f"Your letter to {name} is ready")


def send_letter(learner: Learner, guess: int) -> None:
    page = learner.page
    learner.tick(page.locator(f"input[name=guess][value='{guess}']")) if learner.keyboard else page.locator(
        f"label[for='guess-{guess - 1}']"
    ).click()
    learner.press(page.get_by_role("button", name="Keep my guess"))
    expect(page.get_by_text("Your guess is kept.")).to_be_visible()
    learner.press(page.get_by_role("button", name="Yes, it is sent"))
    expect(page.get_by_text("Sent. That was the hard part.")).to_be_visible()


def test_an_answer_is_begun_under_the_subject_of_what_was_sent(browser, pens):
    learner = somebody(browser, pens, "answer@letters.example")
    page = learner.page
    list_people(learner)
    write_letter(learner, "Evan")
    send_letter(learner, 3)
    learner.go("/people?view=waiting")
    learner.press(page.get_by_role("link", name=re.compile("^They answered")).first)
    learner.press(page.get_by_role("button", name="They answered today"))
    learner.press(page.get_by_role("link", name="Write", exact=True))
    learner.press(page.get_by_role("button", name="Begin with this: An answer"))
    expect(page.get_by_label("Subject")).to_have_value("Re: That taxi ride")
    page.context.close()


def test_the_steps_of_drafting_and_sending_lead_to_the_desk_and_back(browser, pens):
    learner = somebody(browser, pens, "steps@letters.example")
    list_people(learner)
    for name in ("Evan", "Marta"):
        learner.go("/people?view=all")
        learner.page.get_by_role("link", name=name, exact=True).first.click()
        learner.page.get_by_role("button", name="Put among the first five").click()
    unit = learner.course.unit("write/letters")
    steps = Steps(learner)
    for task in unit.body.tasks:
        if task.kind in ("letters", "send"):
            learner.open(unit)
            getattr(steps, task.kind)(steps.task(task), task)
            expect(learner.page.get_by_text("Done. You can still change it.")).to_be_visible()
    learner.page.context.close()


def test_the_checks_follow_what_is_typed_and_show_their_place(browser, pens):
    learner = somebody(browser, pens, "checks@letters.example")
    page = learner.page
    list_people(learner)
    open_desk(learner, "Evan")
    page.get_by_role("button", name="Begin with this: A scene").click()
    page.get_by_label("Subject").fill("That taxi")
    page.get_by_label("Your letter").fill("Hi Evan, do you know of a vacancy? Dana")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.keyboard.press("Control+s")
    expect(page.locator(".saved-note")).to_contain_text("Saved")
    expect(page.locator("#check-blanks")).to_contain_text("No blank is left open")
    page.locator("#check-request").get_by_role("button", name="Show it").click()
    letter = page.get_by_label("Your letter")
    assert letter.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd)") == "vacancy"
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator("#override-request").check()
        page.keyboard.press("Control+s")
    expect(page.locator("#check-request")).to_have_class(re.compile("check-met"))
    expect(page.locator("#override-request")).to_be_focused()
    page.context.close()


def test_two_devices_lead_to_both_texts(browser, pens):
    learner = somebody(browser, pens, "two@letters.example")
    page = learner.page
    list_people(learner)
    open_desk(learner, "Evan")
    page.get_by_role("button", name="Begin with this: A scene").click()
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Your letter").fill("Hi Evan, the words of the telephone.")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_label("Your letter").fill("Hi Evan, the words of the desk.")
    page.keyboard.press("Control+s")
    page.get_by_role("link", name="Changed on another device. See both.").click()
    expect(page.get_by_text("Hi Evan, the words of the desk.")).to_be_visible()
    expect(page.get_by_text("Hi Evan, the words of the telephone.")).to_be_visible()
    look_here(page)
    page.get_by_role("button", name="Keep this one").click()
    expect(page.get_by_label("Your letter")).to_have_value("Hi Evan, the words of the desk.")
    page.context.close()


@pytest.fixture(scope="module")
def pages(browser: Browser, pens) -> tuple[list[dict], list[str]]:
    """Cookies of somebody with letters in every state, and the addresses of their pages."""
    learner = somebody(browser, pens, "states@letters.example")
    page = learner.page
    list_people(learner)
    found = []
    open_desk(learner, "Sunil")
    found.append(page.url)
    page.get_by_role("button", name="Take a blank sheet").first.click()
    found += [page.url, page.url + "&missing=1", re.sub(r"\?.*", "?choose=1&use=thanks", page.url)]
    write_letter(learner, "Evan")
    found += [page.url, page.url.removesuffix("/send").replace("/letter/", "/letter?letter=")]
    write_letter(learner, "Marta")
    desk = page.url.removesuffix("/send").replace("/letter/", "/letter?letter=")
    send_letter(learner, 4)
    found.append(desk)
    cookies = page.context.cookies()
    page.context.close()
    return cookies, [address.removeprefix(pens.url) for address in found]


def test_every_page_of_letters_is_clean(browser, pens, pages):
    cookies, addresses = pages
    context = browser.new_context()
    context.add_cookies(cookies)
    for path in addresses:
        page = context.new_page()
        look_round(page, pens.url + path)
        page.close()
    context.close()
