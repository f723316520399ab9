"""Answer lines, what is nested in them, and every line that only looks like one."""

import pytest

from tests.unit.courseware.language.scanning import found, only_question, problems, question

CHOICE = "- (x) Yes\n- ( ) No"


@pytest.mark.parametrize(
    "slip",
    [
        "- (X) Yes", "- ( x) Yes", "- (x ) Yes", "-(x) Yes", "- (x)Yes", "* (x) Yes", "+ (x) Yes", "– (x) Yes",
        "• (x) Yes", "(x) Yes", " - (x) Yes", "    - (x) Yes", "\t- (x) Yes", "-  (x) Yes", "- (✓) Yes", "1. (x) Yes",
        "- （x） Yes", "-\t(x) Yes", "- (х) Yes", "- (x] Yes",
    ],
)  # fmt: skip
def test_a_line_that_is_nearly_a_choice_is_a_problem_with_the_right_line_as_its_hint(slip):
    (problem,) = problems(question(f"{slip}\n  > Fine.\n- ( ) No"))
    assert (problem.code, problem.line) == ("E301", 5)
    assert "- (x) Yes" in problem.hint


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("- () No", "- ( ) No"), ("- (  ) No", "- ( ) No"), ("( ) No", "- ( ) No"), ("-( ) No", "- ( ) No"),
        ("* ( ) No", "- ( ) No"), ("  - ( ) No", "- ( ) No"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_mended_too(slip, right):
    (problem,) = problems(question(f"- (x) Yes\n{slip}\n  > Fine."))
    assert problem.code == ("E313" if slip.startswith("  ") else "E301")
    assert problem.line == 6
    assert problem.code == "E313" or right in problem.hint


@pytest.mark.parametrize(
    "slip", ["- [X] Yes", "- [ x ] Yes", "-[x] Yes", "* [x] Yes", "[x] Yes", "- [x]Yes", "- [✓] Yes", "  - [x] Yes"]
)
def test_a_line_that_is_nearly_one_of_several_is_a_problem(slip):
    (problem,) = problems(question(f"{slip}\n- [x] Maybe\n- [ ] No"))
    assert (problem.code, problem.line) == ("E301", 5)
    assert "- [x] Yes" in problem.hint


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("-= 20", "- = 20"), ("- =20", "- = 20"), ("* = 20", "- = 20"), ("= 20", "- = 20"), ("- =", "- = value"),
        ("- = “dormant”", '- = "dormant"'),
    ],
)  # fmt: skip
def test_a_line_that_is_nearly_a_typed_answer_is_a_problem(slip, right):
    (problem,) = problems(question(slip))
    assert (problem.code, problem.line) == ("E301", 5)
    assert right in problem.hint


@pytest.mark.parametrize(
    "slip",
    ["- Work -> Boss", "- Work → Boss", "* Work => Boss", "- Work=>Boss", "- Work =>Boss", "Work => Boss",
     "- Work ==> Boss"],
)  # fmt: skip
def test_a_line_that_is_nearly_a_pair_is_a_problem(slip):
    (problem,) = problems(question(f"- Home => Aunt\n- Study => Mate\n{slip}"))
    assert (problem.code, problem.line) in (("E301", 7), ("E317", 7))


