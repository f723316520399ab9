"""The private people tasks on the pages of a course, on a site that takes them."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import icalendar
import pytest
import time_machine
from sqlalchemy import text

from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from course_app.workbook.people.room import open_people_tasks
from tests.forms import shown, submit
from tests.publishing import publish_course

COURSE = {
    "course.yml": """id: ties
title: Ties again
summary: A short course with every private task.
language: en
outline:
  - start: [private, people, later]
""",
    "start/module.md": "---\nnav: Start\nsummary: All of it.\n---\n# Start\n\nAll of it.\n",
    "start/private.md": """---
summary: For yourself alone.
---
# For yourself {.action}

## Why {.purpose #why}

What would it give you?

### Others {.choices #others}

- I miss two friends. {#friends}

## Worries {.mindset #worries}

- [scale 1..5] They will not remember me. {#forgotten low="Hardly" high="Surely"}
  - I will name the place. {#place}
- [scale 1..5] It will be awkward. {#awkward low="Hardly" high="Surely"}
  - For a line or two. {#two-lines}

## Hellos {.warm-up #hellos}

Write three.
""",
    "start/people.md": """---
summary: With somebody.
---
# With somebody {.action}

## Spheres {.spheres #spheres}

Name three.

## People {.people #list}

List them.

## First {.pick #first}

Pick five.

## Plan {.if-then #plan}

Both halves.

## Thanks {.gratitude #thanks}

Three parts.
""",
    "start/later.md": """---
summary: Look back.
---
# Later {.action}

## Back {.look-back #back of=start/private}

Rate again.
""",
}
RATED = {"forgotten": "2", "awkward": "4", "awkward.reframe": "two-lines"}


@pytest.fixture
def writer(app, learner, tmp_path):
    for name, source in COURSE.items():
        file = tmp_path / "ties" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    open_people_tasks(app)
    publish_course(app, folder=Path(tmp_path / "ties"))
    submit(learner, "/c/ties/start", page="/c/ties")
    return learner


def save(client, step, task, /, **fields):
    here = f"/c/ties/start/{step}"
    return shown(client, submit(client, f"{here}/task/{task}", page=here, **{"version": "0"} | fields))


def person(client, name="Evan"):
    submit(client, "/people", page="/people/new", name=name, new_sphere="Choir")


def test_a_purpose_is_kept_and_done_when_it_is_long_enough(writer):
    page = writer.get("/c/ties/start/private").text
    assert "I miss two friends." in page
    short = save(writer, "private", "why", purpose="For me.")
    assert "Write a little more: 20 letters at least, this has 7." in short.text
    assert ">For me.</textarea>" in short.text.replace("\nFor me.", "For me.")
    done = save(writer, "private", "why", version="1", purpose="To laugh with two people again.")
    assert (done.status_code, done.location) == (303, "/c/ties/start/private?at=why#why-form")


def test_what_is_typed_is_sealed_and_the_fact_holds_counts_alone(app, writer):
    save(writer, "private", "why", purpose="To laugh with Evangeline again.")
    with app.app_context():
        for table in ("entry", "fact"):
            rows = reader().execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            assert "Evangeline" not in repr(rows)


def test_worries_are_rated_and_the_loud_ones_answered(writer):
    missing = save(writer, "private", "worries", forgotten="2", awkward="4")
    assert "It will be awkward.: Choose a fairer sentence for it, or write your own." in missing.text
    assert 'href="#worries-awkward.reframe"' in missing.text
    assert 'id="worries-awkward.reframe"' in missing.text
    assert save(writer, "private", "worries", version="1", **RATED).status_code == 303


def test_a_warm_up_is_declared_by_its_ticks(writer):
    half = save(writer, "private", "hellos", **{"tick.0": "y"})
    assert "Two more to write and tick." in half.text
    ticks = {f"tick.{n}": "y" for n in range(3)}
    assert save(writer, "private", "hellos", version="1", felt="Light", **ticks).status_code == 303
    assert 'value="Light"' in writer.get("/c/ties/start/private").text


def test_what_is_no_control_of_the_task_is_not_kept(writer):
    save(writer, "private", "why", purpose="Hello", initials="E. B.")
    assert "E. B." not in writer.get("/c/ties/start/private").text


def test_a_plan_leads_to_the_list_while_nobody_is_picked(writer):
    page = writer.get("/c/ties/start/people").text
    assert "Your first picks appear here." in page
    response = save(writer, "people", "plan", cue="Tuesday at seven", place="the table", step="Write one name")
    assert "Choose somebody from your first picks." in response.text
    assert 'value="Tuesday at seven"' in response.text


def test_three_parts_of_thanks_become_a_note_that_can_be_changed(app, writer):
    person(writer)
    page = writer.get("/c/ties/start/people").text
    chosen = page.split('">Evan</option>')[0].rsplit('value="', 1)[1]
    parts = {
        "did": "You hung your key on my door.",
        "changed": "I slept again, for a whole week.",
        "today": "My own key hangs next door.",
    }
    assert save(writer, "people", "thanks", person=chosen, **parts).status_code == 303
    page = writer.get("/c/ties/start/people").text
    assert "Dear Evan," in page
    assert "Between 80 and 150 is a good length." in page
    save(writer, "people", "thanks", version="1", person=chosen, note="Dear Evan, thank you.", **parts)
    assert "Dear Evan, thank you." in writer.get("/c/ties/start/people").text


def test_a_note_of_thanks_goes_to_the_letter_desk(writer):
    person(writer)
    chosen = writer.get("/c/ties/start/people").text.split('">Evan</option>')[0].rsplit('value="', 1)[1]
    parts = {
        "did": "You hung your key on my door.",
        "changed": "I slept again, for a whole week.",
        "today": "My own key hangs next door.",
    }
    save(writer, "people", "thanks", person=chosen, **parts)
    here = "/c/ties/start/people"
    page = writer.get(here).text
    assert "Take the note to the letter desk" in page
    note = unescape(page.split('name="body" value="', 1)[1].split('"', 1)[0])
    response = submit(writer, f"/people/{chosen}/letter/begin", page=here, use="thanks", body=note)
    assert response.status_code == 303
    assert "I slept again, for a whole week." in writer.get(response.location).text


def test_a_plan_goes_into_the_calendar_with_initials(writer):
    person(writer, "Evan Brandt")
    chosen = writer.get("/people?view=all").text.split('class="person-link" href="/people/', 1)[1].split('"', 1)[0]
    submit(writer, f"/people/{chosen}/mark", page=f"/people/{chosen}", mark="picked", value="yes")
    address = "/c/ties/start/people/task/plan/plan.ics"
    assert writer.get(address).status_code == 404
    plan = {"cue": "the last tray is out", "person": chosen, "place": "the flour table", "step": "write one name"}
    save(writer, "people", "plan", **plan)
    assert writer.get(address).status_code == 404, "a plan without a day"
    save(writer, "people", "plan", version="1", **plan, day="2027-03-06", time="19:00")
    assert address in writer.get("/c/ties/start/people").text
    event = icalendar.Calendar.from_ical(writer.get(address).data).walk("VEVENT")[0]
    assert event["summary"] == "Write to E. B. at the flour table"
    assert "If the last tray is out, then I will write to E. B." in event["description"]
    assert event.decoded("dtstart").isoformat() == "2027-03-06T19:00:00+00:00"


def test_a_purpose_greets_after_ten_quiet_days_and_not_before(writer):
    save(writer, "private", "why", purpose="To laugh with two people again.")
    now = clock.now()
    for days, greeted in ((9, False), (11, True)):
        with time_machine.travel(now + timedelta(days=days), tick=True):
            page = writer.get("/today").text
            assert ("Why you are here, in your own words" in page) is greeted
            assert ("To laugh with two people again." in page) is greeted
            assert "This part could not be shown" not in page


def test_initials_of_the_warm_up_are_no_part_of_its_form(writer):
    page = writer.get("/c/ties/start/private").text
    fields = re.findall(r"<input[^>]*initials[^>]*>", page)
    assert len(fields) == 3
    assert not any("name=" in field for field in fields)
    assert 'data-timer="180"' in page


def test_looking_back_shows_then_and_now_once_all_is_rated_again(writer):
    save(writer, "private", "worries", **RATED)
    assert "Then and now" not in writer.get("/c/ties/start/later").text
    missing = save(writer, "later", "back", forgotten="1")
    assert "It will be awkward.: Not rated yet." in missing.text
    assert "Then and now" not in missing.text
    lesson = "They do not stand at the window."
    assert save(writer, "later", "back", version="1", forgotten="1", awkward="2", lesson=lesson).status_code == 303
    page = writer.get("/c/ties/start/later").text
    assert "Then and now" in page
    assert "<td>4</td><td>2</td>" in page
    assert "Too early to tell" in page


def test_a_stale_page_is_refused_with_both_versions(writer):
    save(writer, "private", "why", purpose="First words")
    response = save(writer, "private", "why", purpose="Other words")
    assert response.status_code == 409
    assert "First words" in response.text
    assert "Other words" in response.text


def test_a_day_of_a_plan_that_cannot_be_read_is_told_at_its_field(writer):
    response = save(writer, "people", "plan", day="soon")
    assert "Type a date as year, month and day" in response.text
