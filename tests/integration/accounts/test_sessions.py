"""A session lives as long as its row, and not a request longer."""

from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from sqlalchemy import select

from course_app.accounts.models import SessionRow
from course_app.accounts.sessions import device_words
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from tests.conftest import PASSWORD, Role, add_person, sign_in
from tests.forms import submit
from tests.integration.accounts.conftest import visit

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


def cookie_of(browser):
    return browser.get_cookie("session").value


def thief(app, cookie):
    """A browser that brings a copied cookie."""
    browser = app.test_client()
    browser.set_cookie("session", cookie)
    return browser


def signed_in(browser):
    return browser.get("/account").status_code == 200


def rows(app):
    with app.app_context():
        return reader().execute(select(SessionRow.__table__)).all()


def test_only_the_hash_of_a_token_is_stored(app, learner):
    with learner.session_transaction() as cookie:
        token = cookie["_user_id"]
    (row,) = rows(app)
    assert row.token == sha256(token.encode()).digest()
    assert len(token) >= 43, "256 bits"


def test_a_copied_cookie_dies_with_the_sign_out(app, learner):
    copied = cookie_of(learner)
    assert signed_in(thief(app, copied))
    submit(learner, "/signout", page="/account")
    assert not signed_in(thief(app, copied))
    assert rows(app) == []


def test_signing_out_needs_a_post(learner):
    assert learner.get("/signout").status_code == 405
    assert signed_in(learner)


def test_signing_in_begins_a_new_cookie_and_ends_the_session_before(app, learner):
    learner.get("/account")
    copied = cookie_of(learner)
    with learner.session_transaction() as cookie:
        before = dict(cookie)
    submit(learner, "/signin", page="/account", email="dana@example.org", password=PASSWORD)
    with learner.session_transaction() as cookie:
        after = dict(cookie)
    assert before["_user_id"] != after["_user_id"]
    assert before["csrf_token"] != after.get("csrf_token")
    assert not signed_in(thief(app, copied))
    assert len(rows(app)) == 1


def test_a_planted_cookie_is_not_taken_over(app, make_account):
    make_account()
    browser = visit(app)
    browser.get("/signin")
    planted = cookie_of(browser)
    sign_in(browser)
    assert not signed_in(thief(app, planted))


def test_a_change_of_password_ends_every_other_device_and_renews_this_one(app, learner):
    other, copied = sign_in(visit(app)), cookie_of(learner)
    response = submit(learner, "/account/password", page="/account", current=PASSWORD, password="eleven slow turtles")
    assert response.status_code == 303
    assert signed_in(learner)
    assert not signed_in(other)
    assert not signed_in(thief(app, copied))


def test_a_disabled_account_is_out_at_once_and_cannot_come_back(app, learner):
    add_person(app, "olga@example.org", "Olga", Role.OWNER)
    owner = sign_in(visit(app), "olga@example.org")
    submit(owner, "/admin/accounts/1/status", page="/admin/accounts/1", status="disabled")
    assert not signed_in(learner)
    answer = submit(visit(app), "/signin", email="dana@example.org", password=PASSWORD)
    assert answer.status_code == 422
    assert "do not match" in answer.text
    submit(owner, "/admin/accounts/1/status", page="/admin/accounts/1", status="active")
    assert not signed_in(learner), "the old session stays dead"
    sign_in(visit(app))


def test_a_change_of_role_ends_the_sessions_of_that_account(app, learner):
    add_person(app, "olga@example.org", "Olga", Role.OWNER)
    owner = sign_in(visit(app), "olga@example.org")
    submit(owner, "/admin/accounts/1/role", page="/admin/accounts/1", role="author", current=PASSWORD)
    assert not signed_in(learner)


def test_a_session_ends_after_its_days(open_site):
    app = open_site(SESSION_DAYS=3)
    add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    browser, now = sign_in(visit(app)), clock.now()
    copied = cookie_of(browser)
    with time_machine.travel(now + timedelta(days=3, minutes=-1)):
        assert signed_in(thief(app, copied))
    with time_machine.travel(now + timedelta(days=3, minutes=1)):
        assert not signed_in(thief(app, copied))
        with app.app_context():
            app.extensions["jobs"].run_sweeps()
        assert rows(app) == []


def test_a_made_up_or_damaged_cookie_is_nobody(app, learner):
    cookie = cookie_of(learner)
    for damaged in ("", "x", cookie[:-1], cookie[::-1], "." + cookie, cookie.replace(".", "..")):
        assert not signed_in(thief(app, damaged))


def test_devices_are_listed_and_ended_one_by_one_or_together(app, make_account):
    make_account()
    here, phone, third = visit(app), visit(app), visit(app)
    for browser, agent in ((here, FIREFOX), (phone, PHONE), (third, "curl/8\r\n<b>")):
        browser.environ_base["HTTP_USER_AGENT"] = agent.replace("\r\n", "")
        sign_in(browser)
    page = here.get("/account").text
    for words in ("Firefox on Linux", "Safari on iPhone", "A browser", "this one"):
        assert words in page
    phone_row = next(row for row in rows(app) if "iPhone" in row.device)
    assert submit(here, f"/account/devices/{phone_row.id}/end", page="/account").status_code == 303
    assert not signed_in(phone)
    assert signed_in(third)
    submit(here, "/account/devices/end-others", page="/account")
    assert not signed_in(third)
    assert signed_in(here)
    assert "Sign out every other device" not in here.get("/account").text


def test_nobody_ends_the_device_of_somebody_else(app, learner):
    add_person(app, "eve@example.org", "Eve", Role.LEARNER)
    eve = sign_in(visit(app), "eve@example.org")
    (dana_row, _eve_row) = rows(app)
    submit(eve, f"/account/devices/{dana_row.id}/end", page="/account")
    submit(eve, "/account/devices/end-others", page="/account")
    assert signed_in(learner)


def test_use_is_noted_once_an_hour_and_by_posts_only(app, learner):
    now = clock.now()
    with time_machine.travel(now + timedelta(minutes=61), tick=False):
        learner.get("/account")
        assert rows(app)[0].seen_at < now
        submit(learner, "/account/name", page="/account", name="Dana W")
        assert rows(app)[0].seen_at == now + timedelta(minutes=61)
    with time_machine.travel(now + timedelta(minutes=90), tick=False):
        submit(learner, "/account/name", page="/account", name="Dana W")
        assert rows(app)[0].seen_at == now + timedelta(minutes=61)


@pytest.mark.parametrize(
    ("base", "name", "secure"),
    [("http://localhost:8000", "session", False), ("https://learn.example.org", "__Host-session", True)],
)
def test_the_cookie_is_closed_to_scripts_and_other_sites(open_site, base, name, secure):
    app = open_site(BASE_URL=base)
    add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    browser = app.test_client()
    token = browser.get("/signin", base_url=base).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"csrf_token": token, "email": "dana@example.org", "password": PASSWORD}
    response = browser.post("/signin", data=data, base_url=base)
    header = next(h for h in response.headers.getlist("Set-Cookie") if h.startswith(f"{name}="))
    parts = {part.strip().lower() for part in header.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= parts
    assert ("secure" in parts) == secure
    assert not any(part.startswith("domain") for part in parts)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/18 Safari/605", "Safari on macOS"),
        ("", "A browser"),
    ],
)
def test_a_device_is_named_in_words(agent, words):
    assert device_words(agent) == words
