"""Somebody on a list asks to be forgotten: one answer for all, a request at the desk, and gone with one press."""

import pytest
from sqlalchemy import text

from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.my_guide.keeping import owner_of
from course_app.people import service, spheres
from course_app.people.keeper import keeper
from tests.forms import submit
from tests.statements import statements

ZEB = {"given": "Zebediah", "email": "zeb@plant.example", "phone": "+44 7946 095811"}


def list_zeb(programme, name):
    learner = programme.learner(name)
    app = programme.app
    with app.app_context():
        key = app.extensions["data_key"](owner_of(reader(), learner).wrapped_key)
        whose = keeper(learner, key, clock.today("UTC"), clock.now())
        with transaction() as session:
            choir = spheres.add_sphere(session, whose, name="Choir")
            service.add_person(session, whose, sphere=choir.id, **ZEB)


def rows(app, query):
    with app.app_context():
        return [tuple(row) for row in reader().execute(text(query))]


def test_the_answer_is_the_same_whether_somebody_is_listed_or_not(programme, client):
    list_zeb(programme, "Dana Whitfield")
    answers = []
    for contact in ("zeb@plant.example", "nobody@plant.example", "+44 7946 095811"):
        posted = submit(client, "/forget-me", contact=contact)
        assert (posted.status_code, posted.location) == (303, "/forget-me/noted")
        answers.append(client.get(posted.location).text)
    assert len(set(answers)) == 1
    assert "within 30 days" in answers[0]
    assert rows(programme.app, "SELECT count(*) FROM person") == [(1,)], "nothing goes before the owner asked back"
    assert rows(programme.app, "SELECT kind, email FROM privacy_request ORDER BY id") == [
        ("forget", "zeb@plant.example"), ("forget", "nobody@plant.example"), ("forget", "+44 7946 095811"),
    ]  # fmt: skip


@pytest.mark.parametrize("contact", ["zeb@plant.example", "+447946095811"])
def test_the_owner_takes_a_person_off_every_list_without_seeing_one(programme, owner, client, contact):
    list_zeb(programme, "Dana Whitfield")
    list_zeb(programme, "Kim Adeyemi")
    submit(client, "/forget-me", contact=contact)
    desk = owner.get("/admin/privacy").text
    assert contact in desk
    assert "Zebediah" not in desk
    done = submit(owner, "/admin/privacy/1/forget", page="/admin/privacy")
    assert done.status_code == 303
    assert contact not in owner.get("/admin/privacy").text
    assert rows(programme.app, "SELECT count(*) FROM person") == [(0,)]
    mails = owner.get("/admin/mail").text
    assert mails.count("A person asked to be removed") >= 2
    assert "Zebediah" not in mails
    assert "person forgotten on request" in owner.get("/admin/audit").text
    assert submit(owner, "/admin/privacy/1/forget", page="/admin/privacy").status_code in {404, 422}


def test_asking_twice_is_asking_once(programme, client):
    for contact in ("zeb@plant.example", " ZEB@plant.example ", "zeb@plant.example"):
        assert submit(client, "/forget-me", contact=contact).status_code == 303
    assert rows(programme.app, "SELECT count(*) FROM privacy_request") == [(1,)]


@pytest.mark.parametrize(
    "contact", ["", "Zebediah", "1234", "@", "zeb@", "@plant.example", "z" * 250 + "@plant.example"]
)
def test_what_is_neither_an_address_nor_a_number_is_refused_at_the_field(client, contact):
    refused = submit(client, "/forget-me", contact=contact)
    assert refused.status_code == 422
    assert 'id="contact-errors"' in refused.text


def test_only_a_request_to_forget_is_answered_by_forgetting(programme, owner):
    submit(owner, "/admin/privacy", kind="export", email="zeb@plant.example")
    assert submit(owner, "/admin/privacy/1/forget", page="/admin/privacy").status_code == 422
    assert submit(owner, "/admin/privacy", kind="export", email="+44 7946 095811").status_code == 422
    assert submit(owner, "/admin/privacy", kind="forget", email="+44 7946 095811").status_code == 303


def test_the_form_asks_nothing_of_the_database_and_is_slowed_down(app, client):
    with statements(app) as seen:
        assert client.get("/forget-me").status_code == 200
    assert len(seen) <= 1, seen
    codes = [submit(client, "/forget-me", contact=f"zeb{n}@plant.example").status_code for n in range(6)]
    assert codes == [303] * 5 + [429]


def test_the_way_to_it_stands_on_the_page_about_privacy(client):
    assert 'href="/forget-me"' in client.get("/privacy").text
