"""Learners as staff see them, and what staff do for one."""

import csv
import io
import json
import re

import pytest
import sqlalchemy as sa

from course_app.accounts import queries as accounts
from course_app.domain.requirements import Kind
from course_app.enrolment import cohorts
from course_app.infrastructure import clock
from course_app.infrastructure.audit import entries
from course_app.infrastructure.database import db, reader, transaction
from tests.forms import submit
from tests.statements import statements


def test_the_list_shows_who_began_and_how_far_they_came(programme, owner):
    programme.learner("Dana Whitfield", 4)
    programme.learner("Ilse Brandt")
    page = owner.get("/admin/learners").text
    assert page.index("Ilse Brandt") < page.index("Dana Whitfield")
    assert "dana@example.org" in page
    assert "3 of 5" in page or " of " in page


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("q=DANA", {"Dana"}),
        ("q=tom@", {"Tom"}),
        ("state=certified", set()),
        ("state=going", {"Dana", "Tom"}),
        ("state=ready", {"Ines"}),
        ("step=started", {"Dana"}),
        ("course=other", set()),
        ("q=%25", set()),
        ("cohort=99", set()),
    ],
)
def test_filters_narrow_the_list(programme, owner, asked, seen):
    programme.learner("Dana One", 0)
    programme.learner("Tom Two", 4)
    programme.learner("Ines Three", 7)
    page = owner.get(f"/admin/learners?{asked}").text
    assert {name for name in ("Dana", "Tom", "Ines") if f">{name} " in page} == seen


def test_a_long_list_goes_back_in_pieces(programme, owner):
    for number in range(28):
        programme.learner(f"N{number} Learner")
    first = owner.get("/admin/learners").text
    assert first.count("@example.org") == 25
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    page = owner.get(older).text
    assert page.count("@example.org") == 3
    assert "Newest" in page


