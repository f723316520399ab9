"""What people may ask for: everything in an archive, the whole list gone, a contact forgotten everywhere."""

import csv
import io
import json
import re
import zipfile

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from course_app.domain.people import Person
from course_app.infrastructure.database import reader
from course_app.people.commands import privacy
from course_app.people.exporting import card_of, safe_cell
from tests.conftest import sign_in
from tests.forms import submit


def add(client, name="Zebediah Quillfeather", **more):
    submit(client, "/people", page="/people/new", name=name, new_sphere="Choir")
    path = re.search(rf'href="(/people/[\w-]{{16}})"[^>]*>{name}', client.get("/people").text)[1]
    edit = client.get(f"{path}/edit").text
    sphere = next(filter(None, re.search(r'<option value="([\w-]+)" selected', edit).groups()))
    given, _, family = name.partition(" ")
    fields = {"given": given, "family": family, "sphere": sphere, "version": "1", "same_name": "y"} | more
    assert submit(client, f"{path}/edit", **fields).status_code == 303
    return path


def letter(client, path):
    done = submit(client, f"{path}/letter/begin", page=f"{path}/letter", use="first", body="Dear Zebediah, the taxi.")
    assert done.status_code == 303


def archive(client):
    response = client.get("/people/export.zip")
    assert response.headers["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(response.data)) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def test_the_archive_holds_everything_in_four_forms(learner):
    path = add(
        learner,
        email="zeb@plant.example",
        phone="+44 7946 095811",
        memory="=SUM(taxi)",
        **{"born-month": "2", "born-day": "29"},
    )
    letter(learner, path)
    files = archive(learner)
    told = json.loads(files["people.json"])["people"][0]
    assert (told["given"], told["sphere"], told["letters"][0]["body"]) == (
        "Zebediah",
        "Choir",
        "Dear Zebediah, the taxi.",
    )
    [row] = csv.DictReader(io.StringIO(files["people.csv"].removeprefix("\ufeff")))
    assert (row["family"], row["memory"], row["phone"]) == ("Quillfeather", "'=SUM(taxi)", "'+44 7946 095811")
    assert "FN:Zebediah Quillfeather\r\n" in files["people.vcf"]
    assert "BDAY:--0229\r\n" in files["people.vcf"]
    assert "taxi" not in files["people.vcf"]
    assert files["letters/001-zebediah-quillfeather-first.txt"].endswith("\n\nDear Zebediah, the taxi.\n")


@given(st.text(max_size=80), st.text(max_size=80))
def test_lines_of_cards_are_short_and_hold_no_bare_break(given_name, family):
    card = card_of(Person("p", given_name, "s", family=family))
    assert "\n" not in card.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))


@pytest.mark.parametrize("value", ["=1+1", "+44", "-1", "@cmd", "\t=1"])
def test_no_cell_is_a_formula(value):
    assert safe_cell(value) == f"'{value}"


def test_the_whole_list_goes_only_when_it_is_said_twice(app, learner):
    letter(learner, add(learner))
    refused = submit(learner, "/people/delete-all")
    assert refused.status_code == 422
    assert "Tick the box first" in refused.text
    assert submit(learner, "/people/delete-all", sure="y").status_code == 303
    with app.app_context():
        for table in ("person", "sphere", "person_letter"):
            assert reader().execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def run(app, *arguments):
    return CliRunner().invoke(privacy, list(arguments), obj=lambda: app)


@pytest.mark.parametrize("contact", ["ZEB@plant.example ", "+44 (7946) 095811"])
def test_a_contact_is_forgotten_on_every_list_and_nobody_is_named(
    app, client, learner, make_account, settings, contact
):
    add(learner, email="zeb@plant.example", phone="+44 7946 095811")
    letter(learner, add(learner, "Marta Lind", email="marta@plant.example"))
    make_account("marek@example.org", name="Marek")
    other = sign_in(app.test_client(), "marek@example.org")
    add(other, email="zeb@plant.example", phone="+44 7946 095811")
    would = run(app, "forget-contact", contact)
    assert would.output == "Would remove 2 from 2 lists. Repeat with --yes to do it.\n"
    for someone in (learner, other):  # the sentence that it is saved is told once
        assert "Zebediah" in someone.get("/people").text
    done = run(app, "forget-contact", contact, "--yes")
    assert done.output == "Removed: 2 from 2 lists. The learners are told without a name.\n"
    assert "Zebediah" not in learner.get("/people").text + other.get("/people").text
    assert "Marta" in learner.get("/people").text
    with app.app_context():
        app.extensions["jobs"].run_pending()
    mails = [file.read_text() for file in (settings.instance / "outbox").glob("*.eml")]
    assert len(mails) == 2
    assert all("asked to be removed" in mail and "Zeb" not in mail for mail in mails)
    assert run(app, "forget-contact", contact).output == "Nobody with this contact stands on a list.\n"


def test_what_is_no_contact_is_refused(app, learner):
    result = run(app, "forget-contact", "Zebediah")
    assert result.exit_code != 0


def test_an_account_is_deleted_from_a_shell(app, learner):
    add(learner)
    assert "Would delete" in run(app, "delete", "dana@example.org").output
    assert run(app, "delete", "dana@example.org", "--yes").output == "dana@example.org is deleted.\n"
    assert run(app, "delete", "dana@example.org").exit_code == 1


def test_an_export_from_a_shell_leaves_the_people_out(app, learner, tmp_path):
    add(learner)
    file = tmp_path / "export.json"
    assert run(app, "export", "dana@example.org", str(file)).exit_code == 0
    assert "dana@example.org" in file.read_text()
    assert "Zebediah" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
