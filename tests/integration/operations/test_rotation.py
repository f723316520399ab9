"""Another master key: everything can still be read, contacts are still found, and a stop in between is mended."""

import re

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from course_app.application import create_app
from course_app.infrastructure import rotating
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db, reader, transaction
from course_app.infrastructure.keys import MissingKeyError, master_key
from course_app.infrastructure.mail import Letter, kept_mails, post
from course_app.operations.instance import hold_lock
from course_app.operations.rotation import keys, rotate
from course_app.people.forgetting import forget_contact
from tests.conftest import sign_in
from tests.forms import submit


@pytest.fixture
def listed(app, learner):
    """Somebody with a person on the list, whose address and number are known, and a mail in the outbox."""
    submit(learner, "/people", page="/people/new", name="Zebediah", new_sphere="Choir")
    path = re.search(r'href="(/people/[\w-]{16})"[^>]*>Zebediah', learner.get("/people").text)[1]
    sphere = next(filter(None, re.search(r'value="([\w-]+)" selected', learner.get(f"{path}/edit").text).groups()))
    fields = {
        "given": "Zebediah",
        "sphere": sphere,
        "version": "1",
        "email": "zeb@plant.example",
        "phone": "+447946095811",
    }
    assert submit(learner, f"{path}/edit", **fields).status_code == 303
    with app.app_context(), transaction() as session:
        post(session, Letter("test", "dana@example.org", "Subject", "Text of it", "<p>Text of it</p>"), _now())
    return path


def _now():
    from course_app.infrastructure import clock

    return clock.now()


def anew(settings, manifest):
    """Start the site again, as it would be started after the change."""
    app = create_app(
        load_settings({}, INSTANCE=str(settings.instance), DATABASE_URL=settings.values["DATABASE_URL"]), manifest
    )
    app.testing = True
    return app


def wrapped(app):
    with app.app_context():
        return reader().execute(text("SELECT wrapped_key FROM account")).scalar_one()


def check(app):
    """Everything reads as before, and the contact is found by address and by number."""
    client = sign_in(app.test_client())
    assert "Zebediah" in client.get("/people").text
    with app.app_context():
        with transaction() as session:
            assert [each.letter.text for each in kept_mails(session)] == ["Text of it"]
        index = app.extensions["blind_index"]
        for contact in ("zeb@plant.example", "+44 7946 095811"):
            with transaction() as session:
                assert forget_contact(session, index, contact, really=False).entries == 1
        db.engine.dispose()


@pytest.mark.postgres
def test_after_the_change_everything_is_read_and_found(app, listed, settings, manifest):
    before, key = wrapped(app), master_key(settings)
    with app.app_context():
        done = rotate(app)
    assert (done.accounts, done.people) == (1, 1)
    assert done.old.read_text().strip() == key.secret.hex()
    assert done.old.stat().st_mode & 0o077 == 0
    assert master_key(settings) != key
    assert wrapped(app) != before
    assert not rotating.is_interrupted(settings)
    check(anew(settings, manifest))


def test_a_stop_after_the_tables_were_rewritten_is_mended_by_the_next_run(app, listed, settings, manifest, monkeypatch):
    with app.app_context():
        monkeypatch.setattr(rotating, "put_in_force", _stopped)
        with pytest.raises(KeyboardInterrupt):
            rotate(app)
        monkeypatch.undo()
        assert rotating.is_interrupted(settings)
        assert rotate(app).accounts == 0
    check(anew(settings, manifest))


def test_a_stop_before_the_tables_were_rewritten_changes_nothing(app, listed, settings, manifest):
    with app.app_context():
        rotating.next_key(settings)
        db.engine.dispose()
    check(anew(settings, manifest))
    with app.app_context():
        assert rotate(app).people == 1
    check(anew(settings, manifest))


def _stopped(*_values):
    raise KeyboardInterrupt


def run(app, *arguments):
    return CliRunner().invoke(keys, ["rotate-master", *arguments], obj=lambda: app)


def test_the_command_changes_nothing_without_yes(app, listed, settings):
    before = master_key(settings)
    assert "Would change" in run(app).output
    assert master_key(settings) == before
    assert "hashed anew: 1 people" in run(app, "--yes").output
    assert master_key(settings) != before


def test_a_site_that_runs_is_left_alone(app, listed, settings):
    before = master_key(settings)
    with hold_lock(settings):
        result = run(app, "--yes")
    assert result.exit_code == 1
    assert "Stop that one first" in result.output
    assert master_key(settings) == before


def test_a_key_in_the_settings_is_to_be_put_into_its_file_first(settings):
    held = load_settings({}, INSTANCE=str(settings.instance), DATA_KEY="ab" * 32)
    with pytest.raises(MissingKeyError, match="COURSE_DATA_KEY"):
        rotating.next_key(held)


def test_a_third_key_is_refused(app, listed, settings):
    other = settings.keys / "data.key"
    with app.app_context():
        other.write_text("cd" * 32)
        with pytest.raises(MissingKeyError, match="Neither"):
            rotate(app)
