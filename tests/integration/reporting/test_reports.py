"""The funnel, the quality of questions, and errors that learners report."""

import csv
import io
import json
import random

import pytest

from course_app.assessment.models import AnswerRow, AttemptRow
from course_app.courseware import releases
from course_app.enrolment import cohorts
from course_app.enrolment.service import enrol
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.reporting import items
from tests.forms import submit
from tests.statements import statements


def rows_of(client, path):
    return list(csv.DictReader(io.StringIO(client.get(path).text.removeprefix("\ufeff"))))


def test_the_funnel_counts_steps_and_its_export_says_the_same(programme, owner):
    for number in range(12):
        programme.learner(f"P{number} Person", 7 if number < 6 else 1)
    page = owner.get("/admin/funnel/garden").text
    assert "<svg" in page
    assert "50 %" in page
    rows = {(row["group"], row["step"]): row for row in rows_of(owner, "/admin/funnel/garden/export.csv")}
    assert rows["all", "Started"]["learners"] == "12"
    assert (rows["all", "Passed the final"]["learners"], rows["all", "Passed the final"]["share"]) == ("6", "0.5")
    told = json.loads(owner.get("/admin/funnel/garden/export.json").text)
    assert len(told) == len(rows_of(owner, "/admin/funnel/garden/export.csv"))
    assert "Person" in owner.get("/admin/learners?course=garden&step=final").text


def test_small_groups_and_small_cells_are_hidden_on_screen_and_in_files(programme, owner):
    for number in range(9):
        programme.learner(f"P{number} Person", 1)
    assert "Fewer than 10 learners began here" in owner.get("/admin/funnel/garden").text
    assert {row["learners"] for row in rows_of(owner, "/admin/funnel/garden/export.csv")} == {""}
    for number in range(9, 12):
        programme.learner(f"P{number} Person", 7)
    assert "too few" in owner.get("/admin/funnel/garden").text
    rows = {row["step"]: row["learners"] for row in rows_of(owner, "/admin/funnel/garden/export.csv")}
    assert (rows["Started"], rows["Passed the final"]) == ("12", "")


def test_a_coach_reads_the_funnel_of_their_cohort_only(programme, owner, come_in):
    people = [programme.learner(f"P{number} Person", 1) for number in range(22)]
    with programme.app.app_context(), transaction() as session:
        plan = cohorts.Plan("Spring", coach_id=programme.staff["coach"])
        mine = cohorts.add_cohort(session, "garden", plan, "spring", clock.now())
        other = cohorts.add_cohort(session, "garden", cohorts.Plan("Other"), "other", clock.now())
        for number, person in enumerate(people):
            cohorts.join(session, person, cohorts.cohort(session, mine if number < 11 else other), clock.now())
    coach = come_in("coach")
    for asked in ("", f"?cohort={mine}", f"?cohort={other}"):
        rows = rows_of(coach, f"/admin/funnel/garden/export.csv{asked}")
        assert [row["learners"] for row in rows if row["step"] == "Started" and row["group"] == "all"] == ["11"]
        assert "Other" not in {row["name"] for row in rows}
    assert rows_of(owner, f"/admin/funnel/garden/export.csv?cohort={other}")[0]["learners"] == "11"
    assert come_in("author").get("/admin/funnel/garden").status_code == 403


def answer_checks(programme, learners, right):
    """Let learners answer the check: ``right(number, question)`` says whether it is right."""
    app, now = programme.app, clock.now()
    with app.app_context(), transaction() as session:
        release = releases.get(programme.release)
        unit = release.unit("first/check")
        asked = list(unit.body.questions)
        for number in range(learners):
            account = add_person_in(session, app, number)
            enrolment = enrol(session, account, "garden", now)
            row = AttemptRow(
                public_id=f"attempt-{number}",
                enrolment_id=enrolment,
                unit="first/check",
                number=1,
                release_id=release.id,
            )
            row.seed, row.started_at, row.finished_at = "x", now, now
            row.drawn = [[each.id, each.version, list(range(9)), ""] for each in asked]
            session.add(row)
            session.flush()
            for position, each in enumerate(asked, 1):
                fine = right(number, each.id)
                answer = AnswerRow(attempt_id=row.id, position=position, number=1, question_version=each.version)
                answer.response, answer.credit_over, answer.credit_under, answer.at = (
                    0 if fine else 1,
                    int(fine),
                    1,
                    now,
                )
                session.add(answer)
    with app.app_context():
        items.count_course("garden")
    return asked


def add_person_in(session, app, number):
    from course_app.accounts import service

    return service.add_account(
        session,
        app.extensions["master_key"],
        email=f"p{number}@example.org",
        name=f"P{number}",
        password_hash="x",
        now=clock.now(),
    )


