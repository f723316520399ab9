"""Every route says who may use it, and keeps to it for everybody."""

import pytest

from course_app.web.access import Role, gate_of
from tests.integration.web.conftest import ROLES
from tests.statements import statements

# What belongs to one learner: everybody else is told that it is not there.
OWNED = {"attempt", "person"}


def outcome(response):
    if response.status_code >= 500:
        return "fails"
    if response.status_code == 401 or (response.status_code == 303 and response.location.startswith("/signin?")):
        return "sign in"
    return "no" if response.status_code == 403 else "yes"


def expected(gate, role):
    if gate == "public":
        return "yes"
    if role == "anonymous":
        return "sign in"
    return "yes" if gate == "learner" or role in gate.split("+") else "no"


def test_every_route_has_a_gate_that_fits_its_place(world):
    for rule in world.app.url_map.iter_rules():
        gate = gate_of(world.app, rule.endpoint)
        if rule.rule.startswith(("/admin", "/author")):
            assert "owner" in gate.split("+"), rule
            assert set(gate.split("+")) <= {str(role) for role in Role} - {"learner"}, rule
        else:
            assert gate in {"public", "learner"}, f"{rule} has no gate that fits: {gate}"


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_through_their_gates_and_no_other(world, role):
    surprises = []
    for method in ("GET", "POST"):
        for rule in world.rules(method):
            if rule.endpoint == "accounts.sign_out":
                continue
            path = world.address(rule)
            response = world.get(role, path) if method == "GET" else world.post(role, path)
            found, wanted = outcome(response), expected(gate_of(world.app, rule.endpoint), role)
            if found != wanted:
                surprises.append((method, path, found, wanted))
    assert surprises == []


def test_only_who_is_signed_in_signs_out(world):
    assert outcome(world.post("anonymous", "/signout")) == "sign in"
    world.come_in("coach", "coach@example.org")
    assert world.post("coach", "/signout").location == "/signin"
    world.come_in("coach", "coach@example.org")


@pytest.mark.parametrize("role", ROLES[2:])
def test_what_belongs_to_one_learner_is_not_there_for_others(world, role):
    tried = 0
    for method in ("GET", "POST"):
        for rule in world.rules(method):
            if not OWNED & rule.arguments:
                continue
            tried += 1
            path = world.address(rule)
            assert (world.get(role, path) if method == "GET" else world.post(role, path)).status_code == 404, path
    assert tried >= 3


@pytest.mark.parametrize("role", [role for role in ROLES if role != "learner"])
def test_nobody_sees_whom_a_learner_has_on_a_list(world, role):
    """The learner of this world keeps Evan Quillfeather, of a tram depot; no other role reads either anywhere."""
    seen, read = [], 0
    for method in ("GET", "POST"):
        for rule in world.rules(method):
            if rule.endpoint == "accounts.sign_out":
                continue
            path = world.address(rule)
            response = world.get(role, path) if method == "GET" else world.post(role, path)
            read += response.status_code == 200
            if any(words in response.data for words in (b"Quillfeather", b"Tram depot")):
                seen.append((method, path))
    assert seen == []
    assert read > 10


def test_a_coach_meets_no_learner_or_cohort_of_others_at_any_address(world):
    tried = 0
    for method in ("GET", "POST"):
        for rule in world.rules(method):
            if rule.endpoint.startswith(("learners.", "cohorts.", "nudges.")) and "number" in rule.arguments:
                path = world.address(rule)
                response = world.get("coach", path) if method == "GET" else world.post("coach", path)
                assert response.status_code in {403, 404}, (method, path)
                tried += response.status_code == 404
    assert tried >= 10


def test_a_view_without_a_gate_is_never_served(make_world):
    world = make_world(lambda app: app.add_url_rule("/forgotten", "forgotten", lambda: "secret"))
    for role in ROLES:
        response = world.get(role, "/forgotten")
        assert response.status_code == 403
        assert "secret" not in response.text


def test_reading_writes_nothing_to_the_main_database(world):
    for rule in world.rules("GET"):
        if rule.endpoint in {"assessment.question", "assessment.final"}:
            continue
        with statements(world.app) as seen:
            world.get("owner", world.address(rule))
        writes = [each for each in seen if not each.lstrip().upper().startswith(("SELECT", "WITH"))]
        assert writes == [], rule


@pytest.mark.parametrize("path", ["/nothing", "/c/garden/nothing", "/admin/nothing", "/account/nothing"])
def test_what_is_not_there_is_not_found_by_anyone(world, path):
    for role in ROLES:
        assert world.get(role, path).status_code == 404
        assert world.post(role, path).status_code == 404


def test_a_method_that_a_page_does_not_take_is_refused_in_our_words(world):
    for method in ("PUT", "DELETE", "PATCH"):
        response = world.browsers["owner"].open("/account", method=method)
        assert response.status_code == 405
        assert "does not take that" in response.text
