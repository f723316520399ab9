"""Authors and owners edit; nobody else reaches a page or a button of it, and authors see no learners."""

import pytest

from course_app.web.access import Role, gate_of
from tests.conftest import add_person, sign_in
from tests.forms import submit

PARTS = {"course": "small", "path": "start/welcome.md", "id": "how-many", "name": "x.svg", "number": 1}


def addresses(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("authoring."):
            parts = {name: PARTS.get(name) or next(iter(each.items)) for name, each in rule._converters.items()}
            yield rule, rule.build(parts)[1]


@pytest.mark.parametrize("role", [Role.LEARNER, Role.COACH])
def test_learners_and_coaches_reach_nothing_of_it(app, course, role):
    add_person(app, "dana@example.org", "Dana", role)
    client = sign_in(app.test_client())
    for rule, path in addresses(app):
        if "GET" in rule.methods:
            assert client.get(path).status_code == 403, path
        else:
            assert submit(client, path, page="/account").status_code == 403, path
    assert "/author" not in client.get("/today").text


def test_every_page_is_for_authors_and_owners(app):
    assert {gate_of(app, rule.endpoint) for rule, _path in addresses(app)} == {"author+owner"}


@pytest.mark.parametrize("path", ["/admin/accounts", "/admin/mail", "/admin/certificates"])
def test_an_author_sees_no_learners(author, path):
    assert author.get(path).status_code == 403


def test_no_page_of_an_author_names_a_learner(app, author, make_account):
    make_account("zelda@example.org", "Zelda Quist")
    learner = sign_in(app.test_client(), "zelda@example.org")
    submit(learner, "/c/small/start/welcome/done", page="/c/small/start/welcome")
    for rule, path in addresses(app):
        if "GET" in rule.methods:
            assert b"Zelda" not in author.get(path).data, path
