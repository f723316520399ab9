"""Pages that are read: how fast, for how much CPU, with how many statements."""

import threading
from collections.abc import Iterator
from statistics import median

from tests.bench.figures import Figure
from tests.bench.processes import family
from tests.bench.seeding import CHECKS, COURSE, LESSON, email_of
from tests.bench.stage import CpuClock, Stage, ask_often, cookie_of, signed_in
from tests.browsing import Browser, Form, Page
from tests.conftest import sign_in
from tests.statements import statements

SECONDS = 3.0
SHARE_OF_FLOOR = 40


def lesson(stage: Stage) -> Iterator[Figure]:
    """Measure a lesson beside the floor, in turn, so that both see the same machine."""
    cookies = [cookie_of(reader) for reader in stage.readers]
    floor_cookies = []
    for number in range(1, len(cookies) + 1):
        browser = Browser(stage.floor_port)
        browser.get(f"/enter/{number}")
        floor_cookies.append(cookie_of(browser))
        browser.close()
    floor_pids = family(stage.floor_pid)
    for port, path, each in ((stage.site.port, LESSON, cookies), (stage.floor_port, "/lesson", floor_cookies)):
        ask_often(port, path, each, 1.0)
    ours: list[dict[str, float]] = []
    floor: list[dict[str, float]] = []
    our_cpu = floor_cpu = 0.0
    for _ in range(stage.times(6)):
        with CpuClock(floor_pids) as clock:
            floor.append(ask_often(stage.floor_port, "/lesson", floor_cookies, SECONDS))
        floor_cpu += clock.ms
        with CpuClock(stage.all) as clock:
            ours.append(ask_often(stage.site.port, LESSON, cookies, SECONDS))
        our_cpu += clock.ms
    our_rate, floor_rate = (median(each["pages"] / each["seconds"] for each in runs) for runs in (ours, floor))
    yield Figure("lesson, floor: requests a second at 8 connections", floor_rate, "/s")
    yield Figure("lesson: requests a second at 8 connections", our_rate, "/s")
    yield Figure(
        "lesson: share of the floor's requests a second", 100 * our_rate / floor_rate, "%", SHARE_OF_FLOOR, True
    )
    yield Figure("lesson, floor: CPU a page", floor_cpu / sum(each["pages"] for each in floor), "ms")
    yield Figure("lesson: CPU a page", our_cpu / sum(each["pages"] for each in ours), "ms", 1.0)
    yield Figure("lesson: p99 at 8 connections", median(each["p99"] for each in ours), "ms", 20)


def lesson_in_a_wave_of_sign_ins(stage: Stage) -> Iterator[Figure]:
    """Measure a lesson for two readers while others sign in without a pause."""
    over = threading.Event()

    def keep_signing_in(number: int) -> None:
        while not over.is_set():
            signed_in(stage.site.port, number).close()

    waves = [threading.Thread(target=keep_signing_in, args=(number,)) for number in range(3)]
    for wave in waves:
        wave.start()
    try:
        found = ask_often(stage.site.port, LESSON, [cookie_of(reader) for reader in stage.readers[:2]], SECONDS)
    finally:
        over.set()
        for wave in waves:
            wave.join()
    yield Figure("lesson: p99 while others sign in", found["p99"], "ms", 50)


def statements_of_pages(stage: Stage) -> Iterator[Figure]:
    """Count what pages ask of the main database, in this process."""
    app = stage.seeded.app
    client = sign_in(app.test_client(), email_of(0))

    def counted(path: str, data: dict[str, str] | None = None) -> int:
        with statements(app) as seen:
            if data is None:
                client.get(path)
            else:
                client.post(path, data=data, headers={"Sec-Fetch-Site": "same-origin"})
        return len(seen)

    for path in (LESSON, "/today"):
        client.get(path)
    yield Figure("lesson: statements", counted(LESSON), "", 3)
    yield Figure("Today: statements", counted("/today"), "", 5)
    begin = Page(200, "", client.get(CHECKS[0]).data).form("/begin")
    place = client.post(begin.action, data=dict(begin.filled), headers={"Sec-Fetch-Site": "same-origin"}).location
    yield Figure("quiz question: statements", counted(place), "", 4)
    form = question_on(Page(200, "", client.get(place).data))
    assert form is not None
    yield Figure("quiz answer: statements", counted(form.action, dict(form.with_first_choices())), "", 5)
    if any(rule.rule == "/people" for rule in app.url_map.iter_rules()):
        yield Figure("My people: statements", counted("/people"), "", 5)
    yield Figure("outline: statements", counted(f"/c/{COURSE}/learn"), "")


def question_on(page: Page) -> Form | None:
    """Return the form of the question that a page asks; None when it asks none."""
    return next((form for form in page.forms() if form.action.startswith("/attempts/")), None)
