"""The owner's pages: accounts, roles, invitations."""

import threading

import pytest

from course_app.accounts import queries, roles
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from tests.conftest import PASSWORD, Role, add_person, sign_in
from tests.forms import submit
from tests.integration.accounts.conftest import visit


@pytest.fixture
def owner(app):
    add_person(app, "olga@example.org", "Olga Owner", Role.OWNER)
    return sign_in(visit(app), "olga@example.org")


def of(app, email):
    with app.app_context():
        return queries.account_by_email(reader(), email)


def change(browser, number, what, **fields):
    if what == "role":
        fields = {"current": PASSWORD, **fields}
    return submit(browser, f"/admin/accounts/{number}/{what}", page=f"/admin/accounts/{number}", **fields)


def test_accounts_are_found_by_a_part_of_name_or_address(app, owner):
    add_person(app, "ilse@example.org", "Ilse Brandt", Role.LEARNER)
    add_person(app, "tom@choir.example", "Tom Okafor", Role.LEARNER)
    for search, found, missing in [
        ("brandt", "Ilse", "Tom"),
        ("CHOIR", "Tom", "Ilse"),
        ("%", "Nobody has this", "Ilse"),
        ("_", "Nobody has this", "Tom"),
    ]:
        page = owner.get("/admin/accounts", query_string={"q": search}).text
        assert found in page
        assert missing not in page


def test_a_long_list_has_pages(app, owner):
    for number in range(60):
        add_person(app, f"p{number:02}@example.org", f"Person {number:02}", Role.LEARNER)
    first, second = owner.get("/admin/accounts").text, owner.get("/admin/accounts?page=2").text
    assert "Page 1 of 2" in first
    assert "Person 10" in first
    assert "Person 59" in second
    assert "Person 59" not in first


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", ""])
def test_a_page_that_is_none_breaks_nothing(owner, page):
    assert owner.get("/admin/accounts", query_string={"page": page}).status_code == 200


def test_a_role_is_given(app, owner):
    dana = add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    assert change(owner, dana, "role", role="author").status_code == 303
    assert of(app, "dana@example.org").role is Role.AUTHOR
    assert "The role is changed" in owner.get(f"/admin/accounts/{dana}").text


@pytest.mark.parametrize("role", ["", "emperor", "OWNER"])
def test_a_role_that_is_none_is_refused_at_its_place(app, owner, role):
    dana = add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    answer = change(owner, dana, "role", role=role)
    assert answer.status_code == 422
    assert 'id="role-errors"' in answer.text


def test_the_last_owner_stays_owner_and_open(app, owner):
    for what, fields in [("role", {"role": "learner"}), ("status", {"status": "disabled"})]:
        answer = change(owner, 1, what, **fields)
        assert answer.status_code == 422
        assert "last owner" in answer.text
    assert of(app, "olga@example.org").role is Role.OWNER


def test_an_owner_steps_down_when_there_is_another(app, owner):
    add_person(app, "paul@example.org", "Paul", Role.OWNER)
    with owner.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert change(owner, 1, "role", role="coach").location == "/account"
    assert owner.get("/account").status_code == 200
    assert owner.get("/admin/accounts").status_code == 403
    with owner.session_transaction() as cookie:
        assert cookie["_user_id"] != token, "a new session for new rights"


def test_a_disabled_owner_does_not_count_as_one(app, owner):
    paul = add_person(app, "paul@example.org", "Paul", Role.OWNER)
    change(owner, paul, "status", status="disabled")
    assert change(owner, 1, "role", role="learner").status_code == 422


def test_two_owners_who_demote_each_other_at_once_leave_one(app, owner):
    paul = add_person(app, "paul@example.org", "Paul", Role.OWNER)
    refused, start = [], threading.Barrier(2)

    def demote(number, by):
        with app.app_context():
            start.wait()
            try:
                with transaction() as session:
                    roles.set_role(session, number, Role.LEARNER, by, clock.now())
            except DomainError:
                refused.append(number)

    threads = [threading.Thread(target=demote, args=pair) for pair in ((1, paul), (paul, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with app.app_context():
        assert queries.count(reader(), Role.OWNER) == 1


def test_an_account_that_was_never_confirmed_is_not_opened_by_disabling_and_opening(app, owner):
    eve = add_person(app, "eve@example.org", "Eve", Role.LEARNER, status="pending")
    change(owner, eve, "status", status="disabled")
    change(owner, eve, "status", status="active")
    assert of(app, "eve@example.org").status == "pending"


def test_an_owner_helps_somebody_in(app, owner):
    dana = add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    assert change(owner, dana, "link").status_code == 303
    page = owner.get("/admin/mail").text
    path = page[page.index("http://localhost:8000/link/") :].split('"')[0].removeprefix("http://localhost:8000")
    assert submit(visit(app), path).location == "/today"


def test_an_account_that_is_not_there_is_not_found(owner):
    assert owner.get("/admin/accounts/77").status_code == 404
    for what in ("role", "status", "link"):
        answer = submit(owner, f"/admin/accounts/77/{what}", page="/admin/accounts", role="learner")
        assert answer.status_code == 404


def test_rights_are_given_with_the_password_only(app, owner):
    dana = add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    for typed, said in (("", "Type your password"), ("wrong", "This is not your password")):
        answer = change(owner, dana, "role", role="owner", current=typed)
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="owner" checked' in answer.text or 'checked id="role-3"' in answer.text
    assert of(app, "dana@example.org").role is Role.LEARNER


def invite(browser, **fields):
    return submit(browser, "/admin/accounts/invite", page="/admin/accounts", email="cy@example.org", **fields)


def test_an_invitation_with_rights_asks_for_the_password_and_one_to_learn_does_not(owner):
    assert invite(owner, role="learner").status_code == 303
    for role in ("coach", "author", "owner"):
        assert "This is not your password" in invite(owner, role=role).text
        assert invite(owner, role=role, current=PASSWORD).status_code == 303
