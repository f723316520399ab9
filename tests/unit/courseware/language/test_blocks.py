"""Lines told apart: code blocks, comments, headings, front matter, characters that nobody sees."""

import pytest

from tests.unit.courseware.language.scanning import found, read

CHOICE = "- (x) Yes\n- ( ) No\n"


def test_a_file_that_is_not_utf_8_is_one_problem_at_its_place():
    assert found(b"# T\n\nCaf\xe9\n") == ["E101@3"]
    assert found(b"\xff\xfe#\x00 \x00T\x00") == ["E101@1"]


def test_a_file_or_a_line_that_is_too_long_is_one_problem():
    assert found("# T\n\n" + "a b\n" * 60_000) == ["E109@1"]
    assert found("# T\n\n" + "a" * 2_001 + "\n\nText.\n") == ["E109@3"]
    assert found("# T\n\n" + "a" * 2_000) == []
    assert found("# T\n\n" + ("a" * 1_999 + "\n") * 11) == ["E109@3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# T\n\n```\ncode\n", ["E201@3"]),
        ("# T\n\n```python\ncode\n~~~\n\n## Not a section {.wrong}\n", ["E201@3"]),
        ("# T\n\n````\n```\n", ["E201@3"]),
        ("# T\n\n> ```\n> code\n\nText.\n", ["E201@3"]),
        ("# T\n\n<!-- a comment\n\n## Not a section {.wrong}\n", ["E202@3"]),
        ("# T\n\n  ## Section\n", ["E203@3"]),
        ("# T\n\nText.\n\n> ## Section\n", ["E203@5"]),
        ("# T\n\n##Section\n\nText.\n", ["E204@3"]),
        ("#T\n\nText.\n", ["E204@1"]),
        ("# T\n\n##\n\nText.\n", ["E204@3"]),
        ("# T\n\n## {#id}\n\nText.\n", ["E204@3"]),
        ("# T\n\n#hashtag is no heading\n", ["E204@3"]),
        ("# T\n\n.# Section\n", ["E203@3"]),
        ("# T\n\nx## Section\n", ["E203@3"]),
        ("# T\n\n#.# Section\n", ["E204@3"]),
        ("# T\n\n# ## Section\n", ["E204@3"]),
        ("# T\n\n#\n# Section\n", ["E204@3"]),
        ("# T\n\n##\nSection {#id}\n", ["E204@3"]),
        ("# T\n\n## Section\n{#id}\n", ["E217@3"]),
        ("# T\n\n## Section {\n#id}\n", ["E204@4"]),
        ("# T\n\n## Section {#id\n}\n", ["E217@3"]),
        ("# T\n\n## Sec\ntion {#id}\n", ["E217@3"]),
        ("# T\n\n## Section {#id}}\n", ["E211@3"]),
        ("# T\n\n## Section {{#id}\n", ["E211@3"]),
        ("# T\n\n## Section #id}\n", ["E211@3"]),
        ("# T\n\n## Section {#id)\n", ["E211@3"]),
        ("# T\n\nText\n===\n", ["E205@4"]),
        ("# T\n\nText\n---\n", ["E205@4"]),
        ("# T\n\n- item\n---\n", ["E205@4"]),
        ("", ["E206@1"]),
        ("\n\n", ["E206@1"]),
        ("Text.\n", ["E206@1"]),
        ("## Section\n\nText.\n", ["E206@1"]),
        ("# T\n\nText.\n\n# Again\n\nText.\n", ["E207@5"]),
        ("Text.\n\n# T\n", ["E208@1"]),
        ("# T\n\nText.\n\n    code\n", ["E209@5"]),
        ("# T\n\n\tcode\n", ["E209@3"]),
        ("# T\n\n##\u00a0Section\n", ["E210@3"]),
        ("# T\n\nA\u0000B\n", ["E210@3"]),
        ("# T\n\nA\ufeffB\n", ["E210@3"]),
        ("# T\n\nA\ue000B\n", ["E210@3"]),
        ("# T\rText\n", ["E210@1"]),
        ("# T\n\n\u00a0Text\n", ["E210@3"]),
        ("# T\n\n## S {#s\u00a0.recall}\n", ["E210@3"]),
        ("# T\n\n####### Deep\n", ["E225@3"]),
        ("# T\n\n>>>>>>> Deep\n", ["E225@3"]),
        ("# T\n\n" + "".join(f"{'  ' * n}- {n}\n" for n in range(7)), ["E225@9"]),
        ("# T\n\n[a]: https://example.org\n", ["E226@3"]),
    ],
)
def test_one_slip_in_the_lines_of_a_file_is_one_problem(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\nText.\n\n---\n\nText.\n",
        "# T\n\n```\n# not a title\n- (x) not an answer\n===\n```\n",
        "# T\n\n~~~~\n```\n~~~~\n",
        "# T\n\n> ```\n> # not a title\n> ```\n\nText.\n",
        "# T\n\n<!-- # not a title\n- (x) nothing -->\n\nText.\n",
        "<!-- first -->\n\n# T\n\nText <!-- is no comment\n",
        "# T\n\n* a\n  * b\n\n      more of b\n\n    more of a\n",
        "# T\n\n1. one\n   - nested\n2. two\n",
        "# T\n\n> a\n\n> > b\n",
        "# T\n\nFive\u00a0per cent, l’\u200bété, \u2028 and \u202fmore\n",
        "# T\n\n\\#hashtag\n",
        '# T {.action}\n\n## W {.worksheet #w}\n\n- [scale 1..5] A {#a low="Pas\u00a0du tout" high="Oui\u00a0!"}\n',
        "\ufeff# T\r\n\r\nText.\r\n",
        "\ufeff---\r\nminutes: 7\r\n---\r\n# T\r\n\r\nText.\r\n",
        "# T ##\n\n## Section ##\n",
        "# T\n\n`` ` `` and ``` `a` ``` are code\n",
        "# T\n\n* * *\n\nText.\n",
    ],
)
def test_what_is_right_has_no_problem(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nminutes: 7\n# T\n\nText.\n", ["E103@1"]),
        ("---\nminutes: 7\n\n# T\n\nText.\n\n---\n\nText.\n", ["E103@1"]),
        ("---\n", ["E103@1"]),
        ("\n---\nminutes: 7\n---\n# T\n", ["E104@2"]),
        (" ---\nminutes: 7\n---\n# T\n", ["E104@1"]),
        ("--\nminutes: 7\n---\n# T\n", ["E104@1"]),
        ("—\nminutes: 7\n---\n# T\n", ["E104@1"]),
        ("---\nminutes: [7\n---\n# T\n", ["E102@2"]),
        ("---\nsummary: a: b\n---\n# T\n", ["E102@2"]),
        ("---\nminuets: 7\n---\n# T\n", ["E105@2"]),
        ("---\nminutes: 7\nminutes: 8\n---\n# T\n", ["E106@3"]),
        ("---\nminutes: seven\n---\n# T\n", ["E107@2"]),
        ("---\nminutes:\n---\n# T\n", ["E107@2"]),
        ("---\nrequires: find/map\n---\n# T\n", ["E107@2"]),
        ("---\nrequires: [map]\n---\n# T\n", ["E107@2"]),
        ("---\nstate: hidden\n---\n# T\n", ["E107@2"]),
        ("---\nsummary: &a text\n---\n# T\n", ["E108@2"]),
        ("---\nminutes: !!int 7\n---\n# T\n", ["E108@2"]),
    ],
)
def test_one_slip_in_the_front_matter_is_one_problem(text, expected):
    assert found(text) == expected


def test_the_front_matter_of_a_unit_is_typed():
    unit = read(
        "---\nsummary: What it is.\nminutes: 7\nrequires: [find/map, find/list]\nlicense: CC BY 4.0\nlang: de\n"
        "state: draft\nwas: [older]\n---\n# T\n"
    ).value
    assert (unit.summary, unit.minutes, unit.requires) == ("What it is.", 7, ("find/map", "find/list"))
    assert (unit.license, unit.lang, unit.draft, unit.was) == ("CC BY 4.0", "de", True, ("older",))


def test_one_problem_a_line():
    assert found("# T\n\n##Section {.wrong} here\n") == ["E204@3"]


def test_hostile_nesting_ends_in_a_problem():
    assert found("---\na: " + "[" * 1_900 + "\n---\n# T\n") == ["E225@2"]
    assert found("# T\n\n" + "> " * 900 + "x\n") == ["E225@3"]
    assert found("# T\n\n" + "- " * 900 + "x\n") == ["E225@3"]
