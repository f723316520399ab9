"""Single cells: tidy texts, addresses, numbers, links, names."""

import pytest

from course_app.people.importing.cells import address, first_of, link, number, tidy
from course_app.people.importing.checking import dated, named
from course_app.people.importing.dates import Order


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Ida \t Moor\n", "Ida Moor"),
        ("e\u0301", "é"),
        ("\ufeffRosa\x00\x07", "Rosa"),
        ("\u202eatad", "atad"),
        ("مح\u200cمد", "مح\u200cمد"),
        ("=1+1", "=1+1"),
        ("a\u00a0\u3000b", "a b"),
    ],
)
def test_a_text_is_made_tidy(text, kept):
    assert tidy(text) == kept


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("rosa@example.org", "rosa@example.org"),
        ("mailto:rosa@example.org", "rosa@example.org"),
        ("<rosa@example.org>", "rosa@example.org"),
        ("rosa@müller.example", "rosa@müller.example"),
        ("rosa@localhost", ""),
        ("a b@example.org", ""),
        ("a@b@example.org", ""),
        ("+1@2", ""),
        ("x" * 250 + "@example.org", ""),
    ],
)
def test_an_address_is_one_or_none(text, read):
    assert address(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("example.org/rosa", "https://example.org/rosa"),
        ("example.org:8080", "https://example.org:8080"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x.yy", ""),
        ("https://user@example.org", ""),
        ("https://example", ""),
        ("not a link", ""),
        ("https://example.org/" + "x" * 300, ""),
    ],
)
def test_a_link_leads_to_the_web_or_is_none(text, read):
    assert link(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("+49 170 12", "+49 170 12"),
        ("tel:+4917012", "+4917012"),
        ("12", ""),
        ("call me", ""),
        ("1" * 41, ""),
        ("٠١٢٣", "٠١٢٣"),
    ],
)
def test_a_number_has_digits(text, read):
    assert number(text) == read


def test_of_several_values_the_first_that_is_filled_wins():
    assert first_of("a@example.org ::: b@example.org") == "a@example.org"
    assert first_of(" ::: b@example.org") == "b@example.org"
    assert first_of(" ::: ") == ""


def test_a_name_of_eighty_letters_stays_and_a_longer_one_is_cut_with_a_word():
    troubles = []
    assert named(2, "x" * 80, "y" * 80, "", troubles)[0] == "x" * 80
    assert troubles == []
    assert named(2, "x" * 81, "", "", troubles) == ("x" * 80, "", "x" * 80)
    assert [trouble.kind for trouble in troubles] == ["name"]


def test_names_written_together_stay_together():
    assert named(2, "伟", "王", "", []) == ("王伟", "", "王伟")
    assert named(2, "Wei", "Wang", "", []) == ("Wei", "Wang", "Wei Wang")


def test_a_connection_that_can_be_read_in_two_ways_keeps_its_year_and_a_birthday_is_left_out():
    troubles = []
    assert dated(2, "03/04/2015", Order.UNKNOWN, troubles, birthday=False) == "2015"
    assert troubles == []
    assert dated(2, "03/04/1985", Order.UNKNOWN, troubles, birthday=True) == ""
    assert [trouble.kind for trouble in troubles] == ["two-dates"]
