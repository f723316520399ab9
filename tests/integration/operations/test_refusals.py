"""What keeps a site from starting is said in one sentence that tells what to do."""

import json
import os
import socket
import sqlite3

import pytest

from course_app.infrastructure.config import load_settings
from course_app.operations.instance import hold_lock
from tests.integration.operations.conftest import make_owner


def refused(result, code, *words):
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.stderr
    return True


def test_a_port_in_use(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(run(f"serve --port {port}"), 1, f"Port {port} on 127.0.0.1 is in use", f"--port {port + 1}")


def test_an_address_of_another_machine(run):
    refused(run("serve --host 192.0.2.1"), 1, "has no address 192.0.2.1", "127.0.0.1")


def test_a_host_that_nobody_knows(run):
    refused(run("serve --host nowhere.invalid"), 1, "No machine is called nowhere.invalid")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may take every port")
def test_a_port_of_the_system(run):
    refused(run("serve --port 80"), 1, "needs more rights", "--port 8000")


def test_a_folder_that_cannot_be_written(run, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    refused(run("serve", INSTANCE=file / "site"), 1, "cannot be written", "COURSE_INSTANCE")


def test_a_second_server_on_the_same_instance(run, instance):
    with hold_lock(load_settings({}, INSTANCE=str(instance))):
        refused(run("serve"), 1, f"served already (process {os.getpid()})", "COURSE_INSTANCE")


def test_an_unknown_setting_with_the_nearest_name(run):
    refused(run("serve", PROT=8000), 2, "COURSE_PROT is not a setting", "COURSE_PORT")


def test_a_value_that_does_not_fit(run):
    refused(run("serve", PORT="many"), 2, "COURSE_PORT", "whole number")


def test_production_without_a_secret(run, instance):
    (instance / "keys" / "secret.key").unlink()
    refused(run("serve", BASE_URL="https://learn.example.org"), 1, "secret.key is missing", "course init")
    assert not (instance / "keys" / "secret.key").exists()


def test_a_local_site_gets_the_keys_that_it_lacks(run, instance):
    (instance / "keys" / "secret.key").unlink()
    assert run("init").exit_code == 0
    assert (instance / "keys" / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", ["serve", "init"])
def test_private_data_whose_key_is_gone_never_gets_a_new_key(run, instance, command):
    make_owner(run)
    (instance / "keys" / "data.key").unlink()
    refused(run(command), 1, "data.key", "Bring the key back")
    assert not (instance / "keys" / "data.key").exists()


@pytest.mark.parametrize("command", ["serve", "init"])
def test_private_data_under_another_key(run, command):
    make_owner(run)
    refused(run(command, DATA_KEY="ab" * 32), 1, "not the one that sealed it", "COURSE_DATA_KEY")


def test_tables_of_a_newer_version(run, instance):
    with sqlite3.connect(instance / "course.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    refused(run("serve"), 1, "revision 9999", "newer")
    refused(run("users list"), 1, "9999")


def test_tables_that_are_missing(run, instance):
    for file in instance.glob("course.db*"):
        file.unlink()
    refused(run("users list"), 1, "The tables are missing", "course db upgrade")
    refused(run("db status"), 1)
    assert run("db upgrade").exit_code == 0
    status = run("db status --json")
    assert status.exit_code == 0
    assert json.loads(status.stdout)["current"] is True


def test_a_database_that_does_not_answer(run):
    url = "postgresql://nobody@127.0.0.1:1/none"
    refused(run("serve", DATABASE_URL=url), 1, "The database cannot be used", "COURSE_DATABASE_URL")
    refused(run("users list", DATABASE_URL=url), 1, "The database cannot be used")


def test_a_file_that_is_no_database(run, instance):
    for file in instance.glob("course.db-*"):
        file.unlink()
    (instance / "course.db").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    refused(run("serve"), 1, "The database cannot be used")
