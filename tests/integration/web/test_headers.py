"""The headers that stand on every answer, whatever it is."""

import re

import pytest

from course_app.web.access import for_anyone
from course_app.web.security import CSP

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES = [
    ("anonymous", "/", 200),
    ("anonymous", "/signin", 200),
    ("anonymous", "/c/garden", 200),
    ("anonymous", "/c/garden/first/soil", 200),
    ("anonymous", "/today", 303),
    ("anonymous", "/nothing", 404),
    ("anonymous", "/link/made-up", 404),
    ("learner", "/today", 200),
    ("learner", "/account", 200),
    ("learner", "/account/export", 200),
    ("learner", "/c/garden/first/soil", 200),
    ("learner", "/admin/accounts", 403),
    ("learner", "/signout", 405),
    ("owner", "/admin/accounts", 200),
    ("owner", "/admin/mail", 200),
]


def check(response, https=False):
    for name, value in FIXED.items():
        assert response.headers[name] == value
    policy = response.headers["Content-Security-Policy"]
    assert policy == CSP
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert ("Strict-Transport-Security" in response.headers) is https
    assert "Cache-Control" in response.headers
    assert "Server" not in response.headers or "Werkzeug" not in response.headers["Server"]


def test_the_policy_allows_our_own_files_and_nothing_else():
    rules = dict(part.strip().split(" ", 1) for part in CSP.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert set(rules.values()) == {"'none'", "'self'"}


@pytest.mark.parametrize(("who", "path", "status"), PAGES)
def test_every_kind_of_page_has_them(world, who, path, status):
    response = world.get(who, path)
    assert response.status_code == status
    check(response)


@pytest.mark.parametrize(
    ("path", "data", "headers", "status"),
    [
        ("/account/name", {"name": ""}, {}, 422),
        ("/account/name", {"name": "Dana"}, {}, 303),
        ("/account/name", {"csrf_token": "x"}, {}, 400),
        ("/account/name", {}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ("/account/name", {"csrf_token": "x"}, {"X-Requested-With": "fetch"}, 400),
        ("/nothing", {}, {}, 404),
    ],
)
def test_every_answer_to_a_form_has_them(world, path, data, headers, status):
    response = world.post("learner", path, data, headers=headers)
    assert response.status_code == status
    check(response)


def test_a_page_of_ours_that_fails_has_them_and_tells_nothing(make_world):
    @for_anyone
    def fails():
        raise RuntimeError("the secret reason")

    world = make_world(lambda app: app.add_url_rule("/fails", "fails", fails))
    response = world.get("learner", "/fails")
    assert response.status_code == 500
    assert "secret reason" not in response.text
    assert re.search(r"Reference [0-9A-F]{4}", response.text)
    check(response)


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, path, status in PAGES if who != "anonymous"])
def test_pages_of_somebody_are_not_kept_by_caches(world, who, path):
    assert world.get(who, path).headers["Cache-Control"] == "private, no-store"


def test_over_https_browsers_are_told_to_stay_there(make_world):
    world = make_world(BASE_URL="https://learn.example.org")
    browser = world.app.test_client()
    check(browser.get("/signin", base_url="https://learn.example.org"), https=True)


@pytest.mark.parametrize(("who", "path", "status"), PAGES)
def test_pages_hold_no_script_or_style_of_their_own_and_ask_no_other_host(world, who, path, status):
    page = world.get(who, path).text
    if "<html" not in page:
        return
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    for address in re.findall(r'<(?:script|link|img|source|iframe|form)[^>]*(?:src|href|action)="([^"]+)"', page):
        assert address.startswith("/"), address
        assert not address.startswith("//"), address
