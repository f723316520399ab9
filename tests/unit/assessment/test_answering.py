from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from course_app.assessment.answering import check_places, moved, read_response
from course_app.domain.drawing import shown_order
from course_app.domain.responses import NoAnswerError, check_response
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

GAPS = cloze(word_gap("sphere"), choice_gap("a", "b", "c"), number_gap("5"), choice_gap("d", "e"))


def read(body, shown, **fields):
    return read_response(question(body), shown, MultiDict(fields))


@pytest.mark.parametrize(
    ("body", "shown", "fields", "response"),
    [
        (choice(1, 0, 0), (2, 0, 1), {"answer": "0"}, 2),
        (choice(1, 0, 0), (2, 0, 1), {"answer": "3"}, None),
        (choice(1, 0, 0), (2, 0), {"answer": "2"}, None),
        (choice(1, 0, 0), (2, 0, 1), {}, None),
        (several("xo"), (1, 0), {"answer": ["0", "1"]}, [1, 0]),
        (several("xo"), (1, 0), {}, []),
        (typed("x"), (), {"answer": " word\x00\n"}, "word"),
        (typed("x"), (), {}, ""),
        (number("5"), (), {"answer": "5"}, "5"),
        (reflection(), (), {"answer": "a\r\nb"}, "a\nb"),
        (match("a=1", "b=2", "=3"), (2, 1, 0), {"pair-0": "2", "pair-1": "0"}, [0, 2]),
        (match("a=1", "b=2"), (1, 0), {"pair-1": "1"}, [None, 0]),
        (GAPS, (2, 0, 1, 1, 0), {"gap-0": " x ", "gap-1": "0", "gap-2": "5", "gap-3": "1"}, ["x", 2, "5", 0]),
        (GAPS, (2, 0, 1, 1, 0), {}, ["", None, "", None]),
        (order(3), (1, 2, 0), {"answer-0": "3", "answer-1": "1", "answer-2": "2"}, [2, 0, 1]),
        (order(3), (1, 2, 0), {"answer-0": "20", "answer-1": "10", "answer-2": "15"}, [2, 0, 1]),
        (order(3), (1, 2, 0), {"answer-0": "1", "answer-1": "1"}, [1, 2, 0]),
        (scenario(a=["b", "b"], b=[]), (), {"answer": "1"}, 1),
        (scenario(a=["b", "b"], b=[]), (), {"answer": "-1"}, None),
    ],
)
def test_places_in_the_order_shown_become_places_in_the_file(body, shown, fields, response):
    assert read(body, shown, **fields) == response


BODIES = [choice(1, 0, 0), several("xxo"), typed("x"), number("5"), match("a=1", "=2"), order(3), GAPS, reflection()]


NAMES = ["answer", "answer-0", "answer-1", "answer-2", "pair-0", "gap-0", "gap-1", "gap-2", "gap-3"]
TEXTS = ["", "0", "1", "2", "4", "-1", "x", " ", "5", "²", "9" * 50, "0x1"]


@given(
    st.sampled_from(BODIES),
    st.integers(0, 99),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.text(max_size=3)),
)
def test_any_form_is_read_and_then_marked_or_refused(body, chance, fields):
    asked = question(body)
    response = read_response(asked, shown_order(asked, Random(chance)), MultiDict(fields))
    try:
        check_response(asked, response)
    except NoAnswerError:
        return


@pytest.mark.parametrize(
    ("fields", "clear"),
    [
        ({"answer-0": "1", "answer-1": "2", "answer-2": "3"}, True),
        ({"answer-0": "9", "answer-1": "1", "answer-2": "5"}, True),
        ({"answer-0": "1", "answer-1": "1", "answer-2": "3"}, False),
        ({"answer-0": "1", "answer-1": "", "answer-2": "3"}, False),
        ({"answer-0": "1", "answer-1": "x", "answer-2": "3"}, False),
        ({}, False),
    ],
)
def test_every_line_needs_a_place_of_its_own(fields, clear):
    asked = question(order(3))
    if clear:
        check_places(asked, (1, 2, 0), MultiDict(fields))
    else:
        with pytest.raises(NoAnswerError):
            check_places(asked, (1, 2, 0), MultiDict(fields))


def test_only_an_order_has_places():
    check_places(question(choice(1, 0)), (0, 1), MultiDict())


@pytest.mark.parametrize(
    ("move", "after"),
    [
        ("1-up", [2, 0, 1]),
        ("1-down", [0, 1, 2]),
        ("0-up", [0, 1, 2]),
        ("0-down", [0, 2, 1]),
        ("2-up", [0, 2, 1]),
        ("2-down", [2, 0, 1]),
        ("9-up", [0, 2, 1]),
        ("1-away", [0, 2, 1]),
        ("", [0, 2, 1]),
    ],
)
def test_a_line_moves_by_one_place(move, after):
    # Shown are the lines 1, 2, 0 of the file at places 0, 1, 2; by now they stand as 0, 2, 1.
    assert moved((1, 2, 0), [0, 2, 1], move) == after
