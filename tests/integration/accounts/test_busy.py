"""A wave of sign-ins waits in a short line, and the rest is told so."""

import threading

import pytest

from course_app.accounts import passwords
from tests.conftest import PASSWORD
from tests.forms import token_of
from tests.integration.accounts.conftest import visit


def hold_slot():
    """Occupy the one place where passwords are worked on; return how to give it back."""
    passwords._slot.acquire()
    return passwords._slot.release


def post(app, browser=None):
    browser = browser or visit(app)
    data = {"csrf_token": token_of(browser, "/signin"), "email": "dana@example.org", "password": PASSWORD}
    return browser.post("/signin", data=data)


def test_eight_wait_and_the_ninth_is_told_to_come_back(app, make_account):
    make_account()
    browsers = [visit(app) for _ in range(9)]
    release, answers = hold_slot(), []
    threads = [threading.Thread(target=lambda b=b: answers.append(post(app, b).status_code)) for b in browsers]
    for thread in threads:
        thread.start()
    while passwords._queue._value:
        threading.Event().wait(0.01)
    told = post(app)
    release()
    for thread in threads:
        thread.join()
    assert told.status_code == 503
    assert "Try again in a moment" in told.text
    assert told.headers["Retry-After"] == "5"
    assert answers == [303] * 9
    assert post(app).status_code == 303


def test_who_was_told_to_come_back_did_not_fail(app, make_account):
    make_account()
    passwords._queue = threading.BoundedSemaphore(1)
    passwords._queue.acquire()
    assert [post(app).status_code for _ in range(12)] == [503] * 12
    passwords._queue.release()
    passwords._queue = threading.BoundedSemaphore(passwords._WAITING + 1)
    assert post(app).status_code == 303


def test_reading_goes_on_meanwhile(app, learner):
    release = hold_slot()
    try:
        assert learner.get("/account").status_code == 200
    finally:
        release()


@pytest.mark.parametrize("password", ["", "x" * 128, "pass\x00word", "\ud800 lone", "🦢" * 30, "e\u0301" * 20])
def test_any_password_is_hashed_and_known_again(password):
    hashed = passwords.hash_password(password)
    assert hashed.startswith("$argon2id$")
    assert passwords.verify(hashed, password)
    assert not passwords.verify(hashed, password + "!")
    assert not passwords.verify(None, password)


@pytest.mark.parametrize("stored", ["", "x", "$argon2id$", "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$broken"])
def test_a_damaged_hash_fits_no_password(stored):
    assert not passwords.verify(stored, "nobody has this password")
