"""From sign-up to a certificate that anyone can check: by mouse, by keyboard alone, without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner, check_in_public

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def fill_worksheet(learner):
    page = learner.page
    learner.open(learner.course.unit("first/plan"))
    task = page.locator("#pots")
    learner.write(task.get_by_label("What will you grow first?"), "Basil")
    learner.write(task.get_by_label("How many pots fit?"), "3")
    learner.tick(task.get_by_label("I have looked where the sun stands at noon"))
    learner.write(task.get_by_label("If …"), "When I pass the market")
    learner.write(task.get_by_label("… then I will"), "I buy one bag")
    learner.write(task.get_by_label("Place, row 1"), "Rail")
    learner.press(task.get_by_role("button", name=re.compile("^Save")))
    told = page.locator("#bought")
    learner.tick(told.get_by_label("call"))
    day = told.get_by_label("On which day?")
    if learner.keyboard:
        learner.reach(day)
        page.keyboard.type("01022026")
    else:
        day.fill("2026-01-02")
    learner.press(told.get_by_role("button", name=re.compile("^Save")))
    expect(page.get_by_text("Done. You can still change it.")).to_be_visible()


def take_the_course(learner, name, email):
    page = learner.page
    learner.sign_up(name, email)
    learner.start()
    for unit in learner.course.units():
        if unit.kind == "lesson":
            learner.read(unit)
        elif unit.kind == "quiz":
            learner.pass_check(unit)
    fill_worksheet(learner)
    learner.pass_final()
    learner.press(page.get_by_role("link", name="To the certificate"))
    return learner.claim(name)


@pytest.mark.parametrize("manner", ["mouse", "keyboard", "no JavaScript"])
def test_a_learner_goes_from_sign_up_to_a_certificate(browser, garden, manner):
    context = browser.new_context(java_script_enabled=manner != "no JavaScript", accept_downloads=True, locale="en-US")
    context.set_default_timeout(15_000)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda response: faults.append(response.url) if response.status >= 500 else None)
    name = f"Dana {manner.title().replace(' ', '')}"
    learner = Learner(page, garden.url, garden.content, keyboard=manner == "keyboard")
    number = take_the_course(learner, name, f"{manner.replace(' ', '-')}@example.org")
    check_in_public(browser, garden.url, number, name)
    assert not faults
    context.close()
