"""The tree of a file: nothing is lost, and an edit changes its place alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.language.tree import Span, parse, replace, source
from tests.unit.courseware.language.corpus import CHECK, FILES
from tests.unit.courseware.language.mutations import mutated


@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_text_comes_back_to_the_letter(text):
    assert source(parse(text)) == text


@given(mutated())
def test_a_mutated_file_comes_back_to_the_letter(case):
    _, text = case
    tree = parse(text)
    assert source(tree) == text
    at = 0
    for piece in tree.walk():
        assert text[piece.span.start : piece.span.end] == source(piece)
        if not piece.children:
            assert piece.span.start == at or not piece.text
            at = max(at, piece.span.end)
    assert at == len(text)


@pytest.mark.parametrize(
    "change", [str, lambda text: "\ufeff" + text.replace("\n", "\r\n"), lambda text: text.rstrip()]
)
@pytest.mark.parametrize("file", FILES)
def test_line_ends_and_byte_order_marks_stay(file, change):
    text = change(FILES[file])
    assert source(parse(text)) == text


def test_changing_one_option_changes_one_line():
    question = parse(CHECK).find("amara")
    answers = [piece for piece in question.children if piece.kind == "answer"]
    assert [piece.child("words").text for piece in answers] == [
        "Add two other spheres", "Start at once", "Delete half",
    ]  # fmt: skip
    assert answers[1].child("marks").text == " {25%}"
    assert answers[0].child("nested").text == "  > Yes: variety.\n"
    changed = replace(CHECK, answers[1].child("words").span, "Wait")
    before, after = CHECK.split("\n"), changed.split("\n")
    assert [new for old, new in zip(before, after, strict=True) if old != new] == ["- ( ) Wait {25%}"]


def test_a_heading_is_parted_from_its_marks():
    text = "# Title\r\n\r\n## What \\{is\\} it?  {#it points=2} \r\n\r\nText.\r\n"
    section = parse(text).find("it")
    heading = section.child("heading")
    assert section.kind == "section"
    assert [piece.text for piece in heading.children] == ["## ", "What \\{is\\} it?", "  {#it points=2}", " \r\n"]
    assert replace(text, heading.child("words").span, "Who?").startswith("# Title\r\n\r\n## Who?  {#it points=2} \r\n")


def test_a_span_is_replaced():
    assert replace("abc", Span(1, 2), "xyz") == "axyzc"
