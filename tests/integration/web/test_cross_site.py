"""A form counts only when one of our own pages sent it."""

import pytest

from course_app.web.security import SAFE, _is_ours

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
TOO_LONG = "open too long"


def tokens(world):
    """Every kind of token but the right one."""
    right = world.tokens["owner"]
    return {
        "missing": None,
        "empty": "",
        "wrong": "made-up",
        "damaged": right[:-3] + ("abc" if right[-3:] != "abc" else "xyz"),
        "of another session": world.tokens["learner"],
        "of nobody": world.tokens["anonymous"],
    }


def test_every_form_asks_for_the_token_of_this_session(world):
    tried = 0
    for rule in world.rules("POST"):
        view = world.app.view_functions[rule.endpoint]
        path = world.address(rule)
        if getattr(view, "csrf_exempt", ""):
            continue
        for kind, token in tokens(world).items():
            data = {"name": "Dana"} if token is None else {"csrf_token": token}
            response = world.browsers["owner"].post(path, data=data, headers=OURS)
            assert response.status_code == 400, (path, kind)
            assert TOO_LONG in response.text, (path, kind)
            tried += 1
        if rule.endpoint != "accounts.sign_out":
            assert TOO_LONG.encode() not in world.post("owner", path, headers=OURS).data, path  # or an archive
    assert tried > 100


def test_scripts_may_send_the_token_in_a_header(world):
    headers = {"X-CSRFToken": world.tokens["learner"], "X-Requested-With": "fetch", **OURS}
    response = world.browsers["learner"].post("/c/garden/first/soil/place", json={}, headers=headers)
    assert response.status_code not in {400, 401, 403} or TOO_LONG not in response.text
    refused = world.browsers["learner"].post(
        "/c/garden/first/soil/place", json={}, headers={**headers, "X-CSRFToken": "x"}
    )
    assert refused.status_code == 400
    assert refused.is_json


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "nonsense"}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://localhost:8000"}, 303),
        ({"Origin": "http://localhost:8001"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://evil.example?localhost"}, 403),
        ({"Origin": "http://localhost@evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "localhost"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_where_a_form_comes_from_is_a_second_wall(world, headers, status):
    response = world.post("learner", "/account/name", {"name": "Dana"}, headers=headers)
    assert response.status_code == status


def test_over_https_only_a_page_over_https_may_send(make_world):
    world = make_world(BASE_URL="https://learn.example.org")
    for origin, fine in [
        ("https://learn.example.org", True),
        ("http://learn.example.org", False),
        ("https://evil.example", False),
    ]:
        with world.app.test_request_context("/", base_url="https://learn.example.org"):
            assert _is_ours(origin) is fine


def test_reading_asks_for_no_token(world):
    for method in SAFE:
        response = world.browsers["learner"].open("/account", method=method, headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 200


def test_views_without_a_token_say_why(world):
    exempt = {
        endpoint: view.csrf_exempt
        for endpoint, view in world.app.view_functions.items()
        if getattr(view, "csrf_exempt", "")
    }
    assert set(exempt) <= {"credentials.check", "people.pause_post"}
    assert all(len(reason) > 10 for reason in exempt.values())
