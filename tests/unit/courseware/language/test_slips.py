"""Typing slips, by the thousand: those that change the structure are caught, and one slip is one problem."""

import dataclasses
import random
from collections.abc import Mapping

import pytest

from course_app.courseware.language.reading import read_any
from course_app.domain.course import QuizSettings
from course_app.domain.questions import Leaf, Place
from tests.unit.courseware.language.corpus import FILES

SLIPS = 1_200
SIGNS = '#-()[]{}x=>!`|:.*"\\'
NEAR = str.maketrans("-()[]{}#.=>x!:|`", "*[]()()\x2e#-.v1;I'")


def slipped(draw, text):
    """Return ``text`` with one slip of the kind that hands make, mostly among the signs of structure."""
    at = draw.choice([i for i, letter in enumerate(text) if letter in SIGNS or text[i - 1 : i] in "#-)]>.\n}"])
    lines = text.split("\n")
    row = draw.randrange(len(lines) - 1)
    match draw.randrange(10):
        case 0 | 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + text[at] + text[at:]
        case 3:
            return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
        case 4:
            return text[:at] + " " + text[at:]
        case 5:
            return text[:at] + text[at].translate(NEAR) + text[at + 1 :]
        case 6:
            lines[row : row + 2] = [f"{lines[row]} {lines[row + 1]}"]
        case 7:
            lines[row] = " " * draw.choice([1, 2, 4]) + lines[row]
        case 8:
            lines[row] = lines[row].lstrip()
        case _:
            return text[:at] + "\n" + text[at:]
    return "\n".join(lines)


def shape(value):
    """Return what a value consists of, whatever its words say."""
    match value:
        case Leaf():
            return bool(value.text.strip())
        case Place():
            return None
        case str():
            return bool(value)
        case Mapping():
            return tuple((key, shape(inside)) for key, inside in value.items())
        case tuple():
            return tuple(map(shape, value))
    if dataclasses.is_dataclass(value):
        inside = [getattr(value, one.name) for one in dataclasses.fields(value) if one.name != "version"]
        return (type(value).__name__, *map(shape, inside))
    return str(value)


@pytest.mark.parametrize(
    "file", ["find/check.md", "find/sheet.md", "find/walk-back.md", "find/pools.md", "final/find.md"]
)
def test_slips_that_change_the_structure_are_caught_once(file):
    draw = random.Random(file)
    whole = shape(read_any(file, FILES[file].encode(), QuizSettings()).value)
    changed = missed = repeated = 0
    for _ in range(SLIPS // 5):
        result = read_any(file, slipped(draw, FILES[file]).encode(), QuizSettings())
        errors = [problem for problem in result.problems if problem.severity == "error"]
        altered = shape(result.value) != whole
        changed += bool(errors) or altered
        missed += altered and not result.problems
        repeated += len(errors) > 1
    assert changed > SLIPS // 20
    assert missed <= changed * 0.04
    assert repeated <= changed * 0.06
