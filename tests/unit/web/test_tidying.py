"""Typed text is tidied without losing a letter of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.web.forms import tidy, tidy_line, tidy_secret


@pytest.mark.parametrize(
    ("typed", "text", "line"),
    [
        ("  Dana  ", "Dana", "Dana"),
        ("a\r\nb\tc", "a\nb\tc", "a b c"),
        ("a\x00b\x1b", "ab", "ab"),
        ("e\u0301", "é", "é"),
        ("a \u202eb\u2069", "a \u202eb\u2069", "a b"),
        ("می\u200cخواهم", "می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒", "👩\u200d🚒", "👩\u200d🚒"),
        ("\ud800x", "x", "x"),
        ("", "", ""),
        (None, None, None),
        (7, 7, 7),
    ],
)
def test_text_and_lines(typed, text, line):
    assert tidy(typed) == text
    assert tidy_line(typed) == line


@given(st.text())
def test_tidying_twice_changes_nothing_more(typed):
    for tidying in (tidy, tidy_line, tidy_secret):
        once = tidying(typed)
        assert tidying(once) == once


@given(st.text())
def test_a_line_is_one_line_without_control_characters(typed):
    line = tidy_line(typed)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in line)
    assert line == line.strip()
    assert "  " not in line


@given(st.text())
def test_letters_and_digits_are_never_lost(typed):
    def kept(text):
        return [c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] in "LN"]

    assert kept(tidy(typed)) == kept(typed)
    assert kept(tidy_line(typed)) == kept(typed)


@pytest.mark.parametrize("password", [" leads", "trails ", "two  spaces", "a\tb", "\u202eturned"])
def test_a_password_stays_as_it_was_typed(password):
    assert tidy_secret(password) == password
