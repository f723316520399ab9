"""Tables: which column holds what, and what the learner says about it wins."""

import pytest

from course_app.people.importing.columns import read_table
from course_app.people.importing.found import Field, UnreadableError
from course_app.people.importing.tables import cut


def test_columns_matched_by_hand_win():
    text = "Wer,Woher\nRosa Blum,Chor\n"
    found = read_table(text, {Field.COMPANY: (1,), Field.NAME: (0,)}, header=1)
    assert [(person.name, person.company) for person in found.rows] == [("Rosa Blum", "Chor")]
    found = read_table(text, {Field.NAME: (0,)}, header=0)
    assert [person.name for person in found.rows] == ["Wer", "Rosa Blum"]


def test_columns_matched_by_hand_outside_the_table_hold_nothing():
    assert read_table("Name\nRosa\n", {Field.NAME: (7,)}, header=1).rows == ()
    assert read_table("Name\nRosa\n", {Field.NAME: (0,)}, header=9).rows == ()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("name;company\nRosa; Choir, North\n", [["name", "company"], ["Rosa", " Choir, North"]]),
        ("name\tmail\nRosa\tr@example.org", [["name", "mail"], ["Rosa", "r@example.org"]]),
        ('"a ""b"" c","d\ne"\n', [['a "b" c', "d\ne"]]),
        ("Rosa\n", [["Rosa"]]),
        ("a,b\n\nc,d\n", [["a", "b"], [], ["c", "d"]]),
        ('5" disc,x\n"a"b,c\n', [['5" disc', "x"], ["ab", "c"]]),
    ],
)
def test_text_is_cut_into_cells(text, rows):
    table = cut(text)
    assert (table.rows, table.unclosed) == (rows, frozenset())


@pytest.mark.parametrize(
    "text",
    ['a,b\n"open,1\nRosa,2\nKarl,3\n', 'a,b\n"open,1\nRosa,2\n"Karl",3\n', 'a,b\n"open,1\nRosa,2\n"Karl"s,3\n'],
)
def test_an_open_quotation_mark_costs_its_own_row_only(text):
    table = cut(text)
    assert table.rows[2] == ["Rosa", "2"]
    assert table.unclosed == {2}
    assert len(table.rows) == 4


def test_a_table_wider_than_any_list_of_people_is_refused():
    assert cut("," * 399 + "\n")
    with pytest.raises(UnreadableError, match="more columns"):
        cut("," * 400 + "\n")


def test_a_sheet_with_a_heading_in_the_middle_of_nothing_finds_it():
    text = "\n\nMy old address book\n\nName,Mail\nRosa,rosa@example.org\n"
    found = read_table(text)
    assert (found.header, [person.row for person in found.rows]) == (5, [6])


def test_a_heading_is_looked_for_in_the_first_twenty_rows():
    assert read_table("x,y\n" * 19 + "Name,Mail\nRosa,rosa@example.org\n").header == 20
    assert read_table("x,y\n" * 20 + "Name,Mail\nRosa,rosa@example.org\n").header != 21
