"""Today with people in it: who is waiting, the one next thing, the Keep view."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from course_app.accounts.models import AccountRow
from course_app.domain.people import Cadence, Channel, Direction, Letter, LetterStatus, PlanKind
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.people import dealings, letters, service, spheres
from course_app.people import keeper as keepers
from course_app.web import today as today_page
from tests.credentials import reach
from tests.forms import submit
from tests.publishing import publish_course
from tests.statements import statements

TODAY = clock.today("UTC")


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.fixture
def keep(app, learner):
    """Do something with Dana's list."""

    def act(does):
        with app.app_context():
            column = AccountRow.__table__.c
            row = reader().execute(select(column.id, column.wrapped_key)).first()
            who = keepers.keeper(row.id, app.extensions["data_key"](row.wrapped_key), TODAY, clock.now())
            with transaction() as session:
                return does(session, who)

    return act


def person(session, who, name="Evan", **values):
    sphere = spheres.sphere_named(session, who, "First job").id
    return service.add_person(session, who, given=name, sphere=sphere, **values)


def wrote(session, who, name="Evan", days=0, **values):
    found = person(session, who, name, **values)
    dealings.log_touch(session, who, found, Direction.OUT, Channel.EMAIL, ago(days))
    return found


def answered(session, who, name="Priya", days=0, **values):
    found = wrote(session, who, name, days + 5, **values)
    dealings.log_touch(session, who, found, Direction.IN, Channel.EMAIL, ago(days))
    return found


def drafted(session, who, name="Ilse", days=3):
    found = person(session, who, name)
    letter = letters.save_letter(session, who, Letter("", found, "first", LetterStatus.READY, body="Hi"))
    row = session.get_one(letters.LetterRow, letter.id)
    row.changed_at = clock.now() - timedelta(days=days)
    return found


def planned(session, who, name="Tom"):
    found = person(session, who, name)
    dealings.add_plan(session, who, found, PlanKind.STEP, what="Call", channel=Channel.CALL, day=TODAY)
    return found


@pytest.fixture
def course(app, learner):
    publish_course(app)
    submit(learner, "/c/garden/start", page="/c/garden")


def first_title(page):
    return re.search(r'<section class="card"[^>]*>.*?<h2 class="card-title">(.*?)</h2>', page, re.DOTALL)[1]


def test_without_people_today_is_about_the_course_alone(learner, course):
    page = learner.get("/today").text
    assert "Your reach-outs" not in page
    assert "People waiting on you" not in page


def test_the_one_thing_is_an_answer_then_a_draft_then_a_plan_then_the_lesson_then_rest(learner, course, keep):
    keep(lambda session, who: wrote(session, who, days=1))
    lesson = first_title(learner.get("/today").text)
    keep(planned)
    assert first_title(learner.get("/today").text) == "Call: Tom"
    keep(drafted)
    assert first_title(learner.get("/today").text) == "Send your letter to Ilse"
    keep(answered)
    page = learner.get("/today").text
    assert first_title(page) == "Write back to Priya"
    assert lesson in page


def test_a_draft_waits_two_days_before_it_comes_first(learner, course, keep):
    lesson = first_title(learner.get("/today").text)
    keep(lambda session, who: drafted(session, who, days=1))
    page = learner.get("/today").text
    assert first_title(page) == lesson
    assert "Send your letter" not in page
    assert "Open draft" in page


def test_when_all_is_quiet_there_is_nothing_to_do_but_wait(learner, keep):
    keep(lambda session, who: [wrote(session, who, name, 3) for name in ("Evan", "Ilse", "Tom")])
    page = learner.get("/today").text
    assert "3 letters are out." in page
    assert "Nothing to do but wait, kindly. Next:" in page
    assert "3 sent · 0 replies" in page


def test_who_is_waiting_stands_there_with_the_line_to_pick_up(learner, keep):
    said = {"cadence": Cadence.QUARTERLY, "next_line": "Ask about the bakery"}
    keep(lambda session, who: answered(session, who, days=100, **said))
    page = learner.get("/today").text
    assert "People waiting on you" in page
    assert "Say hello" in page
    assert "Ask about the bakery" in page


def test_after_a_long_pause_a_fresh_start_is_offered(app, learner, keep):
    names = ("Ada", "Bo", "Cy")
    keep(lambda session, who: [answered(session, who, name, 400, cadence=Cadence.MONTHLY) for name in names])
    page = learner.get("/today").text
    assert "Good to see you. Nothing was lost. Would you like to start fresh with one person?" in page
    submit(learner, "/people/fresh-start")
    assert "start fresh with one person" not in learner.get("/today").text


def test_the_next_thirty_days_stand_beside(learner, keep):
    keep(lambda session, who: wrote(session, who, days=3))
    page = learner.get("/today").text
    assert "Next 30 days" in page
    assert "A gentle second note: Evan" in page


def test_a_card_that_fails_costs_itself_and_never_the_page(app, learner, course):
    def fails(_visitor):
        raise ValueError("Evan")

    def fails_when_drawn(_visitor):
        return today_page.Part(cards=(today_page.Card("main", 1, "people/_card_waiting.html", {"rows": 5}),))

    today_page.register(app, "broken", fails)
    today_page.register(app, "half broken", fails_when_drawn)
    response = learner.get("/today")
    assert response.status_code == 200
    assert response.text.count("This part could not be shown.") == 2
    assert "Your certificate" in response.text


def test_with_the_certificate_today_is_about_keeping_in_touch(app, learner, keep):
    reach(app, 1)
    page = learner.get("/today").text
    assert "You have done it all." in page
    keep(lambda session, who: answered(session, who, days=2))
    page = learner.get("/today").text
    assert "What stays is keeping in touch, at your own pace." in page
    assert first_title(page) == "Write back to Priya"
    assert page.index("People waiting on you") < page.index("To the certificate")
    assert "One small thing today" not in page


@pytest.mark.parametrize("count", [1, 40])
def test_pages_ask_little_however_many_people_there_are(app, learner, course, keep, count):
    names = ["Dora the " + "a" * number for number in range(count)]
    found = keep(lambda session, who: [answered(session, who, name, len(name) % 5) for name in names])[0]
    budgets = {"/people": 5, "/people?view=due": 5, f"/people/{found}": 3, "/spheres": 3, "/today": 5, "/people/new": 3}
    for path, budget in budgets.items():
        learner.get(path)
        with statements(app) as seen:
            assert learner.get(path).status_code == 200
        assert len(seen) <= budget, (path, seen)
