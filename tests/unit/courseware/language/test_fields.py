"""Fields of a worksheet, and every line that only looks like one."""

import pytest

from tests.unit.courseware.language.scanning import found, only_task, problems, task


def only_field(line):
    (field,) = only_task(line).fields
    return field


@pytest.mark.parametrize("kind", ["text", "long", "number", "date", "year", "email", "phone", "url", "plan"])
def test_a_field_of_each_type(kind):
    field = only_field(f"- [{kind}] What *is* it? {{#it optional was=that}}")
    assert (field.type, field.id, field.label.text, field.optional) == (kind, "it", "What *is* it?", True)
    assert (field.was, field.low, field.items) == (("that",), None, ())
    assert (field.place.line, field.place.column) == (5, 1)


def test_a_tick_a_scale_a_select_and_their_settings():
    assert only_field("- [ ] Done {#done}").type == "check"
    scale = only_field('- [scale 0..10] Ready? {#ready low="Not at all" high="Very"}\n  - A word.\n')
    assert (scale.low, scale.high, scale.low_label, scale.high_label) == (0, 10, "Not at all", "Very")
    assert [item.text.text for item in scale.items] == ["A word."]
    select = only_field("- [select] Which? {#which}\n  - One {#one}\n  - Two {#two}\n")
    assert [item.id for item in select.items] == ["one", "two"]
    text = only_field("- [text] Name {#name min=2 max=40}")
    assert (text.shortest, text.longest) == (2, 40)
    number = only_field("- [number -5..60] How many? {#many}")
    assert (number.low, number.high) == (-5, 60)
    year = only_field("- [year] When? {#when min=1950 max=2030}")
    assert (year.low, year.high, year.longest) == (1950, 2030, 0)


@pytest.mark.parametrize(
    "slip",
    ["* [text] Name {#n}", "-[text] Name {#n}", "- [Text] Name {#n}", "[text] Name {#n}", "- (text) Name {#n}",
     "- [ text ] Name {#n}", "- [text]Name {#n}", " - [text] Name {#n}", "    - [text] Name {#n}",
     "1. [text] Name {#n}",
     "-\u00a0[text] Name {#n}"],
)  # fmt: skip
def test_a_line_that_is_nearly_a_field_is_a_problem_with_the_right_line_as_its_hint(slip):
    (problem,) = problems(task(slip))
    assert problem.code in ("E421", "E210")
    assert problem.line == 5
    if problem.code == "E421":
        assert "- [text] Name {#n}" in problem.hint


@pytest.mark.parametrize(
    "slip", ["- [] Done {#d}", "- [x] Done {#d}", "* [ ] Done {#d}", "-[ ] Done {#d}", "- ( ) Done {#d}"]
)
def test_a_line_that_is_nearly_a_tick_is_a_problem(slip):
    (problem,) = problems(task(slip))
    assert (problem.code, problem.line) == ("E421", 5)
    assert "- [ ] Done {#d}" in problem.hint


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- [txet] Name {#n}", ["E423@5"]),
        ("- [textarea] Name {#n}", ["E423@5"]),
        ("- [scale] Name {#n}", ["E424@5"]),
        ("- [scale 1-5] Name {#n}", ["E424@5"]),
        ("- [scale 5..1] Name {#n}", ["E424@5"]),
        ("- [scale 1..11] Name {#n}", ["E424@5"]),
        ("- [select] Name {#n}", ["E425@5"]),
        ("- [select] Name {#n}\n  - One {#one}", ["E425@5"]),
        ("- [select] Name {#n}\n  * One {#one}\n  - Two {#two}", ["E417@6"]),
        ("- [select] Name {#n}\n  - One\n  - Two {#two}", ["E222@6"]),
        ("- [select] Name {#n}\n  - One {#two}\n  - Two {#two}", ["E221@7"]),
        ("- [text] Name {#n}\n  - One", ["E417@6"]),
        ("- [text] Name {#n}\nmore", ["E317@6"]),
        ("- [text] Name", ["E222@5"]),
        ("- [text] Name {#N}", ["E213@5"]),
        ("- [text] Name {n}", ["E211@5"]),
        ("- [text] Name {#n", ["E211@5"]),
        ("- [text] Name {#n optionl}", ["E214@5"]),
        ("- [text] Name {#n low=a}", ["E214@5"]),
        ("- [text 3..5] Name {#n}", ["E214@5"]),
        ("- [text] Name {#n max=ten}", ["E219@5"]),
        ("- [number 0-60] Name {#n}", ["E219@5"]),
        ("- [number 60..0] Name {#n}", ["E416@5"]),
        ("- [text] Name {#n min=5 max=3}", ["E416@5"]),
        ("- [year] Name {#n min=2020 max=2000}", ["E416@5"]),
        ("- [text] A {#n}\n- [text] B {#n}", ["E221@6"]),
        ("- [text] A {#n} b", ["E217@5"]),
        ("- [text A {#n}", ["E421@5"]),
        ("- [select] A {#n}\n  - One {#one}\n- Two {#two}", ["E417@7"]),
        ("- [text] A {#n} - [select] B {#b}\n  - One {#one}", ["E217@5"]),
        ("-\n[text] A {#n}", ["E421@5"]),
        ("- [text] Na\nme {#n}", ["E317@6"]),
        ("- [scale 1..5] A {#n}\n  - [text] B {#b}\n  - C", ["E421@6"]),
        ("- [select] Name {#n}\n  - One {#one}\n - Two {#two}", ["E417@7"]),
        ("- [select] Name {#n}\n  - One {#one\n  - Two {#two}", ["E211@6"]),
    ],
)
def test_one_slip_in_a_field_is_one_problem(line, expected):
    assert found(task(line)) == expected


def test_an_empty_line_may_stand_above_options():
    (field,) = only_task("- [select] Which? {#which}\n\n  - One {#one}\n  - Two {#two}").fields
    assert len(field.items) == 2


def test_links_and_plain_lists_in_a_worksheet_are_prose():
    one = only_task("- [a link](a.md)\n- an item\n  - nested\n\n- [text] Name {#n}")
    assert one.body.text == "- [a link](a.md)\n- an item\n  - nested"
