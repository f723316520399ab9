"""Whole files, each with its oddities, against the table that the browser's readers are held to as well."""

import json
from pathlib import Path

import pytest

from course_app.people.importing.found import UnreadableError
from course_app.people.importing.pasting import read_paste
from course_app.people.importing.reading import read_file, read_text
from course_app.people.importing.troubles import REFUSALS, sentence

FILES = Path(__file__).parents[3] / "files" / "imports"
TABLE = json.loads((FILES.parent / "imports.json").read_text())
READ = sorted(name for name, said in TABLE.items() if "refused" not in said)
REFUSED = sorted(name for name, said in TABLE.items() if "refused" in said)


def sift(name):
    data = (FILES / name).read_bytes()
    return read_paste(data.decode()) if name == "paste.txt" else read_file(data)


def told(name):
    found = sift(name)
    return {
        "kind": found.kind,
        "header": found.header,
        "sure": found.sure,
        "looks_like": found.looks_like,
        "columns": {str(column.place): column.field for column in found.columns if column.field},
        "people": [person.told() for person in found.rows],
        "troubles": [sentence(trouble, found.kind) for trouble in found.troubles],
    }


def test_every_file_stands_in_the_table():
    assert {path.name for path in FILES.iterdir()} == set(TABLE)


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_as_the_table_says(name):
    assert told(name) == TABLE[name]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_none_is_refused_with_a_remedy(name):
    with pytest.raises(UnreadableError) as refusal:
        sift(name)
    assert refusal.value.kind == TABLE[name]["refused"]
    assert refusal.value.message == REFUSALS[refusal.value.kind]
    assert refusal.value.field == "file"


def people(text):
    return read_text(text).rows


def test_linkedin_notes_stand_above_the_headings_and_rows_keep_their_numbers():
    assert [person.row for person in sift("linkedin.csv").rows] == [5, 6, 9, 10, 11, 12, 13]


def test_the_sentence_of_a_trouble_names_the_row_and_what_was_done():
    found = sift("linkedin.csv")
    said = [sentence(trouble, found.kind) for trouble in found.troubles]
    assert said[0] == "Row 10: the date “31/02/2015” is not a date. The person was read without it."


def test_a_cell_that_looks_like_a_formula_stays_text():
    formula = next(person for person in sift("linkedin.csv").rows if person.family == "Formula")
    assert (formula.given, formula.company) == ('=HYPERLINK("http://evil.example")', "@SUM(1)")


def test_the_zip_gives_what_its_connections_give():
    assert sift("linkedin.zip").rows == sift("linkedin.csv").rows


def test_notes_photos_and_addresses_are_never_read():
    for name in ("google-new.csv", "cards-2.1.vcf", "cards-3.0.vcf"):
        text = json.dumps(told(name)["people"])
        for secret in ("scores", "photo", "secret", "very long note", "1 Lime Street", "AAAA"):
            assert secret not in text


def test_a_row_without_a_name_is_kept_for_its_own_group():
    nameless = [person for person in sift("google-new.csv").rows if not person.name]
    assert [person.email or person.company for person in nameless] == ["lost.address@example.org", "Corner Shop"]


def test_a_table_of_unknown_headings_is_guessed_and_asks_for_a_look():
    found = sift("linkedin-other-language.csv")
    assert (found.sure, found.looks_like) == (False, "linkedin")


def test_more_rows_than_may_be_read_are_left_with_a_word():
    text = "First Name,Connected On\n" + "Evan,12 Mar 2014\n" * 20_003
    found = read_text(text)
    assert len(found.rows) == 20_000
    assert [(trouble.row, trouble.kind) for trouble in found.troubles] == [(20_002, "rows")]
