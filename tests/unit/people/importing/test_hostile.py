"""Whatever stands in a file: a sentence or people, never a traceback, in linear time."""

import io
import time
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_app.people.importing.columns import read_table
from course_app.people.importing.decoding import decoded
from course_app.people.importing.found import Field, UnreadableError
from course_app.people.importing.pasting import read_paste
from course_app.people.importing.reading import read_file
from course_app.people.importing.troubles import sentence

BUDGET = 2.0
CELLS = st.text(st.sampled_from('ab"\n,;\t\r@.=-/0129 é王:\x00\\'), max_size=40)
SIGNS = st.text(st.sampled_from('BEGIN:VCARD\nEND N;F=Q"\t.,0129éü\\-'), max_size=200)


def try_to_read(data):
    try:
        found = read_file(data)
    except UnreadableError:
        return
    for trouble in found.troubles:
        assert str(trouble.row) in sentence(trouble, found.kind)
    for person in found.rows:
        assert len(person.given) <= 80
        assert len(person.family) <= 80
        assert all("\x00" not in str(value) and "\n" not in str(value) for value in person.told().values())


@given(st.binary(max_size=600))
def test_no_bytes_are_too_odd(data):
    try_to_read(data)


BEGINNINGS = [b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04", b"BEGIN:VCARD\n", b"Name,"]


@given(st.binary(max_size=300), st.sampled_from(BEGINNINGS))
def test_no_bytes_behind_a_known_beginning_are_too_odd(data, start):
    try_to_read(start + data)


@given(CELLS)
def test_no_table_is_too_odd(text):
    try_to_read(b"First Name,Email Address,Connected On,Birthday,Phone,URL\n" + text.encode())


@given(SIGNS)
def test_no_card_is_too_odd(text):
    try_to_read(("BEGIN:VCARD\n" + text).encode())


@given(st.text(max_size=200))
def test_no_pasted_text_is_too_odd(text):
    for person in read_paste(text).rows:
        assert person.name or person.email or not person.told().get("name")


@given(st.lists(CELLS, min_size=1, max_size=8), st.dictionaries(st.sampled_from(Field), st.integers(0, 9), max_size=5))
def test_no_matching_of_columns_is_too_odd(cells, columns):
    with suppress(UnreadableError):
        read_table("\n".join(cells), {field: (place,) for field, place in columns.items()}, header=1)


def packed(name, content, **more):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **more) as archive:
        archive.writestr(name, content)
    return file.getvalue()


@given(st.integers(0, 200), st.integers(0, 255))
@settings(max_examples=150)
def test_no_damaged_zip_is_too_odd(place, value):
    data = bytearray(packed("Connections.csv", "First Name,Connected On\nEvan,12 Mar 2014\n" * 20))
    data[place % len(data)] = value
    try_to_read(bytes(data))


def test_a_zip_that_lies_about_its_size_is_stopped_at_the_limit():
    data = bytearray(packed("Connections.csv", bytes(6_000_000)))
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.find(sign) + (22 if sign[2] == 3 else 24)
        data[at : at + 4] = (1_000).to_bytes(4, "little")
    with pytest.raises(UnreadableError):
        read_file(bytes(data))


def test_a_locked_zip_is_refused_with_a_remedy():
    data = bytearray(packed("Connections.csv", "First Name\n"))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + at] |= 1
    with pytest.raises(UnreadableError, match="password"):
        read_file(bytes(data))


def test_a_zip_with_a_path_out_of_its_folder_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read_file(packed("../../Connections.csv", "First Name,Connected On\nEvan,\n"))
    assert list(tmp_path.iterdir()) == []


def test_a_zip_of_a_hundred_thousand_names_is_refused_at_once():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(12_000):
            archive.writestr(f"{number}", b"")
    begun = time.perf_counter()
    with pytest.raises(UnreadableError):
        read_file(file.getvalue())
    assert time.perf_counter() - begun < 0.5


def test_a_file_of_more_than_five_megabytes_is_refused():
    with pytest.raises(UnreadableError, match="5 MB"):
        decoded(b"x" * 5_000_001)


HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ROW = (
    'Evan{0},Brandt,https://www.linkedin.example/in/evan-{0},evan{0}@example.org,"Bakery {0}, Sons",Baker,12 Mar 2014\n'
)
FULL = 5_000_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        HEAD + "".join(ROW.format(number) for number in range(20_000)),
        "Name\n" + '"a\n' * (FULL // 3 - 2),
        "Name\n" + '"' * (FULL - 5),
        "Name\n" + '"a"b\n' * (FULL // 5 - 1),
        "Name" + "," * 390 + "\n" + ("," * 390 + "\n") * (FULL // 400),
        "Name,Mail\n" + ("=" * 120 + "," + "@." * 60 + "\n") * (FULL // 250),
        "Name,URL,Birthday\n" + ("é" * 80 + "," + "a." * 140 + "," + "1/" * 29 + "\n") * (FULL // 600),
        "Name\n" + "e\u0301" * (FULL // 4),
        "BEGIN:VCARD\n" * (FULL // 13),
        "BEGIN:VCARD\nN" + ';"' * (FULL // 3),
        "BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:" + "=\n" * (FULL // 3),
        "BEGIN:VCARD\nPHOTO:\n" + " abcdefgh\n" * (FULL // 11),
        "BEGIN:VCARD\nFN:" + "\\" * (FULL - 60),
        "AGENT:\nBEGIN:VCARD\n" * (FULL // 21),
        "\n" * (FULL - 10) + "x",
    ],
    ids=lambda text: repr(text[:40]),
)
def test_five_megabytes_of_anything_are_read_within_the_budget(text):
    data = text.encode()
    assert len(data) <= FULL
    begun = time.process_time()
    try_to_read(data)
    assert time.process_time() - begun < BUDGET


@pytest.mark.slow
@pytest.mark.parametrize("line", [",\n", "a@example.org,x\n", '"\n', "<>\n"])
def test_five_megabytes_of_pasted_lines_are_read_within_the_budget(line):
    text = line * (FULL // len(line))
    begun = time.process_time()
    found = read_paste(text)
    assert time.process_time() - begun < BUDGET
    assert len(found.rows) <= 20_000


def test_twice_as_much_takes_about_twice_as_long():
    def cost(count):
        data = ("Name,Mail\n" + 'Evan,"x ""y"" z"\n"open,1\n' * count).encode()
        begun = time.process_time()
        read_file(data)
        return time.process_time() - begun

    cost(500)
    small, large = (min(cost(count) for _ in range(3)) for count in (1_500, 6_000))
    assert large < 10 * small
