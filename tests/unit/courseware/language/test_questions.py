"""Questions of every kind, and what one of each kind needs."""

from fractions import Fraction

import pytest

from course_app.domain.questions import (
    Choice,
    Cloze,
    Grading,
    Match,
    NumberEntry,
    Order,
    Reflection,
    Scenario,
    Several,
    TextEntry,
    version_of,
)
from tests.unit.courseware.language.scanning import found, only_question, question, read

CHOICE = "- (x) Yes\n- ( ) No"
SCENES = "### Start {#s}\n\n- (x) [Go](#end)\n- ( ) [Stay](#end)\n\n### End {#end}\n\nDone."
BODIES = {
    Choice: CHOICE,
    Several: "- [x] A\n- [x] B\n- [ ] C",
    TextEntry: "- = dormant tie\n- = dormant contact {50%}\n- ! weak tie\n  > Other.",
    NumberEntry: "- = 20\n- = 18..22 {50%}\n- ! 5\n  > One sphere only.",
    Match: "- A => 1\n- B => 2\n- => 3",
    Order: "1. One\n2. Two\n3. Three",
    Cloze: "Say [[one | eins]] of [[= 5]] in a [[(x) year | month]].",
    Reflection: "- [long] Write a line.",
}


@pytest.mark.parametrize(("kind", "body"), BODIES.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_question_of_each_kind_reads_without_a_problem(kind, body):
    one = only_question(f"The stem.\n\n{body}\n\n> Hint: think.\n\n> Why: so.")
    assert isinstance(one.body, kind)
    assert one.stem.text.startswith("The stem.")
    assert one.notes.hint.text == "think."
    assert one.version == version_of(one) != ""


def test_a_scenario_reads_without_a_problem():
    one = only_question(f"The stem.\n\n{SCENES}\n\n> Why: so.", "{.scenario #q}")
    assert isinstance(one.body, Scenario)
    assert (one.stem.text, one.notes.why.text) == ("The stem.", "so.")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Only a stem.", ["E302@3"]),
        ("", ["E302@3"]),
        ("Do it:\n\n1) One\n2) Two\n3) Three", ["E301@7"]),
        ("- (x) A\n- [ ] B\n- [x] C", ["E321@6"]),
        (CHOICE + "\n- = word", ["E321@7"]),
        ("A [[gap]].\n\n" + CHOICE, ["E321@7"]),
        ("- ( ) A\n- ( ) B", ["E322@5"]),
        ("- (x) A\n- (x) B", ["E322@6"]),
        ("- (x) A", ["E323@3"]),
        ("- [x] A", ["E323@3"]),
        ("- [ ] A\n- [ ] B", ["E324@5"]),
        ("- [x] A {50%}\n- [x] B", ["E325@5"]),
        ("- A => 1 {50%}\n- B => 2", ["E325@5"]),
        ("- ! word\n  > No.", ["E326@5"]),
        ("- A => 1\n- => 2", ["E332@5"]),
        ("- [long] A\n- [long] B", ["E333@6"]),
        ("1. One\n2. Two", ["E334@5"]),
        ("- (x) A\n- ( ) A", ["E335@6"]),
        ("- = word\n- = Wörd", ["E335@6"]),
        ("- = 5\n- = 5.0", ["E335@6"]),
        ("- A => 1\n- A => 2", ["E335@6"]),
        ("1. One\n2. Two\n3. One", ["E335@7"]),
        ("- A => 1 => 2\n- B => 2", ["E336@5"]),
        ("- [x] A\n- [ ] B", ["W704@5"]),
        ("- (x) A {50}\n- ( ) B", ["W712@5"]),
        ("- (x) A {void}\n- ( ) B", ["W712@5"]),
        ("- (x) A {50 %}\n- ( ) B", ["E212@5"]),
        ("- (x) A {150%}\n- ( ) B", ["E219@5"]),
        ("- (x) A {.viod}\n- ( ) B", ["E215@5"]),
        ("- (x) A {#a}\n- ( ) B {#a}", ["E221@6"]),
        ("- (x) A {#A}\n- ( ) B", ["E213@5"]),
        ("- (x) A {#a} B\n- ( ) B", ["E217@5"]),
        ("A note[^one].\n\n[^one]: Here.\n\n" + CHOICE, ["E510@7"]),
        ("Text {#x}\n\n" + CHOICE, ["E218@5"]),
        ("### More\n\n" + CHOICE, ["E224@5"]),
    ],
)
def test_one_slip_in_a_question_is_one_problem(body, expected):
    assert found(question(body)) == expected


