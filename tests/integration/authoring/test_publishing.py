"""Publishing from the browser: whom it touches is said first, and nobody loses anything by it."""

import re
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from sqlalchemy import insert, select

from course_app.accounts.models import AccountRow
from course_app.assessment.models import AnswerRow, AttemptRow
from course_app.authoring.models import PlannedReleaseRow
from course_app.authoring.publishing import publish_planned
from course_app.authoring.workspace import review, workspace
from course_app.courseware import queries, releases
from course_app.courseware.checking import check_folder
from course_app.domain.requirements import Kind
from course_app.enrolment.models import EnrolmentRow, FactRow
from course_app.enrolment.queries import visit
from course_app.infrastructure.database import reader, transaction
from tests.conftest import sign_in
from tests.forms import submit
from tests.integration.authoring.conftest import NOW
from tests.integration.authoring.test_editing import version_on

PUBLISH = "/author/small/publish"
CHECK = "/author/small/edit/start/check.md"


def edit(author, app, path, old, new):
    page = f"/author/small/edit/{path}"
    with app.app_context():
        text = workspace(reader(), "small").files[path].decode()
    assert old in text
    assert submit(author, page, text=text.replace(old, new), version=version_on(author, page)).status_code == 303


def publish_now(author, page=PUBLISH, **more):
    shown = author.get(page).text
    version = re.search(r'name="version" value="(\d+)"', shown)[1]
    origin = re.search(r'name="origin" value="(\w+)"', shown)[1]
    return submit(author, PUBLISH, page=page, version=version, origin=origin, when="now", **more)


def live(app):
    with app.app_context():
        course = queries.course_by_slug(reader(), "small")
        return course.release_id, queries.releases_of(reader(), course.id)[0].number


@pytest.fixture
def learners(app, author, make_account, course):
    """Three who have begun: one read the lesson, one passed the check by a hair, one has the certificate."""
    people = [make_account(f"{name}@example.org", name.title()) for name in ("dora", "emil", "faye")]
    with app.app_context(), transaction() as session:
        ids = []
        for person in people:
            row = EnrolmentRow(account_id=person, course="small", started_at=NOW)
            session.add(row)
            session.flush()
            ids.append(row.id)

        def fact(who, kind, subject, **numbers):
            session.add(FactRow(enrolment_id=ids[who], kind=kind, subject=subject, numbers=numbers,
                                release_id=course.release_id, at=NOW))  # fmt: skip

        fact(0, Kind.LESSON_DONE, "start/welcome")
        fact(1, Kind.LESSON_DONE, "start/welcome")
        fact(2, Kind.LESSON_DONE, "start/welcome")
        fact(2, Kind.CERTIFICATE, "edition-1")
    return ids


def attempt_at_check(app, enrolment, course, right=()):
    """Somebody answered the four questions drawn; those in ``right`` rightly."""
    with app.app_context(), transaction() as session:
        release = releases.get(course.release_id)
        names = ["begins-with", "can-hold", "complete", "one-right"]
        questions = [release.question(name) for name in names]
        answers = {"begins-with": 0, "can-hold": [0, 1], "complete": "feedback", "one-right": "1"}
        row = AttemptRow(
            public_id=f"try-{enrolment}", enrolment_id=enrolment, unit="start/check", number=1,
            release_id=course.release_id, seed="0", drawn=[[each.id, each.version, [], ""] for each in questions],
            started_at=NOW, finished_at=NOW, percent=25 * len(right),
            passed=len(right) == 4,
        )  # fmt: skip
        session.add(row)
        session.flush()
        for position, each in enumerate(questions, 1):
            given = (
                answers[each.id]
                if each.id in right
                else {"begins-with": 1, "can-hold": [2], "complete": "no", "one-right": "3"}[each.id]
            )
            session.add(
                AnswerRow(
                    attempt_id=row.id,
                    position=position,
                    number=1,
                    question_version=each.version,
                    response=given,
                    credit_over=int(each.id in right),
                    credit_under=1,
                    at=NOW,
                )
            )


