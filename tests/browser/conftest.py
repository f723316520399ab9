"""A real server on a free port and a real browser."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from course_app.application import STATIC
from course_app.infrastructure.config import Settings, load_settings
from course_app.web import assets
from tests.conftest import PASSWORD

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / ".course" / "test-assets"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """A running site: its address, its instance folder, and the link that makes its first owner."""

    url: str
    instance: Path
    first_owner: str
    course: str
    content: Path
    process: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    folder: Path, content: Path, course: str, prepare: Callable[[Settings], None] | None = None, **more: str
) -> tuple[subprocess.Popen[str], Site]:
    """Serve a course from a fresh instance, as `course serve` does it; ``prepare`` may put something there before."""
    port = free_port()
    # The fonts are cut once for all tests.
    assets.build(STATIC, ASSETS)
    shutil.copytree(ASSETS, folder / "cache")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")} | {
        "COURSE_INSTANCE": str(folder),
        "COURSE_CONTENT_DIR": str(content),
        "COURSE_PORT": str(port),
        "COURSE_WORKERS": "1",
        "PYTHONPATH": str(ROOT),
        **more,
    }
    if prepare is not None:
        prepare(load_settings(environment))
    log = folder.parent / f"{folder.name}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "course_app", "serve"], env=environment, cwd=ROOT, stdout=out, stderr=out, text=True
        )
    url = f"http://127.0.0.1:{port}"
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    else:
        process.kill()
        process.wait()
        raise RuntimeError(log.read_text())
    link = re.search(r"/invite/\S+", log.read_text())
    return process, Site(url, folder, url + link[0] if link else "", course, content / course, process.pid)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Start sites on demand; all are stopped at the end."""
    running: list[subprocess.Popen[str]] = []

    def begin(content: Path, course: str, prepare: Callable[[Settings], None] | None = None, **more: str) -> Site:
        process, site = start(tmp_path_factory.mktemp("site") / "instance", content, course, prepare, **more)
        running.append(process)
        return site

    yield begin
    for process in running:
        process.send_signal(signal.SIGTERM)
    for process in running:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def garden(serve: Callable[..., Site], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with the small course of the tests."""
    content = tmp_path_factory.mktemp("content")
    shutil.copytree(ROOT / "tests" / "courses" / "garden", content / "garden")
    return serve(content, "garden")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium for one module: it keeps an event loop in this thread, in which nothing else can sign a PDF."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def begin_site(serve: Callable[..., Site], folder: Path, *courses: str) -> Site:
    """Serve some courses of the tests on a site of its own; the first is the one that it is about."""
    for course in courses:
        shutil.copytree(ROOT / "tests" / "courses" / course, folder / course)
    return serve(folder, courses[0])


@pytest.fixture(scope="module")
def own_site(serve: Callable[..., Site], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site that one module may change as it likes."""
    return begin_site(serve, tmp_path_factory.mktemp("content"), "garden")


@pytest.fixture(scope="module")
def owner(browser: Browser, own_site: Site) -> list[Any]:
    """The cookies of the first owner of that site."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(own_site.first_owner)
    page.get_by_label("Your name").fill("Olga Owner")
    page.get_by_label("E-mail").fill("olga@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").last.click()
    expect(page).to_have_url(re.compile("/today"))
    cookies = context.cookies()
    context.close()
    return cookies
