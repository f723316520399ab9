"""From an empty list to three sent letters, an answer, a rhythm, the calendar in hand and My Guide, in five manners."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.learner import Learner
from tests.browser.test_import import rows
from tests.browser.test_letters import PEOPLE, list_people, send_letter, somebody, write_letter
from tests.letters_course import write_course

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
MANNERS = {
    "typing": {},
    "importing": {},
    "on-a-phone": {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True},
    "without-script": {"java_script_enabled": False},
    "by-keyboard": {"keyboard": True},
}


@pytest.fixture(scope="module")
def pens(serve, tmp_path_factory):
    """A site with a course of letters."""
    content = tmp_path_factory.mktemp("content")
    write_course(content)
    return serve(content, "pens")


@pytest.fixture(scope="module")
def connections(tmp_path_factory) -> Path:
    """A file with three thousand people, of whom three are meant."""
    path = tmp_path_factory.mktemp("files") / "Connections.csv"
    meant = "".join(f"{name},,,{name.lower()}@old.example,Lime Street,Helper,1 Jan 2011\n" for name in PEOPLE)
    path.write_bytes(rows(3_000 - len(PEOPLE)) + meant.encode())
    return path


def import_people(learner: Learner, file: Path) -> None:
    page = learner.page
    learner.press(page.get_by_role("link", name="Import", exact=True).first)
    page.locator("#file").set_input_files(file)
    expect(page.get_by_text("People we read: 3,000.")).to_be_visible()
    for name in PEOPLE:
        page.get_by_label("Search").fill(name)
        page.locator(".tray-row", has_text=f"{name.lower()}@old.example").get_by_role("checkbox").check()
    expect(page.get_by_text("Ticked: 3.")).to_be_visible()
    page.get_by_role("button", name="Go on with these").click()
    page.get_by_label("A sphere of your life").fill("First job")
    page.get_by_role("button", name="Keep these 3 people").click()
    expect(page.get_by_role("heading", name="3 people are on your list")).to_be_visible()


def take(learner: Learner, target: Locator) -> bytes:
    """Take a file by a button or a link."""
    with learner.page.expect_download() as download:
        if learner.keyboard:
            learner.reach(target)
            learner.page.keyboard.press("Enter")
        else:
            target.click()
    return download.value.path().read_bytes()


def hear_back(learner: Learner) -> None:
    page = learner.page
    learner.go("/people?view=waiting")
    expect(page.get_by_role("link", name=re.compile("^They answered"))).to_have_count(3)
    learner.press(page.get_by_role("link", name=re.compile("^They answered")).first)
    learner.press(page.get_by_role("button", name="They answered today"))
    learner.press(page.locator("#heard").get_by_role("button", name="Keep"))
    expect(page.get_by_text(re.compile("guess 3 of 7"))).to_be_visible()


def keep_a_rhythm(learner: Learner) -> None:
    form = learner.page.locator("#rhythm")
    learner.pick(form.get_by_label("How often"), "Quarterly")
    learner.press(form.get_by_role("button", name="Keep"))
    expect(form.get_by_label("How often")).to_have_value("quarterly")


def take_the_calendar(learner: Learner) -> None:
    learner.go("/people/calendar")
    calendar = take(learner, learner.page.get_by_role("button", name="Download .ics")).decode()
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "RRULE" in calendar or "DTSTART" in calendar
    assert "Evan" not in calendar


def take_the_guide(learner: Learner, manner: str) -> None:
    page = learner.page
    learner.go("/my-guide")
    learner.press(page.get_by_role("button", name="Make my Guide"))
    ready, again = page.get_by_role("link", name="Download PDF"), page.get_by_role("link", name="Look again")
    for _ in range(100 if manner == "without-script" else 0):
        expect(ready.or_(again)).to_be_visible()
        if ready.count():
            break
        learner.press(again)
    expect(ready).to_be_visible(timeout=60_000)
    assert take(learner, ready).startswith(b"%PDF-")


@pytest.mark.parametrize("manner", MANNERS)
def test_from_an_empty_list_to_letters_an_answer_a_rhythm_the_calendar_and_the_guide(
    browser: Browser, pens, connections, manner
):
    learner = somebody(browser, pens, f"{manner}@nothing.example", **MANNERS[manner])
    page, faults = learner.page, list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 500 else None)
    learner.go("/people")
    expect(page.get_by_text("Nobody here yet.")).to_be_visible()
    if manner == "importing":
        import_people(learner, connections)
        learner.go("/people")
    else:
        list_people(learner)
    learner.press(page.get_by_role("link", name="Evan", exact=True).first)
    learner.press(page.get_by_role("button", name="Put among the first five"))
    for guess, name in enumerate(PEOPLE, 3):
        write_letter(learner, name)
        send_letter(learner, guess)
    learner.open(learner.course.unit("write/letters"))
    expect(page.locator("section.task").get_by_text("Done", exact=True)).to_have_count(4)
    hear_back(learner)
    keep_a_rhythm(learner)
    take_the_calendar(learner)
    take_the_guide(learner, manner)
    assert not faults
    page.context.close()
