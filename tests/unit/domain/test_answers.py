import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from course_app.domain.answers import fits, normalise, one_slip_apart, parse_number

PLAIN = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("  Dormant \t tie ", "dormant tie"),
        ("“Dormant tie.”", "dormant tie"),
        ("'dormant tie'!", "dormant tie"),
        ("Dormant tie…", "dormant tie"),
        ("ＤＯＲＭＡＮＴ", "dormant"),
        ("Straße", "strasse"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("don’t", "don't"),
        ("don´t", "don't"),
        ("follow–up", "follow-up"),
        ("dor\u00admant\u200b", "dormant"),
        ("C++", "c++"),
        ("", ""),
        ("?", "?"),
        ("“?”", "?"),
        ("...", "."),
    ],
)
def test_what_is_compared_of_a_text(typed, compared):
    assert normalise(typed) == compared


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("≠", "="), ("naive?", "native?")])
def test_what_changes_the_letter_is_no_accent(one, other):
    assert normalise(one) != normalise(other)


def test_case_and_accents_count_where_the_question_says_so():
    assert normalise("Café", case_exact=True) == "Cafe"
    assert normalise("Café", accents_exact=True) == "café"
    assert normalise("Café", case_exact=True, accents_exact=True) == "Café"


@given(PLAIN, st.booleans(), st.booleans())
@example("ŉ", False, True)
@example("a.\u0301", False, False)
@example("rock´", False, False)
@example("ΐ", False, True)
@example("İ", False, True)
def test_comparing_twice_changes_nothing(text, case_exact, accents_exact):
    once = normalise(text, case_exact, accents_exact)
    assert normalise(once, case_exact, accents_exact) == once


@given(PLAIN)
def test_composed_and_decomposed_letters_are_the_same(text):
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("pattern", "text", "fit"),
    [
        ("dormant", "dormant", True),
        ("dormant", "dormant tie", False),
        ("dormant*", "dormant tie", True),
        ("dormant*", "dormant", True),
        ("*tie", "dormant tie", True),
        ("*mant*", "dormant tie", True),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("*", "", True),
        ("a**b", "a-b", True),
        ("ab*bc", "abc", False),
        ("*ab*ab*", "abab", True),
        ("*ab*ab*", "aba", False),
    ],
)
def test_a_star_stands_for_anything(pattern, text, fit):
    assert fits(pattern, text) is fit


@given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
def test_stars_fit_what_a_regular_expression_would(pattern, text):
    expression = ".*".join(re.escape(part) for part in pattern.split("*"))
    assert fits(pattern, text) is (re.fullmatch(expression, text, re.DOTALL) is not None)


def test_many_stars_take_no_time():
    assert not fits("*a" * 200 + "*b", "a" * 10_000)


@pytest.mark.parametrize("typed", ["dormnat", "dorman", "dormantt", "domant", "dormapt", "xdormant", "odrmant"])
def test_one_slip_is_told(typed):
    assert one_slip_apart(typed, "dormant")


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("dormant", "dormant"),
        ("drmnat", "dormant"),
        ("dormantly", "dormant"),
        ("tieq", "ties"),
        ("", "dormant"),
        ("dormants", "dormant*"),
        ("within 5 days", "within 6 days"),
        ("12346", "12345"),
    ],
)
def test_two_slips_short_words_stars_and_digits_are_no_slip(typed, accepted):
    assert not one_slip_apart(typed, accepted)


def test_five_letters_are_enough_for_a_slip():
    assert one_slip_apart("reacj", "reach")
    assert not one_slip_apart("dott", "dots")


@given(st.text("abc", min_size=5, max_size=9), st.data())
def test_every_single_edit_is_one_slip(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcd"))
    swapped = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
    for typed in (
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        swapped,
    ):
        assert one_slip_apart(typed, word) is (typed != word)


@given(st.text("ab", min_size=5, max_size=7), st.text("ab", min_size=4, max_size=8))
def test_one_slip_is_an_edit_distance_of_one(word, typed):
    assert one_slip_apart(typed, word) is (_distance(typed, word) == 1)


def _distance(one, other):
    """Optimal string alignment by its textbook table."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[j] = min(row[j], rows[i - 2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("20", "20", "20"),
        ("+20", "20", "20"),
        ("-20", "-20", "-20"),
        ("−20", "-20", "-20"),
        ("– 20", "-20", "-20"),
        ("-$20", "-20", "-20"),
        ("007", "7", "7"),
        ("0.5", "0.5", "0.5"),
        ("0,5", "0.5", "0.5"),
        (".5", "0.5", "0.5"),
        ("5.", "5", "5"),
        ("1,000", "1000", "1"),
        ("1.000", "1", "1000"),
        ("0,500", "0.5", "0.5"),
        ("1,00", "1", "1"),
        ("1.234,5", "1234.5", "1234.5"),
        ("1,234.5", "1234.5", "1234.5"),
        ("1,234,567", "1234567", "1234567"),
        ("1.234.567", "1234567", "1234567"),
        ("12,34,567", "1234567", "1234567"),
        ("1 000", "1000", "1000"),
        ("1\u202f000,5", "1000.5", "1000.5"),
        ("1'000", "1000", "1000"),
        ("1’000", "1000", "1000"),
        ("about 20 people", "20", "20"),
        ("20 people.", "20", "20"),
        ("€20", "20", "20"),
        ("50%", "50", "50"),
        ("5 m²", "5", "5"),
        ("5 m2", "5", "5"),
        ("２０", "20", "20"),
        ("٢٠", "20", "20"),
    ],
)
def test_a_number_is_read_as_it_is_meant(text, point, comma):
    assert parse_number(text) == Decimal(point)
    assert parse_number(text, decimal_comma=True) == Decimal(comma)


@pytest.mark.parametrize(
    "text",
    ["", "twenty", "10 20", "5-10", "5 or 6", "1/2", "½", "5²", "10^3", "1e3", "18:30", "1,2,3", "0 500", "m2"],
)
def test_no_number_and_two_numbers_are_none(text):
    assert parse_number(text) is None
    assert parse_number(text, decimal_comma=True) is None


@given(st.decimals(-(10**12), 10**12, places=4), st.booleans())
def test_a_written_number_is_read_again(number, comma):
    plain, grouped = f"{number:f}", f"{number:,f}"
    if comma:
        swap = str.maketrans(",.", ".,")
        plain, grouped = plain.translate(swap), grouped.translate(swap)
    assert parse_number(plain, comma) == number
    assert parse_number(grouped, comma) == number
    assert parse_number(f"about {plain} people", comma) == number


@given(PLAIN, st.booleans())
def test_any_text_is_a_number_or_none(text, comma):
    assert parse_number(text, comma) is None or isinstance(parse_number(text, comma), Decimal)
