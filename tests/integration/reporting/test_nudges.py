"""Who may need a word: four rules, each with its boundary; a coach sees their own; nobody on a list shows."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from course_app.domain.nudges import Rule
from course_app.enrolment import cohorts
from course_app.enrolment.listing import Wanted
from course_app.infrastructure import clock
from course_app.infrastructure.database import db, reader, transaction
from course_app.people import keeper as keepers
from course_app.people import service as people
from course_app.people import spheres
from course_app.reporting import nudges
from tests.forms import submit
from tests.statements import statements

HOUR = timedelta(hours=1)


def names(programme, rule, wanted=None):
    with programme.app.app_context():
        told = nudges.found(reader(), wanted or Wanted(), clock.now())
        return [each.line.name for each in told[rule]]


def change(programme, text, **values):
    with programme.app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text(text), {name: _plain(value) for name, value in values.items()})


def _plain(value):
    naive = hasattr(value, "tzinfo") and db.engine.dialect.name == "sqlite"
    return value.replace(tzinfo=None) if naive else value


def began(programme, account, ago, active=None):
    at = clock.now() - ago
    change(
        programme,
        "UPDATE enrolment SET started_at = :at, active_at = :active WHERE account_id = :id",
        at=at,
        active=active or at,
        id=account,
    )


@pytest.mark.postgres
@pytest.mark.parametrize(("ago", "fires"), [(timedelta(days=14), True), (timedelta(days=14) - HOUR, False)])
def test_who_did_nothing_for_fourteen_days_after_the_start(programme, ago, fires):
    dana, busy = programme.learner("Dana Whitfield"), programme.learner("Busy Bee")
    began(programme, dana, ago)
    began(programme, busy, ago, active=clock.now())
    assert names(programme, Rule.STILL) == (["Dana Whitfield"] if fires else [])


def a_letter(programme, account, ago, status="open", person="Evan"):
    """Put a letter onto somebody's desk that was last touched a while ago."""
    with programme.app.app_context(), transaction() as session:
        row = session.execute(sa.text("SELECT wrapped_key FROM account WHERE id = :id"), {"id": account}).one()
        now = clock.now()
        mine = keepers.keeper(account, programme.app.extensions["data_key"](row.wrapped_key), now.date(), now)
        place = spheres.add_sphere(session, mine, name=f"Work {person}").id
        found = people.add_person(session, mine, given=person, sphere=place)
    change(
        programme,
        "INSERT INTO person_letter (id, account_id, person_id, use, status, sealed, version, created_at, changed_at)"
        " SELECT :letter, account_id, id, 'first', :status, sealed, 1, :at, :at FROM person WHERE id = :person",
        letter=f"letter-{person}"[:16],
        status=status,
        at=clock.now() - ago,
        person=found if isinstance(found, str) else found.id,
    )


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("ago", "status", "fires"),
    [
        (timedelta(days=7), "open", True),
        (timedelta(days=30), "ready", True),
        (timedelta(days=7) - HOUR, "open", False),
        (timedelta(days=30), "sent", False),
        (timedelta(days=30), "kept", False),
        (timedelta(days=30), "dropped", False),
    ],
)
def test_whose_letter_waits_for_seven_days(programme, owner, ago, status, fires):
    dana = programme.learner("Dana Whitfield")
    a_letter(programme, dana, ago, status)
    assert names(programme, Rule.DRAFT) == (["Dana Whitfield"] if fires else [])
    assert "Evan" not in owner.get("/admin/nudges").text


def test_who_still_writes_is_not_nudged_for_an_older_letter(programme):
    dana = programme.learner("Dana Whitfield")
    a_letter(programme, dana, timedelta(days=30), person="Evan")
    assert names(programme, Rule.DRAFT) == ["Dana Whitfield"]
    a_letter(programme, dana, HOUR, person="Priya")
    assert names(programme, Rule.DRAFT) == []


def a_final(programme, account, number, *, passed=False, finished=True):
    change(
        programme,
        "INSERT INTO attempt (public_id, enrolment_id, unit, number, release_id, seed, drawn, started_at, finished_at,"
        " percent, passed) SELECT :name, id, 'final', :number, :release, 'x', '[]', :at, :end, 50, :passed"
        " FROM enrolment WHERE account_id = :id",
        name=f"final-{account}-{number}",
        number=number,
        release=programme.release,
        at=clock.now(),
        end=clock.now() if finished else None,
        passed=passed,
        id=account,
    )


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("tries", "fires"),
    [
        ([{}], False),
        ([{}, {}], True),
        ([{}, {}, {}], True),
        ([{}, {"passed": True}], False),
        ([{}, {}, {"passed": True}], False),
        ([{}, {}, {"finished": False}], False),
        ([{}, {"finished": False}], False),
    ],
)
def test_who_did_not_pass_two_finals_and_is_not_at_another(programme, tries, fires):
    dana = programme.learner("Dana Whitfield")
    for number, each in enumerate(tries, 1):
        a_final(programme, dana, number, **each)
    assert names(programme, Rule.FINAL) == (["Dana Whitfield"] if fires else [])


