"""A backup brings a site back as it was, on either database, whole or not at all."""

import shutil
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from course_app.infrastructure import clock, migrating
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db, transaction
from course_app.infrastructure.keys import MissingKeyError
from course_app.infrastructure.mail import Letter, kept_mails, post, send_due, send_mail
from course_app.operations import serving
from course_app.operations.backup import swapping
from course_app.operations.backup.archive import BackupError
from course_app.operations.backup.making import make
from course_app.operations.backup.moving import move
from course_app.operations.backup.restoring import restore
from course_app.operations.backup.tables import MovingError
from tests.conftest import Role, WholeAnswers, add_person, sign_in
from tests.furnished import EMAILS
from tests.integration.operations.backup.conftest import CHANGED_BY_A_RESTORE, Site
from tests.served import ROOT, environment, with_assets

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize("elsewhere", ["sqlite", "postgresql"], indirect=True)
def test_a_site_comes_back_row_by_row_on_either_database(original, archive, elsewhere):
    settings, open_site = elsewhere
    done = restore(settings, archive, clock.now(), with_keys=True)
    assert done.manifest.rows > 200
    there = open_site()
    assert there.rows(CHANGED_BY_A_RESTORE) == original.rows(CHANGED_BY_A_RESTORE)


def test_people_sign_in_there_and_find_what_is_theirs_byte_for_byte(original, archive, elsewhere):
    settings, open_site = elsewhere
    restore(settings, archive, clock.now(), with_keys=True)
    app = open_site().app
    learner, holder = sign_in(app.test_client(), EMAILS["learner"]), sign_in(app.test_client(), EMAILS["holder"])
    assert "Evan Brandt" in learner.get("/people").text
    letter = original.furnished.values
    assert "baking" in learner.get(f"/people/{letter['person']}/letter?letter={letter['letter']}").text
    pdf = holder.get("/c/garden/certificate.pdf").data
    assert pdf.startswith(b"%PDF")
    assert pdf == original.furnished.browsers["holder"].get("/c/garden/certificate.pdf").data


def test_nobody_is_signed_in_there_and_no_mail_that_waited_is_sent(original, elsewhere, tmp_path):
    settings, open_site = elsewhere
    assert original.rows()["session"]
    with original.app.app_context(), transaction() as session:
        post(session, Letter("test", "dana@example.org", "Subject", "Text", "<p>Text</p>"), clock.now())
    make(original.app, tmp_path / "now.zip", clock.now(), with_keys=True)
    restore(settings, tmp_path / "now.zip", clock.now(), with_keys=True)
    app = open_site().app
    with app.app_context():
        assert not open_site().rows()["session"]
        with transaction() as session:
            held = [mail for mail in kept_mails(session) if mail.letter.kind == "test"]
        send_due()
        send_mail(held[0].id)
        with transaction() as session:
            after = [mail for mail in kept_mails(session) if mail.letter.kind == "test"]
    assert [(mail.sent_at, mail.tries, mail.error) for mail in held] == [(None, 0, "Not sent again after a restore.")]
    assert after == held


def test_new_rows_are_numbered_after_those_that_came_back(archive, elsewhere):
    settings, open_site = elsewhere
    restore(settings, archive, clock.now(), with_keys=True)
    assert add_person(open_site().app, "later@example.org", "Later", Role.LEARNER) > len(EMAILS)


def test_an_older_site_comes_back_and_is_brought_up_to_date(original, elsewhere, tmp_path):
    settings, open_site = elsewhere
    older = migrating.revisions()[1]
    with original.app.app_context():
        migrating.downgrade(db.engine, older)
        try:
            manifest = make(original.app, tmp_path / "old.zip", clock.now(), with_keys=True)
        finally:
            migrating.upgrade(db.engine)
    assert manifest.revision == older
    restore(settings, tmp_path / "old.zip", clock.now(), with_keys=True)
    assert open_site().rows(CHANGED_BY_A_RESTORE) == original.rows(CHANGED_BY_A_RESTORE)


