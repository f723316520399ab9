"""Action steps: tasks, their settings, parts and what may stand in them."""

import pytest

from course_app.domain.course import LetterPart, ListPart, TablePart
from tests.unit.courseware.language.scanning import found, only_task, read, task

FIELD = "- [text] Your name {#name}"


def test_a_worksheet_holds_fields_parts_and_prose_in_their_order():
    one = only_task(
        f"Read this.\n\n{FIELD}\n\nBetween.\n\n- [ ] Done {{#done}}\n\n"
        "### Pick {.choices #pick}\n\nWords.\n\n- A {#a}\n- B {#b}\n\n### Ask {.cues #ask}\n\n- Who?\n- Where?\n"
    )
    assert one.body.text == "Read this."
    assert one.order == ("name", "done", "pick", "ask")
    assert {key: leaf.text for key, leaf in one.between.items()} == {"done": "Between."}
    pick, ask = one.parts
    assert isinstance(pick, ListPart)
    assert (pick.kind, pick.body.text) == ("choices", "Words.")
    assert [(item.id, item.text.text) for item in pick.items] == [("a", "A"), ("b", "B")]
    assert [(item.id, item.text.text) for item in ask.items] == [("", "Who?"), ("", "Where?")]


def test_a_letter_with_an_id_is_filled_in_and_others_are_prose():
    one = only_task("```email {#note}\nSubject: Hello\n\nHi {{their_name}}\n```\n\n```email\nA sheet\n```\n")
    (letter,) = one.parts
    assert isinstance(letter, LetterPart)
    assert (letter.id, letter.subject, letter.body) == ("note", "Hello", "Hi {{their_name}}")
    assert one.between[""].text == "```email\nA sheet\n```"


def test_settings_of_a_task_are_typed_and_have_defaults():
    one = only_task("", "{.people #list min=12 old=2 after=list/other optional was=old-list}")
    assert one.settings == {
        "min": 12, "spheres": 3, "per-sphere": 5, "old": 2, "old-years": 5, "quiet-years": 1,
    }  # fmt: skip
    assert (one.after, one.optional, one.was) == ("list/other", True, ("old-list",))
    letters = only_task("", "{.letters #l subject=5..80 own=40%}").settings
    assert (letters["subject"], letters["own"], letters["body"], letters["use"]) == ((5, 80), 40, (60, 1800), "first")
    assert only_task("", "{.purpose #p remind=3d}").settings["remind"] == 3 * 86_400
    assert only_task("", "{.send #s practice=no}").settings["practice"] is False
    assert only_task("", '{.declare #d channels="call, letter"}').settings["channels"] == "call, letter"


def test_plain_text_needs_no_id():
    one = only_task("Read this.", "{.text}")
    assert (one.id, one.kind, one.body.text) == ("your-turn", "text", "Read this.")


