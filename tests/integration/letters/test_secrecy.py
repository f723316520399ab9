"""What stands in letters, signatures and Guides is found in no file of the site, no log and no queue."""

import tempfile
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from course_app.infrastructure import clock, pdf
from course_app.infrastructure.database import db, transaction
from course_app.infrastructure.logs import init_logs
from course_app.people.digests import send_due
from course_app.people.models import DigestRow
from tests.forms import submit
from tests.integration.letters.test_desk import add, begin, write
from tests.integration.letters.test_desk import writer as writer

PLANTED = (
    "Zebediah", "Quillfeather", "zq-secret@plant.example", "7946095811", "the planted taxi", "Planted subject",
    "planted words of a letter", "Planted Signature", "planted-sender@plant.example", "planted messenger",
)  # fmt: skip
BODY = (
    "Dear Zebediah, these are the planted words of a letter about the planted taxi. It came back to me this week.\n\n"
    "Do you still whistle?\n\nPlanted Signature"
)


def found_in(data):
    low = data.lower()
    return [secret for secret in PLANTED if secret.lower().encode() in low or secret.lower().encode("utf-16-le") in low]


@pytest.fixture
def planted(app, writer):
    """Somebody who wrote, signed, guessed, sent, asked for a Guide and for the weekly mail."""
    contact = {"email": "zq-secret@plant.example", "phone": "+44 7946095811", "memory": "the planted taxi"}
    person = add(app, writer, "Zebediah Quillfeather", **contact)
    here = f"/people/{person}/letter"
    letter = begin(writer, person, template="")
    signed = {"name": "Planted Signature", "email": "planted-sender@plant.example", "other": "planted messenger"}
    fields = {f"sender-{part}": value for part, value in signed.items()}
    assert submit(writer, f"{here}/sender", page=here, letter=letter, **fields).status_code == 303
    saved = write(writer, person, letter, subject="Planted subject", body=BODY, then="send")
    assert saved.location.endswith("/send")
    submit(writer, f"{here}/{letter}/guess", page=f"{here}/{letter}/send", guess="3")
    sent = submit(writer, f"{here}/{letter}/sent", page=f"{here}/{letter}/send", channel="email", when="today", day="")
    assert sent.status_code == 303
    submit(writer, f"/people/{person}/log", direction="in", channel="email", when="today")
    submit(writer, "/my-guide", letters="y", contacts="y")
    submit(writer, "/reminders", wanted="y", weekday="0", hour="8")
    return person, letter


def work(app):
    with app.app_context():
        with transaction() as session:
            session.execute(update(DigestRow).values(next_at=clock.now() - timedelta(minutes=1)))
        send_due()
        app.extensions["jobs"].run_pending()
        app.extensions["jobs"].run_sweeps()


def test_no_file_of_the_instance_holds_a_word_of_it(app, writer, planted, settings, tmp_path, monkeypatch):
    pdf.warm_up()  # a process keeps the folder of its fonts; what is looked at here are those of documents
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    queue = settings.instance / "jobs.db"
    assert queue.exists()
    assert found_in(queue.read_bytes()) == [], "jobs that wait"
    work(app)
    assert writer.get("/my-guide.pdf").status_code == 200
    with app.app_context():
        for table in ("person_letter", "letter_sender", "my_guide", "digest", "outbox", "fact"):
            rows = db.session().execute(text(f"SELECT * FROM {table}")).all()
            assert rows or table == "fact", table
            assert found_in(repr(rows).encode()) == [], table
    assert [path.name for path in scratch.rglob("*") if path.is_file() and found_in(path.read_bytes())] == []
    files = [path for path in settings.instance.rglob("*") if path.is_file()]
    assert any(path.suffix == ".eml" for path in files), "the weekly mail is among them"
    assert any(path.name.startswith("course.db") for path in files)
    for path in files:
        assert found_in(path.read_bytes()) == [], path.name


def test_no_log_line_holds_a_word_of_it(app, writer, planted, capfd):
    init_logs("json", production=True)
    person, letter = planted
    here = f"/people/{person}/letter"
    work(app)
    writer.get(f"{here}/{letter}.eml")
    writer.get("/people/export.zip")
    write(writer, person, letter, version="1", subject="Planted subject", body=BODY)
    submit(writer, f"{here}/begin", page=f"{here}?choose=1", use="first", template="Planted subject")
    submit(writer, f"{here}/{letter}/sent", page=here, channel="planted messenger", when="date", day="Zebediah")
    writer.get(f"{here}/Zebediah.eml")
    submit(writer, "/signout", page="/people")
    out = capfd.readouterr()
    assert found_in((out.out + out.err).encode()) == []


def test_pages_with_letters_are_never_kept_by_a_cache(writer, planted):
    person, letter = planted
    for path in ("", f"?letter={letter}", f"/{letter}.eml"):
        assert "no-store" in writer.get(f"/people/{person}/letter{path}").headers["Cache-Control"], path
    assert "no-store" in writer.get("/my-guide").headers["Cache-Control"]


def test_the_export_tells_letters_and_signature(app, writer, planted):
    told = writer.get("/account/export").text
    assert "planted words of a letter" in told
    assert "planted messenger" in told