def test_a_changed_lesson_says_who_finished_it_and_stays_finished(app, author, learners):
    edit(author, app, "start/welcome.md", "one thing.", "a single thing.")
    page = author.get(PUBLISH).text
    assert "3 finished it. It stays finished." in page
    response = publish_now(author, **{"news-start/welcome": "one word."}, note="A word")
    assert response.location == "/author/small/releases"
    assert live(app)[1] == 2
    with app.app_context():
        facts = visit(reader(), 2, "small").facts
        assert [fact.kind for fact in facts] == [Kind.LESSON_DONE]
    learner = sign_in(app.test_client(), "dora@example.org")
    assert "one word. You do not need to redo it." in learner.get("/c/small/start/welcome").text
    fresh = app.test_client().get("/c/small/start/welcome").text
    assert "redo" not in fresh


@pytest.mark.parametrize(("choice", "waived"), [("all", 0), ("new", 3)])
def test_a_new_lesson_is_for_everybody_or_only_for_those_to_come(app, author, learners, choice, waived):
    submit(author, "/author/small/add", page="/author/small", kind="lesson", module="start", title="One more")
    page = author.get(PUBLISH).text
    assert "2 in progress, 1 certified" in page
    publish_now(author, **{"required-start/one-more": choice})
    with app.app_context(), transaction() as session:
        found = session.scalars(select(FactRow).where(FactRow.kind == Kind.WAIVER)).all()
        assert [fact.subject for fact in found] == ["start/one-more"] * waived


@pytest.mark.parametrize("again", [True, False])
def test_a_corrected_key_marks_again_upwards_only(app, author, learners, course, again):
    attempt_at_check(app, learners[0], course, right=("can-hold", "complete", "one-right"))
    attempt_at_check(app, learners[1], course, right=("begins-with", "can-hold", "complete", "one-right"))
    edit(author, app, "start/check.md", "- (x) A scene", "- ( ) A scene")
    edit(author, app, "start/check.md", "- ( ) A list of definitions", "- (x) A list of definitions")
    page = author.get(PUBLISH).text
    assert "2 answered, one gains a pass" in page
    publish_now(author, **({"remark": "begins-with"} if again else {}))
    with app.app_context(), transaction() as session:
        tries = session.scalars(select(AttemptRow).order_by(AttemptRow.id)).all()
        assert [(each.percent, each.passed) for each in tries] == [
            (100, True) if again else (75, False),
            (100, True),
        ]
        facts = session.scalars(select(FactRow).where(FactRow.kind == Kind.CHECK)).all()
        assert [(fact.enrolment_id, fact.numbers["percent"]) for fact in facts] == (
            [(learners[0], 100)] if again else []
        )


def test_what_goes_although_learners_have_data_under_it_asks_first(app, author, learners, course):
    attempt_at_check(app, learners[0], course)
    edit(author, app, "start/check.md", "{#one-right}", "{#one-right-now}")
    assert "It may go: hide what 1 did there" in author.get(PUBLISH).text
    assert publish_now(author).status_code == 422
    assert live(app)[1] == 1
    assert publish_now(author, confirmed="one-right").status_code == 303
    assert live(app)[1] == 2


def test_errors_stop_publishing_and_each_leads_to_its_line(app, author):
    edit(author, app, "start/welcome.md", "## One idea", "[gone](../gone.md)\n\n## One idea")
    page = author.get(PUBLISH).text
    assert "Publish now" not in page
    assert re.search(r'href="/author/small/edit/start/welcome.md#line-\d+"', page)
    assert submit(author, PUBLISH, version="2", origin="browser", when="now").status_code == 422
    assert "E501" in author.get("/author/small/problems").text


def test_a_draft_edited_meanwhile_is_not_published_unseen(app, author, second):
    edit(author, app, "start/welcome.md", "one thing.", "a single thing.")
    shown = author.get(PUBLISH).text
    version = re.search(r'name="version" value="(\d+)"', shown)[1]
    edit(second, app, "start/check.md", "Answer in your own time.", "Take your time.")
    assert submit(author, PUBLISH, version=version, origin="browser", when="now").status_code == 409
    assert live(app)[1] == 1


