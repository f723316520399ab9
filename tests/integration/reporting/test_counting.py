"""Counters say what a count over everything would say."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from course_app.accounts import service as accounts
from course_app.domain.people import Channel, Direction
from course_app.domain.requirements import Kind
from course_app.enrolment import cohorts, counting, figures, service
from course_app.infrastructure import clock
from course_app.infrastructure.database import db, reader, transaction
from course_app.people import dealings, spheres
from course_app.people import keeper as keepers
from course_app.people import service as people
from tests.publishing import publish_course

CONTENT = Path(__file__).parents[3] / "content"


def counted(app):
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT cohort, step, sum(learners) FROM funnel_count GROUP BY cohort, step"))
        return {(row[0], row[1]): row[2] for row in rows if row[2]}


def recounted(app):
    """Count milestones of all enrolments that count, one by one."""
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT coalesce(e.cohort_id, 0), m.step FROM milestone m JOIN enrolment e ON e.id = m.enrolment_id"
                " WHERE NOT e.aside"
            )
        )
        return dict(Counter((row[0], row[1]) for row in rows))


@pytest.mark.postgres
def test_counters_follow_facts_cohorts_merges_and_leavers(programme):
    app = programme.app
    people = [programme.learner(f"P{number} Person", number) for number in range(8)]
    assert counted(app) == recounted(app)
    with app.app_context(), transaction() as session:
        group = cohorts.add_cohort(session, "garden", cohorts.Plan("Spring"), "spring", clock.now())
        for person in people[4:]:
            assert cohorts.join(session, person, cohorts.cohort(session, group), clock.now())
    assert counted(app) == recounted(app)
    assert counted(app)[group, "started"] == 4
    programme.reach(people[7], Kind.LESSON_UNDONE, "second/harvest")
    assert counted(app) == recounted(app)
    with app.app_context(), transaction() as session:
        service.merge(session, people[0], people[5], clock.now())
    assert counted(app) == recounted(app)
    with app.app_context(), transaction() as session:
        service.forget(session, people[6])
        accounts.delete_account(session, people[6], clock.now())
    assert counted(app) == recounted(app)
    assert sum(learners for (_cohort, step), learners in counted(app).items() if step == "started") == 6


def test_enrolments_older_than_the_counters_are_counted_once(programme):
    app = programme.app
    programme.learner("Dana Whitfield", 7)
    before = counted(app)
    with app.app_context(), db.engine.begin() as connection:
        for table in ("milestone", "funnel_count", "reached_count"):
            connection.execute(sa.text(f"DELETE FROM {table}"))
        connection.execute(sa.text("UPDATE enrolment SET counted = false, stage = 'started', met = 0"))
    with app.app_context():
        app.extensions["jobs"].run_sweeps()
        app.extensions["jobs"].run_sweeps()
    assert counted(app) == before == recounted(app)


def test_letters_are_counted_with_the_days_they_took_and_taken_back(programme):
    app = programme.app
    dana = programme.learner("Dana Whitfield")
    publish_course(app, folder=CONTENT / "networkwise")
    now = clock.now()
    with app.app_context(), transaction() as session:
        service.enrol(session, dana, "networkwise", now)
        counting.note_letters(session, dana, 1, now - timedelta(days=3, hours=2), now)
        counting.note_letters(session, dana, 3, now - timedelta(days=9), now)
    with app.app_context():
        assert figures.median_days(reader(), "letter") == 3
        assert figures.totals(reader(), "networkwise")["letters"] == 1
        assert "letters" not in figures.totals(reader(), "garden")
    with app.app_context(), transaction() as session:
        counting.note_letters(session, dana, 0, now, now)
    with app.app_context():
        assert figures.median_days(reader(), "letter") is None
        assert figures.totals(reader()).get("letters", 0) == 0


@pytest.mark.parametrize(
    ("histogram", "median"), [({}, None), ({4: 1}, 4), ({1: 1, 4: 1}, 2.5), ({0: 3, 9: 2}, 0), ({0: 2, 9: 2}, 4.5)]
)
def test_the_median_of_a_histogram(histogram, median):
    assert figures.middle(histogram) == median


def test_a_message_logged_in_the_workbook_reaches_the_counter_and_no_name_does(programme, owner):
    app = programme.app
    publish_course(app, folder=CONTENT / "networkwise")
    dana = programme.learner("Dana Whitfield")
    with app.app_context(), transaction() as session:
        service.enrol(session, dana, "networkwise", clock.now())
        row = session.execute(sa.text("SELECT wrapped_key FROM account WHERE id = :id"), {"id": dana}).one()
        now = clock.now()
        mine = keepers.keeper(dana, app.extensions["data_key"](row.wrapped_key), now.date(), now)
        evan = people.add_person(session, mine, given="Evan", sphere=spheres.add_sphere(session, mine, name="Work").id)
        dealings.log_touch(session, mine, evan, Direction.OUT, Channel.EMAIL, mine.today)
    assert counted(app)[0, "letter"] == 1
    page = owner.get("/admin/learners?course=networkwise").text
    assert "First message sent" in page
    assert "Evan" not in page + owner.get(f"/admin/learners/{dana}").text + owner.get("/admin").text
