"""A learner at a browser: with a mouse, by keyboard alone, or without JavaScript.

The answers come from the course's own sources; what the page shows is matched to them as a person would, by the words.
"""

import re
from pathlib import Path

from markupsafe import Markup
from playwright.sync_api import Browser, Locator, Page, expect

from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.course import render_course
from course_app.domain.course import Course, Unit
from course_app.domain.questions import (
    Choice,
    Cloze,
    Leaf,
    Match,
    NumberEntry,
    Order,
    Question,
    Scenario,
    Several,
    TextEntry,
)
from tests.conftest import PASSWORD

MOST_TABS = 400


class Learner:
    """Does a course in a browser."""

    def __init__(self, page: Page, site: str, folder: Path, *, keyboard: bool = False) -> None:
        self.page = page
        self.site = site
        self.keyboard = keyboard
        files = read_folder(folder)
        course = read_course(files).course
        assert course is not None
        self.course: Course = course
        html = render_course(course, files, RenderContext(site="", credential="")).html
        self.words = {leaf: squeeze(Markup(text).striptags()) for leaf, text in html.items()}
        self.questions = {self.plain(question.heading): question for question in all_questions(course)}

    def plain(self, leaf: Leaf) -> str:
        return self.words.get(leaf) or squeeze(leaf.text)

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    # Hands: every touch of the page goes through these.

    def press(self, target: Locator) -> None:
        """Press a button or follow a link."""
        if not self.keyboard:
            target.click()
        else:
            self.reach(target)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        self.page.wait_for_load_state("load")

    def reach(self, target: Locator) -> None:
        """Tab to a control."""
        handle = target.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("wanted => document.activeElement === wanted", handle):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    def tick(self, target: Locator) -> None:
        if target.is_checked():
            return
        if not self.keyboard:
            target.check()
        elif target.get_attribute("type") == "checkbox":
            self.reach(target)
            self.page.keyboard.press("Space")
        else:
            self.choose_radio(target)

    def choose_radio(self, target: Locator) -> None:
        name, own = target.get_attribute("name"), target.get_attribute("id")
        group = self.page.locator(f'form:has([id="{own}"]) input[type=radio][name="{name}"]:enabled')
        checked = [each for each in group.all() if each.is_checked()]
        self.reach(checked[0] if checked else group.first)
        for _ in range(group.count() + 1):
            self.page.keyboard.press("Space") if not checked else None
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
            if target.is_checked():
                return
            checked = [target]
        raise AssertionError("the arrow keys do not reach this choice")

    def write(self, target: Locator, text: str) -> None:
        if not self.keyboard:
            target.fill(text)
            return
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def pick(self, target: Locator, label: str) -> None:
        if not self.keyboard:
            target.select_option(label=label)
            return
        self.reach(target)
        options = [squeeze(each) for each in target.locator("option").all_text_contents()]
        for _ in range(options.index(squeeze(label))):
            self.page.keyboard.press("ArrowDown")
        assert target.evaluate("each => each.selectedOptions[0].textContent.trim()") == label

    # What a learner does.

    def sign_up(self, name: str, email: str) -> None:
        self.go("/signup")
        self.write(self.page.get_by_label("Your name"), name)
        self.write(self.page.get_by_label("E-mail"), email)
        self.write(self.page.get_by_label("Password"), PASSWORD)
        self.press(self.page.locator("form.account-form button, main form button").last)
        expect(self.page).to_have_url(re.compile("/today"))

    def start(self) -> None:
        self.go(f"/c/{self.course.id}")
        self.press(self.page.get_by_role("button", name="Start the course").first)

    def open(self, unit: Unit) -> None:
        self.go(f"/c/{self.course.id}/{unit.address}")

    def read(self, unit: Unit) -> None:
        self.open(unit)
        expect(self.page.locator("h1")).to_be_visible()
        self.press(self.page.get_by_role("button", name=re.compile("^Done")))

    def pass_check(self, unit: Unit) -> None:
        self.open(unit)
        self.press(self.page.get_by_role("button", name="Begin", exact=True))
        self.answer_all()
        expect(self.page.locator("h1")).to_contain_text("Passed.")

    def pass_final(self) -> None:
        self.go(f"/c/{self.course.id}/final")
        self.tick(self.page.get_by_label("I give my word"))
        self.press(self.page.get_by_role("button", name="Begin the final"))
        self.answer_all()
        expect(self.page.locator("h1")).to_contain_text("Passed.")

    def claim(self, name: str) -> str:
        """Confirm the name to print on the page that asks for it, download the PDF, and return the number."""
        page = self.page
        expect(page.locator(".certificate-preview-name")).to_have_text(name)
        self.press(page.get_by_role("button", name=re.compile("^This is my name")))
        expect(page.locator("h1")).to_have_text("Done. This is yours.")
        number = page.locator("#verify-link").inner_text().rsplit("/", 1)[1]
        for _ in range(60):
            if page.get_by_role("link", name="Download PDF, A4").count():
                break
            page.wait_for_timeout(500)
            page.reload()
        expect(page.get_by_role("main")).to_contain_text("Download PDF, A4")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download PDF, A4").click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")
        return number

    def answer_all(self, wrong: int = 0) -> None:
        for _ in range(200):
            if "/result" in self.page.url:
                return
            form = self.page.locator("form[action*='/q/']")
            if not form.count():
                self.press(self.page.get_by_role("link", name="See your result"))
                continue
            self.answer(form, right=wrong <= 0)
            wrong -= 1
        raise AssertionError("the check does not end")

    def answer(self, form: Locator, *, right: bool = True) -> None:
        """Answer the question of a form and send it."""
        heading = squeeze(form.locator(".question-text").first.inner_text())
        question = self.questions[heading]
        self.give(form, question, right)
        self.press(form.locator("button.button-primary"))

    def give(self, form: Locator, question: Question, right: bool) -> None:
        match question.body:
            case Choice(options) | Several(options):
                several = isinstance(question.body, Several)
                wanted = [each for each in options if each.right is right]
                for option in wanted if several else wanted[:1]:
                    self.tick(self.labelled(form, self.plain(option.text)))
            case TextEntry(accepts) | NumberEntry(accepts):
                value = next(each.value for each in accepts if not each.expected_wrong)
                self.write(form.locator("input.input").first, number_in(value) if right else "0")
            case Match(pairs):
                lefts = [pair for pair in pairs if pair.left is not None]
                for index, pair in enumerate(lefts):
                    taken = pair if right else lefts[(index + 1) % len(lefts)]
                    self.pick(form.locator(f'select[name="pair-{index}"]'), self.plain(taken.right))
            case Order(steps):
                wanted = [self.plain(step.text) for step in steps]
                # From the first place on: with JavaScript a line moves as soon as it has its number.
                for place, words in enumerate(wanted if right else wanted[::-1], 1):
                    lines = form.locator(".order-item").all()
                    line = next(each for each in lines if squeeze(each.locator(".order-words").inner_text()) == words)
                    number = line.locator("input.order-place")
                    self.write(number, str(place))
                    if not self.keyboard:
                        number.blur()
            case Cloze(_, gaps):
                for index, gap in enumerate(gaps):
                    control = form.locator(f'[name="gap-{index}"]')
                    if gap.kind == "choice":
                        self.pick(control, gap.options[gap.right])
                    else:
                        self.write(control, str(gap.low) if gap.kind == "number" else gap.accepted[0])
            case Scenario(scenes):
                title = squeeze(form.locator(".scene-title").inner_text())
                scene = next(each for each in scenes if self.plain(each.title) == title)
                best = max(scene.choices, key=lambda each: each.share)
                self.tick(self.labelled(form, self.plain(best.text)))
            case _:
                self.write(form.locator("textarea"), "A line for myself.")

    def labelled(self, form: Locator, words: str) -> Locator:
        for label in form.locator(".answer-label").all():
            if squeeze(label.locator(".answer-text").inner_text()) == words:
                return label.locator("input")
        raise AssertionError(f"no answer reads {words!r}")


def check_in_public(browser: Browser, site: str, number: str, name: str) -> None:
    """Check a number as anyone can, in a browser of its own."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/verify")
    page.get_by_label("Number").fill(number.lower())
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Valid certificate", exact=True)).to_be_visible()
    expect(page.locator("h1")).to_have_text(name)
    context.close()


def squeeze(text: str) -> str:
    return " ".join(text.split())


def number_in(value: str) -> str:
    found = re.match(r"-?\d+(\.\d+)?", value)
    return found[0] if found and found[0] != value and (".." in value or "+-" in value) else value.replace("*", "")


def all_questions(course: Course):
    for unit in course.units():
        body = unit.body
        if unit.kind == "quiz":
            yield from body.all_questions()
        elif unit.kind == "lesson":
            for section in body.sections:
                yield from section.questions
    if course.final:
        for topic in course.final.topics:
            yield from topic.questions
