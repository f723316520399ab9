import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.language.strict_yaml import Mapping, Scalar, Sequence, read_yaml


def codes(text):
    return [found.code for found in read_yaml(text, "x.yml")[1]]


def plain(node):
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {entry.key.text: plain(entry.value) for entry in node.entries}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", {}),
        ("# only a comment\n", {}),
        ("a: no\nb: 1.10\nc: 12h\nd: ~\ne:\n", {"a": "no", "b": "1.10", "c": "12h", "d": "~", "e": ""}),
        ("a: [x, 'y', \"z\"]", {"a": ["x", "y", "z"]}),
        ("a:\n- x\n- y: 80%\n", {"a": ["x", {"y": "80%"}]}),
        ("---\na: b\n", {"a": "b"}),
        ("a: [x] # a comment after a list\nb: # and after a key\n  c: d\n", {"a": ["x"], "b": {"c": "d"}}),
        ("a: >\n  two\n  lines\n", {"a": "two lines\n"}),
        ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
        ("'<<': text", {"<<": "text"}),
    ],
)
def test_every_scalar_is_the_text_that_stands_there(text, value):
    node, problems = read_yaml(text, "x.yml")
    assert (plain(node), problems) == (value, ())


def test_keys_and_values_know_their_places():
    node, _ = read_yaml("a: b\nlist: [x, yy]\n", "x.yml", first_line=4)
    entry = node.entries[1]
    assert (entry.key.place.line, entry.key.place.column) == (5, 1)
    assert [(item.place.line, item.place.column) for item in entry.value.items] == [(5, 8), (5, 11)]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: b\ntitle: Start: again", "E102", 2, 13),
        ("a: 'never closed", "E102", 1, 17),
        ("a: C #1 in town", "E102", 1, 5),
        ("a: b\n---\nc: d", "E102", 2, 1),
        ("? [a]\n: b", "E102", 1, 3),
        ("a: \x00", "E102", 1, 4),
        ("a: b\na: c", "E106", 2, 1),
        ("- a\n- b", "E107", 1, 1),
        ("just words", "E107", 1, 1),
        ("a: &x b", "E108", 1, 4),
        ("a: *x", "E108", 1, 4),
        ("a: !!str b", "E108", 1, 4),
        ("<<: b", "E108", 1, 1),
        ("a: x\u2028y", "E210", 1, 5),
        ("a: x\n\x85b: y", "E210", 2, 1),
        ("a: [[[[[[[x]]]]]]]", "E225", 1, 10),
    ],
)
def test_each_surprise_is_one_problem_at_its_place(text, code, line, column):
    _, problems = read_yaml(text, "x.yml")
    assert [(found.code, found.line, found.column) for found in problems] == [(code, line, column)]
    assert problems[0].hint


def test_of_two_equal_keys_the_first_counts():
    node, _ = read_yaml("a: b\na: c\n", "x.yml")
    assert plain(node) == {"a": "b"}


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "- " * 50_000, "{a: " * 50_000, "a: \ud800"])
def test_hostile_nesting_and_letters_are_a_problem_and_no_crash(text):
    node, problems = read_yaml(text, "x.yml")
    assert node is None
    assert len(problems) == 1


@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@`?,~ \t\n\r\x85\u2028\ufeff\x00\ud800é", max_size=60))
def test_no_text_raises_and_every_problem_has_a_hint_and_a_place(text):
    _, problems = read_yaml(text, "x.yml")
    lines = text.count("\n") + 1
    for found in problems:
        assert found.hint
        assert 1 <= found.line <= lines
        assert found.column >= 1
    assert len({found.line for found in problems}) == len(problems)