def test_counting_problems_are_silent_while_a_line_is_broken():
    assert found(question("- (X) A\n- ( ) B")) == ["E301@5"]
    assert found(question("- (x) A\n- (x) B\n- C")) == ["E303@7"]


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ("", "E222"),
        ("{#Q}", "E213"),
        ("{#q #r}", "E106"),
        ("{q}", "E211"),
        ("{what}", "E211"),
        ("{}", "E211"),
        ("{#q", "E211"),
        ("{#q points=2", "E211"),
        ("{#q, points=2}", "E212"),
        ("{#q points = 2}", "E212"),
        ("{#q points=“2”}", "E212"),
        ("{#q points='2'}", "E212"),
        ("{#q ponits=2}", "E214"),
        ("{#q point}", "E214"),
        ("{#q 50%}", "E214"),
        ("{#q .scenarios}", "E215"),
        ("{#q .quiz}", "E215"),
        ("{#q} now", "E217"),
        ("{#q points=0}", "E219"),
        ("{#q points=101}", "E219"),
        ("{#q points}", "E219"),
        ("{#q fixed=yes}", "E219"),
        ("{#q grading=exactly}", "E219"),
        ("{#q tags=A,b}", "E219"),
        ("{#q points=1 points=2}", "E106"),
        ("{#q case=exact}", "E214"),
    ],
)
def test_one_slip_in_the_marks_of_a_question_is_one_problem(marks, code):
    assert found(question(CHOICE, marks)) == [f"{code}@3"]


def test_a_kind_that_does_not_exist_silences_what_the_question_holds():
    assert found(question(SCENES, "{.senario #q}")) == ["E215@3"]


def test_a_kind_written_as_a_word_or_an_id_is_still_read():
    assert found(question(SCENES, "{scenario #q}")) == ["E214@3"]
    assert found(question(SCENES, "{#scenario #q}")) == ["E106@3"]


def test_settings_come_from_the_marks_then_from_the_defaults():
    marks = "{#q points=3 grading=exact tags=a,b objective=o case=exact fixed draft retired was=old,older}"
    one = only_question("- = word", marks.replace(" fixed", ""))
    assert (one.points, one.grading, one.tags, one.objective) == (3, Grading.EXACT, ("a", "b"), "o")
    assert (one.case_exact, one.accents_exact, one.draft, one.retired) == (True, False, True, True)
    assert one.was == ("old", "older")
    assert one.shuffle_options
    other = only_question(CHOICE, points=2, grading=Grading.EXACT, case_exact=True, shuffle_options=False)
    assert (other.points, other.grading, other.case_exact, other.shuffle_options) == (2, Grading.EXACT, True, False)
    assert not only_question(CHOICE, "{#q fixed}").shuffle_options


def test_shares_keys_and_mends_of_options():
    one = only_question("- (x) A {#a 80%}\n- ( ) B {25.5% was=c}\n- ( ) C {.void}\n- ( ) D {.any #d}")
    first, second, third, fourth = one.body.options
    assert (first.key, first.share, first.right) == ("a", Fraction(4, 5), True)
    assert (second.share, second.was) == (Fraction(51, 200), ("c",))
    assert (third.mend, fourth.mend, fourth.key) == ("void", "any", "d")


def test_feedback_hints_and_tags_are_outside_of_the_version():
    plain = only_question(CHOICE)
    dressed = only_question("- (x) Yes\n  > Right.\n- ( ) No\n\n> Hint: think.", "{#q tags=a}")
    assert plain.version == dressed.version
    assert plain.version != only_question("- (x) Yes.\n- ( ) No").version
    assert plain.version != only_question(CHOICE, "{#q points=2}").version


def test_a_reflection_cannot_stand_in_the_final():
    assert found("# Find\n\n## Why? {#why}\n\n- [long] Say it.", "final/find.md") == ["E351@3"]


def test_the_ids_of_a_file_are_unique():
    text = "# Check {.quiz}\n\n## One? {#q}\n\n" + CHOICE + "\n\n## Two? {#q}\n\n" + CHOICE
    assert found(text) == ["E221@8"]


def test_missing_ids_are_one_problem_a_file():
    text = "# Check {.quiz}\n\n## One?\n\n" + CHOICE + "\n\n## Two?\n\n" + CHOICE
    (problem,) = read(text).problems
    assert (problem.code, problem.line) == ("E222", 3)
    assert problem.sentence.startswith("2 ")