def test_one_step_leads_back_and_the_draft_stays(app, author):
    edit(author, app, "start/welcome.md", "one thing.", "a single thing.")
    publish_now(author)
    edit(author, app, "start/check.md", "Answer in your own time.", "Take your time.")
    assert submit(author, "/author/small/releases/1/back", page="/author/small/releases").status_code == 303
    assert live(app)[1] == 3
    assert "a single thing." not in author.get("/c/small/start/welcome").text
    assert "Take your time." in author.get("/author/small/preview/start/check").text


def test_a_planned_release_comes_by_itself_unless_the_draft_was_edited(app, author):
    edit(author, app, "start/welcome.md", "one thing.", "a single thing.")
    version = re.search(r'name="version" value="(\d+)"', author.get(PUBLISH).text)[1]
    due = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    fields = {"version": version, "origin": "browser", "when": "later"}
    assert submit(author, PUBLISH, **fields, due="2020-01-01T10:00").status_code == 422
    assert submit(author, PUBLISH, **fields, due=due).status_code == 303
    assert "A release is planned" in author.get("/author/small").text
    with app.app_context():
        publish_planned()
    assert live(app)[1] == 1
    with app.app_context(), transaction() as session:
        session.get(PlannedReleaseRow, 1).due_at = NOW
    with app.app_context():
        publish_planned()
    assert live(app)[1] == 2
    with app.app_context(), transaction() as session:
        assert session.get(PlannedReleaseRow, 1) is None


def test_a_plan_whose_draft_was_edited_says_why_it_was_not_carried_out(app, author):
    edit(author, app, "start/welcome.md", "one thing.", "a single thing.")
    version = re.search(r'name="version" value="(\d+)"', author.get(PUBLISH).text)[1]
    due = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    submit(author, PUBLISH, version=version, origin="browser", when="later", due=due)
    edit(author, app, "start/welcome.md", "a single thing.", "just one thing.")
    with app.app_context(), transaction() as session:
        session.get(PlannedReleaseRow, 1).due_at = NOW
    with app.app_context():
        publish_planned()
    assert live(app)[1] == 1
    assert "It was edited after that was planned." in author.get("/author/small").text


@pytest.mark.slow
def test_whom_publishing_touches_is_known_within_a_second_of_work_at_5000_learners(app, author, course):
    with app.app_context(), transaction() as session:
        release = course.release_id
        columns = dict(session.execute(select(AccountRow.__table__)).first()._mapping)
        people = [
            {
                **columns,
                "id": 100 + n,
                "email": f"p{n}@example.org",
                "email_key": f"p{n}@example.org",
                "role": "learner",
            }
            for n in range(5000)
        ]
        session.execute(insert(AccountRow), people)
        session.execute(insert(EnrolmentRow), [
            {"id": 100 + n, "account_id": 100 + n, "course": "small", "started_at": NOW}
            for n in range(5000)
        ])  # fmt: skip
        session.execute(insert(FactRow), [
            {"enrolment_id": 100 + n, "kind": kind, "subject": subject, "numbers": {}, "release_id": release, "at": NOW}
            for n in range(5000)
            for kind, subject in [(Kind.LESSON_DONE, "start/welcome"), (Kind.CHECK, "start/check"),
                                  (Kind.TASK_MET, "start/first-step#plan")] * 3
        ])  # fmt: skip
        questions = [
            releases.get(release).question(name) for name in ("begins-with", "can-hold", "complete", "one-right")
        ]
        session.execute(insert(AttemptRow), [
            {"id": 100 + n, "public_id": f"t{n}", "enrolment_id": 100 + n, "unit": "start/check", "number": 1,
             "release_id": release, "seed": "0", "drawn": [[q.id, q.version, [], ""] for q in questions],
             "started_at": NOW, "due_at": None,
             "finished_at": NOW, "percent": 75, "passed": False}
            for n in range(5000)
        ])  # fmt: skip
        given = [1, [0, 1], "feedback", "1"]
        session.execute(insert(AnswerRow), [
            {"attempt_id": 100 + n, "position": at + 1, "number": 1, "question_version": q.version,
             "response": given[at], "sealed": None, "credit_over": int(at > 0), "credit_under": 1, "at": NOW}
            for n in range(5000) for at, q in enumerate(questions)
        ])  # fmt: skip
    edit(author, app, "start/welcome.md", "one thing.", "a single thing.")
    submit(author, "/author/small/add", page="/author/small", kind="lesson", module="start", title="One more")
    author.get(PUBLISH)
    begun = process_time()
    page = author.get(PUBLISH).text
    assert process_time() - begun < 1
    assert "5000 finished it" in page
    edit(author, app, "start/check.md", "- (x) A scene", "- ( ) A scene")
    edit(author, app, "start/check.md", "- ( ) A list of definitions", "- (x) A list of definitions")
    begun = process_time()
    page = author.get(PUBLISH).text
    assert "5000 answered, 5000 gain a pass" in page
    assert process_time() - begun < 2
    assert publish_now(author, **{"required-start/one-more": "new"}, remark="begins-with").status_code == 303
    with app.app_context():
        assert {fact.kind for fact in visit(reader(), 5000, "small").facts} >= {Kind.WAIVER, Kind.CHECK}


