import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.marking import mark
from course_app.domain.responses import LONGEST_REFLECTION, LONGEST_TEXT, NoAnswerError, check_response, scene_after
from tests.unit.domain.making import (
    choice,
    choice_gap,
    cloze,
    match,
    number,
    number_gap,
    order,
    question,
    reflection,
    scenario,
    several,
    typed,
    word_gap,
)

STORY = scenario(door=["inside", "street"], inside=["door", "street"], street=[])
BODIES = {
    "choice": choice(1, 0),
    "several": several("xxo"),
    "text": typed("dormant"),
    "number": number("20"),
    "match": match("a=1", "b=2", "=3"),
    "order": order(3),
    "cloze": cloze(word_gap("sphere"), number_gap("5"), choice_gap("a", "b")),
    "scenario": STORY,
    "reflection": reflection(),
}


@pytest.mark.parametrize(
    ("kind", "response", "stored"),
    [
        ("choice", 1, 1),
        ("several", [2, 0, 0], [0, 2]),
        ("text", "  dormant ", "dormant"),
        ("text", "x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
        ("number", " about 20 ", "about 20"),
        ("match", [2, 2], [2, 2]),
        ("order", [2, 0, 1], [2, 0, 1]),
        ("cloze", [" sphere ", "5", 1], ["sphere", "5", 1]),
        ("scenario", [0, 0, 1], [0, 0, 1]),
        ("reflection", "", ""),
        ("reflection", "x" * LONGEST_REFLECTION, "x" * LONGEST_REFLECTION),
    ],
)
def test_an_answer_is_kept_in_its_stored_form(kind, response, stored):
    assert check_response(question(BODIES[kind]), response) == stored


@pytest.mark.parametrize(
    ("kind", "response", "sentence"),
    [
        ("choice", None, "Choose an answer first."),
        ("choice", 2, "Choose an answer first."),
        ("choice", -1, "Choose an answer first."),
        ("choice", True, "Choose an answer first."),
        ("choice", "1", "Choose an answer first."),
        ("several", [], "Choose at least one answer."),
        ("several", [3], "Choose from the answers"),
        ("several", [None], "Choose from the answers"),
        ("several", 1, "Choose from the answers"),
        ("text", "   ", "Type an answer first."),
        ("text", None, "Type an answer first."),
        ("text", "x" * (LONGEST_TEXT + 1), "at most 500 letters"),
        ("number", "", "Type a number first."),
        ("number", "twenty", "Type one number"),
        ("number", "10 or 20", "Type one number"),
        ("match", [0, None], "Match every line"),
        ("match", [0], "Match every line"),
        ("match", [0, 3], "Choose from the lines"),
        ("order", [0, 1], "a place of its own"),
        ("order", [0, 0, 1], "a place of its own"),
        ("order", [0, 1, 3], "Give every line a place"),
        ("order", [0, 1, None], "Give every line a place"),
        ("cloze", ["sphere", "5"], "Fill every gap"),
        ("cloze", ["", "5", 0], "Fill every gap"),
        ("cloze", ["sphere", "five", 0], "Gap 2 takes one number"),
        ("cloze", ["sphere", "5", None], "Fill every gap"),
        ("cloze", ["sphere", "5", 2], "Fill every gap"),
        ("scenario", [], "The story goes on"),
        ("scenario", [0], "The story goes on"),
        ("scenario", [2], "Choose one of the lines."),
        ("scenario", [1, 0], "Choose one of the lines."),
        ("scenario", [None], "Choose one of the lines."),
        ("scenario", "1", "Choose one of the lines."),
        ("reflection", None, "at most 5,000 letters"),
        ("reflection", "x" * (LONGEST_REFLECTION + 1), "at most 5,000 letters"),
    ],
)
def test_what_is_no_answer_is_refused_in_words(kind, response, sentence):
    with pytest.raises(NoAnswerError, match=sentence) as refusal:
        check_response(question(BODIES[kind]), response)
    assert refusal.value.field == "answer"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 4) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
)


@given(st.sampled_from(sorted(BODIES)), ANYTHING)
def test_anything_at_all_is_refused_or_can_be_marked(kind, response):
    body = question(BODIES[kind])
    try:
        kept = check_response(body, response)
    except NoAnswerError:
        return
    assert 0 <= mark(body, kept).credit <= 1
    assert check_response(body, kept) == kept


def test_a_story_may_pass_a_scene_twice():
    assert scene_after(STORY, []).id == "door"
    assert scene_after(STORY, [0]).id == "inside"
    assert scene_after(STORY, [0, 0]).id == "door"
    assert scene_after(STORY, [0, 0, 1]).id == "street"
