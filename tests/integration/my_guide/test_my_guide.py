"""My Guide: choices, states, the file with all that it tells and nothing that it must not, and how long it is kept."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pikepdf
import pytest
from markupsafe import Markup
from sqlalchemy import select, text, update

from course_app.accounts.models import AccountRow
from course_app.domain.followup import add_months
from course_app.domain.partial_dates import PartialDate
from course_app.domain.people import (
    Cadence,
    Channel,
    Direction,
    KeptDate,
    Letter,
    LetterStatus,
    OfferKind,
    PlanKind,
    SphereKind,
)
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.my_guide import tasks
from course_app.my_guide.choices import Choices
from course_app.my_guide.composing import compose
from course_app.my_guide.keeping import owner_of
from course_app.my_guide.matter import matter_of
from course_app.my_guide.models import GuideRow
from course_app.people import dealings, letters, queries, service, spheres
from course_app.people.keeper import keeper
from course_app.printing.press import printed
from tests.forms import submit
from tests.integration.my_guide.course import write_course
from tests.publishing import publish_course
from tests.statements import statements

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
PLANTED = ("Evangeline", "Brandtmeyer", "evangeline@bakery.example", "+441632960961", "demo server died")


@pytest.fixture
def started(app, learner, tmp_path):
    """Somebody begins the course: an empty workbook, whose Guide is made soon."""
    publish_course(app, folder=write_course(tmp_path))
    submit(learner, "/c/tale/start", page="/c/tale")


@pytest.fixture
def owner(app, learner, started):
    """The id of somebody with a full workbook."""
    with app.app_context():
        account_id = reader().execute(select(AccountRow.id)).scalar_one()
        person = fill(app, account_id)
    here = "/c/tale/start/all"
    for task, fields in TYPED.items():
        values = {name: person if value == "<person>" else value for name, value in fields.items()}
        answer = submit(learner, f"{here}/task/{task}", page=here, version="0", **values)
        assert answer.status_code == 303, answer.text
    return account_id


TYPED = {
    "why": {"purpose": "To laugh with two people again, and to owe nobody a letter."},
    "worries": {"forgotten": "4", "forgotten.own": "Evangeline will place me when I name the taxi."},
    "plan": {"cue": "Tuesday at seven", "person": "<person>", "place": "the kitchen table", "step": "write her name"},
    "thanks": {
        "person": "<person>",
        "did": "You hung your key on my door one winter.",
        "changed": "I slept again, for a whole week, and then more.",
        "today": "My own key hangs with the neighbours now.",
    },
    "back": {"forgotten": "2", "lesson": "They do not stand at the window.", "promise": "One letter a month."},
}


def fill(app, account_id):
    whose = owner_of(reader(), account_id)
    mine = keeper(account_id, app.extensions["data_key"](whose.wrapped_key), TODAY, NOW)
    with transaction() as session:
        job = spheres.add_sphere(session, mine, name="First job", kind=SphereKind.WORK, since=2014, until=2018)
        choir = spheres.add_sphere(session, mine, name="Choir", kind=SphereKind.INTEREST)
        evan = service.add_person(
            session, mine, given="Evangeline", family="Brandtmeyer", sphere=job.id, last_year=2018, picked=True,
            email="evangeline@bakery.example", phone="+441632960961", born=PartialDate(None, 2, 29),
            memory="The night the demo server died and we typed the slides again in a taxi.",
            dates=(KeptDate("The day we opened", PartialDate(2015, 6, 1)),), guess=3, reality=6,
            cadence=Cadence.QUARTERLY, next_line="Ask Evangeline about the bakery.",
        )  # fmt: skip
        marta = service.add_person(session, mine, given="Marta", sphere=choir.id, guess=2)
        for number in range(14):
            service.add_person(session, mine, given=f"{NAMES[number]}", family="Longwood-Featherington", sphere=job.id)
        dealings.save_offer(session, mine, evan, OfferKind.ENCOURAGEMENT, "A warm word to two hiring managers")
        letter = letters.save_letter(session, mine, Letter("", evan, "first", LetterStatus.READY, "That taxi", BODY))
        letters.set_status(session, mine, evan, letter.id, LetterStatus.SENT)
        letters.save_letter(session, mine, Letter("", marta, "first", LetterStatus.OPEN, "", "Hi Marta,\n\n[a scene]"))
        dealings.log_touch(session, mine, evan, Direction.OUT, Channel.EMAIL, TODAY - timedelta(days=9), letter.id)
        dealings.log_touch(session, mine, evan, Direction.IN, Channel.EMAIL, TODAY - timedelta(days=4))
        dealings.add_plan(session, mine, evan, PlanKind.REACH, what="Call about the bakery", day=TODAY)
        dealings.add_plan(session, mine, marta, PlanKind.FAVOUR, what="Pass on the score", day=TODAY)
    return evan


NAMES = ["Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo", "Kim", "Lou", "Mo", "Nia"]
BODY = "Hi Evangeline,\n\nThe night the demo server died came back to me.\n\nAre you still baking?\n\nDana\n555 0100"


def composed(app, account_id, **choices):
    """Return a Guide before the engine sees it."""
    with app.app_context():
        whose = owner_of(reader(), account_id)
        key = app.extensions["data_key"](whose.wrapped_key)
        chosen = replace(Choices(), **choices)
        matter = matter_of(reader(), account_id, whose.name, key, TODAY, whose.locale, chosen)
        return compose(matter, "NetWorkWise")


def made(app, account_id, **choices):
    """Return the PDF of a Guide, made at once."""
    return printed(composed(app, account_id, **choices), TODAY, {})


def told(app, account_id, **choices):
    """Return the words of a Guide, without making the file."""
    return " ".join(Markup(composed(app, account_id, **choices).html).striptags().split())


def words_of(data, tmp_path, *options):
    path = tmp_path / "guide.pdf"
    path.write_bytes(data)
    said = subprocess.run(["pdftotext", "-layout", *options, path, "-"], capture_output=True, text=True, check=True)
    return " ".join(said.stdout.split())


def test_the_guide_tells_the_whole_workbook(app, owner, tmp_path):
    said = words_of(made(app, owner), tmp_path)
    for wanted in (
        "Dana Whitfield", "22 November 2026", "To laugh with two people again", "First job", "2014–2018",
        "Evangeline Brandtmeyer", "The night the demo server died", "A warm word to two hiring managers",
        "Letter, as sent", "Are you still baking?", "Letter, being written", "Call about the bakery",
        "Ask Evangeline about the bakery.", "They will not remember me.", "will place me when I name the taxi",
        "If Tuesday at seven, then I will write to Evangeline at the kitchen table.", "You hung your key on my door",
        "Pass on the score", "Birthday: Evangeline Brandtmeyer", "The day we opened",
        "Say hello: Evangeline Brandtmeyer",
        "no answer yet", "They do not stand at the window.", "One letter a month.", "private",
    ):  # fmt: skip
        assert wanted in said, wanted


def test_contact_details_stay_out_unless_asked_for(app, owner):
    said = told(app, owner)
    assert "bakery.example" not in said
    assert "1632" not in said
    said = told(app, owner, contacts=True)
    assert "evangeline@bakery.example" in said
    assert "+441632960961" in said


def test_initials_stand_wherever_a_name_would(app, owner):
    said = told(app, owner, initials=True)
    for name in ("Evangeline", "Brandtmeyer", "Longwood", "Marta"):
        assert name not in said
    assert "E. B." in said
    assert "Ask E. B. about the bakery." in said


def test_letters_may_stay_out(app, owner):
    assert "Are you still baking?" not in told(app, owner, letters=False)


@pytest.mark.parametrize(
    ("paper", "size", "large"),
    [("a4", (595.28, 841.89), False), ("letter", (612, 792), False), ("a4", (595.28, 841.89), True)],
)
def test_the_file_is_tagged_titled_and_has_bookmarks(app, owner, tmp_path, paper, size, large):
    path = tmp_path / "guide.pdf"
    path.write_bytes(made(app, owner, paper=paper, large=large))
    with pikepdf.open(path) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en"
        assert str(file.docinfo["/Title"]) == "My Guide"
        assert re.search(rb"pdfuaid:part(>|=\")1", file.Root.Metadata.read_bytes())
        with file.open_outline() as outline:
            titles = [each.title for each in outline.root]
        assert titles[:4] == ["Contents", "My purpose", "My spheres", "My people"]
        assert all(abs(float(got) - want) < 1 for got, want in zip(file.pages[1].mediabox[2:], size, strict=True))
        assert 20 <= len(file.pages) <= 40


def test_an_empty_workbook_becomes_lines_to_write_on(app, learner):
    with app.app_context():
        account_id = reader().execute(select(AccountRow.id)).scalar_one()
    said = told(app, account_id)
    for wanted in (
        "What would a good reconnection give me, or them?", "Nobody here yet.", "No spheres yet.", "What I fear",
        "If I feel like putting it off, then I will …", "Whom I thank", "Favours" , "Too early to tell.",
    ):  # fmt: skip
        assert wanted in said, wanted


def test_there_are_twelve_months_with_what_is_known_of_them_and_room_for_the_rest(app, owner):
    said = told(app, owner)
    months = [f"{day:%B} {day.year}" for day in (add_months(TODAY.replace(day=1), number) for number in range(12))]
    assert [month for month in months if month not in said] == []
    assert "November 2027" not in said
    for wanted in ("MoTuWeThFrSaSu", "28 Sun Birthday: Evangeline Brandtmeyer", "1 Tue The day we opened"):
        assert wanted in said, wanted


def test_there_are_blank_sheets_for_whoever_comes_to_mind_later(app, owner):
    said = told(app, owner)
    for wanted in (
        "Who else comes to mind", "A page for one person", "A letter by hand", "A card for a call", "If-then cards",
        "What went out, and what came back", "Room for notes",
    ):  # fmt: skip
        assert wanted in said, wanted


def test_first_picks_have_a_page_each_and_one_without_a_letter_has_lines_for_it(app, owner, tmp_path):
    with app.app_context():
        whose = owner_of(reader(), owner)
        mine = keeper(owner, app.extensions["data_key"](whose.wrapped_key), TODAY, NOW)
        with transaction() as session:
            for person in list(queries.circle(session.connection(), mine).people):
                if person.name.startswith(("Ada", "Bo ", "Cy", "Di ")):
                    service.change_person(session, mine, person.id, picked=True)
    path = tmp_path / "five.pdf"
    path.write_bytes(made(app, owner))
    with pikepdf.open(path) as file:
        assert 24 <= len(file.pages) <= 32
    said = told(app, owner)
    assert said.count("My letter, by hand") == 4
    assert "My letter, by hand" not in told(app, owner, letters=False)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((6, 5), "Too early to tell: 2 answered so far."),
        ((6, 5, 7), "I guessed 3.0 on average, and it felt like 6.0."),
    ],
)
def test_an_average_is_drawn_from_three_answers_on(app, owner, answers, said):
    with app.app_context():
        whose = owner_of(reader(), owner)
        mine = keeper(owner, app.extensions["data_key"](whose.wrapped_key), TODAY, NOW)
        with transaction() as session:
            people = [each for each in queries.circle(session.connection(), mine).people if each.reality is None]
            for person, felt in zip(people, answers[1:], strict=False):
                service.change_person(session, mine, person.id, guess=3, reality=felt)
    assert said in told(app, owner)


def ask(client, **choices):
    return submit(client, "/my-guide", **choices)


def work(app):
    with app.app_context():
        app.extensions["jobs"].run_pending()


def test_it_is_prepared_then_ready_then_gone(app, learner, owner):
    page = learner.get("/my-guide")
    assert (page.status_code, "16</strong> people" in page.text) == (200, True)
    assert ask(learner, letters="y", paper="letter").location == "/my-guide"
    waiting = learner.get("/my-guide")
    assert waiting.status_code == 202
    assert "This takes about five seconds." in waiting.text
    assert learner.get("/my-guide.pdf").status_code == 404
    work(app)
    ready = learner.get("/my-guide")
    assert ready.status_code == 200
    assert "Your Guide is ready" in ready.text
    file = learner.get("/my-guide.pdf")
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Cache-Control"] == "private, no-store"
    assert file.headers["Content-Disposition"] == 'attachment; filename="my-guide.pdf"'
    with app.app_context(), transaction() as session:
        session.execute(update(GuideRow).values(changed_at=clock.now() - timedelta(minutes=15)))
    assert learner.get("/my-guide.pdf").status_code == 404
    assert "Your Guide is ready" not in learner.get("/my-guide").text
    with app.app_context():
        tasks.sweep()
        assert reader().execute(select(GuideRow.account_id)).first() is None


def test_it_is_sealed_and_the_job_holds_an_id_alone(app, learner, owner, settings):
    ask(learner, contacts="y", letters="y")
    with app.app_context():
        [job] = [each for each in app.extensions["jobs"].waiting() if each.name == tasks.JOB]
        assert job.ids == (owner,)
    work(app)
    with app.app_context():
        row = reader().execute(text("SELECT * FROM my_guide")).one()
    assert b"%PDF" not in row.sealed
    for file in settings.instance.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not [word for word in PLANTED if word.encode() in data], file.name


def test_why_it_failed_names_nobody(app, learner, owner, monkeypatch, capsys):
    def stumble(*_values):
        raise ValueError("Evangeline is too long for this line")

    monkeypatch.setattr(tasks, "compose", stumble)
    ask(learner)
    work(app)
    page = unescape(learner.get("/my-guide").text)
    assert "Your Guide could not be made" in page
    assert "A page could not be set." in page
    assert "Try again" in page
    assert "Evangeline" not in page
    told = capsys.readouterr()
    assert "Evangeline is too long" not in told.out + told.err


def test_a_forgotten_job_is_found_by_the_sweep(app, learner, started):
    ask(learner)
    with app.app_context():
        app.extensions["jobs"].huey.flush()
        with transaction() as session:
            session.execute(update(GuideRow).values(changed_at=clock.now() - timedelta(minutes=2)))
        tasks.sweep()
    assert "Your Guide is ready" in learner.get("/my-guide").text


def test_it_goes_at_sign_out_and_when_it_is_let_go(app, learner, started):
    ask(learner)
    work(app)
    assert submit(learner, "/my-guide/drop", page="/my-guide").status_code == 303
    assert learner.get("/my-guide.pdf").status_code == 404
    ask(learner)
    submit(learner, "/signout", page="/my-guide")
    with app.app_context():
        assert reader().execute(select(GuideRow.account_id)).first() is None


def test_the_page_asks_little_of_the_database(app, learner, owner):
    with statements(app) as seen:
        learner.get("/my-guide")
    assert len(seen) <= 3, seen
