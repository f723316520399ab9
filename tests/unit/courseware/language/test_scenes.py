"""Scenarios: scenes, the choices between them, and the ways through."""

from fractions import Fraction

import pytest

from tests.unit.courseware.language.scanning import found, only_question, question

START = "### Start {#start}\n\nIt is ten.\n\n- (x) [Go](#good)\n  > Well.\n- ( ) [Stay](#bad) {25%}\n\n"
GOOD, BAD = "### Good {#good}\n\nDone.\n\n", "### Bad {#bad}\n\nA pity.\n"


def scenario(body):
    return question(body, "{.scenario #q}")


def test_scenes_lead_to_each_other():
    one = only_question("The stem.\n\n" + START + GOOD + BAD + "\n> Why: so.", "{.scenario #q}")
    start, good, bad = one.body.scenes
    assert (start.id, start.title.text, start.body.text) == ("start", "Start", "It is ten.")
    go, stay = start.choices
    assert (go.text.text, go.target, go.right, go.share, go.feedback.text) == ("Go", "good", True, Fraction(1), "Well.")
    assert (stay.right, stay.share) == (False, Fraction(1, 4))
    assert good.choices == bad.choices == ()
    assert one.notes.why.text == "so."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Only a stem.", ["E341@3"]),
        ("- (x) Yes\n- ( ) No", ["E341@3"]),
        (START.replace("#bad", "#bda") + GOOD + BAD, ["E342@11"]),
        (START.replace("- ( ) [Stay](#bad) {25%}\n", "") + GOOD + BAD, ["E343@16"]),
        ("### A {#a}\n\n- (x) [B](#b)\n\n### B {#b}\n\n- (x) [A](#a)", ["E344@3"]),
        (
            "### A {#a}\n\n- (x) [B](#b)\n- ( ) [C](#c)\n\n### B {#b}\n\n- (x) [B](#b)\n\n### C {#c}\n\nEnd.",
            ["E344@10"],
        ),
        (START.replace("[Go](#good)", "Go") + GOOD + BAD, ["E345@9"]),
        (START.replace("- (x) [Go]", "- [x] [Go]") + GOOD + BAD, ["E345@9"]),
        (START.replace("- (x) [Go](#good)", "- (X) [Go](#good)") + GOOD + BAD, ["E301@9"]),
        ("- (x) Yes\n- ( ) No\n\n" + START + GOOD + BAD, ["E321@5"]),
        (START + GOOD.replace("###", "##") + BAD, ["E224@13"]),
        (START.replace("###", "##") + GOOD + BAD, ["E224@5"]),
        (START + GOOD.replace(" {#good}", "") + BAD, ["E222@13"]),
        (START + GOOD + BAD.replace("#bad", "#good"), ["E221@17"]),
        (START + GOOD + BAD + "\n#### Deeper\n\nText.", ["E224@21"]),
        (START + "> Why: so.\n\n" + GOOD + BAD, ["E314@13"]),
        (START + GOOD + BAD.replace("{#bad}", "{#bad .end}"), ["E214@17"]),
    ],
)
def test_one_slip_in_a_scenario_is_one_problem(body, expected):
    assert found(scenario(body)) == expected


def test_scenes_stand_deeper_inside_a_pool():
    text = "# C {.quiz}\n\n## P {.pool #p pick=1}\n\n### Q {.scenario #q}\n\nStem.\n\n" + "".join(
        f"#{part}" for part in (START, GOOD, BAD)
    )
    assert found(text) == []
