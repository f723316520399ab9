"""Sign-in links and invitations."""

from datetime import timedelta

import pytest
import time_machine

from course_app.accounts import queries, service
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from tests.conftest import PASSWORD, Role, add_person, sign_in
from tests.forms import submit
from tests.integration.accounts.conftest import send_mails, visit
from tests.mail_sink import link_in, text_of

NEW = "eleven slow turtles"


@pytest.fixture
def site(mailing):
    add_person(mailing, "dana@example.org", "Dana Whitfield", Role.LEARNER)
    add_person(mailing, "olga@example.org", "Olga Owner", Role.OWNER)
    return mailing


def link_for(app, sink, email="dana@example.org"):
    submit(visit(app), "/password", email=email)
    send_mails(app)
    return link_in(sink.to(email)[-1])


def invite(owner, role):
    fields = {"email": "cy@example.org", "role": role, "current": PASSWORD}
    assert submit(owner, "/admin/accounts/invite", page="/admin/accounts", **fields).status_code == 303


def test_the_page_is_the_same_for_known_and_unknown_addresses(site, sink):
    answers = []
    for email in ("dana@example.org", "nobody@example.org"):
        browser = visit(site)
        answer = submit(browser, "/password", email=email)
        answers.append((answer.status_code, answer.location, browser.get(answer.location).text))
    assert len(set(answers)) == 1
    send_mails(site)
    assert [mail["To"] for mail in sink.mails] == ["dana@example.org"]


def test_a_link_signs_in_and_leaves_the_password_as_it_is(site, sink):
    elsewhere = sign_in(visit(site))
    browser = visit(site)
    assert submit(browser, link_for(site, sink), password="").location == "/today"
    assert browser.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 200
    sign_in(visit(site))


def test_a_new_password_signs_out_every_other_device(site, sink):
    elsewhere, browser = sign_in(visit(site)), visit(site)
    assert submit(browser, link_for(site, sink), password=NEW).status_code == 303
    assert browser.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert submit(visit(site), "/signin", email="dana@example.org", password=PASSWORD).status_code == 422
    send_mails(site)
    assert sink.mails[-1]["Subject"] == "Your password was changed"


def test_a_weak_new_password_is_refused_and_the_link_still_works(site, sink):
    path, browser = link_for(site, sink), visit(site)
    assert submit(browser, path, password="password12").status_code == 422
    assert submit(browser, path, password=NEW).status_code == 303


def test_only_the_newest_link_works_for_one_hour(site, sink):
    first, second = link_for(site, sink), link_for(site, sink)
    assert visit(site).get(first).status_code == 404
    now = clock.now()
    with time_machine.travel(now + timedelta(minutes=59)):
        assert visit(site).get(second).status_code == 200
    with time_machine.travel(now + timedelta(minutes=61)):
        assert submit(visit(site), second, page="/signin").status_code == 404


def test_a_disabled_account_gets_no_link_and_loses_the_ones_it_has(site, sink):
    path = link_for(site, sink)
    owner = sign_in(visit(site), "olga@example.org")
    submit(owner, "/admin/accounts/1/status", page="/admin/accounts/1", status="disabled")
    assert visit(site).get(path).status_code == 404
    before = len(sink.mails)
    submit(visit(site), "/password", email="dana@example.org")
    send_mails(site)
    assert len(sink.mails) == before


def test_an_owner_invites_and_the_invited_person_joins(site, sink):
    owner = sign_in(visit(site), "olga@example.org")
    assert submit(
        owner, "/admin/accounts/invite", page="/admin/accounts", email="cy@example.org", role="coach", current=PASSWORD
    )
    assert "cy@example.org" in owner.get("/admin/accounts").text
    send_mails(site)
    mail = sink.to("cy@example.org")[0]
    assert "Olga Owner invites you" in text_of(mail)
    path, browser = link_in(mail), visit(site)
    page = browser.get(path).text
    assert "cy@example.org" in page
    assert "as a coach" in page
    assert 'name="email"' not in page
    assert submit(browser, path, name="Cy Reyes", password="password12").status_code == 422
    assert submit(browser, path, name="Cy Reyes", password=NEW, email="other@example.org").location == "/today"
    with site.app_context():
        made = queries.account_by_email(reader(), "cy@example.org")
    assert (made.role, made.status, made.name) == (Role.COACH, "active", "Cy Reyes")
    assert visit(site).get(path).status_code == 404
    assert "Invitations that wait" not in owner.get("/admin/accounts").text


def test_an_invitation_is_withdrawn(site, sink):
    owner = sign_in(visit(site), "olga@example.org")
    invite(owner, "learner")
    send_mails(site)
    path = link_in(sink.mails[-1])
    number = path_of_withdrawal(owner)
    submit(owner, number, page="/admin/accounts")
    assert visit(site).get(path).status_code == 404
    submit(owner, number, page="/admin/accounts")
    assert "accepted or withdrawn already" in owner.get("/admin/accounts").text


def path_of_withdrawal(owner):
    page = owner.get("/admin/accounts").text
    return page[page.index("/admin/accounts/invitations/") :].split('"')[0]


def test_a_second_invitation_makes_the_first_worthless(site, sink):
    owner = sign_in(visit(site), "olga@example.org")
    for role in ("owner", "learner"):
        submit(
            owner, "/admin/accounts/invite", page="/admin/accounts", email="cy@example.org", role=role, current=PASSWORD
        )
    send_mails(site)
    first, second = (link_in(mail) for mail in sink.to("cy@example.org"))
    assert visit(site).get(first).status_code == 404
    assert visit(site).get(second).status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "dana@example.org", "role": "learner"}, "email"),
        ({"email": "nothing", "role": "learner"}, "email"),
        ({"email": "cy@example.org", "role": "emperor"}, "role"),
        ({"email": "cy@example.org"}, "role"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_at_its_field(site, fields, field):
    owner = sign_in(visit(site), "olga@example.org")
    response = submit(owner, "/admin/accounts/invite", page="/admin/accounts", **fields)
    assert response.status_code == 422
    assert f'id="{field}-errors"' in response.text


def test_the_first_owner_comes_by_a_printed_link_once(open_site):
    app = open_site()
    with app.app_context():
        old = service.first_owner_link("")
        link = service.first_owner_link("")
    assert visit(app).get(old).status_code == 404
    browser = visit(app)
    assert "Make the first owner" in browser.get(link).text
    assert submit(browser, link, name="Olga", email="olga@example.org", password=PASSWORD).status_code == 303
    assert browser.get("/admin/accounts").status_code == 200
    assert visit(app).get(link).status_code == 404
    with app.app_context():
        assert service.first_owner_link("") == ""


def test_the_first_owners_link_is_worthless_once_there_is_an_owner(open_site):
    app = open_site()
    with app.app_context():
        link = service.first_owner_link("")
    browser = visit(app)
    browser.get(link)
    add_person(app, "olga@example.org", "Olga", Role.OWNER)
    response = submit(browser, link, page="/signin", name="Eve", email="eve@example.org", password=PASSWORD)
    assert response.status_code == 404


def test_a_link_of_one_kind_is_no_link_of_another(site, sink):
    path = link_for(site, sink)
    assert visit(site).get(path.replace("/link/", "/invite/")).status_code == 404
