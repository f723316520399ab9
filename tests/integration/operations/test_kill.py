"""What was acknowledged is there, however often the server is killed."""

import os
import re
import shutil
import signal
import sqlite3
import threading
import time
from contextlib import closing
from http.client import HTTPException

import pytest

from course_app.application import create_app
from course_app.infrastructure.config import load_settings
from course_app.web.access import Role
from tests.browsing import Browser, Page
from tests.conftest import PASSWORD, add_person
from tests.publishing import COURSES, publish_course
from tests.served import alive, end, free_port, start

ROUNDS = 10
LEARNERS = 20
BETWEEN_KILLS = 0.8
CHECK = "/c/garden/first/check"


class Learner(threading.Thread):
    """Answers check after check, and notes what the server said it has."""

    def __init__(self, port: int, email: str) -> None:
        super().__init__(daemon=True)
        self.browser, self.email = Browser(port), email
        self.acknowledged: list[tuple[str, int, int]] = []
        self.refused: list[str] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._take_a_check()
            except (OSError, HTTPException):
                time.sleep(0.05)  # it was killed; it comes back
        self.browser.close()

    def _take_a_check(self) -> None:
        page = self.browser.get(CHECK)
        if any(form.action.endswith("/begin") for form in page.forms()):
            place = self.browser.submit(CHECK, "/begin").location
        else:  # one was begun before the server was killed
            place = re.search(r"/attempts/\w+/q/\d+", page.text)[0]
        while place and not self.over.is_set():
            place = self._answer(self.browser.get(place))

    def _answer(self, question: Page) -> str:
        """Answer what the page asks, note it, and return where it leads; '' when the check is over."""
        form = next((form for form in question.forms() if form.action.startswith("/attempts/")), None)
        if form is None or "/result" in question.text:
            return ""
        done = self.browser.post(form.action, form.with_first_choices())
        _, _, attempt, _, number = form.action.partition("?")[0].split("/")
        if done.status == 503:  # a busy disk: "not saved just now" promises nothing, and the question stays
            return question_address(form.action)
        if done.status != 303:
            self.refused.append(f"{done.status} {done.text[:200]}")
            return ""
        self.acknowledged.append((attempt, int(number), int(dict(form.filled)["try"])))
        return done.location


def question_address(action):
    """Return the page of the question that a form answers."""
    return action.partition("?")[0]


@pytest.fixture
def busy_instance(instance):
    """An instance with a course and twenty learners in it."""
    app = create_app(load_settings({}, INSTANCE=str(instance)))
    publish_course(app)
    for number in range(LEARNERS):
        add_person(app, f"learner{number}@example.org", f"Learner {number}", Role.LEARNER)
    return instance


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_ten_kills_lose_nothing_that_was_acknowledged(busy_instance):
    site = begin(busy_instance, free_port())
    try:
        site.wait()
        learners = [Learner(site.port, f"learner{number}@example.org") for number in range(LEARNERS)]
        for learner in learners:
            learner.browser.sign_in(learner.email, PASSWORD)
            learner.browser.submit("/c/garden", "/start")
            learner.start()
        for turn in range(ROUNDS):
            time.sleep(BETWEEN_KILLS)
            left = kill(site, turn)
            if site.process.poll() is not None:
                site = begin(busy_instance, site.port)
                site.wait()
            assert [kind for pid, kind in left.items() if alive(pid)] == [], "outlived their parent"
        time.sleep(BETWEEN_KILLS)
        for learner in learners:
            learner.over.set()
        for learner in learners:
            learner.join(20)
    finally:
        end(site)
    told = [answer for learner in learners for answer in learner.acknowledged]
    assert [sentence for learner in learners for sentence in learner.refused] == []
    assert len(told) > ROUNDS * LEARNERS
    check(busy_instance, told)


def begin(instance, port):
    return start(instance, port=port, WORKERS=2, CONTENT_DIR=COURSES / "none")


def kill(site, turn):
    """Kill the whole server, or one of its processes, in turn; return what should be gone soon."""
    kinds = ("everything", "web", "parent", "jobs")
    kind = kinds[turn % len(kinds)]
    children = site.children()
    if kind in {"web", "jobs"}:
        os.kill(next(pid for pid, found in children.items() if found == kind), signal.SIGKILL)
        return {}
    for pid in [site.process.pid, *(children if kind == "everything" else ())]:
        os.kill(pid, signal.SIGKILL)
    site.process.wait()
    return children


def check(instance, told):
    """Look into the database itself, and into a copy of it as a backup would be."""
    copy = instance / "copy"
    copy.mkdir()
    for path in instance.glob("course.db*"):
        shutil.copy(path, copy)
    for folder in (instance, copy):
        with closing(sqlite3.connect(folder / "course.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            query = (
                "SELECT attempt.public_id, answer.position, answer.number, count(*) FROM answer"
                " JOIN attempt ON attempt.id = answer.attempt_id GROUP BY 1, 2, 3"
            )
            kept = {row[:3]: row[3] for row in database.execute(query)}
        assert [answer for answer in told if answer not in kept] == []
        assert set(kept.values()) == {1}
