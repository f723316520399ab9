"""Mails through a real server: what they hold, and that none is lost."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from course_app.accounts import service
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.mail import MAX_TRIES, OutboxRow
from tests.conftest import Role, add_person, sign_in
from tests.forms import submit
from tests.integration.accounts.conftest import send_mails, visit
from tests.mail_sink import html_of, link_in, text_of


def ask_for_link(app, email="dana@example.org"):
    assert submit(visit(app), "/password", email=email).status_code == 303


def outbox(app):
    with app.app_context():
        return reader().execute(select(OutboxRow.__table__)).all()


@pytest.fixture
def dana(mailing):
    add_person(mailing, "dana@example.org", "Dana Whitfield", Role.LEARNER)
    return mailing


def test_a_mail_has_text_and_html_and_proper_headers(dana, sink):
    ask_for_link(dana)
    send_mails(dana)
    (mail,) = sink.mails
    assert mail["To"] == "dana@example.org"
    assert mail["From"] == "NetWorkWise <learn@example.org>"
    assert mail["Subject"] == "Your sign-in link for NetWorkWise"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.org>")
    assert mail["Date"].datetime.tzinfo is not None
    assert mail.get_content_type() == "multipart/alternative"
    assert sink.envelopes == [("learn@example.org", ["dana@example.org"])]
    address = "http://learn.test" + link_in(mail)
    assert address in html_of(mail)
    assert "&" not in text_of(mail)
    assert "\n\n\n" not in text_of(mail)


def test_the_link_in_a_mail_signs_in_once(dana, sink):
    ask_for_link(dana)
    send_mails(dana)
    path, browser = link_in(sink.mails[0]), visit(dana)
    assert browser.get(path).status_code == 200
    assert browser.get(path).status_code == 200, "looking uses nothing up"
    assert submit(browser, path).location == "/today"
    assert browser.get("/account").status_code == 200
    assert visit(dana).get(path).status_code == 404


def test_the_text_is_wiped_once_it_is_sent(dana, sink):
    ask_for_link(dana)
    (row,) = outbox(dana)
    assert row.sealed
    assert b"/link/" not in row.sealed, "sealed at rest"
    send_mails(dana)
    (row,) = outbox(dana)
    assert row.sealed is None
    assert row.sent_at is not None


def test_a_mail_that_is_sent_is_never_sent_again(dana, sink):
    ask_for_link(dana)
    (row,) = outbox(dana)
    for _ in range(3):
        dana.extensions["jobs"].enqueue("send_mail", row.id)
    send_mails(dana)
    assert len(sink.mails) == 1


def test_a_refused_mail_is_kept_shown_to_the_owner_and_sent_later(dana, sink):
    add_person(dana, "olga@example.org", "Olga", Role.OWNER)
    owner = sign_in(visit(dana), "olga@example.org")
    sink.refuse = "451 try later"
    ask_for_link(dana)
    send_mails(dana)
    assert sink.mails == []
    page = owner.get("/admin/mail").text
    assert "451" in page
    assert "dana@example.org" in page
    assert "/link/" not in page, "an owner does not read a link that signs somebody in"
    sink.refuse = ""
    with time_machine.travel(clock.now() + timedelta(minutes=3)), dana.app_context():
        dana.extensions["jobs"].run_sweeps()
    assert len(sink.mails) == 1
    assert "dana@example.org" not in owner.get("/admin/mail").text


def test_a_server_that_is_away_costs_no_mail(open_site):
    app = open_site(MAIL_URL="smtp://127.0.0.1:9", BASE_URL="http://learn.test")
    add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    ask_for_link(app)
    send_mails(app)
    now = clock.now()
    for hours in range(1, 20):
        with time_machine.travel(now + timedelta(hours=hours)), app.app_context():
            app.extensions["jobs"].run_sweeps()
    (row,) = outbox(app)
    assert (row.tries, row.due_at, row.sent_at) == (MAX_TRIES, None, None)
    assert "ConnectionRefusedError" in row.error
    assert row.sealed


def test_an_owner_tries_a_mail_again(dana, sink):
    add_person(dana, "olga@example.org", "Olga", Role.OWNER)
    owner = sign_in(visit(dana), "olga@example.org")
    sink.refuse = "554 no"
    ask_for_link(dana)
    send_mails(dana)
    sink.refuse = ""
    (row,) = outbox(dana)
    assert submit(owner, f"/admin/mail/{row.id}/again", page="/admin/mail").status_code == 303
    send_mails(dana)
    assert len(sink.mails) == 1
    again = submit(owner, f"/admin/mail/{row.id}/again", page="/account")
    assert again.status_code == 303
    assert "sent already" in owner.get("/admin/mail").text


def test_without_a_server_mails_are_files_and_stand_on_the_owners_page(open_site):
    app = open_site()
    add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    add_person(app, "olga@example.org", "Olga", Role.OWNER)
    ask_for_link(app)
    send_mails(app)
    (file,) = (app.extensions["settings"].instance / "outbox").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"dana@example.org" in file.read_bytes()
    page = sign_in(visit(app), "olga@example.org").get("/admin/mail").text
    assert "http://localhost:8000/link/" in page


def test_a_mail_is_only_written_when_the_change_is_kept(dana, sink):
    def change_and_fail():
        with dana.app_context(), transaction() as session:
            service.send_sign_in_link(session, "dana@example.org", clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    send_mails(dana)
    assert outbox(dana) == []
    assert sink.mails == []


def test_to_whom_mails_went_is_forgotten_after_two_months(dana, sink):
    ask_for_link(dana)
    send_mails(dana)
    now = clock.now()
    for days, left in ((59, 1), (61, 0)):
        with time_machine.travel(now + timedelta(days=days)), dana.app_context():
            dana.extensions["jobs"].run_sweeps()
        assert len(outbox(dana)) == left
