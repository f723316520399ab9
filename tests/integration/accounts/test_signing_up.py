"""Who may make an account, and how it is confirmed."""

from datetime import timedelta

import pytest
import time_machine

from course_app.accounts import queries
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from tests.conftest import PASSWORD, Role, add_person, sign_in
from tests.forms import submit
from tests.integration.accounts.conftest import send_mails, visit
from tests.mail_sink import link_in, text_of

DANA = {"name": "Dana Whitfield", "email": "dana@example.org", "password": PASSWORD}


def status_of(app, email="dana@example.org"):
    with app.app_context():
        found = queries.account_by_email(reader(), email)
        return found.status if found else None


def test_without_mail_an_account_is_open_at_once(client, app):
    response = submit(client, "/signup", **DANA)
    assert (response.status_code, response.location) == (303, "/today")
    assert "Dana Whitfield" in client.get("/account").text


def test_one_goes_on_to_where_one_was_going(client):
    response = submit(client, "/signup?next=/c/small/start/welcome", **DANA)
    assert response.location == "/c/small/start/welcome"


def test_what_is_refused_is_said_at_its_field_and_typed_text_stays(client):
    response = submit(client, "/signup", name="D", email="dana", password="short")
    assert response.status_code == 422
    for field in ("name", "email"):
        assert f'id="{field}-errors"' in response.text
        assert f'href="#{field}"' in response.text
    assert 'value="dana"' in response.text
    assert "short" not in response.text


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("ninechars", "10 characters or more"),
        ("x" * 129, "128 characters or fewer"),
        ("password1234", "easy to guess"),
        ("dana@example.org", "easy to guess"),
        ("DanaWhitfield", "easy to guess"),
        ("networkwise", "easy to guess"),
        ("aaaaaaaaaaaaaaa", "easy to guess"),
        ("", "Choose a password"),
    ],
)
def test_a_weak_password_is_refused_with_what_would_help(client, password, why):
    response = submit(client, "/signup", **DANA | {"password": password})
    assert response.status_code == 422
    assert why in response.text
    assert 'value="Dana Whitfield"' in response.text


@pytest.mark.parametrize(
    "password", ["k9 Vuz qq7", "lantern orbit 4 quills; " * 5 + "end", "Ελένη γράφει αργά", " leads and trails "]
)
def test_a_strong_password_of_any_script_opens_the_account(client, app, password):
    assert submit(client, "/signup", **DANA | {"password": password}).status_code == 303
    browser = visit(app)
    assert submit(browser, "/signin", email=DANA["email"], password=password).status_code == 303
    assert submit(visit(app), "/signin", email=DANA["email"], password=password + "x").status_code == 422
    if password.strip() != password:
        assert submit(visit(app), "/signin", email=DANA["email"], password=password.strip()).status_code == 422


@pytest.mark.parametrize("name", ["\u200b\u200b", "--", "12 34"])
def test_a_name_needs_a_letter(client, name):
    response = submit(client, "/signup", **DANA | {"name": name})
    assert response.status_code == 422
    assert 'id="name-errors"' in response.text


@pytest.mark.parametrize("name", ["Bo", "Þórunn Ægisdóttir", "李娜", "ދަނާ", "é" * 80])
def test_a_name_may_be_of_any_script(client, name):
    assert submit(client, "/signup", **DANA | {"name": name}).status_code == 303


def test_a_name_cannot_turn_the_direction_of_writing(client):
    submit(client, "/signup", **DANA | {"name": "Dana \u202eeulB\n\tWhitfield"})
    assert ">Dana eulB Whitfield<" in client.get("/account").text


def test_an_address_has_one_account_whatever_its_case(client, app):
    submit(client, "/signup", **DANA)
    response = submit(visit(app), "/signup", **DANA | {"email": " DANA@Example.ORG "})
    assert response.status_code == 409
    assert "has an account already" in response.text


@pytest.mark.parametrize(
    ("rule", "email", "status"),
    [
        ("open", "dana@example.org", 303),
        ("Open", "dana@example.org", 303),
        ("invite", "dana@example.org", 403),
        ("example.org", "dana@example.org", 303),
        ("example.org", "dana@EXAMPLE.ORG", 303),
        ("school.example, @example.org", "dana@example.org", 303),
        ("example.org", "dana@sub.example.org", 422),
        ("example.org", "dana@notexample.org", 422),
        ("example.org", "example.org@elsewhere.example", 422),
    ],
)
def test_who_may_sign_up_is_a_setting(open_site, rule, email, status):
    app = open_site(SIGNUP=rule)
    browser = visit(app)
    assert submit(browser, "/signup", page="/signin", **DANA | {"email": email}).status_code == status
    assert (status_of(app, email) is not None) == (status == 303)


