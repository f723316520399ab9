"""What is typed about people is found nowhere but on the learner's own pages."""

import re
import zlib

import pytest
from itsdangerous import base64_decode
from sqlalchemy import text

from course_app.accounts import personal_data, service
from course_app.infrastructure import clock
from course_app.infrastructure.database import db, transaction
from course_app.infrastructure.logs import init_logs
from course_app.web import today as today_page
from tests.forms import submit

TODAY = clock.today("UTC")
PLANTED = (
    "Zebediah", "Quillfeather", "Zebby", "zq-secret@plant.example", "7946095811", "plant.example/zq", "Plantville",
    "the planted taxi", "a planted favour", "planted bakery", "Planted jubilee", "planted plan", "Planted sphere",
    "planted answer",
)  # fmt: skip


@pytest.fixture
def planted(learner):
    """Somebody with everything that can be typed about a person."""
    submit(learner, "/spheres", name="Planted sphere", kind="work", cadence="", answer="planted answer")
    sphere = re.search(r'href="/spheres/([\w-]{16})"', learner.get("/spheres").text)[1]
    submit(learner, "/people", page="/people/new", name="Zebediah Quillfeather", sphere=sphere)
    person = re.search(r'href="(/people/[\w-]{16})"[^>]*>Zebediah', learner.get("/people").text)[1]
    fields = {
        "given": "Zebediah",
        "family": "Quillfeather",
        "call_name": "Zebby",
        "sphere": sphere,
        "email": "zq-secret@plant.example",
        "phone": "+44 7946095811",
        "link": "https://plant.example/zq",
        "place": "Plantville",
        "memory": "the planted taxi",
        "born-day": "14",
        "born-month": "2",
        "born-year": "1979",
        "dates-0-label": "Planted jubilee",
        "dates-0-month": "5",
        "version": "1",
    }
    assert submit(learner, f"{person}/edit", **fields).status_code == 303
    submit(learner, f"{person}/offer", kind="time", text="a planted favour")
    submit(learner, f"{person}/next-line", page=person, next_line="planted bakery")
    submit(learner, f"{person}/plans", page=person, what="planted plan", day=str(TODAY))
    submit(learner, f"{person}/log", direction="out", channel="call", when="yesterday")
    submit(learner, f"{person}/log", direction="in", channel="call", when="today")
    page = learner.get(person).text
    assert all(secret in page for secret in PLANTED if secret not in ("Zebby", "planted answer"))
    return person


def files_of(instance):
    return [path for path in instance.rglob("*") if path.is_file()]


def found_in(data):
    low = data.lower()
    return [secret for secret in PLANTED if secret.lower().encode() in low or secret.lower().encode("utf-16-le") in low]


def test_no_file_of_the_instance_holds_a_word_of_it(app, learner, planted, settings):
    submit(learner, "/people/calendar/feed", page="/people/calendar")
    learner.get("/people/calendar.ics?names=1")
    with app.app_context():
        app.extensions["jobs"].run_sweeps()
        for table in ("person", "sphere", "person_offer", "person_touch", "person_plan"):
            rows = db.session().execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            assert found_in(repr(rows).encode()) == []
    files = files_of(settings.instance)
    assert any(path.name.startswith("course.db") for path in files)
    for path in files:
        assert found_in(path.read_bytes()) == [], path.name


def test_no_log_line_holds_a_word_of_it(app, learner, planted, capfd):
    init_logs("json", production=True)

    def fails(_visitor):
        raise RuntimeError("something else")

    today_page.register(app, "broken", fails)
    learner.get("/today")
    submit(learner, f"{planted}/edit", given="Zebediah", family="Quillfeather", sphere="nowhere", version="1")
    submit(learner, "/people", page="/people/new", name="Zebediah Quillfeather", new_sphere="Planted sphere")
    submit(learner, f"{planted}/log", direction="in", channel="call", when="date", day="planted plan")
    learner.get("/people?view=Zebediah")
    submit(learner, f"{planted}/delete", page=planted)
    submit(learner, "/signout", page="/people")
    out = capfd.readouterr()
    assert "card_failed" in out.err
    assert found_in((out.out + out.err).encode()) == []


def test_the_job_queue_holds_no_word_of_it(app, learner, planted, settings):
    with app.app_context():
        app.extensions["jobs"].run_pending()
    queue = settings.instance / "jobs.db"
    assert not queue.exists() or found_in(queue.read_bytes()) == []


def test_signed_in_pages_are_never_kept_by_a_cache(learner, planted):
    for path in ("/people", planted, f"{planted}/edit", "/spheres", "/today", "/people/calendar"):
        assert "no-store" in learner.get(path).headers["Cache-Control"], path


def test_the_export_tells_everything_in_plain_words(app, learner, planted):
    with app.app_context(), transaction() as session:
        row = session.execute(text("SELECT id, wrapped_key FROM account")).one()
        told = repr(personal_data.export(session, row.id, app.extensions["data_key"](row.wrapped_key)))
    assert all(secret in told for secret in PLANTED)


def test_with_the_account_everything_goes(app, learner, planted):
    with app.app_context(), transaction() as session:
        service.delete_account(session, session.execute(text("SELECT id FROM account")).scalar_one(), clock.now())
        for table in ("person", "sphere", "person_offer", "person_touch", "person_plan", "calendar_feed"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def test_no_cookie_holds_a_word_of_it_though_the_next_page_names_people(learner, planted):
    changes = [
        (f"{planted}/rest", f"{planted}/rest", {"span": "3"}, "Zebby rests."),
        (f"{planted}/wake", planted, {}, "Zebby is back on your list."),
        (f"{planted}/delete", planted, {}, "Zebediah"),
        (f"{planted}/restore", "/people", {}, "Zebediah Quillfeather is back"),
    ]
    for url, page, fields, said in changes:
        answer = submit(learner, url, page=page, **fields)
        assert answer.status_code == 303, url
        cookies = answer.headers.getlist("Set-Cookie")
        assert cookies or url.endswith("delete"), url
        assert [secret for cookie in cookies for secret in found_in(plain(cookie))] == []
        assert said in learner.get(answer.location).text


def plain(cookie):
    """Return what stands in a signed cookie."""
    payload = cookie.partition("=")[2].partition(";")[0]
    packed = payload.startswith(".")
    data = base64_decode(payload.lstrip(".").partition(".")[0])
    return zlib.decompress(data) if packed else data
