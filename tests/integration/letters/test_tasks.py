"""The tasks of the letter desk on the page of a step: what they list, ask for and count."""

import re
from html import unescape

from sqlalchemy import select, text

from course_app.enrolment.models import FactRow
from course_app.infrastructure.database import reader
from tests.forms import submit
from tests.integration.letters.test_desk import BODY, add, begin, write
from tests.integration.letters.test_desk import evan as evan
from tests.integration.letters.test_desk import writer as writer
from tests.publishing import publish_course

HERE = "/c/pens/write/letters"


def press(client, task, /, **fields):
    return submit(client, f"{HERE}/task/{task}", page=HERE, **{"version": "0"} | fields)


def told(client, task):
    response = press(client, task)
    return unescape(client.get(response.location.partition("#")[0]).text)


def facts(app):
    with app.app_context():
        rows = reader().execute(select(FactRow.subject, FactRow.numbers))
        return {row.subject: row.numbers for row in rows}


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
    assert facts(app)["write/letters#letters"]["letters"] == 2, "at the second draft, before any button of the step"
    page = unescape(writer.get(HERE).text)
    assert page.count("“Letters” is done.") == 1
    assert press(writer, "letters").location == f"{HERE}?at=letters#letters-form"
    with app.app_context():
        met = [row.subject for row in reader().execute(text("SELECT subject FROM fact WHERE kind = 'task-met'"))]
    assert met.count("write/letters#letters") == 1


def test_sending_is_done_when_it_is_logged_and_stays_done(app, writer, evan):
    assert "One more to send and log." in told(writer, "sends")
    letter = begin(writer, evan)
    write(writer, evan, letter)
    assert f'href="/people/{evan}/letter/{letter}/send"' in writer.get(HERE).text
    here = f"/people/{evan}/letter/{letter}"
    submit(writer, f"{here}/sent", page=f"{here}/send", channel="email", when="today", day="")
    page = unescape(writer.get(HERE).text)
    assert "sent today (e-mail)" in page
    assert facts(app)["write/letters#sends"] == {"done": 1, "asked": 1, "sent": 1, "practice": 0}
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
    assert "write/letters#sends" not in facts(app), "the hellos are still to say"
    hello = {"practice": "y", "hello.0.channel": "call", "hello.0.day": "2026-01-02"}
    assert press(writer, "sends", version="1", **hello).location == f"{HERE}?at=sends#sends-form"
    assert facts(app)["write/letters#sends"]


def test_a_hello_to_come_is_refused_at_its_field(writer):
    hello = {"practice": "y", "hello.0.channel": "call", "hello.0.day": "2999-01-02"}
    response = press(writer, "sends", **hello)
    page = writer.get(response.location.partition("#")[0]).text
    assert "That day is still to come." in page


def test_what_waits_for_another_task_is_not_done_before_it(app, learner, tmp_path):
    publish_course(app, folder=write_chain(tmp_path))
    submit(learner, "/c/chain/start", page="/c/chain")
    person = add(app, learner, "Evan")
    submit(learner, f"/people/{person}/log", direction="out", channel="email", when="today")
    assert "do/all#sends" not in facts(app), "nobody is on the list as it asks for two"
    add(app, learner, "Marta")
    assert {"do/all#list", "do/all#sends"} <= set(facts(app)), "the list opens what waited for it"


def test_a_task_that_is_done_when_nothing_is_left_waits_for_its_button(app, learner, tmp_path):
    publish_course(app, folder=write_chain(tmp_path))
    submit(learner, "/c/chain/start", page="/c/chain")
    add(app, learner, "Evan")
    add(app, learner, "Marta")
    assert not {"do/all#table", "do/all#rhythm"} & set(facts(app))


CHAIN = """---
summary: All of it.
---
# All {.action}

## The list {.people #list min=2 spheres=1 old=0}

List them.

## First {.pick #first count=1 stretch=0}

Pick one.

## Letters {.letters #letters count=1}

Draft it.

## Sending {.send #sends count=1 first=0 after=list}

Send it.

## Rhythm {.cadence #rhythm}

How often.

## The table {.stuck #table}

Clear it.
"""


def write_chain(folder, settings=""):
    """Write a course whose sending waits for its list, with more settings if wished."""
    about = "id: chain\ntitle: A chain\nsummary: One task after another.\nlanguage: en\noutline:\n  - do: [all]\n"
    module = "---\nnav: Do\nsummary: All of it.\n---\n# Do\n\nAll of it.\n"
    for name, source in {"course.yml": about + settings, "do/module.md": module, "do/all.md": CHAIN}.items():
        file = folder / "chain" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    return folder / "chain"


def test_a_list_from_before_the_course_counts_once_its_learner_says_so(app, learner, tmp_path):
    person = add(app, learner, "Evan")
    add(app, learner, "Marta")
    publish_course(app, folder=write_chain(tmp_path))
    submit(learner, "/c/chain/start", page="/c/chain")
    submit(learner, f"/people/{person}/log", direction="out", channel="email", when="today")
    assert not facts(app), "nobody asked whether this course may use the list"
    here = "/c/chain/do/all"
    asked = "You had a list before you began this course."
    assert asked in learner.get(here).text
    version = re.search(r'task/list.*?name="version" value="(\d+)"', learner.get(here).text, re.DOTALL)[1]
    assert submit(learner, f"{here}/task/list", page=here, version=version).status_code == 303
    assert set(facts(app)) == {"do/all#list"}
    assert asked not in learner.get(here).text
    submit(learner, f"/people/{person}/log", direction="out", channel="call", when="today")
    assert set(facts(app)) == {"do/all#list", "do/all#sends"}


def test_a_course_may_begin_with_a_list_of_its_own(app, learner, tmp_path):
    add(app, learner, "Evan")
    add(app, learner, "Marta")
    publish_course(app, folder=write_chain(tmp_path, "people:\n  reuse: never\n"))
    submit(learner, "/c/chain/start", page="/c/chain")
    page = learner.get("/c/chain/do/all").text
    assert "This course begins with a list of its own" in page
    assert "Evan" not in page
    add(app, learner, "Sunil")
    assert not facts(app)
    add(app, learner, "Priya")
    assert set(facts(app)) == {"do/all#list"}
