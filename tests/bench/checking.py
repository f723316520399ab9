"""What a certificate costs to make, and what strangers ask for: its page, and the signed list of states."""

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
PAPERS = 20


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


def paper(stage: Stage) -> Iterator[Figure]:
    """Measure the making of a badge and of one PDF around it, both signed, in this process."""
    from course_app.credentials import achievements, making, public_id, queries
    from course_app.infrastructure import clock, signing_keys
    from course_app.infrastructure.database import reader

    person, browser = stage.somebody()
    finish(stage.seeded, person)
    claim(browser)
    seen = re.search(r"/v/([0-9A-Z-]{19})", browser.get(CERTIFICATE).text)
    assert seen is not None
    repeats, settings = stage.times(PAPERS), stage.seeded.app.extensions["settings"]
    with stage.seeded.app.app_context():
        found = queries.credential_by_public_id(reader(), public_id.parse(seen[1]) or "")
        assert found is not None
        assert found.place is not None
        assert found.achievement_id is not None
        achievement = achievements.by_id(reader(), found.achievement_id)
        assert achievement is not None
        keys = signing_keys.load(settings.keys)
        making.warm_up()
        begun = 0.0
        for number in range(repeats + 1):
            if number == 1:  # the first is not counted
                begun = time.process_time()
            now = clock.now()
            signed = making.signed_badge(settings, keys, found, achievement, found.place, None, now)
            making.signed_pdf(found.facts, "a4", signed, keys, now)
        used = time.process_time() - begun
    yield Figure("certificate: CPU of the badge and one paper, signed", used * 1000 / repeats, "ms", 80)


def _cpu(stage: Stage, browser: Browser, path: str) -> float:
    repeats = stage.times(REPEATS)
    for _ in range(20):  # every worker has seen it
        assert browser.get(path).status == 200
    with CpuClock(stage.web) as clock:
        for _ in range(repeats):
            browser.get(path)
    return clock.ms / repeats
