from dataclasses import replace

import pytest
from markupsafe import Markup, escape

from course_app.assessment.presenting import view_of
from course_app.assessment.question_views import Shown
from course_app.domain.questions import Choice, Mend, Notes
from tests.unit.domain.making import (
    choice,
    choice_gap,
    cloze,
    leaf,
    match,
    number,
    number_gap,
    option,
    order,
    question,
    reflection,
    scenario,
    several,
    typed,
    word_gap,
)


def html(words):
    return escape(words.text) if words else Markup("")


def view(body, order=(), response=None, **settings):
    notes = settings.pop("notes", Notes())
    asked = replace(question(body), notes=notes)
    return view_of(asked, html, Shown(order, response, **settings))


PAIRS = [
    (choice(1, 0, 0), choice(0, 0, 1), (2, 0, 1)),
    (several("xxo"), several("oox"), (2, 0, 1)),
    (typed("dormant"), typed("asleep", "resting"), ()),
    (number("5"), number("7", wrong=["5"]), ()),
    (cloze(choice_gap("a", "b"), word_gap("x")), cloze(choice_gap("a", "b", right=1), word_gap("y", "z")), (1, 0)),
    (cloze(number_gap("5")), cloze(number_gap("6", "9")), ()),
    (scenario(a=[("b", 1), "b"], b=[]), scenario(a=["b", ("b", 1)], b=[]), ()),
]


@pytest.mark.parametrize(("one", "other", "shown"), PAIRS)
def test_before_the_answer_another_key_looks_the_same(one, other, shown):
    said = Notes(why=leaf("So."), correct=leaf("Yes."), incorrect=leaf("No."), see=(leaf("There."),))
    assert view(one, shown, notes=said) == view(other, shown)


def test_a_hint_stands_there_before_the_answer_and_not_after():
    hint = Notes(hint=leaf("Think."))
    assert view(typed("x"), notes=hint).hint == "Think."
    assert view(typed("x"), response="x", marked=True, notes=hint).hint == ""


def states(body, response, **settings):
    count = len(body.options)
    return [each.state for each in view(body, range(count), response, marked=True, **settings).choices]


def test_options_show_how_they_went_and_with_the_key_what_was_missed():
    assert states(choice(1, 0, 0), 1) == ["", "not-yet", ""]
    assert states(choice(1, 0, 0), 1, key=True) == ["missed", "not-yet", ""]
    assert states(several("xxoo"), [0, 2]) == ["right", "", "not-yet", ""]
    assert states(several("xxoo"), [0, 2], key=True) == ["right", "missed", "not-yet", ""]


def test_a_mended_option_is_shown_as_it_counts():
    assert states(choice(1, option(0, Mend.ANY)), 1) == ["", "right"]
    assert states(choice(option(1, Mend.VOID), 0), 1, key=True) == ["", "right"]
    assert states(several("xo*"), [0, 2]) == ["right", "", "right"]


def test_feedback_stands_beside_what_was_picked_and_with_the_key_beside_all():
    body = Choice((option(1, said="Yes."), option(0, said="No.")))
    beside = [str(each.feedback) for each in view(body, (0, 1), 1, marked=True).choices]
    assert beside == ["", "No."]
    beside = [str(each.feedback) for each in view(body, (0, 1), 1, marked=True, key=True).choices]
    assert beside == ["Yes.", "No."]


@pytest.mark.parametrize(
    ("body", "response", "solution"),
    [
        (typed("dormant", "asleep*"), "awake", ["dormant", "asleep…"]),
        (typed("dormant"), "dormant", []),
        (number("5", ("7", "9.50")), "3", ["5", "from 7 to 9.5"]),
        (number("100"), "3", ["100"]),
        (cloze(word_gap("x", "y"), choice_gap("a", "b"), number_gap("5")), ["z", 0, "6"], ["Gap 1: x", "Gap 3: 5"]),
        (order(3), [1, 0, 2], ["Step 0", "Step 1", "Step 2"]),
        (order(3), [0, 1, 2], []),
    ],
)
def test_with_the_key_it_is_said_what_would_have_been_right(body, response, solution):
    shown = (0, 1) if not isinstance(response, list) or len(response) == 3 else ()
    shown = (0, 1, 2) if body == order(3) else shown
    assert [str(each) for each in view(body, shown, response, marked=True, key=True).solution] == solution
    assert view(body, shown, response, marked=True).solution == ()


def test_a_pair_says_its_right_side_only_with_the_key():
    body = match("a=1", "b=2", "=3")
    without = view(body, (2, 1, 0), [0, 2], marked=True).pairs
    assert [(each.state, str(each.feedback), each.picked) for each in without] == [
        ("right", "a it is", "2"),
        ("not-yet", "", "0"),
    ]
    with_key = view(body, (2, 1, 0), [0, 2], marked=True, key=True).pairs
    assert str(with_key[1].feedback) == "2 b it is"


def test_the_reason_comes_once_and_only_with_a_right_answer():
    notes = Notes(why=leaf("So."), correct=leaf("Yes."), incorrect=leaf("No."), see=(leaf("There."),))
    right = view(match("a=1", "b=2"), (0, 1), [0, 1], marked=True, notes=notes).verdict
    assert [str(each) for each in right.said] == ["Yes.", "So."]
    assert right.see == ()
    wrong = view(match("a=1", "b=2"), (0, 1), [1, 0], marked=True, notes=notes).verdict
    assert [str(each) for each in wrong.said] == ["No."]
    assert [str(each) for each in wrong.see] == ["There."]


def test_a_story_that_ended_shows_the_way_it_took():
    story = scenario(door=["inside", ("end", 1)], inside=["door"], end=[])
    ended = view(story, response=[0, 0, 1], marked=True)
    assert [str(each) for each in ended.taken] == ["to inside", "to door", "to end"]
    assert str(ended.scene_title) == "end"
    assert [str(each) for each in ended.verdict.said] == ["1 for end"]
    going = view(story, path=(0,))
    assert (str(going.scene_title), going.taken) == ("inside", ())


def test_what_was_typed_into_gaps_is_found_again_in_the_order_shown():
    gaps = cloze(choice_gap("a", "b", "c"), word_gap("x"))
    shown = view(gaps, (2, 0, 1), [0, "y"]).gaps
    assert (shown[0].value, shown[0].options) == ("1", (("0", "c"), ("1", "a"), ("2", "b")))
    assert shown[1].value == "y"


def test_texts_of_the_reader_and_the_author_are_escaped():
    shown = view(typed("<b>"), response="<i>", marked=True, key=True)
    assert [str(each) for each in shown.solution] == ["&lt;b&gt;"]


def test_a_reflection_shows_its_text_and_is_kept():
    kept = view(reflection(), response="Much.", marked=True)
    assert (kept.value, kept.verdict.state, kept.verdict.title) == ("Much.", "saved", "Kept.")
