from dataclasses import replace

import pytest

from course_app.domain.questions import Grading, Mend, Notes, version_of
from tests.unit.domain.making import (
    accept,
    choice,
    choice_gap,
    cloze,
    leaf,
    match,
    number,
    option,
    order,
    question,
    reflection,
    scenario,
    several,
    typed,
    word_gap,
)

PLAIN = question(choice(1, 0))


def test_a_version_is_sixteen_hex_digits_and_always_the_same():
    assert len(version_of(PLAIN)) == 16
    assert int(version_of(PLAIN), 16)
    assert version_of(PLAIN) == version_of(question(choice(1, 0)))


@pytest.mark.parametrize(
    "settings",
    [
        {"points": 2},
        {"grading": Grading.EXACT},
        {"case_exact": True},
        {"accents_exact": True},
        {"stem": leaf("Think.")},
        {"heading": leaf("Another question")},
    ],
)
def test_what_decides_marks_makes_another_version(settings):
    assert version_of(replace(PLAIN, **settings)) != version_of(PLAIN)


@pytest.mark.parametrize(
    "settings",
    [
        {"notes": Notes(hint=leaf("Think."), why=leaf("So."))},
        {"tags": ("scene",)},
        {"objective": "tell"},
        {"draft": True},
        {"retired": True},
        {"was": ("old",)},
        {"id": "other"},
        {"shuffle_options": False},
    ],
)
def test_what_decides_no_mark_leaves_the_version_as_it_was(settings):
    assert version_of(replace(PLAIN, **settings)) == version_of(PLAIN)


BODIES = [
    choice(1, 0),
    choice(0, 1),
    choice(1, 0, 0),
    choice(1, option(0, Mend.VOID)),
    choice(1, option(0, Mend.ANY)),
    choice(1, option(0, text="Other words")),
    several("xo"),
    several("ox"),
    typed("dormant"),
    typed("dormant", "asleep"),
    typed(accept("dormant", wrong=True)),
    number("20"),
    number(("18", "22")),
    match("a=1", "b=2"),
    match("a=1", "=2"),
    order(3),
    order(4),
    cloze(word_gap("a")),
    cloze(choice_gap("a", "b")),
    cloze(choice_gap("a", "b", right=1)),
    scenario(door=["end"], end=[]),
    scenario(door=[("end", 1)], end=[]),
    reflection(),
]


def test_every_other_key_is_another_version():
    assert len({version_of(question(body)) for body in BODIES}) == len(BODIES)


def test_feedback_is_outside_of_the_version():
    assert version_of(question(choice(option(1, said="Yes."), 0))) == version_of(PLAIN)


def test_an_empty_leaf_is_false():
    assert not leaf("")
    assert leaf("Words")
