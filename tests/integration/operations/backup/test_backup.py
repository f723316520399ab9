"""`course backup`: one whole file, made while the site is written to, and refused when a part is not as it was."""

import json
import shutil
import stat
import threading
import zipfile
from hashlib import sha256

import pytest
from click.testing import CliRunner

from course_app.cli import course
from course_app.infrastructure import clock
from course_app.infrastructure.config import load_settings
from course_app.operations.backup.archive import MANIFEST, BackupError, verify
from course_app.operations.backup.making import make
from course_app.operations.backup.restoring import restore
from tests.conftest import Role, add_person
from tests.served import with_assets

pytestmark = pytest.mark.sqlite

PRIVATE = ("Evan Brandt", "Priya Nair", "Which flour keeps", "That taxi ride", "we typed the slides")


def run(original, *words):
    given = {"COURSE_INSTANCE": str(original.folder), "COURSE_DATABASE_URL": original.settings["DATABASE_URL"]}
    return CliRunner().invoke(course, words, env=given, prog_name="course")


def test_it_is_one_file_that_its_owner_alone_can_read(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_verify_reads_it_to_its_end_and_says_what_is_inside(original, archive):
    said = run(original, "backup", "verify", str(archive))
    assert said.exit_code == 0, said.output
    assert "Whole: " in said.output
    assert "The keys are INSIDE" in said.output
    facts = json.loads(run(original, "backup", "verify", str(archive), "--json").output)
    assert facts["parts"]["tables/account.jsonl"] == len(original.rows()["account"])
    assert {"data.key", "badge.pem"} <= set(facts["keys"])


def test_without_the_keys_nothing_private_can_be_read_in_it(original, tmp_path):
    path = tmp_path / "no-keys.zip"
    said = run(original, "backup", str(path))
    assert said.exit_code == 0, said.output
    assert "The keys are not inside" in said.output
    with zipfile.ZipFile(path) as file:
        assert not [name for name in file.namelist() if name.startswith("keys/")]
        text = b"".join(file.read(name) for name in file.namelist()).decode()
    assert "A Balcony Garden" in text, "courses are in the open"
    assert [word for word in PRIVATE if word in text] == []


def test_an_older_backup_is_never_written_over(original, archive):
    before = sha256(archive.read_bytes()).hexdigest()
    said = run(original, "backup", str(archive))
    assert (said.exit_code, "is there already" in said.output) == (1, True)
    assert sha256(archive.read_bytes()).hexdigest() == before


def test_a_folder_that_is_not_there_is_told_and_nothing_is_left(original, tmp_path):
    said = run(original, "backup", str(tmp_path / "nowhere" / "a.zip"))
    assert (said.exit_code, "cannot be written" in said.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("harm", ["a bit", "the rest"])
def test_a_backup_that_was_harmed_anywhere_is_refused_before_anything_changes(archive, tmp_path, place, harm):
    data = bytearray(archive.read_bytes())
    at = int(len(data) * place)
    if harm == "a bit":
        data[at] ^= 0x40
    else:
        del data[at:]
    path = tmp_path / "harmed.zip"
    path.write_bytes(data)
    instance = tmp_path / "instance"
    instance.mkdir()
    with pytest.raises(BackupError):
        restore(load_settings({}, INSTANCE=str(instance)), path, clock.now(), with_keys=True)
    assert list(instance.iterdir()) == []


def test_a_row_that_was_taken_out_is_missed(archive, tmp_path):
    path = tmp_path / "fewer.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "tables/account.jsonl":
                data = data[: data.rindex(b"\n", 0, -1) + 1]
            new.writestr(name, data)
    with pytest.raises(BackupError, match="account.jsonl is not what was written".replace(".", r"\.")):
        verify(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda manifest: manifest | {"format": 2}, "newer version"),
        (lambda manifest: manifest | {"revision": "9999"}, "newer version"),
        (lambda manifest: {}, "no manifest that can be read"),
        (lambda manifest: manifest | {"parts": {}}, "not what its manifest says"),
    ],
)
def test_a_backup_of_another_kind_is_refused(archive, tmp_path, change, words):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, json.dumps(change(json.loads(data))) if name == MANIFEST else data)
    (tmp_path / "instance").mkdir()
    with pytest.raises(BackupError, match=words):
        restore(load_settings({}, INSTANCE=str(tmp_path / "instance")), path, clock.now(), with_keys=True)


def test_it_holds_one_moment_while_others_write(original, elsewhere, tmp_path):
    settings, open_site = elsewhere
    over, added = threading.Event(), []

    def keep_adding():
        while not over.is_set():
            added.append(add_person(original.app, f"new-{len(added)}@example.org", "New", Role.LEARNER))

    writer = threading.Thread(target=keep_adding)
    writer.start()
    try:
        for number in range(3):
            make(original.app, tmp_path / f"{number}.zip", clock.now(), with_keys=True)
    finally:
        over.set()
        writer.join()
    assert added
    restore(settings, tmp_path / "2.zip", clock.now(), with_keys=True)
    there = [row for row in open_site().rows()["account"] if "new-" in row[1]]
    assert there == [row for row in original.rows()["account"] if "new-" in row[1]][: len(there)], "none is left out"


def test_restore_says_first_what_it_would_do(archive, blank_instance, tmp_path):
    instance = with_assets(shutil.copytree(blank_instance, tmp_path / "instance"))
    before = sha256((instance / "course.db").read_bytes()).hexdigest()
    given = {"COURSE_INSTANCE": str(instance)}
    said = CliRunner().invoke(course, ["restore", str(archive), "--with-keys"], env=given, prog_name="course")
    assert said.exit_code == 0, said.output
    assert "Would restore" in said.output
    assert sha256((instance / "course.db").read_bytes()).hexdigest() == before
    done = CliRunner().invoke(course, ["restore", str(archive), "--with-keys", "--yes"], env=given, prog_name="course")
    assert done.exit_code == 0, done.output
    assert "The old one is kept" in done.output
