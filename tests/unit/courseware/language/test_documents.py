"""Modules, the final, templates, the Guide, sheets, glossary and sources."""

import pytest

from tests.unit.courseware.language.scanning import found, read

LETTER = "```email {#text}\nSubject: {{memory}}\n\nHi {{their_name}},\n\n{{signature}}\n```\n"


def test_a_module_has_objectives_and_downloads():
    module = read(
        "---\nnav: Find\nsummary: List the people.\nobjectives:\n  spheres: Name three spheres\n  list: List people\n"
        "was: [search]\n---\n# Find: who\n\nText.\n\n## Downloads {.resources}\n\n- [Sheet](../resources/sheet.md)\n\n"
        "## More\n\nWords.\n",
        "find/module.md",
    ).value
    assert (module.id, module.nav, module.summary, module.title.text) == (
        "find",
        "Find",
        "List the people.",
        "Find: who",
    )
    assert dict(module.objectives) == {"spheres": "Name three spheres", "list": "List people"}
    assert [one.path for one in module.downloads] == ["resources/sheet.md"]
    assert module.body.text == "Text.\n\n\n\n\n\n## More\n\nWords."
    assert module.was == ("search",)


def test_objectives_may_be_a_list_and_take_their_ids_from_their_words():
    module = read("---\nobjectives:\n  - Build a first message\n---\n# M\n", "write/module.md").value
    assert dict(module.objectives) == {"build-a-first-message": "Build a first message"}
    assert module.nav == "M"


def test_the_final_has_an_introduction_and_a_statement():
    final = read(
        "---\nminutes: 30\n---\n# Final {.quiz}\n\nIntro.\n\n## My word {.honour}\n\nI do.\n", "final/final.md"
    ).value
    assert (final.minutes, final.intro.text, final.honour.text) == (30, "Intro.", "I do.")


def test_a_template_has_a_letter_and_notes_about_it():
    template = read(
        "---\nuse: first\nchannel: email\nsummary: For a memory.\n---\n# Memory\n\nUse it.\n\n"
        f"{LETTER}\n## Variation\n\nWords.\n",
        "templates/memory.md",
    ).value
    assert (template.id, template.use, template.channel, template.summary) == (
        "memory",
        "first",
        "email",
        "For a memory.",
    )
    assert (template.letter.id, template.letter.subject) == ("text", "{{memory}}")
    assert template.letter.body == "Hi {{their_name}},\n\n{{signature}}"
    assert "email" not in template.body.text
    assert template.body.text.startswith("Use it.")


def test_a_chapter_includes_other_files():
    result = read("# C\n\n[A](../templates/a.md) {.include}\n\nText[^a].\n\n[^a]: A.\n", "guide/c.md")
    assert [(one.kind, one.target) for one in result.references] == [
        ("include", "../templates/a.md"), ("footnote", "a"),
    ]  # fmt: skip
    assert result.problems == ()
    assert result.value.footnotes["a"].text == "A."


def test_the_glossary_has_terms_with_anchors():
    result = read("# Words\n\n## Dormant tie\n\nSomeone.\n\n## Café {#cafe}\n\nA place.\n", "glossary.md")
    assert [(term.id, term.title.text, term.body.text) for term in result.value] == [
        ("dormant-tie", "Dormant tie", "Someone."), ("cafe", "Café", "A place."),
    ]  # fmt: skip
    assert result.anchors == ("words", "dormant-tie", "cafe")


def test_sources_have_keys():
    text = "# Sources\n\n[^levin-2011]: Levin, *Science*,\n    2011.\n[^other]: Other.\n"
    result = read(text, "sources.md")
    assert {key: leaf.text for key, leaf in result.value.items()} == {
        "levin-2011": "Levin, *Science*,\n2011.", "other": "Other.",
    }  # fmt: skip
    assert result.value["other"].place.line == 5


@pytest.mark.parametrize(
    ("text", "file", "expected"),
    [
        ("---\nobjectives:\n  Spheres: Name three\n---\n# M\n", "find/module.md", ["E107@3"]),
        ("---\nobjectives: one\n---\n# M\n", "find/module.md", ["E107@2"]),
        ("---\nminutes: 7\n---\n# M\n", "find/module.md", ["E105@2"]),
        ("# M\n\n## Get {.resource}\n\n- [A](a.md)\n", "find/module.md", ["E215@3"]),
        ("# M\n\n- (x) Yes\n- ( ) No\n", "find/module.md", ["E304@3"]),
        ("# M {.quiz}\n", "find/module.md", ["E214@1"]),
        ("# F\n\n## Q? {#q}\n\n- (x) Yes\n- ( ) No\n", "final/final.md", ["E304@5"]),
        ("# F\n\n## W {.honor}\n\nI do.\n", "final/final.md", ["E215@3"]),
        ("# F\n\n## W {.honour}\n\nI do.\n\n## V {.honour}\n\nI do.\n", "final/final.md", ["E106@7"]),
        ("---\nuse: last\n---\n# T\n\n" + LETTER, "templates/t.md", ["E107@2"]),
        ("---\nuse: first\n---\n# G\n", "guide/g.md", ["E105@2"]),
        ("# T\n\n" + LETTER + "\n" + LETTER.replace("#text", "#more"), "templates/t.md", ["E106@11"]),
        ("# T\n\n```email\n{#text}\nHi\n```\n", "templates/t.md", ["E217@4"]),
        ("# T\n\n```email\nSubjcet: Hi\n\nHi\n```\n", "templates/t.md", ["E105@4"]),
        ("# T\n\n```email\nSubject Hi\n\nHi\n```\n", "templates/t.md", ["E105@4"]),
        ("# T\n\n```email\n\nSubject: Hi\n\nHi\n```\n", "templates/t.md", ["E105@5"]),
        ("# F\n\n## My word\n\nI do.\n", "final/final.md", ["W722@3"]),
        ("# F\n\n## My word {#honour}\n\nI do.\n", "final/final.md", ["W722@3"]),
        ("# S\n\n[^a] One.\n", "sources.md", ["E213@3"]),
        ("# S\n\n[^a]: One.\n\nTwo.\n", "sources.md", ["E213@5"]),
        ("# T\n\n```email {#a .b}\nHi\n```\n", "templates/t.md", ["E214@3"]),
        ("# R\n\n[A](a.md) {.include}\n", "resources/r.md", ["E218@3"]),
        ("# W\n\n## A\n\nOne.\n\n## A\n\nTwo.\n", "glossary.md", ["E221@7"]),
        ("# S\n\n[^a]: One.\n[^a]: Two.\n", "sources.md", ["E221@4"]),
        ("# S\n\n[a]: https://example.org\n", "sources.md", ["E226@3"]),
    ],
)
def test_one_slip_in_a_document_is_one_problem(text, file, expected):
    assert found(text, file) == expected


@pytest.mark.parametrize("file", ["resources/r.md", "guide/g.md", "templates/t.md"])
def test_tick_lists_are_prose_on_sheets(file):
    assert found("# R\n\n- [ ] Do this\n- [ ] Do that\n", file) == []
