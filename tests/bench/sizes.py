"""How large: a lesson that nothing of is known yet, and the memory of all processes."""

import gzip
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from tests.bench.figures import Figure
from tests.bench.processes import pss_mib
from tests.bench.seeding import LESSON
from tests.bench.stage import Stage, ask_often, cookie_of

KIB = 1024


class _Counted(HTMLParser):
    """Counts elements, and collects what a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = 0
        self.files: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements += 1
        values = dict(attrs)
        address = values.get("src") or (values.get("href") if tag == "link" else None)
        if address and values.get("rel") != "icon":
            self.files.add(address)


def cold_lesson(stage: Stage) -> Iterator[Figure]:
    """Measure what a browser loads for a lesson when it knows nothing of the site."""
    page = stage.readers[0].get(LESSON)
    counted = _Counted()
    counted.feed(page.text)
    sizes = {"html": len(gzip.compress(page.body, 6))}
    for address in sorted(counted.files):
        sizes[address] = _size(stage, address)
        if address.endswith(".js"):
            text = stage.site.get(address)[2].decode()
            for name in re.findall(r'(?:from|import)\s*["\']\./([\w.-]+\.js)["\']', text):
                sizes[f"/static/{name}"] = _size(stage, f"/static/{name}")
    yield Figure("cold lesson: HTML, gzipped", sizes["html"] / KIB, "KiB", 17)
    for kind, most in ((".css", 12), (".js", 6)):
        found = sum(size for address, size in sizes.items() if address.endswith(kind))
        yield Figure(f"cold lesson: {kind[1:].upper()}, compressed", found / KIB, "KiB", most)
    yield Figure("cold lesson: everything", sum(sizes.values()) / KIB, "KiB", 85)
    yield Figure("cold lesson: requests", len(sizes), "", 7)
    yield Figure("cold lesson: elements", counted.elements, "", 300)
    yield from _in_chromium(stage)


def _size(stage: Stage, address: str) -> int:
    return len(stage.site.get(address, Accept_Encoding="gzip")[2])


def _in_chromium(stage: Stage) -> Iterator[Figure]:
    """Look with a real browser, where there is one."""
    path = shutil.which("chromium")
    if path is None:
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        paints, loaded, heap = [], [], 0.0
        _open_first(browser)
        for _ in range(max(3, stage.times(5))):
            context = browser.new_context()
            name, morsel = next(iter(stage.readers[0].cookies.items()))
            context.add_cookies([{"name": name, "value": morsel.value, "url": stage.site.address}])
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            sizes: list[float] = []
            session.on("Network.loadingFinished", lambda event, into=sizes: into.append(event["encodedDataLength"]))
            page.goto(stage.site.address + LESSON, wait_until="networkidle")
            paints.append(_largest_paint(page))
            heap = page.evaluate("performance.memory.usedJSHeapSize")
            loaded.append((len(sizes), sum(sizes)))
            context.close()
        browser.close()
    yield Figure("cold lesson in Chromium: largest paint", sorted(paints)[len(paints) // 2], "ms", 120)
    yield Figure("cold lesson in Chromium: requests", loaded[-1][0], "", 7)
    yield Figure("cold lesson in Chromium: loaded", loaded[-1][1] / KIB, "KiB")
    yield Figure("cold lesson in Chromium: script memory", heap / KIB / KIB, "MiB", 1.2)


def _open_first(browser: Any) -> None:
    """Let the browser load its own parts, so that what is measured is a page it does not know, not its own start."""
    context = browser.new_context()
    context.new_page().set_content("<h1>A page of letters</h1>")
    context.close()


def _largest_paint(page: Any) -> float:
    script = """() => new Promise(done => {
        new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
            .observe({type: 'largest-contentful-paint', buffered: true});
    })"""
    return float(page.evaluate(script))


def memory(stage: Stage) -> Iterator[Figure]:
    """Measure the memory of all processes when they have worked."""
    ask_often(stage.site.port, LESSON, [cookie_of(reader) for reader in stage.readers], 1.0)
    yield Figure("memory of all processes (PSS)", pss_mib(stage.all), "MiB", 240)
    yield Figure("processes", len(stage.all), "")
