"""The account page: each change, what it asks for, and what is told."""

import json

import pytest
from sqlalchemy import inspect, select

from course_app.accounts import links, queries
from course_app.accounts.models import AccountRow, LinkRow, SessionRow
from course_app.infrastructure import clock
from course_app.infrastructure.database import Model, db, reader, transaction
from course_app.infrastructure.mail import OutboxRow
from course_app.web.held import HeldFormRow
from tests.conftest import PASSWORD, Role, add_person, sign_in
from tests.forms import submit
from tests.integration.accounts.conftest import send_mails, visit
from tests.mail_sink import link_in, text_of

NEW = "eleven slow turtles"


def change(browser, what, **fields):
    return submit(browser, f"/account/{what}", page="/account", **fields)


def email_of(app, account_id=1):
    with app.app_context():
        return queries.account(reader(), account_id).email


def test_a_name_is_changed(learner):
    assert change(learner, "name", name="Dana Ó Briain").location == "/account"
    assert "Dana Ó Briain" in learner.get("/account").text


def test_a_refused_name_is_said_at_its_place(learner):
    answer = change(learner, "name", name="")
    assert answer.status_code == 422
    assert 'id="name-errors"' in answer.text
    assert 'href="#name"' in answer.text


def test_a_time_zone_is_changed_and_times_follow(learner):
    assert change(learner, "time-zone", time_zone="Asia/Kathmandu").status_code == 303
    page = learner.get("/account").text
    assert '<option selected value="Asia/Kathmandu">' in page
    assert "Times are shown for Asia/Kathmandu" in page


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "posixrules"])
def test_a_time_zone_that_is_none_is_refused(learner, zone):
    assert change(learner, "time-zone", time_zone=zone).status_code == 422


def test_looks_are_kept_on_the_account(app, learner):
    answer = change(learner, "display", theme="dark", size="large", letters="easy", back="/courses")
    assert answer.location == "/courses"
    page = sign_in(visit(app)).get("/account").text
    assert 'data-theme="dark" data-size="large" data-letters="easy"' in page


@pytest.mark.parametrize("theme", ["", "pink", '"><script>', "dark\x00"])
def test_looks_that_are_none_change_nothing(learner, theme):
    assert change(learner, "display", theme=theme).status_code == 303
    assert 'data-theme="auto"' in learner.get("/account").text


def test_a_password_is_changed_with_the_old_one(app, learner):
    assert "This is not your password" in change(learner, "password", current="wrong", password=NEW).text
    assert "easy to guess" in change(learner, "password", current=PASSWORD, password="password12").text
    assert change(learner, "password", current=PASSWORD, password=NEW).location == "/account"
    assert submit(visit(app), "/signin", email="dana@example.org", password=PASSWORD).status_code == 422
    assert submit(visit(app), "/signin", email="dana@example.org", password=NEW).status_code == 303


def test_passwords_never_come_back_in_a_page(learner):
    answer = change(learner, "password", current="typed-one", password="typed-two")
    assert "typed-" not in answer.text
    answer = change(learner, "email", email="nothing", current="typed-one")
    assert "typed-" not in answer.text
    assert 'value="nothing"' in answer.text


def test_without_mail_an_address_changes_at_once_with_the_password(app, learner):
    assert "This is not your password" in change(learner, "email", email="d@example.org", current="wrong").text
    assert change(learner, "email", email="D@example.org", current=PASSWORD).status_code == 303
    sign_in(visit(app), "d@EXAMPLE.org")


def test_an_address_of_somebody_else_is_not_taken(app, learner):
    add_person(app, "eve@example.org", "Eve", Role.LEARNER)
    answer = change(learner, "email", email="EVE@example.org", current=PASSWORD)
    assert answer.status_code == 422
    assert "belongs to an account" in answer.text


@pytest.fixture
def dana(mailing):
    add_person(mailing, "dana@example.org", "Dana Whitfield", Role.LEARNER)
    return sign_in(visit(mailing))


@pytest.mark.parametrize("first", [0, 1])
def test_with_mail_both_addresses_confirm_in_either_order(mailing, sink, dana, first):
    assert change(dana, "email", email="new@example.org", current=PASSWORD).status_code == 303
    send_mails(mailing)
    old, new = sink.to("dana@example.org")[0], sink.to("new@example.org")[0]
    assert "new@example.org" in text_of(old)
    paths = [link_in(old), link_in(new)]
    for path in paths:
        assert visit(mailing).get(path).status_code == 200
    one = submit(visit(mailing), paths[first])
    assert "Until then nothing is changed" in one.text
    assert email_of(mailing) == "dana@example.org"
    both = submit(visit(mailing), paths[1 - first])
    assert "Your address is changed" in both.text
    assert email_of(mailing) == "new@example.org"
    assert visit(mailing).get(paths[0]).status_code == 404


