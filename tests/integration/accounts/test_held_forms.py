"""What was typed while signed out comes back to who typed it, and to nobody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, select

from course_app.accounts.models import SessionRow
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.held import AT_ONCE, HeldFormRow
from tests.conftest import PASSWORD, Role, add_person, sign_in
from tests.forms import submit, token_of
from tests.integration.accounts.conftest import visit

TYPED = 'Dana "the <b>writer</b>" & Ó Briain'


def end_sessions(app):
    with app.app_context(), transaction() as session:
        session.execute(delete(SessionRow))


def held(app):
    with app.app_context():
        return reader().execute(select(HeldFormRow.__table__)).all()


@pytest.fixture
def interrupted(app, learner):
    """A browser whose session ended while a name was typed; the form was posted."""
    token = token_of(learner, "/account")
    end_sessions(app)
    answer = learner.post("/account/name", data={"csrf_token": token, "name": TYPED})
    assert (answer.status_code, answer.location) == (303, "/signin?next=/account/name")
    return learner


def repost(browser):
    page = browser.get("/held").text
    form = page[page.index('<form method="post" action="/account/name"') :]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[: form.index("</form>")])
    data = {
        name: value.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for name, value in fields
    }
    return browser.post("/account/name", data=data)


def test_the_sign_in_page_says_that_nothing_is_lost(interrupted):
    assert "this page comes back with your text" in interrupted.get("/signin").text


def test_the_text_waits_sealed(app, interrupted):
    (row,) = held(app)
    assert b"writer" not in row.sealed
    with interrupted.session_transaction() as cookie:
        assert "writer" not in str(dict(cookie))


def test_after_signing_in_the_text_is_shown_and_sent_with_one_press(app, interrupted):
    response = submit(interrupted, "/signin?next=/account/name", email="dana@example.org", password=PASSWORD)
    assert response.location == "/held"
    page = interrupted.get("/held").text
    assert "&lt;b&gt;writer&lt;/b&gt;" in page
    assert interrupted.get("/held").status_code == 200, "looking uses nothing up"
    answer = repost(interrupted)
    assert answer.location == "/account"
    assert "&lt;b&gt;writer&lt;/b&gt;" in interrupted.get("/account").text
    assert interrupted.get("/held").location == "/today", "it has arrived"


def test_the_page_names_nothing_to_caches(interrupted):
    submit(interrupted, "/signin", email="dana@example.org", password=PASSWORD)
    assert interrupted.get("/held").headers["Cache-Control"] == "private, no-store"


def test_a_refused_form_still_waits(app, learner):
    token = token_of(learner, "/account")
    end_sessions(app)
    learner.post("/account/name", data={"csrf_token": token, "name": "12345"})
    submit(learner, "/signin", email="dana@example.org", password=PASSWORD)
    assert repost(learner).status_code == 422
    assert "12345" in learner.get("/held").text


def test_one_may_leave_it(app, interrupted):
    submit(interrupted, "/signin", email="dana@example.org", password=PASSWORD)
    assert submit(interrupted, "/held/leave", page="/held").location == "/today"
    assert held(app) == []
    assert interrupted.get("/held").location == "/today"


def test_another_account_in_the_same_browser_does_not_get_it(app, interrupted):
    add_person(app, "eve@example.org", "Eve", Role.LEARNER)
    response = submit(interrupted, "/signin", email="eve@example.org", password=PASSWORD)
    assert response.location == "/today"
    assert interrupted.get("/held").location == "/today"


def test_another_browser_does_not_get_it(app, interrupted):
    elsewhere = sign_in(visit(app))
    assert elsewhere.get("/held").location == "/today"


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 303)])
def test_it_waits_for_half_an_hour(app, interrupted, minutes, status):
    with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
        submit(interrupted, "/signin", email="dana@example.org", password=PASSWORD)
        assert interrupted.get("/held").status_code == status
        with app.app_context():
            app.extensions["jobs"].run_sweeps()
        assert len(held(app)) == (1 if status == 200 else 0)


def test_passwords_never_wait(app, learner):
    token = token_of(learner, "/account")
    end_sessions(app)
    fields = {"csrf_token": token, "current": "secret one", "password": "secret two", "new_password": "secret three"}
    learner.post("/account/password", data=fields)
    assert held(app) == []
    learner.post("/account/email", data={**fields, "email": "new@example.org"})
    submit(learner, "/signin", email="dana@example.org", password=PASSWORD)
    page = learner.get("/held").text
    assert "new@example.org" in page
    assert "secret" not in page


def test_a_browser_that_was_never_signed_in_holds_nothing(app, make_account):
    make_account()
    browser = visit(app)
    token = token_of(browser, "/signin")
    answer = browser.post("/account/name", data={"csrf_token": token, "name": TYPED})
    assert answer.location == "/signin?next=/account/name"
    assert held(app) == []


def test_text_typed_in_another_tab_after_signing_out_waits_too(app, learner):
    token = token_of(learner, "/account")
    submit(learner, "/signout", page="/account")
    learner.post("/account/name", data={"csrf_token": token, "name": TYPED})
    assert submit(learner, "/signin", email="dana@example.org", password=PASSWORD).location == "/held"


def test_what_waits_for_one_account_is_limited(app, learner):
    token = token_of(learner, "/account")
    end_sessions(app)
    for number in range(AT_ONCE + 5):
        learner.post("/account/name", data={"csrf_token": token, "name": f"Name {number}"})
    assert len(held(app)) == AT_ONCE


def test_text_of_a_deleted_account_does_not_wait_and_nothing_breaks(app, learner):
    other = sign_in(visit(app))
    token = token_of(other, "/account")
    submit(learner, "/account/delete", current=PASSWORD)
    answer = other.post("/account/name", data={"csrf_token": token, "name": TYPED})
    assert answer.location == "/signin?next=/account/name"
    assert held(app) == []


def test_a_script_is_told_to_sign_in_and_keeps_its_text_itself(app, learner):
    token = token_of(learner, "/account")
    end_sessions(app)
    answer = learner.post(
        "/account/name", data={"csrf_token": token, "name": TYPED}, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 401
    assert answer.json["sign_in"] == "/signin"
    assert held(app) == []


def test_a_page_that_was_open_too_long_gives_its_text_back(learner):
    answer = learner.post(
        "/account/name", data={"csrf_token": "old", "name": TYPED}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 400
    assert "&lt;b&gt;writer&lt;/b&gt;" in answer.text
    assert 'action="/account/name"' in answer.text
    assert "old" not in re.findall(r'name="csrf_token" value="([^"]+)"', answer.text)


def test_a_form_that_another_site_filled_in_is_not_offered(learner):
    answer = learner.post("/account/name", data={"name": TYPED})
    assert answer.status_code == 400
    assert "writer" not in answer.text


def test_a_sign_in_page_that_was_open_too_long_keeps_the_address(client):
    data = {"csrf_token": "old", "email": "dana@example.org", "password": "secret words"}
    answer = client.post("/signin", data=data, headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    assert "dana@example.org" in answer.text
    assert "secret words" not in answer.text
