"""What a learner wrote belongs to them: exports hold it, deletion takes it, and publishing knows of it."""

import json
import re
from dataclasses import replace

import pytest

from course_app.courseware.folder import read_folder
from course_app.courseware.room import learner_data
from course_app.courseware.service import Publishing, publish, rollback
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from tests.forms import submit
from tests.integration.learning.test_learning import SOIL
from tests.publishing import COURSES, publish_course
from tests.statements import statements

PLAN, CHECK = "/c/garden/first/plan", "/c/garden/first/check"


@pytest.fixture
def writer(app, learner):
    """A learner with a note, a line to oneself, half a worksheet and an answer."""
    publish_course(app)
    submit(learner, "/c/garden/start", page="/c/garden")
    submit(learner, f"{SOIL}/note", page=SOIL, text="Buy peat-free.", version="0")
    submit(learner, f"{SOIL}/recall/childhood", page=SOIL, answer="Rhubarb.", version="0")
    submit(learner, f"{SOIL}/done", page=SOIL)
    submit(learner, f"{PLAN}/task/pots", page=PLAN, plant="Basil", version="0")
    question = submit(learner, f"{CHECK}/begin", page=CHECK).location
    page = learner.get(question).text
    action = re.search(r'action="(/attempts/[^"]+)"', page)[1]
    names = re.findall(r'<input[^>]*type="radio"[^>]*name="([^"]+)"[^>]*value="([^"]+)"', page)
    typed = dict(names[:1]) or {"answer": "3"}
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert learner.post(action, data=hidden | typed, headers={"Sec-Fetch-Site": "same-origin"}).status_code in (
        200,
        303,
    )
    return learner


def test_an_export_holds_notes_tasks_and_answers(writer):
    told = json.loads(writer.get("/account/export").text)
    assert [(each["where"], each["text"]) for each in told["notes"]] == [
        ("first/soil#childhood", "Rhubarb."),
        ("first/soil", "Buy peat-free."),
    ]
    [entry] = told["workbook"]
    assert (entry["course"], entry["task"], entry["typed"]["plant"]) == ("garden", "first/plan#pots", "Basil")
    [one] = told["tries"]
    assert (one["course"], one["unit"], one["number"]) == ("garden", "first/check", 1)
    [answer] = one["answers"]
    assert answer["question"] in {"when", "pots"}
    assert answer["answer"] is not None


def test_publishing_knows_what_learners_have_data_under(writer, app):
    with app.app_context(), statements(app) as seen:
        known = learner_data(app)(reader(), "garden")
    assert {"first/soil", "childhood", "first/plan#pots", "first/check"} <= set(known)
    assert set(known.values()) == {1}
    assert len(seen) <= 6


def renamed_files():
    """The garden with other names for a lesson, a question to oneself, a task and a field."""
    files = dict(read_folder(COURSES / "garden"))
    soil, plan = files.pop("first/soil.md").decode(), files["first/plan.md"].decode()
    head, _, rest = soil.partition("---\n")[2].partition("---\n")
    soil = f"---\n{head}was: [soil]\n---\n{rest}".replace("{#childhood", "{#garden-of-old was=childhood")
    files["first/earth.md"] = soil.encode()
    plan = plan.replace("{.worksheet #pots}", "{.worksheet #boxes was=pots}").replace(
        "{#plant ", "{#first-plant was=plant "
    )
    plan = plan.replace("after=pots", "after=boxes").replace("first/soil", "first/earth")
    files["first/plan.md"] = plan.encode()
    return {
        path: data.replace(b"first/soil", b"first/earth")
        .replace(b"[soil,", b"[earth,")
        .replace(b"soil.md", b"earth.md")
        for path, data in files.items()
    }


def test_what_was_written_follows_a_rename_and_comes_back_with_the_old_names(writer, app):
    how = Publishing(clock.now(), app.extensions["render_context"], data=learner_data(app))
    with app.app_context(), transaction() as session:
        assert publish(session, renamed_files(), how).number == 2
    earth = writer.get("/c/garden/first/earth").text
    assert "Buy peat-free." in earth
    assert "Rhubarb." in earth
    assert "Not done after all" in earth
    assert 'value="Basil"' in writer.get(PLAN).text
    with app.app_context(), transaction() as session:
        rollback(session, "garden", 1, replace(how, now=clock.now()))
    soil = writer.get(SOIL).text
    assert "Buy peat-free." in soil
    assert "Rhubarb." in soil
    assert 'value="Basil"' in writer.get(PLAN).text
