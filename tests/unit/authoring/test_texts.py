"""Texts in forms: what is not typed stays byte for byte, and a form edit changes its own lines alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.authoring import front_text, outline_text, texts
from course_app.authoring.differences import difference
from course_app.authoring.snippets import SNIPPETS
from course_app.courseware.folder import read_folder
from course_app.courseware.language.reading import read_any
from course_app.domain.course import QuizSettings
from course_app.domain.errors import DomainError
from course_app.infrastructure.migrating import data_folder

NETWORKWISE = read_folder(data_folder("content") / "networkwise")
LINES = st.lists(st.tuples(st.text("ab # -", max_size=6), st.sampled_from(["\n", "\r\n"])), max_size=12)


def joined(lines, end=""):
    return "".join(text + stop for text, stop in lines) + end


@given(LINES, st.sampled_from(["", "end"]), st.sampled_from(["", "\ufeff"]))
def test_a_text_that_nobody_changed_comes_back_byte_for_byte(lines, end, mark):
    data = (mark + joined(lines, end)).encode()
    as_browsers_send = texts.shown(data).replace("\n", "\r\n")
    assert texts.typed(as_browsers_send, data) == data


@given(LINES, st.text("xy\n", max_size=8))
def test_every_word_that_was_typed_is_kept(lines, more):
    before = joined(lines).encode()
    text = texts.shown(before) + more
    assert texts.shown(texts.typed(text, before)) == text


def test_a_file_has_a_largest_size():
    with pytest.raises(DomainError, match="200 kB"):
        texts.typed("ä" * 100_001, b"")


def test_what_is_not_utf_8_is_said():
    with pytest.raises(DomainError, match="UTF-8"):
        texts.shown(b"\xff\xfe")


@given(st.lists(st.text("abc ", max_size=5), max_size=9), st.lists(st.text("abc ", max_size=5), max_size=9))
def test_a_difference_holds_every_line_that_changed(old, new):
    found = difference("\n".join(old), "\n".join(new))
    words = {
        sign: ["".join(piece.text for piece in line.pieces) for line in found if line.sign == sign] for sign in "+-"
    }
    kept = len("\n".join(old).split("\n")) - len(words["-"])
    assert kept == len("\n".join(new).split("\n")) - len(words["+"])
    assert (old == new or "\n".join(old) == "\n".join(new)) == (found == [])


FLOW = "id: a\noutline:\n  - one: [x, y, z]\n  # the second\n  - two: [x]  # only one\n\nedition: 2\n"
BLOCK = "outline:\n- one:\n    - x\n    - y  # here\n- two:\n    - x\n"


@pytest.mark.parametrize(
    ("text", "change", "expected"),
    [
        (FLOW, lambda t: outline_text.moved_unit(t, "one", "x", 1), FLOW.replace("[x, y, z]", "[y, x, z]")),
        (FLOW, lambda t: outline_text.moved_unit(t, "one", "x", -1), FLOW),
        (FLOW, lambda t: outline_text.with_units(t, "two", ["x", "w"]), FLOW.replace("two: [x]", "two: [x, w]")),
        (FLOW, lambda t: outline_text.with_module(t, "three", ["x"]),
         FLOW.replace("only one\n", "only one\n  - three: [x]\n")),
        (FLOW, lambda t: outline_text.without_module(t, "one"), FLOW.replace("  - one: [x, y, z]\n", "")),
        (BLOCK, lambda t: outline_text.moved_unit(t, "one", "y", -1),
         "outline:\n- one:\n    - y  # here\n    - x\n- two:\n    - x\n"),
        (BLOCK, lambda t: outline_text.moved_module(t, "two", -1),
         "outline:\n- two:\n    - x\n- one:\n    - x\n    - y  # here\n"),
    ],
)  # fmt: skip
def test_the_outline_changes_line_by_line(text, change, expected):
    assert change(text) == expected


@pytest.mark.parametrize("text", ["", "outline: []\n", "outline: [{a: [b]}]\n", "outline:\n  - a: {b: c}\n"])
def test_an_outline_that_only_a_person_can_change_is_left_to_one(text):
    with pytest.raises(outline_text.OutlineError):
        outline_text.listed(text)


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ("# A\n", "minutes", "4", "---\nminutes: 4\n---\n# A\n"),
        ("---\nminutes: 4\n---\n# A\n", "minutes", "", "# A\n"),
        (
            "---\nminutes: 4  # so\nsummary: B\n---\n# A\n",
            "summary",
            "C",
            "---\nminutes: 4  # so\nsummary: C\n---\n# A\n",
        ),
        ("---\nminutes: 4\n---\n", "summary", "A: b #c", '---\nminutes: 4\nsummary: "A: b #c"\n---\n'),
        ("---\nminutes: 4\n---\n", "minutes", "4", "---\nminutes: 4\n---\n"),
    ],
)
def test_one_setting_changes_its_own_lines(text, key, value, expected):
    assert front_text.with_value(text, key, value) == expected


@given(st.text(min_size=1, max_size=40).filter(lambda t: " ".join(t.split()) == t and t.isprintable()))
def test_any_printable_line_can_be_a_setting(value):
    text = front_text.with_value("---\nminutes: 4\n---\n# A\n", "summary", value)
    assert front_text.values(text) == {"minutes": "4", "summary": value}


def test_a_title_changes_and_its_marks_stay():
    assert front_text.with_title("---\na: b\n---\n# Old {.quiz pick=3}\n\ntext\n", " New  one ") == (
        "---\na: b\n---\n# New one {.quiz pick=3}\n\ntext\n"
    )


HOMES = {
    "lesson": ("a/b.md", "# T\n\nText.\n\n"),
    "quiz": ("a/b.md", "# T {.quiz}\n\n"),
    "action": ("a/b.md", "# T {.action}\n\n"),
    "module": ("a/module.md", "# T\n\n"),
    "topic": ("final/b.md", "# T\n\n"),
    "final": ("final/final.md", "# T\n\n## Word {.honour}\n\nI.\n\n"),
    "guide": ("guide/b.md", "# T\n\n"),
    "resource": ("resources/b.md", "# T\n\n"),
    "template": ("templates/b.md", "# T\n\n"),
    "text": ("glossary.md", "# T\n\n"),
}
STRUCTURE = re.compile(r"E[1-4]\d\d")


@pytest.mark.parametrize(
    ("snippet", "kind"),
    [(each, kind) for each in SNIPPETS for kind in each.kinds],
    ids=lambda each: getattr(each, "id", each),
)
def test_every_piece_is_right_where_it_is_offered(snippet, kind):
    path, home = HOMES[kind]
    tail = (
        ""
        if kind not in ("quiz", "topic") or snippet.id.startswith(("pool",))
        else "\n## Q? {#q}\n\n- (x) A\n- ( ) B\n"
    )
    head = home + ("## Q? {#q}\n\n- (x) A\n- ( ) B\n\n" if snippet.id == "notes" else "")
    if snippet.id == "notes":
        tail = ""
    if kind == "action" and not snippet.text.startswith("## "):
        tail = "\n## W {.worksheet #w}\n\n- [text] A {#a}\n"
    if kind == "template" and snippet.id != "letter":
        head, tail = home + "```email\nHi ", "\n```\n"
    problems = read_any(path, (head + snippet.text + tail).encode(), QuizSettings()).problems
    assert [str(found) for found in problems if STRUCTURE.match(found.code)] == []