def test_a_site_by_invitation_says_so(open_site):
    page = visit(open_site(SIGNUP="invite")).get("/signup").text
    assert "by invitation" in page
    assert 'name="password"' not in page
    assert "/signup" not in visit(open_site(SIGNUP="invite")).get("/signin").text


def test_a_site_of_one_mail_domain_names_it(open_site):
    assert "example.org" in visit(open_site(SIGNUP="example.org")).get("/signup").text


def test_with_mail_an_account_waits_for_its_link_and_the_password_chosen(mailing, sink):
    browser = visit(mailing)
    response = submit(browser, "/signup?next=/courses", **DANA)
    assert response.location == "/signup/mail"
    assert status_of(mailing) == "pending"
    assert submit(visit(mailing), "/signin", email=DANA["email"], password=PASSWORD).status_code == 422
    send_mails(mailing)
    path = link_in(sink.mails[0])
    elsewhere = visit(mailing)
    wrong = submit(elsewhere, path, password="not this one here")
    assert wrong.status_code == 422
    assert "not the password you chose" in wrong.text
    assert status_of(mailing) == "pending"
    right = submit(elsewhere, path, password=PASSWORD)
    assert (right.status_code, right.location) == (303, "/courses")
    assert status_of(mailing) == "active"
    assert elsewhere.get("/account").status_code == 200
    assert browser.get("/account").status_code == 303, "only the browser with the password is signed in"
    assert visit(mailing).get(path).status_code == 404


def test_a_scanner_that_follows_the_link_opens_nothing(mailing, sink):
    submit(visit(mailing), "/signup", **DANA)
    send_mails(mailing)
    path = link_in(sink.mails[0])
    assert visit(mailing).get(path).status_code == 200
    assert visit(mailing).head(path).status_code == 200
    assert status_of(mailing) == "pending"


def test_known_and_unknown_addresses_get_the_same_answer(mailing, sink):
    add_person(mailing, "dana@example.org", "Dana", Role.LEARNER)
    answers = []
    for email in ("dana@example.org", "Dana@Example.org", "new@example.org"):
        browser = visit(mailing)
        answer = submit(browser, "/signup", **DANA | {"email": email})
        answers.append((answer.status_code, answer.location, browser.get(answer.location).text))
    assert len(set(answers)) == 1
    send_mails(mailing)
    known = sink.to("dana@example.org")
    assert [mail["Subject"] for mail in known] == ["You have an account at NetWorkWise already"] * 2
    assert "/link/" not in text_of(known[0])
    assert "/link/" in text_of(sink.to("new@example.org")[0])


def test_a_second_sign_up_replaces_the_first_that_was_not_confirmed(mailing, sink):
    submit(visit(mailing), "/signup", **DANA)
    submit(visit(mailing), "/signup", **DANA | {"password": "eleven slow turtles"})
    send_mails(mailing)
    first, second = (link_in(mail) for mail in sink.mails)
    assert visit(mailing).get(first).status_code == 404
    assert submit(visit(mailing), second, password=PASSWORD).status_code == 422
    assert submit(visit(mailing), second, password="eleven slow turtles").status_code == 303


def test_who_owns_the_mailbox_gets_in_though_somebody_else_signed_up_with_it(mailing, sink):
    submit(visit(mailing), "/signup", **DANA | {"password": "the stranger's words"})
    browser = visit(mailing)
    submit(browser, "/password", email="dana@example.org")
    send_mails(mailing)
    path = link_in(sink.mails[-1])
    assert "Choose a password, and your account is open" in browser.get(path).text
    assert submit(browser, path).status_code == 422, "the stranger's password must not stay"
    assert submit(browser, path, password=PASSWORD).status_code == 303
    assert submit(visit(mailing), "/signin", email=DANA["email"], password="the stranger's words").status_code == 422
    sign_in(visit(mailing))


def test_a_link_is_over_after_two_days_and_the_sign_up_forgotten_after_three(mailing, sink):
    submit(visit(mailing), "/signup", **DANA)
    send_mails(mailing)
    path, now = link_in(sink.mails[0]), clock.now()
    with time_machine.travel(now + timedelta(days=2, minutes=-1)):
        assert visit(mailing).get(path).status_code == 200
    with time_machine.travel(now + timedelta(days=2, minutes=1)):
        assert visit(mailing).get(path).status_code == 404
        with mailing.app_context():
            mailing.extensions["jobs"].run_sweeps()
        assert status_of(mailing) == "pending"
    with time_machine.travel(now + timedelta(days=3, minutes=1)), mailing.app_context():
        mailing.extensions["jobs"].run_sweeps()
        assert status_of(mailing) is None


def test_who_is_signed_in_is_led_on(learner):
    assert learner.get("/signup").location == "/today"
    assert learner.get("/signin?next=/courses").location == "/courses"
    assert submit(learner, "/signup", page="/account", **DANA).location == "/today"
