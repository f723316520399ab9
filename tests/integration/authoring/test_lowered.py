"""Lower numbers: who gains something is said first, counted when published, and told on Today; all or nothing."""

import os
import re
import signal
from html import unescape

import pytest
from sqlalchemy import event, func, select

from course_app.courseware import queries
from course_app.courseware.drafts import draft_of
from course_app.domain.requirements import Kind
from course_app.enrolment.models import FactRow
from course_app.enrolment.queries import visit
from course_app.infrastructure import clock
from course_app.infrastructure.database import db, reader, transaction
from course_app.web.access import Role
from tests.conftest import add_person, sign_in
from tests.forms import submit
from tests.integration.authoring.conftest import NOW
from tests.integration.authoring.test_publishing import edit, learners, live, publish_now  # noqa: F401
from tests.integration.workbook.conftest import ring  # noqa: F401

LONG_AGO = clock.today("UTC").year - 8


@pytest.fixture
def ada(app):
    """An author beside a learner."""
    add_person(app, "ada@example.org", "Ada Author", Role.AUTHOR)
    return sign_in(app.test_client(), "ada@example.org")


def change_list(author, old, new):
    page = "/author/ring/edit/find/people.md"
    shown = author.get(page).text
    version = re.search(r'name="version" value="([^"]*)"', shown)[1]

    text = unescape(re.search(r'<textarea[^>]*id="source"[^>]*>\n(.*?)</textarea>', shown, re.DOTALL)[1])
    assert old in text
    assert submit(author, page, text=text.replace(old, new), version=version).status_code == 303


def publish_ring(author, **more):
    page = "/author/ring/publish"
    version = re.search(r'name="version" value="(\d+)"', author.get(page).text)[1]
    return submit(author, page, version=version, origin="browser", when="now", **more)


@pytest.mark.parametrize("counted", [True, False])
def test_a_shorter_list_is_done_for_those_who_have_it_and_today_says_so(app, ring, ada, counted):  # noqa: F811
    ring.add("Ilse", "Tom", last_year=LONG_AGO)
    ring.add("Evan", sphere="Work")
    change_list(ada, "min=4", "min=3")
    shown = ada.get("/author/ring/publish").text
    assert "list min 4 → 3" in shown
    assert "one gains it" in shown
    assert "Ilse" not in shown
    assert publish_ring(ada, **({"lowered": "find/people#list"} if counted else {})).status_code == 303
    with app.app_context():
        facts = [fact for fact in visit(reader(), ring.account, "ring").facts if fact.subject == "find/people#list"]
    assert [fact.subject for fact in facts] == (["find/people#list"] if counted else [])
    assert ("The course asks for less here" in ring.client.get("/today").text) is counted
    change_list(ada, "min=3", "min=9")
    shown = ada.get("/author/ring/publish").text
    assert "What is done stays done" in shown
    assert "gains it" not in shown
    assert publish_ring(ada).status_code == 303
    with app.app_context():
        release = visit(reader(), ring.account, "ring")
        kept = [fact.subject for fact in release.facts if fact.subject == "find/people#list"]
    assert kept == (["find/people#list"] if counted else [])


def test_a_list_that_is_too_short_still_gains_nothing(ring, ada):  # noqa: F811
    ring.add("Ilse", "Tom", last_year=LONG_AGO)
    change_list(ada, "min=4", "min=3")
    assert "gains it" not in ada.get("/author/ring/publish").text


def test_a_lower_pass_mark_counts_for_those_who_reached_it(app, author, learners, course):  # noqa: F811
    with app.app_context(), transaction() as session:
        for who, percent in ((0, 75), (1, 60), (2, 90)):
            session.add(
                FactRow(
                    enrolment_id=learners[who],
                    kind=Kind.CHECK,
                    subject="start/check",
                    numbers={"percent": percent, "passed": int(percent > 80), "questions": 4},
                    release_id=course.release_id,
                    at=NOW,
                )
            )
    edit(author, app, "start/check.md", "{.quiz pick=4}", "{.quiz pick=4 pass=70%}")
    shown = author.get("/author/small/publish").text
    assert "pass percent 80 → 70" in shown
    assert "3 took it, one gains it" in shown
    assert publish_now(author, lowered="start/check").status_code == 303
    with app.app_context():
        rows = reader().execute(select(FactRow.enrolment_id, FactRow.numbers).where(FactRow.kind == Kind.CHECK)).all()
    gained = [(row.enrolment_id, row.numbers["percent"]) for row in rows if row.numbers.get("lowered")]
    assert gained == [(learners[0], 75)]


def facts(app):
    with app.app_context():
        return reader().execute(select(func.count()).select_from(FactRow)).scalar()


def test_a_release_that_is_killed_in_the_middle_leaves_nothing_behind(app, author, learners):  # noqa: F811
    submit(author, "/author/small/add", page="/author/small", kind="lesson", module="start", title="One more")
    author.get("/author/small/publish")
    before = live(app), facts(app)
    with app.app_context():
        db.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            with app.app_context():
                db.engine.dispose(close=False)

                def stop(_connection, _cursor, statement, *_more):
                    if statement.startswith("INSERT INTO fact"):
                        os.kill(os.getpid(), signal.SIGKILL)

                event.listen(db.engine, "before_cursor_execute", stop)
            publish_now(author, **{"required-start/one-more": "new"})
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert (live(app), facts(app)) == before
    with app.app_context():
        draft = draft_of(reader(), queries.course_by_slug(reader(), "small").id)
        assert draft is not None
        assert "start/one-more.md" in draft.files
    assert publish_now(author, **{"required-start/one-more": "new"}).status_code == 303
    assert live(app)[1] == before[0][1] + 1
    assert facts(app) > before[1]
