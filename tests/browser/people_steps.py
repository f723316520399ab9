"""The action steps on people, as a learner who types does them in a browser."""

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, expect

from course_app.domain.course import Task, Unit
from tests.browser.learner import Learner

NAMES = (
    ("Evan Brandt", "Priya Nair", "Marta Lind", "Tom Okafor", "Ilse Vogt"),
    ("Sofie Dahl", "Wendell Price", "Graça Nunes", "Lena Holm", "Odile Marchand"),
    ("Petra Nowak", "Sunil Rao", "Femi Ade", "Ruth Keller", "Henrik Berg"),
)
OFFERS = (
    "Read one page aloud and say where I stumbled",
    "Tell her which nights were the easier ones",
    "Send the recipe with the burnt sugar",
    "Show him how the old timetable was drawn",
    "Lend her the long ladder for a week",
    "Ask the choir whether they need a tenor",
    "Walk round the harbour and listen",
    "Say what I learned from his three rules",
    "Look through the accounts of the stall",
    "Bring the photographs of the regatta",
)
SCENES = (
    "this week I saw a taxi with fogged windows and thought of our slides. Do you still bake? Dana, 555 0100",
    "somebody whistled on a car park today, the way you did between two floors. What tune is it now? Dana, 555 0100",
    "the pigeons of the dairy roof came back to me on Sunday. Who feeds them nowadays? Dana, 555 0100",
    "I found your knight from our chess by post behind a drawer. Shall we end that game? Dana, 555 0100",
    "our old choir sang at a wedding yesterday, without your laugh in the pause. Where do you sing? Dana, 555 0100",
)
TODAY = date.today()