def test_a_try_that_runs_ends_with_the_words_it_began_with(app, author, make_account):
    make_account("gina@example.org", "Gina")
    learner = sign_in(app.test_client(), "gina@example.org")
    begun = submit(learner, "/c/small/start/check/begin", page="/c/small/start/check").location
    shown = learner.get(begun).text
    heading = re.search(r'id="question-([a-z-]+)"', shown)[1]
    with app.app_context():
        words = re.search(rf"## (.*) {{#{heading}", workspace(reader(), "small").files["start/check.md"].decode())[1]
    edit(author, app, "start/check.md", words, "Quite another question?")
    page = author.get(PUBLISH).text
    assert re.search(r"Tries that are running</dt>\s*<dd[^>]*>1<", page)
    assert publish_now(author).status_code == 303
    assert "Quite another question?" not in learner.get(begun).text
    assert words.split("`")[0] in learner.get(begun).text


def test_the_editor_the_page_of_problems_and_the_command_line_say_the_same(app, author, tmp_path):
    more = "# Your first lesson\n\n[gone](../nowhere.md)\n\n## A {#1}"
    edit(author, app, "start/welcome.md", "# Your first lesson", more)
    edit(author, app, "start/check.md", "- (x) A scene", "- ( ) A scene")
    with app.app_context():
        space = workspace(reader(), "small")
        for path, data in space.files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
        said = review(reader(), space.files).problems
    told = check_folder(tmp_path)
    assert [str(each) for each in said] == [str(each) for each in told]
    assert {each.code for each in told} >= {"E501", "E213", "E322"}
    page = author.get("/author/small/problems").text
    for each in told:
        assert f"{each.file}:{each.line}</a> {each.code}" in page
    lesson = author.get("/author/small/edit/start/welcome.md").text
    assert all(f"{each.code} " in lesson for each in told if each.file == "start/welcome.md")


@pytest.mark.parametrize(("choice", "waived"), [("all", False), ("new", True)])
def test_what_was_optional_and_is_asked_for_now_is_for_everybody_or_only_for_those_to_come(
    app, author, learners, choice, waived
):
    edit(author, app, "start/check.md", "{.quiz pick=4}", "{.quiz pick=4 optional}")
    assert publish_now(author).status_code == 303
    edit(author, app, "start/check.md", "{.quiz pick=4 optional}", "{.quiz pick=4}")
    page = author.get(PUBLISH).text
    assert "It was optional and is asked for now." in page
    assert "2 in progress" in page
    assert publish_now(author, **{"required-start/check": choice}).status_code == 303
    with app.app_context():
        account = reader().execute(select(EnrolmentRow.account_id).where(EnrolmentRow.id == learners[0])).scalar_one()
        found = {fact.subject for fact in visit(reader(), account, "small").facts if fact.kind is Kind.WAIVER}
    assert found == ({"start/check"} if waived else set())
