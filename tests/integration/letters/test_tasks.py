"""The tasks of the letter desk on the page of a step: what they list, ask for and count."""

import re
from html import unescape

from sqlalchemy import text

from course_app.infrastructure.database import reader
from tests.forms import submit
from tests.integration.letters.test_desk import BODY, add, begin, write
from tests.integration.letters.test_desk import evan as evan
from tests.integration.letters.test_desk import writer as writer

HERE = "/c/pens/write/letters"


def press(client, task, /, **fields):
    return submit(client, f"{HERE}/task/{task}", page=HERE, **{"version": "0"} | fields)


def told(client, task):
    response = press(client, task)
    return unescape(client.get(response.location.partition("#")[0]).text)


def facts(app):
    with app.app_context():
        return {row.subject: row.numbers for row in reader().execute(text("SELECT subject, numbers FROM fact"))}


def drafted(app, client, name, **fields):
    person = add(app, client, name)
    letter = begin(client, person, template="")
    write(client, person, letter, **{"body": BODY.replace("Evan", name)} | fields)
    return person, letter


def test_people_are_listed_with_how_far_their_letters_are(app, writer, evan):
    submit(writer, f"/people/{evan}/mark", page=f"/people/{evan}", mark="picked", value="yes")
    person, letter = drafted(app, writer, "Marta")
    page = unescape(writer.get(HERE).text)
    assert "not begun · first pick" in page
    assert "draft ready" in page
    assert f'href="/people/{person}/letter?letter={letter}"' in page
    assert f'href="/people/{evan}/letter?use=first"' in page


def test_drafts_are_done_when_enough_are_ready(app, writer, evan):
    letter = begin(writer, evan)
    missing = told(writer, "letters")
    assert "Two more: none of two are ready." in missing
    assert f'href="#letters-person.{evan}"' in missing
    assert f'id="letters-person.{evan}"' in missing
    write(writer, evan, letter)
    drafted(
        app, writer, "Marta", body="Hi Marta,\n\nOn the roof you sang to the pigeons today. Do you still sing?\n\nDana"
    )
    assert press(writer, "letters").location == f"{HERE}?at=letters#letters-form"
    assert "write/letters#letters" in facts(app)


def test_sending_is_done_when_it_is_logged_and_stays_done(app, writer, evan):
    assert "One more to send and log." in told(writer, "sends")
    letter = begin(writer, evan)
    write(writer, evan, letter)
    assert f'href="/people/{evan}/letter/{letter}/send"' in writer.get(HERE).text
    here = f"/people/{evan}/letter/{letter}"
    submit(writer, f"{here}/sent", page=f"{here}/send", channel="email", when="today", day="")
    page = unescape(writer.get(HERE).text)
    assert "sent today (e-mail)" in page
    assert press(writer, "sends").location == f"{HERE}?at=sends#sends-form"
    submit(writer, f"/people/{evan}/delete", page=f"/people/{evan}")
    assert "sent" in str(facts(app)["write/letters#sends"])


def test_the_practice_path_asks_for_letters_kept_and_hellos(app, writer, evan):
    missing = unescape(writer.get(press(writer, "sends", practice="y").location.partition("#")[0]).text)
    assert "One more letter to write and keep." in missing
    assert "One more hello to people you are in touch with." in missing
    assert re.search(r'id="sends-hello.0.channel"', missing)
    letter = begin(writer, evan)
    write(writer, evan, letter)
    here = f"/people/{evan}/letter/{letter}"
    submit(writer, f"{here}/keep", page=f"{here}/send")
    hello = {"practice": "y", "hello.0.channel": "call", "hello.0.day": "2026-01-02"}
    assert press(writer, "sends", version="1", **hello).location == f"{HERE}?at=sends#sends-form"
    assert facts(app)["write/letters#sends"]


def test_a_hello_to_come_is_refused_at_its_field(writer):
    hello = {"practice": "y", "hello.0.channel": "call", "hello.0.day": "2999-01-02"}
    response = press(writer, "sends", **hello)
    page = writer.get(response.location.partition("#")[0]).text
    assert "That day is still to come." in page
