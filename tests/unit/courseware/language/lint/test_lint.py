import pytest

from tests.unit.courseware.language.example import FILES, advice, files_with

WORDS = "The cat sat on the mat and had a rest.\n"
HARD = "Notwithstanding considerable organisational complexity, participants communicated systematically and\n"
CHOICES = "".join(
    f"## Number {number}? {{#n{number}{{fixed}}}}\n\n- (x) {{key}}\n  > Yes.\n- ( ) A wrong one\n  > No.\n\n"
    for number in range(5)
)


def check_of(key, fixed=""):
    text = "# Many {.quiz pick=all}\n\n" + CHOICES.replace("{key}", key).replace("{fixed}", fixed)
    return ("second/many.md", "", text), ("course.yml", "[bends, ", "[bends, many, ")


def test_the_example_could_not_be_better():
    assert advice(files_with()) == []


@pytest.mark.parametrize(
    ("changes", "code", "file", "line"),
    [
        ([("first/rope.md", "  > That is a cable.\n", "")], "W701", "first/rope.md", 17),
        (
            [
                (
                    "first/rope.md",
                    "- ( ) Wires\n",
                    "".join(f"- ( ) {word}\n  > No.\n" for word in ("Hay", "Wool", "Bark", "Wires")),
                )
            ],
            "W702",
            "first/rope.md",
            13,
        ),
        ([("first/rope.md", "( ) Wires", "( ) None of the above")], "W703", "first/rope.md", 17),
        ([("first/rope.md", "( ) Wires", "( ) Both A and B")], "W703", "first/rope.md", 17),
        ([*check_of("A right answer that goes on and on")], "W705", "second/many.md", 1),
        ([*check_of("A right one", " fixed")], "W706", "second/many.md", 1),
        ([("first/check.md", "{.quiz}", "{.quiz pick=5}")], "W707", "first/check.md", 4),
        ([("course.yml", "draw: 2,", "draw: 3,")], "W708", "course.yml", 15),
        ([("first/check.md", "- = 3\n- ! 4", "- = bowline\n- ! bowlines")], "W709", "first/check.md", 19),
        ([("first/check.md", "#order}", "#order tags=scen}")], "W710", "first/check.md", 35),
        (
            [("first/check.md", "Put these in order.", "Put " + "these " * 20 + "in order.")],
            "W711",
            "first/check.md",
            35,
        ),
        ([("first/module.md", "  hold:", "  splice: Splice a rope\n  hold:")], "W715", "first/module.md", 5),
        ([("second/bends.md", "joins two", "joins <b>two</b>")], "W721", "second/bends.md", 8),
        ([("second/bends.md", "joins two", "joins&nbsp;two")], "W721", "second/bends.md", 8),
        ([("first/rope.md", "## Pause", "## Recall\n\nText.\n\n## Pause")], "W722", "first/rope.md", 11),
        (
            [("second/bends.md", "## Two ropes {#two-ropes}", "## Two ropes {#two-ropes}\n\n## Downloads")],
            "W722",
            "second/bends.md",
            8,
        ),
        (
            [("first/practice.md", "- [text]", "| A | B |\n|---|---|\n|   |   |\n\n- [text]")],
            "W724",
            "first/practice.md",
            5,
        ),
        ([("first/practice.md", "- [text]", "Name: ______\n\n- [text]")], "W725", "first/practice.md", 5),
        ([("first/rope.md", "![Three strands, twisted]", "![]")], "W726", "first/rope.md", 9),
        (
            [("second/bends.md", "## Two ropes {#two-ropes}", "## Two ropes {#two-ropes}\n\n#### Deep")],
            "W727",
            "second/bends.md",
            8,
        ),
        ([("second/bends.md", "A bend joins", HARD * 20 + "a bend joins")], "W728", "second/bends.md", 4),
        ([("second/bends.md", "A bend joins", WORDS * 100 + "A bend joins")], "W729", "second/bends.md", 4),
        ([("first/rope.md", "minutes: 2", "minutes: 9")], "W730", "first/rope.md", 5),
        ([("second/bends.md", "two ropes.", "two ropes: https://example.org/bends.")], "W731", "second/bends.md", 8),
    ],
)
def test_what_could_be_better_is_said_once_at_its_place(changes, code, file, line):
    assert advice(files_with(*changes)) == [(code, file, line)]


@pytest.mark.parametrize(
    "changes",
    [
        [("second/bends.md", "joins two", "joins `<b>` two")],
        [("second/bends.md", "joins two", "joins \\<b> two")],
        [("second/bends.md", "two ropes.", "two ropes, 3 < 4 & 5 > 2.")],
        [("second/bends.md", "two ropes.", "two ropes: <https://example.org/bends>.")],
        [("second/bends.md", "two ropes.", "two ropes: [here](https://example.org/bends).")],
        [("second/bends.md", "two ropes.", "two ropes.\n\n```\n<b> https://example.org ____\n```\n")],
        [("second/bends.md", "A bend joins", WORDS * 60 + "\n\n## Recall {.recall}\n\n" + "A bend joins")],
        [("first/rope.md", "  > That is a cable.\n", "\n> Incorrect: Wires make a cable.\n")],
        [("course.yml", "language: en\n", "language: de\n"), ("second/bends.md", "A bend", HARD * 20 + "a bend")],
        [
            ("course.yml", "{scene: 2}", "{scene: 2, wet: 1}"),
            ("first/check.md", "#wet tags=scene", "#wet tags=scene,wet"),
        ],
    ],
)
def test_what_is_meant_so_is_left_alone(changes):
    files = files_with(*changes)
    said = [code for code, _, _ in advice(files)]
    assert said in ([], ["W729"]) if len(str(changes)) > 3000 else said == []


def test_a_file_with_an_error_gets_no_advice_before_it_is_mended():
    broken = files_with(("second/bends.md", "## Two", "##Two"), ("second/bends.md", "joins two", "joins <b>two</b>"))
    assert advice(broken) == []


def test_advice_never_raises_and_always_says_how():
    for path, text in FILES.items():
        for cut in range(0, len(text), 97):
            advice(files_with((path, "", text[:cut])))
