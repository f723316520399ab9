"""What breaks in upon a check: a broken line, a second tab, the back button, a sign-out. Nothing is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
KEPT = "Your answer is kept on this device and sent when you are back."
FIRST_COUNTS = "That first answer counts."


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def scripts(request):
    return request.param


@pytest.fixture
def learner(request, browser, garden, scripts):
    """Somebody before the first question of a check."""
    context = browser.new_context(java_script_enabled=scripts)
    context.set_default_timeout(15_000)
    learner = Learner(context.new_page(), garden.url, garden.content)
    name = re.sub(r"\W+", "-", request.node.name)[-40:].strip("-")
    learner.sign_up("Dana Whitfield", f"{name}@interrupted.example")
    learner.start()
    learner.open(learner.course.unit("first/check"))
    learner.press(learner.page.get_by_role("button", name="Begin", exact=True))
    yield learner
    context.close()


def choose(page, words):
    page.get_by_label(words).check()


def check(page):
    page.get_by_role("button", name="Check", exact=True).click()


RIGHT, WRONG = "When the soil is dry two fingers deep", "Every evening"


def test_in_two_tabs_the_first_answer_counts_and_the_second_tab_is_told(learner):
    one = learner.page
    other = one.context.new_page()
    other.goto(one.url)
    choose(other, WRONG)
    choose(one, RIGHT)
    check(one)
    expect(one.get_by_role("heading", name="Right.")).to_be_visible()
    check(other)
    expect(other.get_by_text(FIRST_COUNTS)).to_be_visible()
    expect(other.get_by_role("heading", name="Right.")).to_be_visible()


def test_the_back_button_and_a_second_sending_change_nothing(learner):
    page = learner.page
    question = page.url
    choose(page, RIGHT)
    check(page)
    expect(page.get_by_role("heading", name="Right.")).to_be_visible()
    page.go_back()
    if page.get_by_label(WRONG).first.is_enabled():
        choose(page, WRONG)
        check(page)
    page.goto(question)
    expect(page.get_by_role("heading", name="Right.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Right.")).to_be_visible()


def test_leaving_in_the_middle_leads_back_to_the_same_question(learner):
    page = learner.page
    choose(page, WRONG)
    check(page)
    page.get_by_role("link", name="Leave for now").click()
    page.get_by_role("link", name="Go on where you were").click()
    expect(page.get_by_text("2 of 2")).to_be_visible()


@pytest.mark.parametrize("scripts", [True], indirect=True, ids=["with scripts"])
def test_an_answer_given_off_line_arrives_when_the_line_is_back_even_after_a_closed_tab(learner):
    page, context = learner.page, learner.page.context
    question = page.url
    context.set_offline(True)
    choose(page, RIGHT)
    check(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(question)
    expect(again.get_by_role("heading", name="Right.")).to_be_visible()


def test_whoever_is_signed_out_in_the_middle_signs_in_and_the_answer_is_there(learner, browser, garden, scripts):
    page = learner.page
    email = re.search(r"with (\S+@interrupted\.example)", account_of(learner))[1].rstrip(".")
    elsewhere = browser.new_context()
    other = elsewhere.new_page()
    sign_in(other, garden.url, email)
    other.goto(f"{garden.url}/account")
    other.get_by_role("button", name=re.compile("other device")).click()
    elsewhere.close()
    choose(page, RIGHT)
    check(page)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, "", email)
    if scripts:
        expect(page.get_by_label(RIGHT)).to_be_checked()
    else:
        choose(page, RIGHT)  # typed text would wait; a choice is one click on the page that comes back
    check(page)
    expect(page.get_by_role("heading", name="Right.")).to_be_visible()


def account_of(learner):
    tab = learner.page.context.new_page()
    tab.goto(f"{learner.site}/account")
    words = tab.inner_text("main")
    tab.close()
    return words


def sign_in(page, site, email):
    if site:
        page.goto(f"{site}/signin")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")