@pytest.mark.parametrize(
    ("body", "marks", "expected"),
    [
        (FIELD, "{.worksheat #t}", ["E411@3"]),
        (FIELD, "{.gratitud #t}", ["E411@3"]),
        (FIELD, "", ["E412@3"]),
        (FIELD, "{#t}", ["E412@3"]),
        (FIELD, "{.worksheet}", ["E222@3"]),
        (FIELD, "{.worksheet #t colour=red}", ["E214@3"]),
        (FIELD, "{.worksheet #t min=3}", ["E214@3"]),
        ("", "{.people #t min=many}", ["E219@3"]),
        ("", "{.people #t min=0}", ["E219@3"]),
        ("", "{.letters #t subject=80..5}", ["E219@3"]),
        ("", "{.letters #t own=30}", ["E219@3"]),
        ("", "{.send #t practice=maybe}", ["E219@3"]),
        ("", "{.cadence #t default=daily}", ["E219@3"]),
        ("", '{.declare #t channels="call, pigeon"}', ["E219@3"]),
        ("", "{.spheres #t min=5 max=3}", ["E416@3"]),
        ("", "{.pick #t count=3 stretch=4}", ["E416@3"]),
        ("", "{.people #t min=5 old=6}", ["E416@3"]),
        ("", "{.favours #t plan=1 do=2}", ["E416@3"]),
        ("### Pick {.chioces #p}\n\n- A {#a}\n", "{.worksheet #t}", ["E413@5"]),
        ("### Pick {.table #p}\n\nNo table.\n", "{.worksheet #t}", ["E431@7"]),
        ("### Pick {.choices #p rows=3..4}\n\n- A {#a}\n", "{.worksheet #t}", ["E214@5"]),
        ("#### Pick {.choices #p}\n\n- A {#a}\n", "{.worksheet #t}", ["E224@5"]),
        ("### Pick {.choices #p}\n\n* A {#a}\n", "{.worksheet #t}", ["E417@7"]),
        ("### Pick {.choices #p}\n\n-\n A {#a}\n", "{.worksheet #t}", ["E417@7"]),
        ("### Pick {.choices #p}\n\n- A {#a}\n  - B {#b}\n", "{.worksheet #t}", ["E417@8"]),
        ("### Pick {.choices #p}\n\n- A {#a}\n- B {#a}\n", "{.worksheet #t}", ["E221@8"]),
        ("### Pick {.choices #p}\n\n- A\n- B\n", "{.worksheet #t}", ["E222@7"]),
        ("### Pick {.choices #p}\n\n- A {#a}\nmore\n", "{.worksheet #t}", ["E317@8"]),
        ("### Pick {.choices #p}\n\n- A {#a .both}\n", "{.worksheet #t}", ["E214@7"]),
        ("### Pick {.choices #p}\n\n- A {#a}\n", "{.people #t}", ["E214@5"]),
        (FIELD, "{.people #t}", ["E422@5"]),
        ("- [ ] Done {#d}\n- [ ] More {#e}", "{.send #t}", ["E422@5"]),
        (FIELD, "{.mindset #t}", ["E422@5"]),
        (FIELD, "{.text}", ["E421@5"]),
        ("", "{.send #t after=nothing}", ["E219@3"]),
        ("", "{.send #t after=t}", ["E608@3"]),
    ],
)
def test_one_slip_in_a_task_is_one_problem(body, marks, expected):
    assert found(task(body, marks)) == expected


def test_a_step_without_a_task_is_a_problem():
    assert found("# T {.action}\n\nJust read.\n") == ["E414@1"]


def test_a_field_outside_of_a_task_is_a_problem():
    assert found(f"# T {{.action}}\n\n{FIELD}\n\n## A {{.text}}\n\nRead.\n") == ["E421@3"]


def test_a_task_opens_after_one_that_stands_above_it():
    above, below = "## A {.send #a}\n\n", "## B {.send #b after=a}\n\n"
    assert found("# T {.action}\n\n" + above + below) == []
    assert found("# T {.action}\n\n" + below + above) == ["E608@3"]


def test_a_favour_may_ask_both_people_first():
    one = only_task("### Menu {.choices #menu}\n\n- Introduce two people {#introduce .both}\n", "{.favours #f}")
    assert one.parts[0].items[0].flags == ("both",)


def test_forecasts_take_scales_and_their_reframes():
    one = only_task("- [scale 1..5] No answer {#none}\n  - Silence is busy.\n", "{.mindset #m}")
    assert one.fields[0].items[0].text.text == "Silence is busy."


def test_the_names_of_a_step_are_collected():
    result = read(task(FIELD + "\n\n### T {.table #t rows=1..2}\n\n| A {#who .text} |\n|---|\n"))
    assert [(name.kind, name.id) for name in result.names] == [
        ("task", "task"), ("field", "name"), ("part", "t"), ("column", "who"),
    ]  # fmt: skip
    assert isinstance(result.value.body.tasks[0].parts[0], TablePart)
