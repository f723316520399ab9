"""Questions from other files: whatever comes, each row is a question or says why it is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_app.authoring.importing.rows import FORMATS, decoded, format_of, read_import, with_questions
from course_app.courseware.language.inline import unescape
from course_app.courseware.language.reading import read_any
from course_app.domain.course import QuizSettings
from course_app.domain.errors import DomainError

AIKEN = """What is basil?
A. A herb
B) A tool
ANSWER: A

When to water?
A. At noon
B. In the *evening*
ANSWER: B
"""
GIFT = """// A comment
$CATEGORY: garden

::Basil:: Basil is {=a herb#Yes. ~a tool#No.####A herb it is.}

::Two:: Which need sun? {~%50%basil ~%50%tomato ~%-100%moss}

Tomatoes are red.{T#No.#Indeed.}

How many pots? {#3:1}

Who wrote it? {=Dana =Dana Whitfield}

Match. {=Pot -> Clay =Tool -> Iron}

Say something. {}

Water in the {=evening ~noon} only.

Half. {=%50%some ~none}

Nothing here.
"""
CSV = """question,type,right,wrong,wrong 2,hint,tags,colour
What is basil?,,A herb,A tool|A song,A stone,Smell it,"herb, easy",green
How many pots?,typed,3,,,,,
Put in order,order,Dig|Sow|Water,,,,,
Match,pairs,Pot => Clay|Tool => Iron,,,,,
Nothing right,,,One|Two,,,,
,,Right,Wrong,,,,
Odd,strange,A,B,,,,
"""
LETTERED = """Question;A;B;C;Correct
Which one?;One;Two;Three;B
Which two?;One;Two;Three;A, C
By number?;One;Two;;2
By words?;One;Two;;two
None?;One;Two;;D
"""


def read(text, form=""):
    return read_import(text, form, set(), set())


def questions(found, text="# T {.quiz}\n"):
    made = with_questions(text, [row.source for row in found.rows if row.state == "ready"])
    result = read_any("m/u.md", made.encode(), QuizSettings())
    assert [str(each) for each in result.problems if each.severity == "error"] == []
    return list(result.value.body.all_questions())


def kinds(found):
    return [type(question.body).__name__ for question in questions(found)]


def test_aiken_is_read_and_its_signs_mean_nothing():
    found = read(AIKEN)
    assert (found.format, [row.state for row in found.rows]) == ("aiken", ["ready", "ready"])
    last = questions(found)[1].body.options
    assert [(unescape(option.text.text), option.right) for option in last] == [
        ("At noon", False),
        ("In the *evening*", True),
    ]


def test_gift_is_read_kind_by_kind_and_what_cannot_be_says_why():
    found = read(GIFT)
    assert found.format == "gift"
    assert kinds(found) == [
        "Choice", "Several", "Choice", "NumberEntry", "TextEntry", "Match", "Reflection", "Cloze",
    ]  # fmt: skip
    bad = [(row.title, row.reason) for row in found.rows if row.state == "bad"]
    assert [title for title, _why in bad] == ["Half.", "Nothing here."]
    assert "Shares" in bad[0][1]
    assert "braces" in bad[1][1]
    assert questions(found)[2].body.options[0].right


def test_a_table_is_read_by_the_names_of_its_columns():
    found = read(CSV)
    assert found.format == "csv"
    assert found.unread == ("colour",)
    assert [(row.line, row.state) for row in found.rows] == [
        (2, "ready"), (3, "ready"), (4, "ready"), (5, "ready"), (6, "bad"), (7, "bad"), (8, "bad"),
    ]  # fmt: skip
    assert kinds(found) == ["Choice", "NumberEntry", "Order", "Match"]
    first = questions(found)[0]
    assert len(first.body.options) == 4
    assert (first.tags, first.notes.hint.text) == (("herb", "easy"), "Smell it")


def test_lettered_columns_name_their_right_ones_by_letter_number_or_words():
    found = read(LETTERED)
    assert [row.state for row in found.rows] == ["ready", "ready", "ready", "ready", "bad"]
    rights = [[option.right for option in question.body.options] for question in questions(found)]
    assert rights == [[False, True, False], [True, False, True], [False, True], [False, True]]


def test_markdown_is_taken_as_it_is_also_out_of_pools():
    source = (
        "---\nminutes: 3\n---\n# Old {.quiz}\n\n## One? {#one}\n\n- (x) A\n  > So.\n- ( ) B\n\n"
        "## Pool {.pool #p pick=1}\n\n### Two?\n\n- = 4\n\n### Three?\n\nNo answers.\n"
    )
    found = read(source)
    assert [(row.title, row.state) for row in found.rows] == [("One?", "ready"), ("Two?", "ready"), ("Three?", "bad")]
    assert found.rows[0].source == "## One? {#one}\n\n- (x) A\n  > So.\n- ( ) B\n"
    assert found.rows[1].source == "## Two? {#two}\n\n- = 4\n"
    home = "# T {.quiz}\n\n## P {.pool #q pick=1}\n\n### Zero? {#zero}\n\n- = 1\n"
    assert with_questions(home, [row.source for row in found.rows[:2]], "q") == (
        home + "\n### One? {#one}\n\n- (x) A\n  > So.\n- ( ) B\n\n### Two? {#two}\n\n- = 4\n"
    )
    with pytest.raises(DomainError):
        with_questions(home, ["## One? {#one}\n"], "gone")


def test_what_the_course_has_already_is_said_and_ids_stay_unique():
    twice = read_import(AIKEN, "", {"what-is-basil"}, {"When to water"})
    assert [row.state for row in twice.rows] == ["ready", "twice"]
    assert "{#what-is-basil-2}" in twice.rows[0].source
    same = read_import("## A? {#a}\n\n- = 4\n", "", {"a"}, set())
    assert "stands in this course already" in same.rows[0].reason


def test_a_long_text_becomes_a_heading_and_what_stands_below_it():
    long = "One sentence that is long enough. " + "And more words " * 20
    found = read(f"{long}\nA. One\nB. Two\nANSWER: B\n")
    question = questions(found)[0]
    assert question.heading.text == "One sentence that is long enough."
    assert question.stem.text.startswith("And more words")


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa", "a".encode("utf-16"), b"a"])
def test_texts_are_read_in_the_letters_they_are_written_in(data):
    assert decoded(data) == "a"
    assert decoded(b"caf\xe9") == "café"
    with pytest.raises(DomainError):
        decoded(b"a" * 200_001)


SIGNS = st.text("ab 1.*_`#{}[]()|<>~=+-\\:;,\"'!?\n\té ANSWER", max_size=60)
PIECES = st.lists(st.sampled_from([*AIKEN.split("\n"), *GIFT.split("\n"), *CSV.split("\n"), "## Q", "- (x) A"]) | SIGNS)


@settings(max_examples=80, deadline=None)
@given(PIECES.map("\n".join) | st.text(), st.sampled_from(["", *FORMATS]))
def test_no_input_breaks_an_import_and_what_is_ready_can_stand_in_a_file(text, form):
    found = read(decoded(text.encode("utf-8", "replace")), form)
    assert found.rows
    assert format_of(text) in FORMATS
    assert all(row.reason for row in found.rows if row.state != "ready")
    ready = [row for row in found.rows if row.state == "ready"]
    if ready:
        assert len(questions(found)) == len(ready)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["", *FORMATS]))
def test_no_bytes_break_an_import(data, form):
    assert read(decoded(data), form).rows


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=4, unique_by=str.casefold), st.data())
def test_plain_words_are_shown_as_they_were_written(words, data):
    lines = [f"{letter}. {word}" for letter, word in zip("ABCD", words, strict=False)]
    found = read("\n".join(["What?", *lines, "ANSWER: B"]), "aiken")
    (row,) = found.rows
    if row.state == "bad":
        assert "The same answer" in row.reason, row
        return
    (question,) = questions(found)
    assert [unescape(option.text.text) for option in question.body.options] == words