class Steps:
    """Does the people tasks of a course, one after the other."""

    def __init__(self, learner: Learner) -> None:
        self.learner = learner
        self.page = learner.page

    def do(self, unit: Unit) -> None:
        """Do every people task of an action step."""
        for task in unit.body.tasks:
            act = getattr(self, task.kind.replace("-", "_"), None)
            if act is not None:
                self.learner.open(unit)
                act(self.task(task), task)
                expect(self.page.get_by_text("Done. You can still change it.")).to_be_visible()

    def task(self, task: Task) -> Locator:
        return self.page.locator(f"section.task[id='{task.id}']")

    def finish(self, form: Locator) -> None:
        self.send_form(form.get_by_role("button", name=re.compile("^Save")))

    def add(self, form: Locator, button: str) -> None:
        self.send_form(form.get_by_role("button", name=button))

    # Hands: with a mouse, or by keyboard alone.

    def send_form(self, button: Locator) -> None:
        """Press a button and wait for its page: a form that is saving itself sends itself a moment later."""
        if self.learner.keyboard:
            self.learner.reach(button)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter") if self.learner.keyboard else button.click()

    def choose(self, choice: Locator, place: int = 1) -> None:
        """Choose an option by its place."""
        if not self.learner.keyboard:
            choice.select_option(index=place)
            return
        self.learner.reach(choice)
        self.page.keyboard.press("Home")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")
        assert choice.evaluate("each => each.selectedIndex") == place

    def choose_words(self, choice: Locator, label: str) -> None:
        """Choose an option by its words."""
        options = [" ".join(each.split()) for each in choice.locator("option").all_text_contents()]
        self.choose(choice, options.index(label))

    def give_day(self, field: Locator, day: date) -> None:
        """Give a day; by keyboard as the browser asks for it, month first."""
        if not self.learner.keyboard:
            field.fill(day.isoformat())
            return
        self.learner.reach(field)
        self.page.keyboard.type(day.strftime("%m%d%Y"))
        assert field.input_value() == day.isoformat()

    def rate(self, scale: Locator, place: int) -> None:
        """Choose a number of a scale by its place."""
        number = scale.get_by_role("radio").nth(place)
        if self.learner.keyboard:
            self.learner.choose_radio(number)
        else:
            number.check(force=True)

    def unfold(self, fold: Locator) -> None:
        if fold.get_attribute("open") is not None:
            return
        summary = fold.locator("summary").first
        if self.learner.keyboard:
            self.learner.reach(summary)
            self.page.keyboard.press("Enter")
        else:
            summary.click()

    # One for each kind.

    def purpose(self, form: Locator, _task: Task) -> None:
        self.learner.write(form.get_by_label("Your purpose"), "To laugh again with two people who knew me early.")
        self.finish(form)

    def spheres(self, form: Locator, _task: Task) -> None:
        for chip in form.locator(".chip input").all()[:2]:
            self.learner.tick(chip)
        self.learner.write(form.get_by_label("Or a place of your own"), "The blue house")
        self.finish(form)

    def people(self, form: Locator, _task: Task) -> None:
        for place, names in enumerate(NAMES):
            self.choose(form.get_by_label("From which sphere?"), place)
            self.learner.write(form.get_by_role("textbox", name="Names"), "\n".join(names))
            fold = form.locator("details", has=self.page.get_by_label("for all of these"))
            self.unfold(fold)
            self.learner.write(form.get_by_label("for all of these"), str(TODAY.year - 4 - 3 * place))
            if place + 1 < len(NAMES):
                self.add(form, "Add to my list")
                expect(self.page.get_by_text("5 people are added.")).to_be_visible()
        self.finish(form)

    def pick(self, form: Locator, task: Task) -> None:
        count, stretch = task.settings["count"], task.settings["stretch"]
        rows = form.locator(".pick-row").all()
        for n, row in enumerate(rows[:count]):
            self.learner.tick(row.get_by_role("checkbox").first)
            if n < stretch:
                self.learner.tick(row.get_by_label("a stretch"))
        self.finish(form)

    def offers(self, form: Locator, _task: Task) -> None:
        for fold, text in zip(form.locator(".person-fold").all(), OFFERS, strict=False):
            self.unfold(fold)
            self.learner.write(fold.get_by_label("What could you bring"), text)
            self.choose_words(fold.get_by_label("What does it ask"), "Five minutes")
        self.finish(form)

    def mindset(self, form: Locator, task: Task) -> None:
        for each in task.fields:
            self.rate(self.page.locator(f"[id='{task.id}-{each.id}']"), 0)
        self.finish(form)

    def if_then(self, form: Locator, _task: Task) -> None:
        self.learner.write(form.get_by_label("If …"), "the last tray is out on Tuesday")
        self.choose(form.get_by_label("… then I will write to"))
        self.learner.write(form.get_by_label("at", exact=True), "the flour table")
        self.learner.write(form.get_by_label("putting it off"), "write one name on an order form")
        self.give_day(form.get_by_label("Day"), TODAY + timedelta(days=3))
        self.finish(form)

    def warm_up(self, form: Locator, _task: Task) -> None:
        for tick in form.get_by_role("checkbox").all():
            self.learner.tick(tick)
        self.finish(form)

    def channels(self, form: Locator, task: Task) -> None:
        monday = 3
        for n in range(len(form.locator("#doors-done .person-fold, [id$='-done'] .person-fold").all())):
            fold = form.locator("[id$='-done'] .person-fold").nth(n)
            self.unfold(fold)
            self.plan_way(fold, "Call", monday)
        for _ in range(task.settings["extra"]):
            fold = form.locator(".person-fold").last
            self.unfold(fold)
            self.choose(fold.get_by_label("Who?"))
            self.plan_way(fold, "Card or letter by post", monday)
            self.add(form, "Add this plan")
            form = self.task(task)
        fold = form.locator("[id$='-done'] .person-fold").first
        self.unfold(fold)
        self.give_day(fold.get_by_label("Done on"), TODAY)
        self.finish(form)

    def plan_way(self, fold: Locator, way: str, week: int) -> None:
        self.choose_words(fold.get_by_label("Which way?"), way)
        self.learner.write(fold.get_by_label("Why this way?"), "We used to talk like this")
        self.choose(fold.get_by_label("When?"), week)

    def gratitude(self, form: Locator, _task: Task) -> None:
        self.choose(form.get_by_label("Whom do you thank?"))
        self.learner.write(form.get_by_label("What they did"), "You hung your spare key on my door.")
        self.learner.write(form.get_by_label("What changed"), "I slept again, for a whole week.")
        self.learner.write(form.get_by_label("How it is with you today"), "Our own key hangs next door now.")
        self.finish(form)

    def favours(self, form: Locator, task: Task) -> None:
        for n in range(task.settings["plan"]):
            self.choose(form.get_by_label("What?"), n + 2)
            self.choose(form.get_by_label("For whom?"), n + 1)
            self.choose(form.get_by_label("When?"), 1)
            self.add(form, "Add this favour")
            form = self.task(task)
        fold = form.locator(".person-fold").first
        self.unfold(fold)
        self.give_day(fold.get_by_label("Done on"), TODAY)
        self.finish(form)

    def cadence(self, form: Locator, _task: Task) -> None:
        for choice in form.locator(".rhythm-row select").all()[:1]:
            self.choose_words(choice, "A yearly hello")
        self.finish(form)

    def dates(self, form: Locator, _task: Task) -> None:
        row = form.locator(".rhythm-row").first
        self.learner.write(row.get_by_label("Day of the month"), "29")
        self.choose_words(row.get_by_label("Month", exact=True), "February")
        self.learner.tick(form.get_by_label("I keep my own calendar"))
        self.finish(form)

    def next_line(self, form: Locator, _task: Task) -> None:
        for line in form.locator("textarea").all():
            self.learner.write(line, "The bakery: has it opened by now?")
        self.finish(form)

    def stuck(self, form: Locator, _task: Task) -> None:
        for item in form.locator(".stuck-item").all():
            self.learner.tick(item.get_by_label("Close it"))
        self.finish(form)

    def look_back(self, form: Locator, _task: Task) -> None:
        for scale in form.locator(".scale").all():
            self.rate(scale, 1)
        self.learner.write(form.get_by_label("One thing that you learned"), "They do not stand at the window.")
        self.finish(form)

    def letters(self, form: Locator, task: Task) -> None:
        """Draft letters on the desk, one person after the other, each with a scene of its own."""
        step = self.page.url
        for number in range(task.settings["count"]):
            self.page.goto(step)
            self.learner.press(self.task(task).get_by_role("link", name=re.compile("^Write: ")).first)
            name = self.page.locator("h1").inner_text().removeprefix("Write to ")
            self.learner.press(self.page.get_by_role("button", name="Take a blank sheet"))
            self.learner.write(self.page.get_by_label("Subject"), f"Scene {number + 1}")
            self.learner.write(self.page.get_by_label("Your letter"), f"Dear {name}, {SCENES[number]}")
            self.learner.press(self.page.get_by_role("button", name="Ready to send"))
            expect(self.page.locator("h1")).to_contain_text("is ready")
        self.page.goto(step)
        self.finish(self.task(task))

    def send(self, form: Locator, task: Task) -> None:
        """Send the letters that are ready, and say so."""
        step = self.page.url
        for _ in range(task.settings["count"]):
            self.page.goto(step)
            self.learner.press(self.task(task).get_by_role("link", name=re.compile("^Send: ")).first)
            self.learner.press(self.page.get_by_role("button", name="Yes, it is sent"))
            expect(self.page.get_by_text("Sent. That was the hard part.")).to_be_visible()
        self.page.goto(step)
        self.finish(self.task(task))
