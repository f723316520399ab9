"""Guessing is slowed down, and the holder of the account still gets in."""

import threading
from datetime import timedelta

import pytest
import time_machine

from course_app.accounts import passwords, throttling
from course_app.infrastructure import clock
from tests.conftest import PASSWORD, Role, add_person, sign_in
from tests.forms import submit, token_of
from tests.integration.accounts.conftest import send_mails, visit
from tests.mail_sink import link_in


def guess(browser, times, email="dana@example.org", **more):
    return [try_once(browser, email=email, **more) for _ in range(times)]


def try_once(browser, email="dana@example.org", password="not this one", remote="203.0.113.5", **headers):
    data = {"csrf_token": token_of(browser, "/signin"), "email": email, "password": password}
    return browser.post("/signin", data=data, headers=headers, environ_base={"REMOTE_ADDR": remote}).status_code


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """The counting is what is tried here, not the cost of a hash."""
    quick = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


def test_ten_failures_for_an_account_are_enough(app, make_account):
    make_account()
    assert guess(visit(app), 11) == [422] * 10 + [429]
    assert try_once(visit(app), password=PASSWORD) == 429, "also for the right password"
    assert try_once(visit(app), email="other@example.org") == 422, "not for others"


def test_it_is_told_how_long_to_wait(app, make_account):
    make_account()
    guess(visit(app), 10)
    answer = submit(visit(app), "/signin", email="dana@example.org", password=PASSWORD)
    assert answer.headers["Retry-After"] == "900"
    assert "wait a quarter of an hour, or get a sign-in link" in answer.text
    assert 'value="dana@example.org"' in answer.text


def test_an_unknown_address_is_throttled_alike(app):
    assert guess(visit(app), 11, email="nobody@example.org") == [422] * 10 + [429]


@pytest.mark.parametrize(
    "spelling", ["DANA@EXAMPLE.ORG", "  dana@example.org ", "Dana@Example.Org\t", "dana@example.org\u200e"]
)
def test_spelling_does_not_escape(app, make_account, spelling):
    make_account()
    guess(visit(app), 10)
    assert try_once(visit(app), email=spelling) in {429, 422}
    assert try_once(visit(app), email=spelling, password=PASSWORD) != 303


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "X-Client-IP"])
def test_a_header_does_not_escape(app, header):
    browser = visit(app)
    answers = [try_once(browser, email=f"p{n}@example.org", **{header: f"198.51.100.{n}"}) for n in range(51)]
    assert answers == [422] * 50 + [429]


def test_behind_a_trusted_proxy_what_the_client_claims_does_not_count(open_site):
    app = open_site(TRUSTED_PROXIES=1)
    browser = visit(app)

    def behind(n, client):
        return try_once(browser, email=f"p{n}@example.org", **{"X-Forwarded-For": f"10.9.8.{n}, {client}"})

    assert [behind(n, "198.51.100.7") for n in range(51)] == [422] * 50 + [429]
    assert behind(99, "198.51.100.8") == 422, "another client of the same proxy"


def test_fifty_failures_from_an_address_are_enough(app, make_account):
    make_account()
    browser = visit(app)
    assert [try_once(browser, email=f"p{n}@example.org") for n in range(51)] == [422] * 50 + [429]
    assert try_once(browser, password=PASSWORD) == 429
    assert try_once(browser, password=PASSWORD, remote="203.0.113.6") == 303


def test_a_network_of_ipv6_counts_as_one_address():
    assert throttling._network("2001:db8:1:2::1") == throttling._network("2001:db8:1:2:ffff::9")
    assert throttling._network("2001:db8:1:2::1") != throttling._network("2001:db8:1:3::1")
    assert throttling._network("::ffff:192.0.2.1") == throttling._network("192.0.2.1")
    assert throttling._network("unix socket") == "unix socket"


def test_right_passwords_are_not_counted(app, make_account):
    make_account()
    for _ in range(60):
        assert try_once(visit(app), password=PASSWORD) == 303


def test_a_success_forgets_the_failures_before_it(app, make_account):
    make_account()
    guess(visit(app), 9)
    assert try_once(visit(app), password=PASSWORD) == 303
    assert guess(visit(app), 11) == [422] * 10 + [429]


def test_counts_survive_a_restart(open_site):
    app = open_site()
    add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    guess(visit(app), 10)
    assert try_once(visit(open_site()), password=PASSWORD) == 429


def test_after_a_quarter_of_an_hour_it_goes_on(app, make_account):
    make_account()
    guess(visit(app), 10)
    with time_machine.travel(clock.now() + timedelta(minutes=15, seconds=1)):
        assert try_once(visit(app), password=PASSWORD) == 303


def test_the_holder_still_gets_in_by_a_link(mailing, sink):
    add_person(mailing, "dana@example.org", "Dana", Role.LEARNER)
    guess(visit(mailing), 12)
    browser = visit(mailing)
    submit(browser, "/password", email="dana@example.org")
    send_mails(mailing)
    assert submit(browser, link_in(sink.mails[0])).status_code == 303


def test_a_stranger_who_guesses_does_not_keep_the_holder_from_changing_the_password(app, learner):
    guess(visit(app), 12)
    response = submit(learner, "/account/password", page="/account", current=PASSWORD, password="eleven slow turtles")
    assert response.status_code == 303


@pytest.mark.parametrize("path", ["/account/password", "/account/email", "/account/delete"])
def test_a_borrowed_session_cannot_guess_the_password(learner, path):
    page = "/account/delete" if path.endswith("delete") else "/account"
    fields = {"current": "not this one", "password": "eleven slow turtles", "email": "eve@example.org"}
    for _ in range(10):
        assert "This is not your password" in submit(learner, path, page=page, **fields).text
    right = submit(learner, path, page=page, **fields | {"current": PASSWORD})
    assert right.status_code in {422, 429}
    assert "Too many tries" in right.text


def test_many_at_once_do_not_slip_through(app, make_account):
    make_account()
    answers, start = [], threading.Barrier(8)

    def run():
        browser = visit(app)
        browser.get("/signin")
        start.wait()
        answers.extend(guess(browser, 5))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(422) == 10
    assert answers.count(429) == 30


def test_mails_to_one_address_are_limited(app):
    browser = visit(app)
    answers = [submit(browser, "/password", email="dana@example.org").status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]


def test_counters_that_are_away_still_count(app, make_account, monkeypatch):
    make_account()
    monkeypatch.setattr(throttling, "_spare", throttling.FixedWindowRateLimiter(throttling.MemoryStorage()))
    storage = throttling.limiter.storage
    monkeypatch.setattr(storage, "_path", storage._path.parent / "no such folder" / "counters.db")
    storage._local.__dict__.clear()
    assert guess(visit(app), 11) == [422] * 10 + [429]


def test_counting_can_be_switched_off_for_load_tests(open_site):
    app = open_site(RATE_LIMITS="no")
    assert guess(visit(app), 12) == [422] * 12
    sign_in_works = add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    assert sign_in_works
    sign_in(visit(app))
