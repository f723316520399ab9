"""What strangers ask for: the page of a certificate, and the signed list of states."""

import re
import time
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.seeding import finish
from tests.bench.stage import CpuClock, Stage
from tests.bench.writing import CERTIFICATE, claim
from tests.browsing import Browser

REPEATS = 300
LIST = "/status/revocation/1"
WAITS = 100


def public(stage: Stage) -> Iterator[Figure]:
    """Measure the public page of a certificate and the list of states, for somebody who is not signed in."""
    number, browser = stage.somebody()
    finish(stage.seeded, number)
    claim(browser)
    found = re.search(r"/v/[0-9A-Z-]{19}", browser.get(CERTIFICATE).text)
    assert found is not None
    stranger = Browser(stage.site.port)
    for _ in range(WAITS):
        if stranger.get(LIST).status == 200:
            break
        time.sleep(0.1)
    yield Figure("verify page: CPU", _cpu(stage, stranger, found[0]), "ms", 5)
    yield Figure("status list: CPU", _cpu(stage, stranger, LIST), "ms", 1)


def _cpu(stage: Stage, browser: Browser, path: str) -> float:
    repeats = stage.times(REPEATS)
    for _ in range(20):  # every worker has seen it
        assert browser.get(path).status == 200
    with CpuClock(stage.web) as clock:
        for _ in range(repeats):
            browser.get(path)
    return clock.ms / repeats
