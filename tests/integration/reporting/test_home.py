"""The first page of staff: four numbers with their trend, and what needs somebody, each for whom it concerns."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from course_app.enrolment import counting
from course_app.infrastructure import clock
from course_app.infrastructure.database import db, transaction
from course_app.reporting import privacy
from tests.credentials import issue_to, work
from tests.forms import submit
from tests.publishing import publish_course

STAT = re.compile(
    r'class="stat-value">([^<]*)<.*?class="stat-label">([^<]*)<.*?class="stat-detail">([^<]*)<', re.DOTALL
)
EDIT = "/author/garden/edit/first/soil.md"


def stats(client, asked=""):
    return {label: (value, trend) for value, label, trend in STAT.findall(client.get(f"/admin{asked}").text)}


def test_four_numbers_with_their_trend_and_what_is_counted(programme, owner):
    people = [programme.learner(f"P{number} Person", 7 if number < 2 else 0) for number in range(4)]
    issue_to(programme.comes_in("p0@example.org"), "P0 Person")
    now = clock.now()
    with programme.app.app_context(), transaction() as session:
        counting.note_letters(session, people[0], 3, now - timedelta(days=2), now)
    found = stats(owner)
    assert found["started"] == ("4", "4 in the last four weeks, 0 in the four before")
    assert found["certified"] == ("1", "1 in the last four weeks, 0 in the four before")
    assert found["sent three messages"][0] == "0 %"  # this course asks for no letters
    page = owner.get("/admin").text
    assert page.count("What is counted") == 4
    assert "Half of those who sent a message" in page


def test_the_numbers_can_be_those_of_one_course(programme, owner):
    programme.learner("Dana Whitfield")
    publish_course(programme.app, "small")
    assert stats(owner, "?course=garden")["started"][0] == "1"
    assert stats(owner, "?course=tea")["started"][0] == "0"


def test_coaches_and_authors_see_no_numbers_of_the_whole(programme, come_in):
    for role in ("coach", "author"):
        assert stats(come_in(role)) == {}


def change(programme, text, **values):
    with programme.app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text(text), values)


def a_request_for_a_name(programme, owner):
    programme.learner("Dana Whitfield", 7)
    dana = programme.comes_in("dana@example.org")
    issue_to(dana, "Dana Whitfield")
    for name in ("Dana Brian", "Dana Bryan"):
        submit(dana, "/c/garden/certificate/name", page="/c/garden/certificate", name=name, why="a slip")


def a_mail_that_fails(programme, owner):
    submit(owner, "/admin/accounts/invite", page="/admin/accounts", email="new@example.org", role="learner")
    change(programme, "UPDATE outbox SET tries = 3, sent_at = NULL, error = 'refused'")


def a_privacy_request(programme, owner):
    with programme.app.app_context(), transaction() as session:
        privacy.note(session, "delete", "dana@example.org", clock.now().date() - timedelta(days=25))


def a_certificate_that_runs_out(programme, owner):
    programme.learner("Dana Whitfield", 7)
    issue_to(programme.comes_in("dana@example.org"), "Dana Whitfield")
    work(programme.app)
    change(programme, "UPDATE credential SET valid_until = :day", day=str(clock.now().date() + timedelta(days=20)))


def a_report(programme, owner):
    submit(owner, "/c/garden/attempts/report/when", text="The second option is right as well.")


@pytest.mark.parametrize(
    ("cause", "said", "also"),
    [
        (a_request_for_a_name, "1 request for another name on a certificate", ()),
        (a_mail_that_fails, "1 mail has not left", ()),
        (a_privacy_request, "1 privacy request is due", ()),
        (a_certificate_that_runs_out, "1 certificate runs out within 30 days", ()),
        (a_report, "1 report of an error in a question", ("author",)),
    ],
)
def test_what_needs_somebody_is_told_to_whom_it_concerns(programme, owner, come_in, cause, said, also):
    assert "Nothing waits for you just now" in owner.get("/admin").text
    cause(programme, owner)
    assert said in owner.get("/admin").text
    for role in ("coach", "author"):
        assert (said in come_in(role).get("/admin").text) is (role in also), role


def test_a_draft_with_problems_needs_its_author(programme, come_in):
    author = come_in("author")
    page = author.get(EDIT).text
    text = re.search(r"(?s)<textarea[^>]*name=\"text\"[^>]*>\n?(.*?)</textarea>", page)[1]
    version = re.search(r'name="version" value="(\w+)"', page)[1]
    submit(author, EDIT, text=f"{text}\n[gone](../nowhere.md)\n", version=version)
    author.get("/author/garden/problems")
    assert re.search(r"\d+ problems? keeps? the draft of “[^”]+” from being published", author.get("/admin").text)
    programme.app.extensions.pop("reviewed_drafts")
    assert "is not published yet" in author.get("/admin").text
    assert "draft" not in come_in("coach").get("/admin").text


@pytest.mark.parametrize(("ago", "trend"), [(0, (1, 0)), (3, (1, 0)), (4, (0, 1)), (7, (0, 1)), (8, (0, 0))])
def test_the_trend_is_of_four_weeks_this_one_included_and_the_four_before(programme, owner, ago, trend):
    programme.learner("Dana Whitfield")
    today = clock.now().date()
    monday = today - timedelta(days=today.weekday(), weeks=ago)
    change(programme, "UPDATE reached_count SET week = :monday", monday=str(monday))
    now, before = trend
    said = f"{now} in the last four weeks, {before} in the four before"
    assert stats(owner)["started"] == ("1", said)