def test_an_old_confirmation_does_not_count_for_a_later_change(mailing, sink, dana):
    change(dana, "email", email="new@example.org", current=PASSWORD)
    send_mails(mailing)
    submit(visit(mailing), link_in(sink.to("dana@example.org")[0]))
    change(dana, "email", email="new@example.org", current=PASSWORD)
    send_mails(mailing)
    submit(visit(mailing), link_in(sink.to("new@example.org")[-1]))
    assert email_of(mailing) == "dana@example.org"


def test_a_known_new_address_looks_the_same_and_gets_another_mail(mailing, sink, dana):
    add_person(mailing, "eve@example.org", "Eve", Role.LEARNER)
    answers = [change(dana, "email", email=new, current=PASSWORD) for new in ("eve@example.org", "new@example.org")]
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    send_mails(mailing)
    assert "/link/" not in text_of(sink.to("eve@example.org")[0])
    submit(visit(mailing), link_in(sink.to("dana@example.org")[-1]))
    assert email_of(mailing) == "dana@example.org"


def test_an_address_that_got_an_account_meanwhile_is_told(mailing, sink, dana):
    change(dana, "email", email="new@example.org", current=PASSWORD)
    send_mails(mailing)
    submit(visit(mailing), link_in(sink.to("dana@example.org")[0]))
    add_person(mailing, "new@example.org", "Nina", Role.LEARNER)
    answer = submit(visit(mailing), link_in(sink.to("new@example.org")[0]))
    assert answer.status_code == 409
    assert email_of(mailing) == "dana@example.org"


def test_the_export_holds_everything_but_secrets(learner):
    answer = learner.get("/account/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    data = json.loads(answer.text)
    assert data["account"]["email"] == "dana@example.org"
    assert data["account"]["created_at"].endswith("+00:00")
    assert len(data["devices"]) == 1
    assert not {"password_hash", "wrapped_key", "token"} & set(str(data).split("'"))


def fill(app, account_id):
    """Give an account one row in every table of this room."""
    now = clock.now()
    with app.app_context(), transaction() as session:
        links.make_link(session, "signin", now, account_id=account_id)
        links.make_link(session, "invite", now, detail="learner dana@example.org")
        session.add(
            HeldFormRow(token=b"t" * 32, account_id=account_id, path="/account/name", sealed=b"dana", held_at=now)
        )
        session.add(OutboxRow(kind="signin", recipient="Dana@example.org", sealed=b"", created_at=now))


def test_deleting_erases_every_trace(app, learner):
    fill(app, 1)
    answer = submit(learner, "/account/delete", current=PASSWORD)
    assert answer.location == "/"
    assert "is deleted" in learner.get("/").text
    assert learner.get("/account").status_code == 303
    with app.app_context():
        for table in Model.metadata.sorted_tables:
            rows = str(reader().execute(select(table)).all()).lower()
            assert "dana" not in rows, table.name
        for row in (AccountRow, SessionRow, LinkRow, HeldFormRow, OutboxRow):
            assert reader().execute(select(row.__table__)).all() == []
    assert submit(visit(app), "/signin", email="dana@example.org", password=PASSWORD).status_code == 422


def test_deleting_asks_for_the_password(app, learner):
    for typed in ("", "wrong"):
        answer = submit(learner, "/account/delete", current=typed)
        assert answer.status_code == 422
        assert 'id="current-errors"' in answer.text
    assert learner.get("/account").status_code == 200


def test_every_table_that_names_an_account_lets_it_go(app):
    with app.app_context():
        inspector = inspect(db.engine)
        keys = [
            (table, key["constrained_columns"], key["options"].get("ondelete"))
            for table in inspector.get_table_names()
            for key in inspector.get_foreign_keys(table)
            if key["referred_table"] == "account"
        ]
    assert len(keys) >= 3
    assert [key for key in keys if key[2] not in {"CASCADE", "SET NULL"}] == []


def test_the_last_owner_cannot_be_deleted(client, make_account):
    make_account(role=Role.OWNER)
    answer = submit(sign_in(client), "/account/delete", current=PASSWORD)
    assert answer.status_code == 422
    assert "last owner" in answer.text
    assert client.get("/account").status_code == 200
