"""Every misconfiguration that the doctor knows is planted once, and found with something to do about it."""

import json
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from course_app.accounts import sessions
from course_app.application import create_app
from course_app.infrastructure import last_backup
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import transaction
from course_app.infrastructure.mail import Letter, post
from course_app.operations.doctor import instance_checks, paper_checks
from course_app.operations.doctor.examination import CHECKS, examine
from course_app.operations.doctor.findings import Level
from course_app.operations.instance import hold_lock
from course_app.web.access import Role
from tests.conftest import add_person
from tests.integration.operations.conftest import make_owner
from tests.publishing import COURSES
from tests.served import free_port

NOW = datetime.now(UTC)
REAL = {"BASE_URL": "https://learn.example.org", "TRUSTED_PROXIES": "1"}
SOUND = REAL | {
    "MAIL_URL": "smtps://mail.example.org",
    "MAIL_FROM": "courses@example.org",
    "SUPPORT_EMAIL": "help@example.org",
    "SIGNUP": "example.org, example.net",
}


SLOW = {"content", "PDF engine"}


def findings(instance, now=NOW, slow=False, **settings):
    """Return what is not fine, by check: level and text. Slow checks are left out unless asked for."""
    environ = {f"COURSE_{name}": str(value) for name, value in settings.items()}
    checks = tuple(check for check in CHECKS if slow or check.name not in SLOW)
    found = examine(now, environ, checks, INSTANCE=str(instance))
    assert all(each.todo for each in found if each.level in {Level.WRONG, Level.ADVICE})
    return {each.check: (each.level, each.says) for each in found if each.level is not Level.FINE}


def application(instance):
    return create_app(load_settings({}, INSTANCE=str(instance)))


def test_there_are_more_than_forty_checks_and_each_has_a_name_of_its_own():
    names = [check.name for check in CHECKS]
    assert len(names) > 40
    assert len(set(names)) == len(names)


def test_a_site_in_good_order_has_nothing_wrong(run, instance):
    make_owner(run)
    assert run("init").exit_code == 0
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert " 0 wrong" in result.stdout


