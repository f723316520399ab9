import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.letters.spots import spot_of


@pytest.mark.parametrize(
    ("text", "found", "shown"),
    [
        ("Do you know of a VACANCY?", "vacancy", "VACANCY?"),
        ("Could you put me  in\ntouch, please", "put me in touch", "put me  in\ntouch,"),
        ("I don’t want to bother you", "dont want to bother", "don’t want to bother"),
        ("Dear Zoë, [one question]", "[one question]", "[one question]"),
        ("Dear Zoë", "nothing of this", None),
        ("Dear Zoë", " ", None),
    ],
)
def test_a_spot_is_found_as_it_is_written(text, found, shown):
    spot = spot_of(text, found)
    assert (spot and spot.text) == shown


def test_what_stands_around_is_cut_at_a_blank():
    text = "The longest sentence of all that I have ever written asks for a job and then goes on for quite a while."
    spot = spot_of(text, "a job")
    assert (spot.before, spot.after) == ("… I have ever written asks for ", " and then goes on for quite a …")


@given(st.text(), st.text(min_size=1))
def test_a_spot_lies_within_its_text(text, found):
    spot = spot_of(text, found)
    assert spot is None or text[spot.start : spot.end] == spot.text
