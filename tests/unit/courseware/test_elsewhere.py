import pytest

from course_app.courseware.elsewhere import check_elsewhere, is_doubtful
from course_app.domain.questions import Leaf, Place

PLACE = Place("find/walk.md", 7)


def said(text, html, inline=False):
    return [(found.code, found.line, found.column) for found in check_elsewhere({Leaf(text, PLACE, inline): html})]


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "*one* and **two**, (*three*)",
        "* a list\n* of *things*",
        "`code_with_signs` and `more`",
        "[ab](c_d.md) and <https://example.org/a_b_c>",
        "{{their_name}} and {{?why_now: a_b}}",
        "2 \\* 3 \\_ 4",
        "***",
        "```\na_b * c\n```",
    ],
)
def test_what_everybody_reads_alike_is_not_compared(text):
    assert not is_doubtful(text)


@pytest.mark.parametrize(
    "text", ["a*b*c", "snake_case", "_so_", "**a *b***", "2 * 3 * 4", "~~gone~~", "``a ` b``", "*a\nb*"]
)
def test_unusual_signs_are_compared(text):
    assert is_doubtful(text)


def test_the_same_on_both_sides_is_no_advice():
    assert said("a *b\nc* d_e", "<p>a <em>b\nc</em> d_e</p>") == []


def test_a_difference_is_shown_at_its_word():
    assert said("Plain.\n\nIt is ~~gone~~ now.", "<p>Plain.</p><p>It is ~~gone~~ now.</p>") == [("W723", 9, 9)]


def test_stress_that_only_we_see_is_shown():
    found = check_elsewhere({Leaf("a **b **c", PLACE, True): "a <strong>b </strong>c"})
    assert [(each.code, each.column) for each in found] == [("W723", 5)]
    assert "strong stress of 'b' here only" in found[0].sentence
    assert found[0].hint


def test_blocks_of_code_are_left_alone():
    assert said("a_b\n\n```email\n*x* a_b\n```", "<p>a_b</p><div class='letter'><p>*x* a_b</p></div>") == []
