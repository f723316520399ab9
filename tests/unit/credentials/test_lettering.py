import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.credentials.lettering import LARGEST_OF_TWO, SIZES, fit

HALF_EM = defaultdict(lambda: 0.5)
MEASURE = 677  # A4 between its margins

names = (
    st.text(
        st.characters(categories=("Lu", "Ll", "Lo", "Mn", "Zs", "Pd"), include_characters="-’"), min_size=2, max_size=80
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def test_a_short_name_stands_on_one_line_in_the_largest_size():
    lettering = fit("Dana Whitfield", HALF_EM, MEASURE)
    assert (lettering.lines, lettering.size) == (("Dana Whitfield",), SIZES[0])


def test_a_size_is_kept_as_long_as_the_line_fits_it_exactly():
    assert fit("m" * 29, HALF_EM, 29 * 0.5 * 46).size == 46
    assert fit("m" * 29, HALF_EM, 29 * 0.5 * 46 - 0.1).size == 42


def test_a_long_name_breaks_after_a_word_into_lines_of_like_length():
    lettering = fit("Maria Concepción Fernández Villaverde y Echegaray de los Ángeles", HALF_EM, MEASURE)
    assert lettering.lines == ("Maria Concepción Fernández Villaverde ", "y Echegaray de los Ángeles")
    assert lettering.size == LARGEST_OF_TWO


def test_a_name_may_break_after_a_hyphen_but_never_before_a_space():
    lettering = fit("Hohenlohe-Waldenburg-Schillingsfürst-Langenburg-Bartenstein", HALF_EM, MEASURE)
    assert lettering.lines == ("Hohenlohe-Waldenburg-Schillingsfürst-", "Langenburg-Bartenstein")


def test_one_line_is_kept_when_a_second_would_hardly_be_larger():
    assert len(fit("m" * 20 + " " + "m" * 22, HALF_EM, MEASURE).lines) == 1


def test_a_word_is_broken_only_when_it_would_be_too_small_whole():
    whole = fit("m" * 70 + " Li", HALF_EM, MEASURE)
    assert (whole.lines, whole.size) == (("m" * 70 + " Li",), 16)
    broken = fit("W" * 80, defaultdict(lambda: 1.0), MEASURE)
    assert broken.lines == ("W" * 40, "W" * 40)


def test_an_accent_is_never_parted_from_its_letter():
    name = "e\u0301" * 40
    widths = {"e": 1.0, "\u0301": 0.0}
    assert fit(name, widths, MEASURE).lines == ("e\u0301" * 20, "e\u0301" * 20)


def test_what_fits_in_no_size_is_refused():
    assert fit("W" * 80, defaultdict(lambda: 9.0), MEASURE) is None


@given(names, st.floats(0.2, 1.1))
def test_every_name_is_set_whole_within_the_measure_on_two_lines_at_most(name, width):
    lettering = fit(name, defaultdict(lambda: width), MEASURE)
    assert "".join(lettering.lines) == name
    assert len(lettering.lines) <= 2
    assert lettering.size in SIZES
    assert all(len(line.strip()) * width * lettering.size <= MEASURE + 0.01 for line in lettering.lines)


@given(names)
def test_no_line_begins_with_a_mark_that_belongs_to_a_letter(name):
    second = fit(name, defaultdict(lambda: 1.0), 200).lines[1:]
    assert all(unicodedata.category(line[0]) not in ("Mn", "Zs") for line in second)


@pytest.mark.parametrize("name", ["Bo", "Ng", "A B"])
def test_the_shortest_names_are_set_large(name):
    assert fit(name, HALF_EM, MEASURE).size == SIZES[0]