@pytest.mark.parametrize(
    ("check", "settings", "level", "word"),
    [
        ("settings", {"PROT": "1"}, Level.WRONG, "COURSE_PORT"),
        ("settings", {"SECRET_KEY": "short"}, Level.WRONG, "32 characters"),
        ("address", {}, Level.ADVICE, "demonstrations"),
        ("https", SOUND | {"BASE_URL": "http://learn.example.org"}, Level.WRONG, "in the open"),
        ("secret key", {"SECRET_KEY": "change " * 5}, Level.WRONG, "guessed"),
        ("secret key", {"SECRET_KEY": "01234567" * 8, "DATA_KEY": "01234567" * 8}, Level.WRONG, "One key"),
        ("data key", {"DATA_KEY": "00" * 32}, Level.WRONG, "guessed"),
        ("time zone", {"TIMEZONE": "Mars/Olympus"}, Level.WRONG, "Mars/Olympus"),
        ("proxies", {"TRUSTED_PROXIES": "1"}, Level.WRONG, "the address is local"),
        ("proxies", SOUND | {"TRUSTED_PROXIES": "0"}, Level.WRONG, "same address"),
        ("proxies", SOUND | {"HOST": "0.0.0.0"}, Level.ADVICE, "past it"),
        ("listening", {"HOST": "0.0.0.0"}, Level.ADVICE, "without TLS"),
        ("rate limits", {"RATE_LIMITS": "no"}, Level.WRONG, "not slowed down"),
        ("processes", {"WORKERS": "64"}, Level.ADVICE, "64 web processes"),
        ("sign-up", {"SIGNUP": "exmaple"}, Level.WRONG, "exmaple"),
        ("confirmed addresses", {}, Level.ADVICE, "without mail"),
        ("mail settings", REAL, Level.WRONG, "no mail server"),
        (
            "mail settings",
            {"MAIL_URL": "mail.example.org", "MAIL_FROM": "courses@example.org"},
            Level.WRONG,
            "no address of a mail server",
        ),
        ("mail settings", {"MAIL_URL": "smtp://127.0.0.1:1"}, Level.ADVICE, "sender"),
        ("mail server", {"MAIL_URL": "smtp://127.0.0.1:1"}, Level.WRONG, "does not answer"),
        ("contact", REAL, Level.ADVICE, "no address for questions"),
        ("issuer", {"ISSUER_URL": "example.org"}, Level.WRONG, "no address"),
        ("issuer", SOUND | {"ISSUER_URL": "http://localhost"}, Level.WRONG, "local address"),
        ("content", {"CONTENT_DIR": "/nowhere"}, Level.WRONG, "no course in"),
        ("database", {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, Level.WRONG, "does not answer"),
        ("queue of Redis", {"REDIS_URL": "redis://127.0.0.1:1"}, Level.WRONG, "does not answer"),
    ],
)
def test_a_setting_that_does_not_fit(instance, check, settings, level, word):
    check = {"queue of Redis": "jobs"}.get(check, check)
    found = findings(instance, slow=check in SLOW, **settings)
    assert found[check][0] is level, found
    assert word in found[check][1]


def test_settings_that_fit_are_not_spoken_of(instance):
    found = findings(instance, **SOUND)
    about_settings = {check.name for check in CHECKS[: [check.name for check in CHECKS].index("instance folder")]}
    assert not about_settings & found.keys()


@pytest.mark.parametrize(
    ("check", "variable"), [("debugging", {"FLASK_DEBUG": "1"}), ("python options", {"PYTHONOPTIMIZE": "2"})]
)
def test_a_mode_for_developers(instance, monkeypatch, check, variable):
    for name, value in variable.items():
        monkeypatch.setenv(name, value)
    assert findings(instance)[check][0] is Level.WRONG


def test_a_cookie_that_scripts_may_read(instance, monkeypatch):
    from course_app.operations.doctor import examination

    def loose(settings):
        app = create_app(settings)
        app.config["SESSION_COOKIE_HTTPONLY"] = False
        return app

    monkeypatch.setattr(examination, "create_app", loose)
    assert findings(instance)["cookie"][0] is Level.WRONG


def test_an_instance_that_is_not_there_is_not_made_by_looking(tmp_path):
    found = findings(tmp_path / "none")
    assert found["instance folder"][0] is Level.WRONG
    assert found["database"][0] is Level.UNSEEN
    assert not (tmp_path / "none").exists()


def test_missing_keys(instance):
    shutil.rmtree(instance / "keys")
    found = findings(instance)
    assert found["secret key"][0] is Level.WRONG
    assert found["data key"][0] is Level.WRONG
    assert found["tables"][0] is Level.UNSEEN


@pytest.mark.parametrize(
    ("check", "path", "mode"),
    [
        ("instance modes", ".", 0o777),
        ("key modes", "keys", 0o755),
        ("key modes", "keys/data.key", 0o644),
        ("database modes", "course.db", 0o644),
    ],
)
def test_modes_that_let_others_in(instance, check, path, mode):
    instance.chmod(0o755)
    for file in instance.glob("*.db*"):
        file.chmod(0o600)
    assert check not in findings(instance)
    (instance / path).chmod(mode)
    assert findings(instance)[check][0] is Level.WRONG


def test_a_configuration_with_secrets_that_others_can_read(instance):
    path = instance / "config.toml"
    path.write_text('mail_url = "smtps://me:secret@mail.example.org"\n')
    path.chmod(0o644)
    assert findings(instance)["config modes"][0] is Level.WRONG
    path.chmod(0o640)
    assert "config modes" not in findings(instance)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(instance):
    instance.chmod(0o500)
    assert findings(instance)["instance folder"][0] is Level.WRONG
    instance.chmod(0o700)


@pytest.mark.parametrize(("free", "level"), [(100, Level.WRONG), (500, Level.ADVICE)])
def test_a_disk_that_is_nearly_full(instance, monkeypatch, free, level):
    full = shutil._ntuple_diskusage(10**12, 10**12, free * 10**6)
    monkeypatch.setattr(instance_checks.shutil, "disk_usage", lambda _path: full)
    assert findings(instance)["disk space"][0] is level


@pytest.mark.parametrize(("days", "says"), [(None, "No backup"), (9, "9 days ago"), (7, None)])
def test_a_backup_that_is_missing_or_old(instance, days, says):
    if days is not None:
        last_backup.note(instance, NOW - timedelta(days=days))
    found = findings(instance, **SOUND).get("backup")
    assert (found is None) if says is None else (found[0] is Level.ADVICE and says in found[1])


def test_a_disk_of_another_machine(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("disk / ext4 rw 0 0\nserver:/x /srv/site nfs4 rw 0 0\n")
    kind = instance_checks._kind_of_disk
    assert kind((tmp_path / "x").with_name("x"), mounts) == "ext4"
    assert kind(mounts.__class__("/srv/site/instance"), mounts) == "nfs4"
    assert "nfs4" in instance_checks.FOREIGN_DISKS


def test_too_few_files(instance, monkeypatch):
    monkeypatch.setattr("resource.getrlimit", lambda _which: (256, 256))
    assert findings(instance)["open files"][0] is Level.ADVICE


def change(instance, statement, *values):
    with sqlite3.connect(instance / "course.db") as database:
        database.execute(statement, values)
    database.close()


def test_tables_that_are_old_or_from_the_future(instance):
    change(instance, "UPDATE alembic_version SET version_num = '0001'")
    assert "needs" in findings(instance)["tables"][1]
    change(instance, "UPDATE alembic_version SET version_num = '9999'")
    assert "newer" in findings(instance)["tables"][1]


def test_a_database_without_write_ahead_log(instance):
    change(instance, "PRAGMA journal_mode=DELETE")
    assert findings(instance)["write-ahead log"][0] is Level.WRONG


def test_pragmas_that_somebody_changed(instance, monkeypatch):
    from course_app.operations.doctor import database_checks

    monkeypatch.setattr(database_checks, "_pragma", lambda name: {"synchronous": 1, "foreign_keys": 0}.get(name, "ok"))
    found = findings(instance)
    assert found["durability"][0] is Level.WRONG
    assert found["foreign keys"][0] is Level.WRONG


def test_a_row_that_belongs_to_nothing(instance):
    change(
        instance,
        "INSERT INTO session (token, account_id, device, created_at, seen_at, expires_at)"
        " VALUES (x'00', 4711, '', '2026-01-01', '2026-01-01', '2026-01-01')",
    )
    assert "belongs to nothing" in findings(instance)["integrity"][1]


def test_a_database_that_is_damaged(run, instance):
    make_owner(run)
    for file in instance.glob("course.db-*"):
        file.unlink()
    path = instance / "course.db"
    data = bytearray(path.read_bytes())
    data[4096 * 4 : 4096 * 40] = os.urandom(4096 * 36)
    path.write_bytes(bytes(data))
    levels = {name: level for name, (level, _) in findings(instance).items()}
    assert Level.WRONG in {levels.get("integrity"), levels.get("tables"), levels.get("database")}


def test_private_data_under_another_key(run, instance):
    make_owner(run)
    key = "0123456789abcdef" * 4
    assert findings(instance, DATA_KEY=key)["private data"][0] is Level.WRONG


def test_no_owner_and_no_course(instance):
    found = findings(instance)
    assert found["owner"][0] is Level.WRONG
    assert found["live course"][0] is Level.WRONG


def test_a_worker_that_is_silent(instance):
    assert findings(instance)["worker"][0] is Level.ADVICE
    with hold_lock(load_settings({}, INSTANCE=str(instance))):
        assert "is served" in findings(instance)["worker"][1]
    app = application(instance)
    app.extensions["jobs"].beat()
    assert "worker" not in findings(instance)
    assert "since" in findings(instance, datetime.now(UTC) + timedelta(minutes=5))["worker"][1]


def test_jobs_that_pile_up(instance):
    jobs = application(instance).extensions["jobs"]
    for number in range(101):
        jobs.enqueue("send_mail", number)
    assert "101 jobs wait" in findings(instance)["jobs"][1]


def test_a_mail_that_is_stuck(instance):
    with application(instance).app_context(), transaction() as session:
        post(session, Letter("test", "dana@example.org", "Hello", "Hello", "<p>Hello</p>"), NOW)
    assert "mails" not in findings(instance)
    assert "1 mail could not be sent" in findings(instance, NOW + timedelta(hours=1))["mails"][1]


def test_a_mail_server_that_answers_and_one_that_takes_passwords_in_the_open(instance):
    port = free_port()
    server = Controller(Sink(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        assert "mail server" not in findings(instance, MAIL_URL=f"smtp://127.0.0.1:{port}")
        found = findings(instance, MAIL_URL=f"smtp://me:secret@127.0.0.1:{port}")
        assert "in the open" in found["mail server"][1]
        assert "secret" not in str(found)
    finally:
        server.stop()


def test_counters_that_do_not_count(instance):
    (instance / "counters.db").unlink(missing_ok=True)
    (instance / "counters.db").mkdir()
    assert findings(instance)["counters"][0] is Level.WRONG


def test_a_clock_that_was_moved_back(instance):
    app = application(instance)
    account = add_person(app, "dana@example.org", "Dana", Role.OWNER)
    with app.app_context(), transaction() as session:
        sessions.open_session(session, account, "Firefox", 30, NOW)
    assert "clock" not in findings(instance)
    assert findings(instance, NOW - timedelta(days=1))["clock"][0] is Level.WRONG


def test_content_with_errors(instance, tmp_path):
    shutil.copytree(COURSES / "garden", tmp_path / "courses" / "garden")
    assert "content" not in findings(instance, slow=True, CONTENT_DIR=tmp_path / "courses")
    (tmp_path / "courses" / "garden" / "course.yml").write_text("titel: Garden\n")
    assert "errors" in findings(instance, slow=True, CONTENT_DIR=tmp_path / "courses")["content"][1]


def test_an_engine_fonts_and_scripts_that_are_missing(instance, monkeypatch):
    def missing():
        raise paper_checks.pdf.EngineMissingError("no Pango")

    lost = [face.__class__(face.family, face.package, "lost.ttf", face.weight) for face in paper_checks.FACES]
    monkeypatch.setattr(paper_checks.pdf, "warm_up", missing)
    monkeypatch.setattr(paper_checks, "FACES", lost)
    monkeypatch.setattr(paper_checks.glyphs, "script_coverage", lambda: {"Arab": None, "Hebr": "Noto"})
    monkeypatch.setattr(paper_checks, "available_timezones", set)
    found = findings(instance, slow=True, CONTENT_DIR="/nowhere")
    assert "apt" not in found["PDF engine"][1]
    assert "no Pango" in found["PDF engine"][1]
    assert found["typefaces"][0] is Level.WRONG
    assert "Arab" in found["scripts"][1]
    assert "Hebr" not in found["scripts"][1]
    assert found["time zones"][0] is Level.WRONG


def test_the_doctor_ends_with_1_and_says_what_to_do(run):
    result = run("doctor", TIMEZONE="Mars/Olympus")
    assert result.exit_code == 1
    assert "Set COURSE_TIMEZONE" in result.stdout
    found = json.loads(run("doctor --json", TIMEZONE="Mars/Olympus").stdout)
    assert {"check": "time zone", "level": "wrong"}.items() <= found[
        [f["check"] for f in found].index("time zone")
    ].items()


def test_settings_are_shown_with_their_source_and_secrets_hidden(run):
    shown = json.loads(run("doctor --settings --json", SECRET_KEY="0123456789abcdef" * 2, PORT=8123).stdout)
    assert shown["COURSE_PORT"]["value"] == 8123
    assert shown["COURSE_PORT"]["source"] == "environment"
    assert shown["COURSE_SECRET_KEY"]["value"] == "(secret)"
    assert shown["COURSE_SITE_NAME"]["source"] == "default"
    assert "0123456789abcdef" not in run("doctor --settings", SECRET_KEY="0123456789abcdef" * 2).stdout
