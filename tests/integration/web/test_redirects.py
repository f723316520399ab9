"""Nobody is led to another site."""

import pytest

from course_app.web.security import safe_path
from tests.conftest import PASSWORD
from tests.forms import submit, token_of

HOSTILE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https://evil.example",
    "http:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "?next=/x",
    "#x",
    "%2f%2fevil.example",
    "/%2fevil.example",
    "/%252fevil.example",
    "/%25252fevil.example",
    "/%5cevil.example",
    "/%255cevil.example",
    "/\tevil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%0d%0aSet-Cookie:%20x=y",
    "/\r\nSet-Cookie: x=y",
    "/\x00",
    "/%00",
    " //evil.example",
    "\u2028//evil.example",
    "/" + "x" * 600,
    "",
]
FINE = ["/", "/today", "/c/garden/first/soil?from=home#air", "/c/garden/first/soil%20two", "/notes?q=a%26b", "/é"]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_target_is_left_aside(target):
    assert safe_path(target, "/home") == "/home"


@pytest.mark.parametrize("target", FINE)
def test_a_page_of_ours_is_gone_to(target):
    assert safe_path(target, "/home") == target


def test_nothing_is_no_target():
    assert safe_path(None, "/home") == "/home"


@pytest.mark.parametrize("target", HOSTILE[::4])
def test_signing_in_leads_nowhere_else(world, target):
    browser = world.app.test_client()
    answer = browser.get("/signin", query_string={"next": target})
    assert answer.status_code in {200, 404}
    assert "evil" not in answer.text
    response = browser.post(
        "/signin",
        query_string={"next": target},
        data={"csrf_token": token(browser), "email": "learner@example.org", "password": PASSWORD},
    )
    assert response.location in {"/today", None}
    if response.location:
        assert browser.get("/signin", query_string={"next": target}).location == "/today"


def token(browser):
    return token_of(browser, "/signin")


@pytest.mark.parametrize("target", HOSTILE)
def test_keeping_looks_leads_nowhere_else(world, target):
    assert world.post("learner", "/account/display", {"back": target}).location == "/"


def test_the_way_to_the_sign_in_page_keeps_where_one_was_going(world):
    answer = world.get("anonymous", "/account?from=a%26b")
    assert answer.location == "/signin?next=/account?from%3Da%2526b"
    browser = world.app.test_client()
    back = submit(browser, answer.location, email="learner@example.org", password=PASSWORD)
    assert back.location == "/account?from=a%26b"
