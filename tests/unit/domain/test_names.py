import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.names import fold, looks_made_up, split_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Silva", "jose  SILVA"),
        ("O'Brien", "OBrien"),
        ("O’Brien", "O'Brien"),
        ("Anne-Marie", "anne marie"),
        ("Łukasz", "Lukasz"),
        ("Søren", "Soren"),
        ("Straße", "STRASSE"),
        ("İpek", "ipek"),
        ("Élise", "E\u0301lise"),
        ("Ａｄａ", "ada"),
        ("St. John", "St John"),
    ],
)
def test_names_are_compared_without_case_accents_and_punctuation(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ada", "Ida"), ("राम", "रमा"), ("カー", "カ"), ("李", "王"), ("Jo", "Joe")]
)
def test_other_names_stay_other_names(one, other):
    assert fold(one) != fold(other)


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    "name",
    ["a", "X", "asdf", "ASDF", "qwerty", "lkjh", "asdf jkl;", "aaa", "xxxx", "test", "Test 1", "person 3", "123", "...",
     "?", "n/a", "Someone", "friend2"],
)  # fmt: skip
def test_a_made_up_name_is_asked_about(name):
    assert looks_made_up(name)


@pytest.mark.parametrize(
    "name",
    ["Bo", "Li", "Ng", "李", "Ана", "José", "Poppy", "Were", "Aad", "Dr Test Pilot", "Anna Wert", "Bob 2 Smith",
     "Nadia Rahimi", "Ada", "김", "Mary Friend", "Jo Ann", "AJ", "Tom (choir)", "Evan", "Ee"],
)  # fmt: skip
def test_a_real_name_is_not_asked_about(name):
    assert not looks_made_up(name)


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(name):
    assert looks_made_up(name) in {True, False}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Evan Brandt", ("Evan", "Brandt")),
        (" Maria  del Carmen ", ("Maria", "del Carmen")),
        ("Evan", ("Evan", "")),
        ("Mrs Osei", ("Mrs Osei", "")),
        ("Dr. Anders Holm", ("Dr. Anders Holm", "")),
        ("李娜", ("李娜", "")),
        ("", ("", "")),
    ],
)
def test_a_whole_name_is_split_where_one_would_call_somebody(name, parts):
    assert split_name(name) == parts


@given(st.text(max_size=80))
def test_a_split_name_joins_to_the_same_name(name):
    assert " ".join(part for part in split_name(name) if part) == " ".join(name.split())