@pytest.mark.parametrize("slip", ["- [Long] Why?", "- [long]Why?", "-[long] Why?", "* [long] Why?", "[long] Why?"])
def test_a_line_that_is_nearly_a_reflection_is_a_problem(slip):
    (problem,) = problems(question(slip))
    assert (problem.code, problem.line) == ("E301", 5)
    assert "- [long] Why?" in problem.hint


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Text.\n\n- an item\n- another\n\n" + CHOICE, ["E303@7", "E303@8"]),
        (CHOICE + "\n- Perhaps", ["E303@7"]),
        ("- (x) Yes - ( ) No\n- ( ) Never", ["E310@5"]),
        ("- (x) Yes ( ) No\n- ( ) Never", ["E310@5"]),
        ("- (x) Yes > That is right.\n- ( ) Never", ["E310@5"]),
        ("- (x) Yes\n\n```\ncode\n```\n\n- ( ) No", ["E311@7"]),
        (CHOICE + "\n\n> Why: so.\n\n- ( ) Never", ["E312@10"]),
        ("- (x) Yes\n  - ( ) No\n- ( ) Never", ["E313@6"]),
        ("> Hint: think.\n\n" + CHOICE, ["E314@5"]),
        (CHOICE + "\n > One blank.", ["E315@7"]),
        (CHOICE + "\n> No blank.", ["E315@7"]),
        (CHOICE + "\n\n> Whi: so.", ["E316@8"]),
        (CHOICE + "\n\n> why: so.", ["E316@8"]),
        (CHOICE + "\n\n> **Why:** so.", ["E316@8"]),
        (CHOICE + "\n\n> Remember: so.", ["E316@8"]),
        (CHOICE + "\n\n> Why so.", ["E316@8"]),
        (CHOICE + "\n  > Why: so.", ["E316@7"]),
        (CHOICE + "\nand more\nof it", ["E317@7"]),
        (CHOICE + "\n  and more", ["E317@7"]),
        (CHOICE + "\n\nText below.\nMore of it.", ["E318@8"]),
        (CHOICE + "\n\n> Why: so.\n\nText below.", ["E318@10"]),
        (CHOICE + "\n\n  Not a feedback.", ["E319@8"]),
        (CHOICE + "\n  ```\n  code\n  ```", ["E319@7"]),
        ("- = word\n\n  ```\n  code\n  ```", ["E319@7"]),
        (CHOICE + "\n\n> Why: so.\n> Hint: two.", ["W714@9"]),
        ("- (x) Yes\n  > Right. - ( ) No\n- ( ) Never", ["E310@6"]),
        ("- (x) Yes\n  > Right.- ( ) No\n- ( ) Never", ["E310@6"]),
        ("- A => 1\n  > Right. - B => 2\n- C => 3\n- D => 4", ["E310@6"]),
        ("- (x) Yes\n\n> Right: so.\n- ( ) No", ["E315@7"]),
        ("- ((x)) Yes\n- ( ) No", ["E301@5"]),
        ("- (x) Yes\n\n  ``\n  code\n  ```\n- ( ) No", ["E201@7"]),
        ("- (x) Yes {50%)\n- ( ) No", ["E211@5"]),
        ("- (x) Yes (50%}\n- ( ) No", ["E211@5"]),
        ("- = yes {50%}   > Close.", ["E310@5"]),
        ("- [x) Yes\n- ( ) No", ["E301@5"]),
        ("- (x Yes\n- ( ) No", ["E301@5"]),
        ("-- (x) Yes\n- ( ) No", ["E301@5"]),
        ("- (x)\n Yes\n- ( ) No", ["E301@5"]),
        ("- (x) Yes\n-\n( ) No", ["E301@6"]),
        ("- (x) Yes\n-", ["E205@6"]),
        ("-\n\n" + CHOICE, ["E303@5"]),
        ("- (x) Yes {#a\n- ( ) No", ["E211@5"]),
        ("- (x) Yes #a}\n- ( ) No", ["E211@5"]),
        ("- (x) Yes (#a}\n- ( ) No", ["E211@5"]),
        ("- (x) Yes\n> Right: so.\n- ( ) No", ["E315@6"]),
        (CHOICE + "\n\n>\n Why: so.", ["E315@8"]),
        (CHOICE + "\n  > Good.\n\n  > Why: so.", ["E316@9"]),
        ("Why: so.\n\n" + CHOICE, ["E316@5"]),
        ("A => 1\n- B => 2\n- C => 3", ["E301@5"]),
        (" 1. One\n2. Two\n3. Three", ["E301@5"]),
        ("1. One\n3. Two\n2. Three", ["E301@6"]),
        ("2. One\n3. Two\n4. Three", ["E301@5"]),
        ("1. One\n2) Two\n3. Three", ["E301@6"]),
        (CHOICE + "\n\n> Why: so.\n\n> Why: again.", ["E106@10"]),
        ("- [long] Say it\n  > Good.", ["E315@6"]),
        ("\n".join(f"- ({'x' if n == 0 else ' '}) Answer {n}" for n in range(13)), ["E109@17"]),
    ],
)
def test_one_slip_below_a_question_is_one_problem(body, expected):
    assert found(question(body)) == expected


def test_what_is_nested_belongs_to_the_answer_above():
    one = only_question(
        "Text.\n\n- (x) Yes {#yes}\n  > Right.\n  >\n  > Twice.\n\n  ```\n  a > b\n  ```\n- ( ) No\n  > Wrong.\n"
        "\n  ![A map](../assets/map.svg)\n\n> Why: so\n> it is.\n\n> See: [A](a.md)\n\n> See: [B](b.md)"
    )
    yes, no = one.body.options
    assert (yes.key, yes.feedback.text, yes.more.text) == ("yes", "Right.\n\nTwice.", "```\na > b\n```")
    assert (no.feedback.text, no.more.text) == ("Wrong.", "![A map](../assets/map.svg)")
    assert one.notes.why.text == "so\nit is."
    assert [leaf.text for leaf in one.notes.see] == ["[A](a.md)", "[B](b.md)"]
    assert (yes.feedback.place.line, yes.feedback.place.column) == (8, 5)


def test_lists_with_stars_and_numbers_are_prose_above_answers():
    one = only_question("Two lists:\n\n* one\n  - nested\n* two\n\n1. first\n2. second\n\n" + CHOICE)
    assert one.stem.text == "Two lists:\n\n* one\n  - nested\n* two\n\n1. first\n2. second"
    assert len(one.body.options) == 2


@pytest.mark.parametrize(
    "text", ["5 > 3", "a `> b` c d", "x \\> y and z", "an arrow -> here", "f(x) = 2", "Hi {{their_name}}", "a {b} c"]
)
def test_plain_text_in_an_answer_stays_plain(text):
    one = only_question(f"- (x) {text}\n- ( ) No")
    assert one.body.options[0].text.text == text


def test_a_broken_answer_still_owns_what_is_nested_in_it():
    assert found(question("- (x) Yes\n-( ) No\n  > Because.\n\n  ```\n  code\n  ```\n\n> Why: so.")) == ["E301@6"]


def test_a_comment_between_answers_is_not_there():
    assert len(only_question("- (x) Yes\n<!-- - (x) Perhaps -->\n  > Right.\n- ( ) No").body.options) == 2