def test_a_site_moves_to_another_database_and_every_row_is_compared(original, elsewhere):
    settings, open_site = elsewhere
    said = []
    for file in original.settings.keys.iterdir():
        (settings.keys / file.name).write_bytes(file.read_bytes())
    there = open_site()
    with original.app.app_context(), there.app.app_context():
        target = db.engine
    with original.app.app_context():
        rows = move(db.engine, target, said.append)
    assert there.rows() == original.rows()
    assert said == [f"{rows} rows copied. Comparing them …"]
    with original.app.app_context(), pytest.raises(MovingError, match="holds tables already"):
        move(db.engine, target, said.append)


def test_the_private_data_of_a_backup_needs_its_key(archive, elsewhere):
    settings, _open_site = elsewhere
    with pytest.raises(MissingKeyError):
        restore(settings, archive, clock.now(), with_keys=False)
    (settings.keys / "data.key").write_text("ab" * 32)
    with pytest.raises(BackupError, match="does not open the private data"):
        restore(settings, archive, clock.now(), with_keys=False)
    assert not list(settings.instance.glob("course.db*"))
    assert (settings.keys / "data.key").read_text() == "ab" * 32
    (settings.keys / "data.key").write_bytes(zipfile.ZipFile(archive).read("keys/data.key"))
    assert restore(settings, archive, clock.now(), with_keys=False).manifest.rows > 200


def test_a_database_that_holds_tables_is_left_alone(archive, elsewhere):
    settings, open_site = elsewhere
    restore(settings, archive, clock.now(), with_keys=True)
    before = open_site().rows()
    if settings["DATABASE_URL"]:
        with pytest.raises(BackupError, match="holds tables already, and stays as it is"):
            restore(settings, archive, clock.now(), with_keys=True)
        assert open_site().rows() == before
    else:
        done = restore(settings, archive, clock.now(), with_keys=True)
        assert [path.name.partition(".before-")[0] for path in done.aside if path.name.startswith("course")] == [
            "course.db"
        ]


@pytest.mark.parametrize("steps", range(9))
def test_wherever_a_restore_is_stopped_the_site_is_the_old_one_or_the_new_one(tmp_path, monkeypatch, steps):
    names = ("course.db", "data.key", "config.toml")
    for name in names:
        (tmp_path / name).write_text(f"old {name}")
        (tmp_path / f"{name}.restoring").write_text(f"new {name}")
    (tmp_path / "course.db-wal").write_text("of the old one")
    listed = [
        swapping.Exchange(*(str(tmp_path / f"{name}{end}") for end in (".restoring", "", ".before"))) for name in names
    ]
    left = iter([None] * steps)
    replace = Path.replace

    def stops(self, target):
        next(left)  # raises when the steps are used up
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stops)
        with suppress(StopIteration):
            swapping.exchange(tmp_path, listed)
    begun = (tmp_path / swapping.LIST).exists() or steps >= len(names) + 1
    swapping.finish(tmp_path)
    assert not swapping.finish(tmp_path)
    word = "new" if begun else "old"
    assert [(tmp_path / name).read_text() for name in names] == [f"{word} {name}" for name in names]
    if begun:
        assert [(tmp_path / f"{name}.before").read_text() for name in names] == [f"old {name}" for name in names]
        assert not (tmp_path / "course.db-wal").exists()


@pytest.mark.parametrize("original", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seconds", [0.6, 1.4, 1.8, 2.2])
def test_a_restore_that_is_killed_leaves_a_site_that_starts(archive, original, manifest, tmp_path, seconds):
    instance = with_assets(Path(shutil.copytree(original.folder, tmp_path / "site")))
    command = [sys.executable, "-m", "course_app", "restore", str(archive), "--yes", "--with-keys"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(instance=instance), stdout=subprocess.DEVNULL)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    app = serving.prepare(load_settings({}, INSTANCE=str(instance)), lambda _line: None, with_keys=False)
    app.test_client_class, app.testing = WholeAnswers, True
    assert Site(app, instance, None).rows(CHANGED_BY_A_RESTORE) == original.rows(CHANGED_BY_A_RESTORE)
    assert "Evan Brandt" in sign_in(app.test_client(), EMAILS["learner"]).get("/people").text
    with app.app_context():
        db.engine.dispose()
