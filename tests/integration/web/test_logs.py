"""The security log tells what happened to whom by number, and nothing that a thief could use."""

import json
import re
from functools import partial

import pytest
from sqlalchemy import text

from course_app.infrastructure.database import reader
from course_app.infrastructure.logs import security_event
from course_app.web.access import for_anyone
from tests.conftest import PASSWORD, Role, add_person, sign_in
from tests.forms import submit, token_of

FACTS = {"event", "log", "level", "timestamp", "account", "by", "role", "status", "of", "route"}
NAME, EMAIL = "Dana Whitfield", "dana@example.org"


@for_anyone
def fails(token):
    reader().execute(text("SELECT * FROM nowhere WHERE email = :email"), {"email": EMAIL})


@pytest.fixture
def log_of(capsys, make_world):
    """Open a site that logs JSON; call ``lines()`` for what it has logged so far."""
    return partial(logging_site, capsys, make_world)


def logging_site(capsys, make_world):
    world = make_world(lambda app: app.add_url_rule("/fails/<token>", "fails", fails), LOG_FORMAT="json")
    capsys.readouterr()

    def lines():
        return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]

    world.lines = lines
    return world


def busy_day(world):
    """Everything that is written down, once; returns the secrets that were about."""
    app = world.app
    browser, secrets = app.test_client(), []
    submit(browser, "/signup", name=NAME, email=EMAIL, password=PASSWORD)
    with browser.session_transaction() as cookie:
        secrets.append(cookie["_user_id"])
    browser.post("/account/name", data={"csrf_token": "x"}, headers={"Origin": "https://evil.example"})
    submit(browser, "/account/password", page="/account", current=PASSWORD, password="eleven slow turtles")
    submit(browser, "/account/email", page="/account", current="eleven slow turtles", email="other@example.org")
    browser.get("/account/export")
    submit(browser, "/signout", page="/account")
    for _ in range(11):
        submit(app.test_client(), "/signin", email="Nobody@example.org\r\nforged: line", password="not\nthis")
    for _ in range(11):
        submit(app.test_client(), "/signin", email="nobody@example.org", password="not\nthis")
    for _ in range(6):
        submit(app.test_client(), "/password", email="nobody@example.org")
    world.post("owner", "/admin/accounts/1/role", {"role": "author", "current": PASSWORD})
    world.post("owner", "/admin/accounts/1/status", {"status": "disabled"})
    world.post("owner", "/admin/accounts/1/status", {"status": "active"})
    world.post("owner", "/admin/accounts/invite", {"email": "cy@example.org", "role": "coach", "current": PASSWORD})
    world.post("owner", "/admin/accounts/2/link")
    browser = sign_in(app.test_client(), "author@example.org")
    submit(browser, "/account/delete", current=PASSWORD)
    return secrets


def test_security_events_hold_numbers_and_kinds_only(log_of):
    log = log_of()
    secrets = busy_day(log)
    lines = log.lines()
    told = {line["event"] for line in lines if line.get("log") == "course.security"}
    assert told >= {
        "account_made",
        "signed_in",
        "signed_out",
        "sign_in_failed",
        "tries_throttled",
        "links_throttled",
        "password_changed",
        "email_changed",
        "role_changed",
        "account_disabled",
        "account_opened",
        "account_deleted",
        "data_exported",
        "invited",
        "cross_site_post_refused",
    }
    for line in lines:
        if line.get("log") == "course.security":
            assert set(line) <= FACTS, line
        text = json.dumps(line)
        assert not re.search(r"@|Dana|herons|turtles|forged|evil|/link/\w|/invite/\w", text), text
        assert not any(secret in text for secret in secrets)


def test_a_bug_is_logged_without_what_was_typed(log_of):
    log = log_of()
    assert log.get("learner", "/fails/secret-token?q=dana@example.org").status_code in {500, 503}
    (line,) = [line for line in log.lines() if line["level"] == "error"]
    assert line["route"] == "/fails/<token>"
    assert "secret-token" not in json.dumps(line)
    assert "@example.org" not in json.dumps(line)


def test_a_line_cannot_be_forged(capsys, make_world):
    make_world(LOG_FORMAT="json")
    capsys.readouterr()
    security_event("told", route='/x\r\n{"event": "forged"}')
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_tokens_of_mails_stand_in_no_log(log_of):
    log = log_of()
    add_person(log.app, "erin@example.org", "Erin", Role.LEARNER)
    browser = log.app.test_client()
    token = token_of(browser, "/password")
    browser.post("/password", data={"csrf_token": token, "email": "erin@example.org"})
    log.app.extensions["jobs"].run_pending()
    (file,) = (log.app.extensions["settings"].instance / "outbox").iterdir()
    secret = re.search(r"/link/([\w-]+)", file.read_text())[1]
    browser.get(f"/link/{secret}")
    browser.post(f"/link/{secret}", data={"csrf_token": "wrong"})
    assert secret not in json.dumps(log.lines())