def test_questions_are_judged_from_thirty_answers_on_and_shown_from_ten(programme, owner):
    chance = random.Random(7)
    strong = [chance.random() for _ in range(40)]
    asked = answer_checks(programme, 40, lambda number, name: name == "when" or chance.random() < strong[number])
    with programme.app.app_context():
        found = {each.question: each for each in items.items_of(reader(), "garden")}
    assert found["when"].attempts == 40
    assert (found["when"].facility, found["when"].right) == (1.0, (0,))
    assert found["when"].raised[0].flag == "easy"
    assert found["when"].picks[0].count == 40
    page = owner.get("/admin/quality/garden").text
    assert "almost everyone is right" in page
    assert "As of" in page
    assert f"#line-{asked[0].place.line}" in page
    detail = owner.get("/admin/quality/garden/when").text
    assert "option B is not plausible" in detail
    assert "<svg" in detail
    rows = {row["question"]: row for row in rows_of(owner, "/admin/quality/garden/export.csv")}
    assert float(rows["when"]["facility"]) == 1.0
    assert "questions behave oddly" in owner.get("/admin").text or "question behaves oddly" in owner.get("/admin").text


@pytest.mark.parametrize(
    ("learners", "said"), [(9, "too few answers yet"), (10, "too few to judge"), (29, "too few to judge")]
)
def test_figures_wait_for_ten_and_verdicts_for_thirty(programme, owner, learners, said):
    answer_checks(programme, learners, lambda number, name: True)
    page = owner.get("/admin/quality/garden").text
    assert said in page
    assert "almost everyone" not in page
    rows = rows_of(owner, "/admin/quality/garden/export.csv")
    assert {row["facility"] == "" for row in rows} == {learners < 10}


def test_a_learner_counts_once_for_a_question_and_the_sweep_counts_once_an_hour(programme, owner):
    answer_checks(programme, 12, lambda number, name: True)
    with programme.app.app_context(), transaction() as session:
        release = releases.get(programme.release)
        question = release.question("when")
        now = clock.now()
        row = AttemptRow(public_id="again", enrolment_id=1, unit="final", number=1, release_id=release.id, seed="x")
        row.started_at, row.finished_at, row.drawn = now, now, [["when", question.version, [0, 1], ""]]
        session.add(row)
        session.flush()
        answer = AnswerRow(attempt_id=row.id, position=1, number=1, question_version=question.version, response=1)
        answer.credit_over, answer.credit_under, answer.at = 0, 1, now
        session.add(answer)
    with programme.app.app_context():
        items.count_due()
        assert {each.question: each.attempts for each in items.items_of(reader(), "garden")}["when"] == 12
        assert items.counted(reader(), "garden").attempts == 12
    submit(owner, "/admin/quality/garden/count", page="/admin/quality/garden")
    with programme.app.app_context():
        programme.app.extensions["jobs"].run_pending()
        assert items.counted(reader(), "garden").attempts == 13
        assert {each.question: each.attempts for each in items.items_of(reader(), "garden")}["when"] == 12


def test_an_error_is_reported_below_the_question_and_lands_in_the_inbox(programme, owner, come_in):
    programme.learner("Dana Whitfield")
    dana = programme.comes_in("dana@example.org")
    place = "/c/garden/attempts/report/when"
    assert submit(dana, place, text=" ").status_code == 422
    assert submit(dana, place, text="B is right as well", back="/c/garden/learn").location == "/c/garden/learn"
    assert submit(dana, place, text="x", back="//evil.example").location == "/c/garden/learn"
    assert dana.get("/c/garden/attempts/report/nothing").status_code == 404
    author = come_in("author")
    page = author.get("/admin/reported").text
    assert "B is right as well" in page
    assert "Dana" not in page
    assert "2 reports of errors in questions" in author.get("/admin").text
    submit(author, "/admin/reported/1/close", page="/admin/reported")
    assert "B is right as well" not in author.get("/admin/reported").text
    assert come_in("coach").get("/admin/reported").status_code == 403
    told = json.loads(dana.get("/account/export").text)["errors_reported"]
    assert [each["text"] for each in told] == ["B is right as well", "x"]


def test_the_link_to_report_stands_with_the_feedback(programme):
    programme.learner("Dana Whitfield")
    dana = programme.comes_in("dana@example.org")
    begun = submit(dana, "/c/garden/first/check/begin", page="/c/garden/first/check")
    question = dana.get(begun.location).text
    assert "Report an error" not in question


def test_nobody_floods_the_inbox(programme):
    programme.learner("Dana Whitfield")
    dana = programme.comes_in("dana@example.org")
    place = "/c/garden/attempts/report/when"
    statuses = [submit(dana, place, text=f"Number {number}").status_code for number in range(11)]
    assert statuses == [303] * 10 + [422]


def test_reports_cost_the_same_however_many_learners_there_are(programme, owner):
    answer_checks(programme, 12, lambda number, name: True)
    for path, most in (
        ("/admin/funnel/garden", 8),
        ("/admin/quality/garden", 5),
        ("/admin/quality/garden/when", 5),
        ("/admin/reports", 5),
        ("/admin/reported", 5),
    ):
        owner.get(path)
        with statements(programme.app) as seen:
            assert owner.get(path).status_code == 200
        assert len(seen) <= most, (path, seen)
