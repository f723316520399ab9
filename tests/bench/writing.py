"""Pages that are written to: quizzes, a whole journey, the certificate."""

import time
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.reading import question_on
from tests.bench.seeding import CHECKS, COURSE, LESSONS, QUESTIONS, finish
from tests.bench.stage import CpuClock, Stage
from tests.browsing import Browser

CERTIFICATE = f"/c/{COURSE}/certificate"
REPEATS = 8
ISSUES, ROUNDS = 6, 3
AGAIN = 50


def take(browser: Browser, check: str) -> int:
    """Take a check from its start page to its end, and return how many answers were sent."""
    place = browser.submit(check, "/begin").location
    answers = 0
    while answers < QUESTIONS:
        form = question_on(browser.get(place))
        assert form is not None
        done = browser.post(form.action, form.with_first_choices())
        assert done.status == 303, done.text
        place = done.location
        answers += 1
    return answers


def quiz(stage: Stage) -> Iterator[Figure]:
    """Measure a quiz of ten: ten questions seen and ten answers sent, one after the other."""
    people = [stage.somebody()[1] for _ in range(stage.times(REPEATS))]
    _, first = stage.somebody()
    for check in CHECKS:
        take(first, check)
    with CpuClock(stage.web) as clock:
        for browser in people:
            take(browser, CHECKS[1])
    yield Figure("quiz of 10: CPU", clock.ms / len(people), "ms", 25)


def journey(stage: Stage) -> Iterator[Figure]:
    """Measure five lessons read and marked done, five quizzes of ten, and the certificate with its PDF."""
    people = [stage.somebody() for _ in range(stage.times(REPEATS))]
    with CpuClock(stage.all) as clock:
        for _, browser in people:
            for path in LESSONS:
                browser.submit(path, "/done")
            for check in CHECKS:
                take(browser, check)
    walk = clock.ms / len(people)
    for number, _ in people:
        finish(stage.seeded, number)
    with CpuClock(stage.all) as clock:
        for _, browser in people:
            claim(browser)
    yield Figure("5 lessons + 5 quizzes + certificate: CPU", walk + clock.ms / len(people), "ms", 240)


def claim(browser: Browser) -> bytes:
    """Confirm the name, wait for the PDF and return it."""
    form = browser.get(CERTIFICATE).form("/certificate")
    name = next(iter(form.texts), "name")
    done = browser.post(form.action or CERTIFICATE, [*form.filled, (name, "Ada Lovelace"), *form.ticks])
    assert done.status == 303, done.text
    return pdf_of(browser, "a4")


def pdf_of(browser: Browser, paper: str) -> bytes:
    """Ask for a PDF, and look again until it is there."""
    path = f"{CERTIFICATE}.pdf?paper={paper}"
    page = browser.get(path)
    for _ in range(400):
        if page.body.startswith(b"%PDF"):
            return page.body
        time.sleep(0.2)
        if browser.head(path).status == 200:
            page = browser.get(path)
    raise AssertionError("the PDF did not come")


def certificate(stage: Stage) -> Iterator[Figure]:
    """Measure the certificate: from the name to badge and PDF, the other paper when asked for, a download again.

    Of an issue the best of some rounds counts: what else runs on the machine can only make it dearer.
    """
    rounds = [[_graduate(stage) for _ in range(stage.times(ISSUES))] for _ in range(ROUNDS)]
    claim(_graduate(stage))
    time.sleep(1)
    issue = min(_issue(stage, each) for each in rounds)
    yield Figure("certificate: CPU of an issue, from the name to badge and PDF", issue, "ms", 80)
    rest = rounds[0]
    with CpuClock(stage.all) as clock:
        for browser in rest:
            pdf_of(browser, "letter")
    yield Figure("certificate: CPU of the other paper, when first asked for", clock.ms / len(rest), "ms", 80)
    with CpuClock(stage.all) as clock:
        for _ in range(AGAIN):
            rest[0].get(f"{CERTIFICATE}.pdf")
    yield Figure("certificate: CPU of a download", clock.ms / AGAIN, "ms", 3)


def _graduate(stage: Stage) -> Browser:
    number, browser = stage.somebody()
    finish(stage.seeded, number)
    return browser


def _issue(stage: Stage, people: list[Browser]) -> float:
    """Return the milliseconds of an issue, with all that it sets in motion."""
    forms = [browser.get(CERTIFICATE).form("/certificate") for browser in people]
    with CpuClock(stage.all) as clock:
        for form, browser in zip(forms, people, strict=True):
            name = next(iter(form.texts), "name")
            browser.post(form.action or CERTIFICATE, [*form.filled, (name, "Ada Lovelace"), *form.ticks])
        wait_for_files(stage, len(people))
    return clock.ms / len(people)


def wait_for_files(stage: Stage, people: int) -> None:
    """Wait until every certificate has its PDFs, without asking the site, which would be counted."""
    from course_app.credentials.queries import without_files
    from course_app.infrastructure.database import reader

    for _ in range(600 + 40 * people):
        time.sleep(0.1)
        with stage.seeded.app.app_context():
            if not without_files(reader()):
                return
    raise AssertionError("the PDFs did not come")
