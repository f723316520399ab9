"""The stage: our site and the floor, both served on loopback, with people who are signed in."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from tests.bench.processes import cpu_ms, family
from tests.bench.seeding import LESSON, Seeded, email_of, seed
from tests.browsing import Browser
from tests.conftest import PASSWORD
from tests.served import ROOT, Site, free_port, served

LEARNERS = 60
CONNECTIONS = 8
WORKERS = 2
MOST_SECONDS_OF_PRINTING = 240
ROUNDS_OF_QUIET = 6  # of half a second


@dataclass
class Stage:
    """What measures work with; ``people`` are handed out once each, so that none finds the traces of another."""

    site: Site
    seeded: Seeded
    floor_port: int
    floor_pid: int
    quick: bool
    people: Iterator[int] = field(default_factory=lambda: iter(range(CONNECTIONS, LEARNERS)))
    readers: list[Browser] = field(default_factory=list)

    def somebody(self) -> tuple[int, Browser]:
        """Return the number of a learner nobody has used yet, signed in."""
        number = next(self.people)
        return number, signed_in(self.site.port, number)

    def times(self, usual: int) -> int:
        """Return how often to repeat something."""
        return max(1, usual // 3) if self.quick else usual

    @property
    def web(self) -> list[int]:
        """The processes that answer requests."""
        return [pid for pid, kind in self.site.children().items() if kind == "web"]

    @property
    def all(self) -> list[int]:
        """Every process of the site."""
        return family(self.site.process.pid)


def signed_in(port: int, number: int) -> Browser:
    """Return a browser in which a learner is signed in."""
    browser = Browser(port)
    browser.sign_in(email_of(number), PASSWORD)
    browser.get(LESSON)  # the first page puts the secret of forms into the cookie
    return browser


def cookie_of(browser: Browser) -> str:
    """Return the cookies as a header."""
    return "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())


def ask_often(port: int, path: str, cookies: list[str], seconds: float) -> dict[str, float]:
    """Load a page from another process, over as many connections as there are cookies."""
    command = [sys.executable, "-m", "tests.bench.load", str(port), path, str(seconds)]
    done = subprocess.run(command, cwd=ROOT, input="\n".join(cookies), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, float] = json.loads(done.stdout)
    assert answer["errors"] == 0, answer
    return answer


class CpuClock:
    """Counts the CPU time of processes inside a block, in ``ms``."""

    def __init__(self, pids: list[int]) -> None:
        self._pids = pids
        self.ms = 0.0

    def __enter__(self) -> "CpuClock":
        self._before = cpu_ms(self._pids)
        return self

    def __exit__(self, *_error: object) -> None:
        self.ms = cpu_ms(self._pids) - self._before


@contextmanager
def set_up(folder: Path, *, quick: bool) -> Iterator[Stage]:
    """Serve a seeded site and the floor inside the block."""
    seeded = seed(folder, LEARNERS)
    settings = {"WORKERS": WORKERS, "RATE_LIMITS": "no", "CONTENT_DIR": folder / "none"}
    with served(seeded.instance, **settings) as site:
        readers = [signed_in(site.port, number) for number in range(CONNECTIONS)]
        lesson = readers[0].get(LESSON).text
        with _floor(folder / "floor", lesson) as (port, pid):
            stage = Stage(site, seeded, port, pid, quick)
            stage.readers = readers
            _wait_for_quiet(stage)
            yield stage


def _wait_for_quiet(stage: Stage) -> None:
    """Wait until sheets are printed and the job process, or the one in its place, is warm: none of it counts."""
    end, quiet = time.monotonic() + MOST_SECONDS_OF_PRINTING, 0
    while time.monotonic() < end and quiet < ROUNDS_OF_QUIET:
        pids = stage.all
        before = cpu_ms(pids)
        time.sleep(0.5)
        quiet = quiet + 1 if abs(cpu_ms(pids) - before) < 25 and stage.all == pids else 0


@contextmanager
def _floor(folder: Path, page: str) -> Iterator[tuple[int, int]]:
    folder.mkdir()
    (folder / "lesson.html").write_text(page[page.index("<main") : page.index("</main>") + len("</main>")])
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.floor", str(port), str(folder), str(WORKERS)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        browser = Browser(port)
        for _ in range(300):
            try:
                browser.get("/enter/1")
                break
            except (OSError, HTTPException):
                time.sleep(0.05)
        browser.close()
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)
