import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.colours import contrast, mixed
from course_app.domain.shades import DARK, LIGHT, OURS, can_be_read, mended, on_dark, on_light

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@given(COLOURS)
def test_a_mended_colour_can_be_read_and_a_good_one_stays(colour):
    found = mended(colour)
    assert can_be_read(found)
    if can_be_read(colour):
        assert found == colour


@given(COLOURS)
def test_every_pair_of_words_and_ground_passes_in_both_themes(colour):
    good = mended(colour)
    assert on_light(good).least(LIGHT) >= 4.5
    assert on_dark(good).least(DARK) >= 4.5
    for shades, grounds in ((on_light(good), LIGHT), (on_dark(good), DARK)):
        assert all(contrast(shades.strong, ground) >= 4.5 for ground in grounds)
        assert contrast(shades.on, shades.strong) >= 4.5


@pytest.mark.parametrize(
    ("colour", "passes"),
    [("#0F5C63", True), ("#A84414", True), ("#000000", True), ("#FFD400", False), ("#FFFFFF", False)],
)
def test_light_colours_need_mending(colour, passes):
    assert can_be_read(colour) is passes


@pytest.mark.parametrize(("share", "found"), [(0, "#FFFFFF"), (1, "#000000"), (0.5, "#808080")])
def test_a_mixture_lies_between_its_parts(share, found):
    assert mixed("#000000", "#FFFFFF", share) == found


def test_the_stylesheets_own_colours_keep_the_shades_that_it_gives_them():
    for colour, (light, dark) in OURS.items():
        assert (on_light(colour), on_dark(colour)) == (light, dark)
        assert light.least(LIGHT) >= 4.5
        assert dark.least(DARK) >= 4.5
