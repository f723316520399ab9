"""The weekly mail: asked for, skipped when empty, nameless, at most five lines, paused with one click."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select, text, update

from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.people.digests import send_due
from course_app.people.models import DigestRow, PersonRow
from tests.forms import submit
from tests.statements import statements


def want(client, **fields):
    return submit(client, "/reminders", **{"wanted": "y", "weekday": "0", "hour": "8"} | fields)


def come(app):
    """Let the hour of every weekly mail come, and send what is due."""
    with app.app_context():
        with transaction() as session:
            session.execute(
                update(DigestRow).where(DigestRow.next_at.is_not(None)).values(next_at=clock.now() - timedelta(hours=1))
            )
        send_due()
        app.extensions["jobs"].run_pending()


def mails(settings):
    files = sorted((settings.instance / "outbox").glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def answered(client, name="Zebediah Quillfeather"):
    submit(client, "/people", page="/people/new", name=name, new_sphere="Choir")
    found = re.search(rf'href="(/people/[\w-]{{16}})"[^>]*>{name}', client.get("/people").text)[1]
    submit(client, f"{found}/log", direction="out", channel="email", when="yesterday")
    submit(client, f"{found}/log", direction="in", channel="email", when="today")
    return found


def test_it_comes_only_when_it_is_wished_for(app, learner, settings):
    answered(learner)
    come(app)
    assert mails(settings) == []
    assert want(learner).status_code == 303
    page = learner.get("/reminders").text
    assert "The next one:" in page
    come(app)
    [mail] = mails(settings)
    assert mail["To"] == "dana@example.org"
    assert mail["Subject"] == "Your people this week: one thing"
    assert "Somebody answered you today." in mail.get_body(("plain",)).get_content()
    come(app)
    assert len(mails(settings)) == 2


def test_it_skips_itself_when_there_is_nothing_to_say(app, learner, settings):
    want(learner)
    come(app)
    assert mails(settings) == []
    with app.app_context():
        assert reader().execute(select(DigestRow.next_at)).scalar_one() > clock.now()


def test_nobody_is_named_and_five_lines_are_enough(app, learner, settings):
    for number in range(7):
        answered(learner, f"Zebediah {'abcdefg'[number] * 3}")
    want(learner)
    come(app)
    [mail] = mails(settings)
    for kind in ("plain", "html"):
        said = mail.get_body((kind,)).get_content()
        assert "Zebediah" not in said
        assert "Z." not in said
        assert said.count("Somebody answered you") == 5 + (kind == "html")
        assert "2 more wait on the page." in said


def test_one_click_pauses_it_without_signing_in(app, learner, settings):
    answered(learner)
    want(learner)
    come(app)
    [mail] = mails(settings)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.search(r"<https?://[^/]+(/reminders/\S+/pause)>", mail["List-Unsubscribe"])[1]
    somebody = app.test_client()
    assert "Pause it" in somebody.get(path).text
    come(app)
    assert len(mails(settings)) == 2, "looking at the page pauses nothing"
    done = somebody.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "The weekly mail is paused" in done.text
    come(app)
    assert len(mails(settings)) == 2
    assert "It is paused." in learner.get("/reminders").text
    assert somebody.post("/reminders/none/pause", data={"a": "b"}).status_code == 404


def test_it_is_paused_and_taken_up_on_its_page(app, learner, settings):
    answered(learner)
    want(learner)
    assert submit(learner, "/reminders").status_code == 303
    come(app)
    assert mails(settings) == []
    want(learner)
    come(app)
    assert len(mails(settings)) == 1


@pytest.mark.parametrize("wrong", [{"weekday": "7"}, {"hour": "3"}, {"hour": "x"}])
def test_a_day_that_is_none_is_refused(learner, wrong):
    assert want(learner, **wrong).status_code == 422


def test_whoever_is_gone_gets_no_mail(app, learner, settings):
    answered(learner)
    want(learner)
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE account SET status = 'disabled'"))
    come(app)
    assert mails(settings) == []


def test_a_list_that_cannot_be_opened_keeps_nobody_else_waiting(app, learner, settings, capsys):
    answered(learner)
    want(learner)
    with app.app_context(), transaction() as session:
        session.execute(update(PersonRow).values(sealed=b"\0"))
    come(app)
    assert mails(settings) == []
    assert "Zebediah" not in "".join(capsys.readouterr())
    with app.app_context():
        assert reader().execute(select(DigestRow.next_at)).scalar_one() is None


def test_its_page_asks_little_of_the_database(app, learner):
    with statements(app) as seen:
        learner.get("/reminders")
    assert len(seen) <= 2, seen