def test_who_met_everything_and_has_not_claimed(programme):
    programme.learner("Dana Whitfield", 6)
    assert names(programme, Rule.READY) == []
    programme.learner("Ilse Brandt", 7)
    assert names(programme, Rule.READY) == ["Ilse Brandt"]


def in_cohort(programme, account, name, coach):
    with programme.app.app_context(), transaction() as session:
        plan = cohorts.Plan(name, coach_id=coach)
        group = cohorts.add_cohort(session, "garden", plan, name.lower(), clock.now())
        cohorts.join(session, account, cohorts.cohort(session, group), clock.now())
    return group


@pytest.mark.postgres
def test_a_coach_sees_their_own_for_every_rule_and_writes_to_nobody_elses(programme, owner, come_in):
    mine, other = programme.learner("Dana Whitfield", 7), programme.learner("Ilse Brandt", 7)
    group = in_cohort(programme, mine, "Spring", programme.staff["coach"])
    in_cohort(programme, other, "Autumn", programme.staff["owner"])
    for number, account in enumerate((mine, other)):
        a_letter(programme, account, timedelta(days=8), person=f"Evan{number}")
        a_final(programme, account, 1)
        a_final(programme, account, 2)
    page = come_in("coach").get("/admin/nudges").text
    assert page.count(">Dana Whitfield</a>") == 3
    assert "Ilse" not in page
    assert owner.get("/admin/nudges").text.count(">Ilse Brandt</a>") == 3
    assert "Ilse" not in owner.get(f"/admin/nudges?cohort={group}").text
    coach = come_in("coach")
    assert submit(coach, f"/admin/nudges/{other}/written", page="/account", rule="final").status_code == 404
    assert submit(coach, f"/admin/nudges/{mine}/written", page="/account", rule="other").status_code == 404
    assert come_in("author").get("/admin/nudges").status_code == 403
    assert "1 learner may need a word" in coach.get("/admin").text


def test_a_letter_opens_in_the_coachs_own_program_and_who_was_written_to_has_peace(programme, owner):
    dana = programme.learner("Dana Whitfield", 7)
    programme.learner("Ilse Brandt", 7)
    page = owner.get("/admin/nudges").text
    link = re.search(r'href="(mailto:dana@example\.org\?[^"]+)"', page)[1]
    assert "Hello%20Dana%20Whitfield" in link
    assert "/c/garden/certificate" in link.replace("%2F", "/")
    to_all = re.search(r'href="(mailto:owner@example\.org\?bcc=[^"]+)"', page)[1]
    assert "dana@example.org" in to_all
    assert "ilse@example.org" in to_all
    done = submit(owner, f"/admin/nudges/{dana}/written", page="/admin/nudges", rule="ready")
    assert done.location == "/admin/nudges"
    assert "Dana" not in owner.get("/admin/nudges").text
    assert "Was written to: Met everything" in owner.get(f"/admin/learners/{dana}").text
    change(programme, "UPDATE staff_note SET at = :at", at=clock.now() - timedelta(days=15))
    assert "Dana" in owner.get("/admin/nudges").text


def test_a_closed_account_is_left_alone_and_the_list_shows_the_newest(programme, owner):
    for number in range(27):
        programme.learner(f"N{number} Learner", 7)
    assert "Others come up as you tick them off" in owner.get("/admin/nudges").text
    assert "More than 20 learners may need a word" in owner.get("/admin").text
    change(programme, "UPDATE account SET status = 'disabled' WHERE role = 'learner'")
    assert names(programme, Rule.READY) == []
    assert "Nobody just now" in owner.get("/admin/nudges").text


def test_the_page_costs_the_same_however_many_learners_there_are(programme, owner):
    programme.learner("Dana Whitfield", 7)
    owner.get("/admin/nudges")
    with statements(programme.app) as seen:
        owner.get("/admin/nudges")
    assert len(seen) <= 9, seen


@pytest.mark.sqlite
def test_each_rule_reads_an_index_of_its_own_and_never_all_learners(programme):
    with programme.app.app_context():
        connection = reader()
        seen = []
        sa.event.listen(connection, "before_cursor_execute", lambda *a: seen.append((a[2], a[3])))
        nudges.found(connection, Wanted(), clock.now())
        plans = [
            " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values))
            for text, values in list(seen)
            if text.startswith("SELECT")
        ]
    for name in ("ix_enrolment_ready", "ix_enrolment_still", "ix_person_letter_waiting", "ix_attempt_missed_final"):
        assert any(name in plan for plan in plans), (name, plans)