def test_the_export_equals_the_screen_and_no_cell_is_a_formula(programme, owner):
    programme.learner("Dana Whitfield", 4)
    programme.learner("=HYPERLINK(1)", email="evil@example.org")
    rows = list(csv.DictReader(io.StringIO(owner.get("/admin/learners/export.csv").text.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)", "Dana Whitfield"]
    told = json.loads(owner.get("/admin/learners/export.json").text)
    assert [row["name"] for row in told] == ["=HYPERLINK(1)", "Dana Whitfield"]
    assert {row["email"] for row in told} == {row["email"] for row in rows}
    assert json.loads(owner.get("/admin/learners/export.json?q=dana").text)[0]["met"] >= 1
    assert json.loads(owner.get("/admin/learners/export.json?q=nobody").text) == []
    assert owner.get("/admin/learners/export.xml").status_code == 404


def test_one_learner_shows_requirements_with_dates_and_evidence(programme, owner):
    dana = programme.learner("Dana Whitfield", 4)
    page = owner.get(f"/admin/learners/{dana}").text
    for words in ("Met", "Open", "read", "shown", "100 %", "What the certificate asks"):
        assert words in page
    assert owner.get("/admin/learners/999").status_code == 404


def test_an_owner_goes_from_a_learner_to_a_certificate_by_hand_with_the_address_filled_in(programme, owner):
    dana = programme.learner("Dana Whitfield", 4)
    link = re.search(r'href="(/admin/certificates/issue\?[^"]+)"', owner.get(f"/admin/learners/{dana}").text)[1]
    page = owner.get(link.replace("&amp;", "&")).text
    assert 'value="dana@example.org"' in page
    assert '<option value="garden" selected>' in page


def test_an_exemption_needs_a_reason_counts_and_stands_in_the_log(programme, owner):
    dana = programme.learner("Dana Whitfield")
    here = f"/admin/learners/{dana}"
    refused = submit(owner, f"{here}/exempt", page=here, course="garden", subject="first/check", reason="")
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    assert (
        submit(owner, f"{here}/exempt", page=here, course="garden", subject="no/where", reason="x").status_code == 422
    )
    done = submit(owner, f"{here}/exempt", page=here, course="garden", subject="first/check", reason="Did it on paper")
    assert done.status_code == 303
    page = owner.get(here).text
    assert "Exempt" in page
    assert "Did it on paper" in page
    with programme.app.app_context():
        entry = entries(reader(), action="exempted")[0]
    assert (entry.by, entry.object, entry.after) == (
        programme.staff["owner"],
        f"account {dana}",
        {"subject": "first/check"},
    )


def test_an_allowed_try_opens_a_final_that_would_wait(programme, owner):
    dana = programme.learner("Dana Whitfield", 6)
    learner = programme.comes_in("dana@example.org")
    for _ in range(2):
        begin_and_fail(programme, learner)
    assert "The next try opens" in learner.get("/c/garden/final").text
    here = f"/admin/learners/{dana}"
    assert submit(owner, f"{here}/try", page=here, course="garden", unit="").status_code == 422
    assert submit(owner, f"{here}/try", page=here, course="garden", unit="final").status_code == 303
    assert "The next try opens" not in learner.get("/c/garden/final").text


def begin_and_fail(programme, learner):
    started = submit(learner, "/c/garden/final", reviewed="y", honour="y")
    assert started.status_code == 303, started.text
    with programme.app.app_context(), transaction() as session:
        session.execute(
            sa.text("UPDATE attempt SET finished_at = :now WHERE finished_at IS NULL"),
            {"now": clock.now().replace(tzinfo=None)},
        )


def test_a_reset_ends_the_open_try_and_allows_another(programme, owner):
    dana = programme.learner("Dana Whitfield")
    learner = programme.comes_in("dana@example.org")
    begun = submit(learner, "/c/garden/first/check/begin", page="/c/garden/first/check")
    assert begun.status_code == 303
    here = f"/admin/learners/{dana}"
    assert submit(owner, f"{here}/reset", page=here, course="garden", unit="first/check").status_code == 303
    assert "not yet" in owner.get(here).text
    again = submit(learner, "/c/garden/first/check/begin", page="/c/garden/first/check")
    assert again.location != begun.location


def test_merging_brings_over_what_was_reached_and_closes_the_other(programme, owner):
    dana = programme.learner("Dana Whitfield", 1)
    second = programme.learner("Dana Again", 4, email="dana2@example.org")
    here = f"/admin/learners/{dana}/merge"
    assert "come over" in owner.get(f"{here}?email=DANA2@example.org").text
    for wrong in ("nobody@example.org", "dana@example.org", "coach@example.org"):
        assert submit(owner, here, email=wrong).status_code == 422
    assert submit(owner, here, page=f"{here}?email=dana2@example.org", email="dana2@example.org").status_code == 303
    page = owner.get("/admin/learners").text
    assert "Dana Again" not in page
    assert "100 %" in owner.get(f"/admin/learners/{dana}").text
    with programme.app.app_context():
        assert accounts.account(reader(), second).status == "disabled"
        assert db.engine.connect().execute(sa.text("SELECT count(*) FROM fact")).scalar() == 1 + 4 + 4
    assert submit(owner, here, email="dana2@example.org").status_code == 422


def test_a_note_is_kept_and_the_learner_has_it_in_the_export(programme, owner):
    dana = programme.learner("Dana Whitfield")
    here = f"/admin/learners/{dana}"
    assert submit(owner, f"{here}/note", page=here, text="  ").status_code == 422
    assert submit(owner, f"{here}/note", page=here, text="Called on Monday").status_code == 303
    assert "Called on Monday" in owner.get(here).text
    told = json.loads(programme.comes_in("dana@example.org").get("/account/export").text)
    assert told["notes_of_staff"][0]["text"] == "Called on Monday"
    assert told["courses"][0]["course"] == "garden"


def test_a_coach_sees_their_cohort_and_nobody_else(programme, owner, come_in):
    mine, other = programme.learner("Dana Whitfield", 2), programme.learner("Ilse Brandt")
    with programme.app.app_context(), transaction() as session:
        plan = cohorts.Plan("Spring", coach_id=programme.staff["coach"])
        group = cohorts.add_cohort(session, "garden", plan, "code-of-spring", clock.now())
        cohorts.join(session, mine, cohorts.cohort(session, group), clock.now())
    coach = come_in("coach")
    page = coach.get("/admin/learners").text
    assert "Dana Whitfield" in page
    assert "Ilse Brandt" not in page
    assert "Ilse" not in coach.get("/admin/learners/export.csv").text
    assert coach.get(f"/admin/learners/{mine}").status_code == 200
    assert coach.get(f"/admin/learners/{other}").status_code == 404
    here = f"/admin/learners/{mine}"
    assert submit(coach, f"{here}/try", page=here, course="garden", unit="first/check").status_code == 303
    assert submit(coach, f"/admin/learners/{other}/note", page=here, text="x").status_code == 404
    assert submit(coach, f"{here}/exempt", page=here, course="garden", subject="final", reason="x").status_code == 403
    assert come_in("author").get("/admin/learners").status_code == 403


def test_what_a_list_costs_does_not_grow(programme, owner):
    dana = programme.learner("Dana Whitfield", 7)
    for path, most in (("/admin/learners", 5), (f"/admin/learners/{dana}", 12), ("/admin", 18)):
        owner.get(path)
        with statements(programme.app) as seen:
            owner.get(path)
        assert len(seen) <= most, (path, seen)


def test_undoing_a_lesson_takes_its_step_back_and_nothing_else_does(programme, owner):
    dana = programme.learner("Dana Whitfield", 6)
    programme.reach(dana, Kind.LESSON_UNDONE, "second/harvest")
    assert "Module: " in owner.get("/admin/learners").text
