"""The time of an answer does not tell whether an address is known.

Measured in CPU time of this process, so that a busy machine does not decide; writes are counted beside it.
"""

import statistics
import time

import pytest

from course_app.accounts import passwords
from tests.conftest import PASSWORD, Role, add_person
from tests.forms import token_of
from tests.integration.accounts.conftest import visit
from tests.statements import statements

ALLOWED = 0.012
ROUNDS = 9


@pytest.fixture
def site(open_site):
    app = open_site(MAIL_URL="smtp://127.0.0.1:9", RATE_LIMITS="no")
    hashed = passwords.hash_password(PASSWORD)  # one that takes as long as in real life
    add_person(app, "dana@example.org", "Dana", Role.LEARNER, password_hash=hashed)
    add_person(app, "paused@example.org", "Paused", Role.LEARNER, status="disabled", password_hash=hashed)
    add_person(app, "waiting@example.org", "Waiting", Role.LEARNER, status="pending", password_hash=hashed)
    return app


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/signin", {"password": "not the right one"}),
        ("/signup", {"password": PASSWORD, "name": "Dana Whitfield"}),
        ("/password", {}),
    ],
)
def test_known_and_unknown_addresses_take_the_same_time(site, path, fields):
    browser = visit(site)
    token = token_of(browser, path)
    spent, wrote = {}, {}
    for number in range(ROUNDS + 1):
        for kind, email in people(number):
            with statements(site) as seen:
                begun = time.process_time()
                browser.post(path, data={"csrf_token": token, "email": email, **fields})
                took = time.process_time() - begun
            if number:  # the first round warms up
                spent.setdefault(kind, []).append(took)
                wrote[kind] = any(not statement.startswith("SELECT") for statement in seen)
    middles = {kind: statistics.median(times) for kind, times in spent.items()}
    assert max(middles.values()) - min(middles.values()) < ALLOWED, middles
    assert len(set(wrote.values())) == 1, "one that writes waits for the disk, and one that does not is faster"


def people(number):
    yield "known", "dana@example.org"
    yield "unknown", f"nobody{number}@example.org"
    yield "disabled", "paused@example.org"
    yield "pending", "waiting@example.org"
