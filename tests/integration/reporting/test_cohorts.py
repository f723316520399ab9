"""Cohorts: join links, invitations by file, and that nobody is ever dropped."""

import csv
import io
import re

import pytest
import sqlalchemy as sa

from course_app.accounts.queries import staff_of
from course_app.domain.errors import ConflictError
from course_app.enrolment import cohorts
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Role
from tests.conftest import PASSWORD
from tests.forms import submit


@pytest.fixture
def group(programme, owner):
    made = submit(
        owner, "/admin/cohorts", name="Spring", course="garden", seats="", coach=str(programme.staff["coach"])
    )
    assert made.status_code == 303, made.text
    return made.location


def link_of(owner, group):
    return re.search(r"/join/[\w-]+", owner.get(group).text)[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "A name has"),
        ({"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "before it starts"),
        ({"starts_on": "soon"}, "not a date"),
        ({"seats": "many"}, "whole number"),
        ({"seats": "9999999"}, "from 0"),
        ({"course": "nothing"}, "Choose a course"),
        ({"coach": "99"}, "Choose a coach"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(programme, owner, fields, said):
    typed = {"name": "Spring", "course": "garden"} | fields
    refused = submit(owner, "/admin/cohorts", **typed)
    assert (refused.status_code, said in refused.text) == (422, True)


def test_a_join_link_leads_in_and_a_new_one_makes_it_worthless(programme, owner, group):
    dana = programme.comes_in("dana@example.org") if programme.learner() else None
    link = link_of(owner, group)
    assert "Join" in dana.get(link).text
    assert submit(dana, link).location == "/c/garden/learn"
    assert "You are in" in dana.get("/c/garden/learn").text
    assert "Dana Whitfield" in owner.get("/admin/learners?cohort=1").text
    submit(owner, f"{group}/link", page=group)
    assert programme.app.test_client().get(link).status_code == 404
    assert programme.app.test_client().get(link_of(owner, group)).status_code == 200


def test_closed_and_full_cohorts_take_nobody_and_lose_nobody(programme, owner, group):
    people = [programme.learner(f"P{number} Person") for number in range(3)]
    with programme.app.app_context(), transaction() as session:
        cohorts.join(session, people[0], cohorts.cohort(session, 1), clock.now())
    form = {"name": "Spring", "seats": "1", "coach": "0"}
    assert submit(owner, group, page=group, **form).status_code == 303
    with programme.app.app_context(), pytest.raises(ConflictError), transaction() as session:
        cohorts.join(session, people[1], cohorts.cohort(session, 1), clock.now())
    submit(owner, group, page=group, **form | {"seats": "5"})
    submit(owner, f"{group}/close", page=group)
    with programme.app.app_context(), pytest.raises(ConflictError), transaction() as session:
        cohorts.join(session, people[1], cohorts.cohort(session, 1), clock.now())
    with programme.app.app_context():
        assert cohorts.cohort(reader(), 1).members == 1
    submit(owner, f"{group}/open", page=group)
    with programme.app.app_context(), transaction() as session:
        cohorts.join(session, people[1], cohorts.cohort(session, 1), clock.now())
    refused = submit(owner, group, page=group, **form)
    assert "nobody is dropped" in refused.text


def test_who_is_in_another_cohort_stays_there(programme, owner, group):
    dana = programme.learner()
    submit(owner, "/admin/cohorts", name="Autumn", course="garden")
    with programme.app.app_context(), transaction() as session:
        assert cohorts.join(session, dana, cohorts.cohort(session, 1), clock.now())
        assert not cohorts.join(session, dana, cohorts.cohort(session, 2), clock.now())
    assert "Autumn" in owner.get("/admin/cohorts").text
    assert "Dana" not in owner.get("/admin/learners?cohort=2").text


def thirty(programme):
    """A file of thirty: 22 new, 4 malformed, 2 here, 1 twice, 1 with an account that is in no cohort."""
    lines = ["E-mail;Full name"] + [f"new{number}@example.org;New {number}" for number in range(22)]
    lines += ["nothing;A", "a@;B", "@example.org;C", "d d@example.org;D"]
    lines += ["dana@example.org;Dana", "ILSE@example.org;Ilse", "new3@Example.org;Twice", "tom@example.org;Tom"]
    return "\r\n".join(lines).encode("utf-8-sig")


def test_a_coach_invites_thirty_by_csv_four_malformed_two_already_there(programme, owner, group, come_in):
    here = [programme.learner("Dana Whitfield"), programme.learner("Ilse Brandt")]
    programme.learner("Tom Okafor")
    with programme.app.app_context(), transaction() as session:
        for person in here:
            cohorts.join(session, person, cohorts.cohort(session, 1), clock.now())
    coach = come_in("coach")
    page = f"{group}/invite"
    dry = submit(coach, page, file=(io.BytesIO(thirty(programme)), "people.csv"))
    assert "23 rows are ready" in dry.text
    assert dry.text.count("Not an e-mail address") == 4
    assert dry.text.count("Already in this cohort") == 2
    with programme.app.app_context():
        assert "new0@example.org" not in coach.get(group).text
    sent = submit(coach, page, rows=thirty(programme).decode("utf-8-sig"), send="y")
    assert sent.status_code == 303
    result = coach.get(sent.location).text
    assert "23 invitations are on their way" in result
    rows = list(csv.DictReader(io.StringIO(coach.get(f"{sent.location}/rows.csv").text.removeprefix("\ufeff"))))
    assert len(rows) == 30
    assert {row["state"] for row in rows if row["email"].startswith("new1")} == {"Invited now"}
    assert {row["email"] for row in rows if row["state"] == "Already in this cohort"} == {
        "dana@example.org",
        "ILSE@example.org",
    }
    again = submit(coach, page, rows="new0@example.org\nnew99@example.org")
    assert "1 row is ready" in again.text
    assert "Invited before, not sent again" in again.text
    with programme.app.app_context():
        assert cohorts.cohort(reader(), 1).members == 2


def test_an_invited_person_makes_an_account_and_is_in_the_cohort_from_the_first_lesson(programme, owner, group):
    submit(owner, f"{group}/invite", rows="kim@example.org", send="y")
    mails = owner.get("/admin/mail").text
    link = re.search(r"/invite/[\w-]+", mails)[0]
    kim = programme.app.test_client()
    assert submit(kim, link, name="Kim Adeyemi", password=PASSWORD).status_code == 303
    assert submit(kim, "/c/garden/start", page="/c/garden").status_code == 303
    assert "Kim Adeyemi" in owner.get("/admin/learners?cohort=1").text
    assert "kim@example.org" not in owner.get(group).text


def test_a_revoked_invitation_is_worthless_and_can_be_sent_again(programme, owner, group):
    submit(owner, f"{group}/invite", rows="kim@example.org", send="y")
    link = re.search(r"/invite/[\w-]+", owner.get("/admin/mail").text)[0]
    submit(owner, f"{group}/invites/1/revoke", page=group)
    assert programme.app.test_client().get(link).status_code == 404
    assert "revoked" in owner.get(group).text
    submit(owner, f"{group}/invites/1/again", page=group)
    fresh = re.search(r"/invite/[\w-]+", owner.get("/admin/mail").text)[0]
    assert fresh != link
    assert programme.app.test_client().get(fresh).status_code == 200


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ilse@example.org, Ilse Brandt", [("ilse@example.org", "Ilse Brandt")]),
        ("Ilse Brandt\tilse@example.org", [("ilse@example.org", "Ilse Brandt")]),
        ("ilse@example.org\n\n tom@example.org ", [("ilse@example.org", ""), ("tom@example.org", "")]),
        ("Name,Mail,Group\nIlse,ilse@example.org,x", [("ilse@example.org", "Ilse")]),
        ('"Brandt, Ilse",ilse@example.org', [("ilse@example.org", "Brandt, Ilse")]),
        ("Vorname;E-Mail\r\nIlse;ilse@example.org", [("ilse@example.org", "Ilse")]),
    ],
)
def test_files_are_read_as_people_write_them(text, found):
    from course_app.reporting import invite_files

    assert [(each.email, each.name) for each in invite_files.typed(invite_files.read(text))] == found


def test_a_coach_has_no_way_into_the_cohort_of_another(programme, owner, come_in):
    submit(owner, "/admin/cohorts", name="Autumn", course="garden")
    coach = come_in("coach")
    assert coach.get("/admin/cohorts/1").status_code == 404
    assert coach.get("/admin/cohorts/1/invite").status_code == 404
    assert submit(coach, "/admin/cohorts/1/link", page="/account").status_code == 404
    assert submit(coach, "/admin/cohorts", page="/account", name="Mine", course="garden").status_code == 403
    assert "Autumn" not in coach.get("/admin/cohorts").text


@pytest.mark.sqlite
def test_coaches_are_found_without_reading_all_accounts(programme):
    with programme.app.app_context():
        connection, seen = reader(), []
        sa.event.listen(connection, "before_cursor_execute", lambda *a: seen.append((a[2], a[3])))
        found = staff_of(connection, Role.COACH, Role.OWNER)
        [(text, values)] = seen
        plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values))
    assert [each.name for each in found] == ["Coach Staff", "Owner Staff"]
    assert "ix_account_staff" in plan
