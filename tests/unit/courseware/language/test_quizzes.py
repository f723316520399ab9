"""Checks, pools and topics of the final."""

import pytest

from tests.unit.courseware.language.scanning import found, read

Q = "{hashes} What? {{#{id}}}\n\n- (x) Yes\n- ( ) No\n\n"


def q(name, level=2):
    return Q.format(hashes="#" * level, id=name)


def test_a_check_holds_questions():
    quiz = read("# T {.quiz pick=1}\n\nThe intro.\n\n" + q("a") + q("b")).value.body
    assert quiz.intro.text == "The intro."
    assert [one.id for one in quiz.all_questions()] == ["a", "b"]
    assert quiz.settings.pick == 1


def test_a_check_holds_pools():
    result = read("# T {.quiz}\n\n## First {.pool #one pick=1}\n\n" + q("a", 3) + q("b", 3))
    assert result.problems == ()
    (pool,) = result.value.body.pools
    assert (pool.id, pool.pick, [one.id for one in pool.questions]) == ("one", 1, ["a", "b"])
    assert [(name.kind, name.id) for name in result.names] == [("pool", "one"), ("question", "a"), ("question", "b")]


def test_a_topic_reads_like_a_check_without_its_kind():
    topic = read("# Find\n\n" + q("a"), "final/find.md").value
    assert [one.id for one in topic.all_questions()] == ["a"]
    assert found("# Find {.quiz}\n\n" + q("a"), "final/find.md") == ["E214@1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["E352@1"]),
        ("Only an intro.\n", ["E352@1"]),
        ("## P {.pool #p pick=1}\n", ["E352@3"]),
        ("## P {.pool #p pick=1}\n\n" + q("a", 3) + q("b"), ["E353@10"]),
        (q("b") + "## P {.pool #p pick=1}\n\n" + q("a", 3), ["E353@3"]),
        ("## P {.pool #p pick=1}\n\n" + q("a"), ["E353@5"]),
        ("## P {.pool #p}\n\n" + q("a", 3), ["E219@3"]),
        ("## P {.pool #p pick=none}\n\n" + q("a", 3), ["E219@3"]),
        ("## P {.pool pick=1}\n\n" + q("a", 3), ["E222@3"]),
        ("## P {.pol #p pick=1}\n\n" + q("a", 3), ["E215@3"]),
        ("### P {.pool #p pick=1}\n\n" + q("a", 3), ["E224@3"]),
        ("## P {.pool #p pick=1}\n\n" + q("a", 3) + q("b") + q("c", 3), ["E353@10"]),
        (q("a", 3), ["E224@3"]),
        (q("b") + q("a", 3), ["E224@8"]),
        ("- (x) Yes\n- ( ) No\n\n" + q("a"), ["E304@3"]),
    ],
)
def test_one_slip_in_a_check_is_one_problem(text, expected):
    assert found("# T {.quiz}\n\n" + text) == expected


def test_a_check_has_at_most_three_hundred_questions():
    text = "# T {.quiz}\n\n" + "".join(q(f"q{number}") for number in range(301))
    assert found(text) == [f"E109@{3 + 300 * 5}"]
