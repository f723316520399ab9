"""Lessons: sections, questions to recall, downloads, what strayed into the prose."""

import pytest

from course_app.domain.course import SectionKind
from tests.unit.courseware.language.scanning import found, read

LESSON = """# A lesson

An intro with a [link](other.md#x).

## Why so

Because[^one] {{site}}.

### A sub-heading {#deep}

![A map](../assets/map.svg "Dana's map")

[A talk](../assets/talk.mp4)

A [talk](../assets/talk.mp4) inside.

[^one]: A source, *with* emphasis
    on two lines.

## Pause {.recall #pause}

Before the question.

### Why? {#why}

- (x) So
- ( ) No

## Take along {.resources}

- [Cues](../resources/cues.md)
- [A site](https://example.org/a)

Some words.
"""


def test_a_lesson_is_prose_in_sections():
    result = read(LESSON)
    assert result.problems == ()
    lesson = result.value.body
    why, pause, take = lesson.sections
    assert lesson.intro.text == "An intro with a [link](other.md#x)."
    assert (why.id, why.kind, pause.id, pause.kind) == ("why-so", SectionKind.PROSE, "pause", SectionKind.RECALL)
    assert pause.body.text == "Before the question."
    assert [question.id for question in pause.questions] == ["why"]
    assert [(one.name, one.path) for one in take.downloads] == [
        ("Cues", "resources/cues.md"), ("A site", "https://example.org/a"),
    ]  # fmt: skip
    assert take.body.text == "Some words."


def test_footnotes_are_taken_out_of_the_prose_and_keep_its_lines():
    result = read(LESSON)
    lesson = result.value.body
    assert lesson.footnotes["one"].text == "A source, *with* emphasis\non two lines."
    assert result.footnotes == ("one",)
    assert "[^one]:" not in lesson.sections[0].body.text
    assert lesson.sections[0].body.place.line == 7


def test_references_are_collected_with_their_places():
    references = [(one.kind, one.target, one.place.line, one.place.column) for one in read(LESSON).references]
    assert references == [
        ("link", "other.md#x", 3, 17),
        ("footnote", "one", 7, 8),
        ("slot", "site", 7, 15),
        ("image", "../assets/map.svg", 11, 1),
        ("player", "../assets/talk.mp4", 13, 1),
        ("link", "../assets/talk.mp4", 15, 3),
        ("link", "../resources/cues.md", 31, 3),
        ("link", "https://example.org/a", 32, 3),
    ]
    inside = {one.inside for one in read(LESSON.replace("- (x) So", "- (x) [So](so.md)")).references}
    assert inside == {"lesson", "question"}


def test_anchors_are_those_of_a_repository_page():
    assert read(LESSON).anchors == ("a-lesson", "why-so", "deep", "pause", "why", "take-along")
    assert read("# T\n\n## Ça va, *toi* & `x`?\n\n## T\n\n## T\n").anchors == ("t", "ça-va-toi--x", "t-1", "t-2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Pause\n\n### Why?\n\n- (x) So\n- ( ) No\n", ["E304@7"]),
        ("- [ ] Do this\n- [ ] Do that\n", ["E304@3"]),
        ("* [x] Do this\n", ["E304@3"]),
        ("- = 20\n", ["E304@3"]),
        ("- [text] Your name {#name}\n", ["E421@3"]),
        ("## Pause {.recal}\n\n### Why?\n\n- (x) So\n- ( ) No\n", ["E215@3"]),
        ("## Pause {.recall}\n\nNothing.\n", ["E352@3"]),
        ("## Pause {.recall}\n\n### Why? {#w}\n\n- (x) So\n- ( ) No\n\n## More?\n\n- (x) So\n- ( ) No\n", ["E224@10"]),
        ("## Pause {.recall}\n\n#### Why?\n\n- (x) So\n- ( ) No\n", ["E224@5"]),
        ("## Pause {.recall}\n\n- (x) So\n- ( ) No\n", ["E304@5"]),
        ("## Get {.resources}\n\n* [Cues](../resources/cues.md)\n", ["E417@5"]),
        ("## Get {.resources}\n\n- Cues\n", ["E417@5"]),
        ("## Get {.resources}\n\n[Cues](../resources/cues.md)\n", ["E417@5"]),
        ("## Get {.resources}\n\n-\n[Cues](../resources/cues.md)\n", ["E417@5"]),
        ("## Get {#resources}\n\n- [Cues](../resources/cues.md)\n", ["W722@3"]),
        ("## Get {.resources}\n\n-[Cues](../resources/cues.md)\n", ["E417@5"]),
        ("## Get {.resources}\n\n  - [Cues](../resources/cues.md)\n", ["E417@5"]),
        ("## Get {.resources}\n\n- [Cues](../resources/cues.md) and more\n", ["E417@5"]),
        ("## Get {.resources}\n\n- [Cues](../resources/cues.md)\nand more\n", ["E317@6"]),
        ("## Section {50%}\n", ["E214@3"]),
        ("## Section {#a}\n\n### Sub {#a}\n", ["E221@5"]),
        ("### Sub {.table}\n", ["E214@3"]),
        ("A text {#id} here.\n", ["E218@3"]),
        ("[A](../templates/a.md) {.include}\n", ["E218@3"]),
        ("A {{slot without an end.\n", ["E508@3"]),
        ("A {{}} slot.\n", ["E508@3"]),
        ("[^one]: A\n\n[^one]: B\n", ["E221@5"]),
        ("[^One]: A\n", ["E213@3"]),
        ("^one]: A\n", ["E213@3"]),
        ("[^one: A\n", ["E213@3"]),
        ("```email {#a}}\nHi\n```\n", ["E211@3"]),
        ("```email {#a\nHi\n```\n", ["E211@3"]),
        ("```email Subject: Hi\n```\n", ["E211@3"]),
        ("```emial\nHi\n```\n", ["E215@3"]),
        ("```python {#a}\nx\n```\n", ["E218@3"]),
        ("### Pause {.recall}\n\n#### Why?\n\n- (x) So\n- ( ) No\n", ["E214@3"]),
        ("[^one]:\n", ["E509@3"]),
    ],
)
def test_one_slip_in_a_lesson_is_one_problem(text, expected):
    assert found("# T\n\n" + text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "- an item\n- [a link](a.md)\n- (in brackets) text\n",
        "Set {a, b} and {x}, `{#id}`, \\{#id}.\n",
        "| a | b |\n|---|---|\n| - | x |\n",
        "```email {#sheet}\nSubject: {{memory}}\n\nHi {{their_name: who}} and {{?mood: how}}\n```\n",
        "> [!NOTE]\n> Text.\n",
        "[^one]: A source\n\n    and its second paragraph.\n\nText[^one].\n",
    ],
)
def test_what_is_right_in_a_lesson_has_no_problem(text):
    assert found("# T\n\n" + text) == []


def test_two_sections_to_recall_may_follow_each_other():
    recall = "## Pause {.recall}\n\n### Why? {#why}\n\n- (x) So\n- ( ) No\n\n"
    assert found("# T\n\n" + recall + recall.replace("why", "who")) == []


def test_the_slots_of_a_letter_are_references():
    text = "# T\n\n```email\nSubject: {{memory}}\n\nHi {{their_name: who}} and {{?mood: how}} [x](y)\n```\n"
    assert [(one.kind, one.target, one.text) for one in read(text).references] == [
        ("slot", "memory", ""), ("slot", "their_name", "who"), ("slot", "?mood", "how"),
    ]  # fmt: skip
