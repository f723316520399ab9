import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_app.courseware.language.course import read_course
from course_app.domain.questions import Grading
from tests.unit.courseware.language.example import FILES, errors, files_with, read_with

GERMAN = """\
# Woraus ein Seil ist

## Innehalten {.recall}

### Woraus wird ein Seil gelegt? {#laid}

- (x) Aus Garnen
  > Ja.
- ( ) Draht
  > Das ist ein Kabel.
"""
WITHOUT_REQUIRES = ("second/picks.md", "requires: [second/people]", "minutes: 3")


def test_the_example_has_no_mistake():
    assert [str(found) for found in read_with().problems] == []


def test_the_course_is_what_the_files_say():
    course = read_with().course
    assert (course.id, course.title, course.languages) == ("knots", "Twelve knots", ("en", "de"))
    assert [unit.address for unit in course.units()] == [
        "first/rope",
        "first/check",
        "first/practice",
        "second/bends",
        "second/people",
        "second/picks",
    ]
    first, second = course.modules
    assert (first.nav, first.title.text, dict(first.objectives)) == (
        "First",
        "First: rope",
        {"hold": "Tie a knot that holds"},
    )
    assert (second.id, second.nav, second.title.text) == ("second", "Second", "Second")
    assert [document.id for document in course.templates] == ["thanks"]
    assert [document.id for document in course.guide.chapters] == ["why"]
    assert [document.id for document in course.resources] == ["card"]
    assert [term.id for term in course.glossary] == ["bight"]
    assert list(course.sources) == ["ashley"]


def test_the_final_draws_from_its_files_and_from_checks():
    final = read_with().course.final
    first, second = final.topics
    assert [question.id for question in first.questions] == ["loop", "holds", "strands", "bowline", "wet", "order"]
    assert (first.title, first.review, second.title, second.review) == ("First", "first", "Second", "second/bends")
    assert final.own == {"loop", "joins", "ring", "jams"}
    assert (final.draw, dict(final.at_least)) == (5, {"scene": 2})


def test_a_question_that_the_final_shares_is_marked_as_the_final_marks_and_stays_the_same_question():
    course = read_with().course
    check = course.unit("first/check").body.questions[0]
    drawn = course.final.topics[0].questions[1]
    assert (check.grading, drawn.grading) == (Grading.PARTIAL, Grading.EXACT)
    assert check.version == drawn.version


def test_what_is_retired_a_draft_or_a_reflection_is_not_drawn():
    reading = read_with(
        ("first/check.md", "#order}", "#order retired}"),
        ("first/check.md", "#wet ", "#wet draft "),
        ("first/check.md", "- (x) Friction\n  > Yes.\n- ( ) Weight\n  > Weight pulls it.\n", "- [long] Think.\n"),
        ("course.yml", "  at-least: {scene: 2}\n", ""),
        ("course.yml", "pick: 4", "pick: 1"),
    )
    assert errors(reading) == []
    assert [question.id for question in reading.course.final.topics[0].questions] == ["loop", "strands", "bowline"]


def test_a_draft_stands_in_no_module_and_needs_no_line_in_the_outline():
    draft = ("second/later.md", "", "---\nstate: draft\n---\n# Later\n\nText.\n")
    for change in ((), (("course.yml", "[bends, ", "[bends, later, "),)):
        reading = read_with(draft, *change)
        assert errors(reading) == []
        assert [unit.address for unit in reading.drafts] == ["second/later"]
        assert reading.course.unit("second/later") is None


def test_a_module_of_drafts_only_is_not_seen():
    reading = read_with(
        ("third/later.md", "", "---\nstate: draft\n---\n# Later\n\nText.\n"),
        ("course.yml", "  - second:", "  - third: [later]\n  - second:"),
    )
    assert errors(reading) == []
    assert [module.id for module in reading.course.modules] == ["first", "second"]


@pytest.mark.parametrize(
    ("changes", "code", "file", "line", "hint"),
    [
        # Ids and objectives across files.
        ([("final/second.md", "#jams", "#holds")], "E221", "final/second.md", 17, "rename"),
        ([("final/second.md", "#jams", "#jams was=holds")], "E221", "final/second.md", 17, "rename"),
        ([("first/rope.md", "#laid", "#ring")], "E221", "final/second.md", 10, "rename"),
        ([("first/check.md", "objective=hold ", "objective=hodl ")], "E219", "first/check.md", 8, "'hold'"),
        ([("final/first.md", "objective=hold", "objective=hodl")], "E219", "final/first.md", 3, "'hold'"),
        # Links.
        ([("first/rope.md", "bends.md#two", "bend.md#two")], "E501", "first/rope.md", 7, "bends.md"),
        ([("first/rope.md", "../glossary.md", "glossary.md")], "E502", "first/rope.md", 7, "../glossary.md"),
        ([("first/rope.md", "#two-ropes", "#two-rope")], "E503", "first/rope.md", 7, "two-ropes"),
        ([("first/rope.md", "#bight", "#byte")], "E503", "first/rope.md", 7, "bight"),
        ([("first/rope.md", "../second/bends.md#two-ropes", "ftp://example.org")], "E504", "first/rope.md", 7, "http"),
        (
            [("first/rope.md", "../assets/strands.svg", "https://example.org/a.svg")],
            "E505",
            "first/rope.md",
            9,
            "assets",
        ),
        ([("assets/strands.svg", "<circle", "<script>1</script><circle")], "E506", "assets/strands.svg", 1, "without"),
        ([("assets/strands.svg", "</svg>", "")], "E506", "assets/strands.svg", 1, "plain"),
        (
            [
                ("first/rope.md", "![Three", "[Play](../assets/a.mp4)\n\n![Three"),
                ("assets/a.mp4", "", "x"),
                ("assets/a.vtt", "", "x"),
            ],
            "E507",
            "first/rope.md",
            9,
            "assets/a.txt",
        ),
        ([("templates/thanks.md", "{{memory}}", "{{memori}}")], "E508", "templates/thanks.md", 12, "memory"),
        ([("first/rope.md", "[^ashley]", "[^ahsley]")], "E509", "first/rope.md", 7, "ashley"),
        ([("first/check.md", "holds a knot?", "holds a knot[^ashley]?")], "E510", "first/check.md", 8, "lesson"),
        ([("course.yml", "review: second/bends", "review: second/bend")], "E501", "course.yml", 15, "second/bends"),
        ([("course.yml", "assets/badge", "assets/bagde")], "E501", "course.yml", 20, "assets/badge.svg"),
        ([("course.yml", "requires: [first/check", "requires: [first/chekc")], "E501", "course.yml", 19, "first/check"),
        ([("second/bends.md", "[first/rope]", "[first/rpoe]")], "E501", "second/bends.md", 2, "first/rope"),
        ([("first/practice.md", "#knot}", "#knot after=first/gone}")], "E501", "first/practice.md", 3, "first"),
        ([("course.yml", "first/check]}", "first/rope]}")], "E501", "course.yml", 14, "a check"),
        ([("course.yml", "first/check]}", "first/chekc]}")], "E501", "course.yml", 14, "first/check"),
        # The outline and the files.
        ([("course.yml", "[rope, ", "[rpoe, ")], "E601", "course.yml", 7, "'rope'"),
        ([("course.yml", "[rope, ", "[rope, splice, ")], "E601", "course.yml", 7, "first/splice.md"),
        ([("course.yml", "chapters: [why]", "chapters: [why, how]")], "E601", "course.yml", 21, "guide/how.md"),
        ([("course.yml", "templates: [thanks]", "templates: [thnaks]")], "E601", "course.yml", 22, "'thanks'"),
        ([("course.yml", "second: {draw: 2,", "secnod: {draw: 2,")], "E601", "course.yml", 15, "second"),
        ([("second/extra.md", "", "# Extra\n\nText.\n")], "E602", "second/extra.md", 1, "draft"),
        ([("third/extra.md", "", "# Extra\n\nText.\n")], "E602", "third/extra.md", 1, "draft"),
        ([("guide/how.md", "", "# How\n\nText.\n")], "E602", "guide/how.md", 1, "chapters"),
        ([("templates/hello.md", "", FILES["templates/thanks.md"])], "E602", "templates/hello.md", 1, "templates"),
        ([("final/third.md", "", "# T\n\n## W? {#w}\n\n- = a\n")], "E602", "final/third.md", 1, "blueprint"),
        ([("Glossary.md", "", "# Words\n")], "E602", "Glossary.md", 1, "glossary.md"),
        ([("second/bends.fr.md", "", FILES["second/bends.md"])], "E602", "second/bends.fr.md", 1, "languages"),
        # Draws.
        ([("course.yml", "second: {draw: 2,", "second: {draw: 4,")], "E604", "course.yml", 15, "draw fewer"),
        ([("course.yml", "{scene: 2}", "{scene: 4}")], "E605", "course.yml", 12, "lower"),
        ([("course.yml", "{scene: 2}", "{sceen: 1}")], "E605", "course.yml", 12, "'scene'"),
        ([("course.yml", "own: 2", "own: 5")], "E606", "course.yml", 11, "lower"),
        ([("first/check.md", "{.quiz}", "{.quiz pick=6}")], "E610", "first/check.md", 4, "lower"),
        # Requirements.
        ([("second/bends.md", "[first/rope]", "[second/bends]")], "E607", "second/bends.md", 2, "out"),
        ([("second/bends.md", "[first/rope]", "[second/people]")], "E608", "second/bends.md", 2, "move"),
        ([("first/practice.md", "#knot}", "#knot after=second/bends}")], "E608", "first/practice.md", 3, "move"),
        ([("first/practice.md", "#knot}", "#knot after=first/practice#knot}")], "E607", "first/practice.md", 3, "out"),
        # People tasks.
        (
            [("course.yml", "people, picks]", "picks, people]"), WITHOUT_REQUIRES],
            "E415",
            "second/picks.md",
            6,
            "before",
        ),
        ([("course.yml", "templates:", "people: {limit: 12}\ntemplates:")], "E416", "second/people.md", 3, "lower"),
        # Translations.
        ([("first/rope.de.md", "", GERMAN.replace("#laid", "#gelegt"))], "E611", "first/rope.de.md", 3, "ids"),
        (
            [("first/rope.de.md", "", GERMAN.replace("(x)", "( )", 1).replace("( ) D", "(x) D"))],
            "E611",
            "first/rope.de.md",
            5,
            "ids",
        ),
        ([("first/gone.de.md", "", GERMAN)], "E611", "first/gone.de.md", 1, "ids"),
        # The perfect learner.
        (
            [("first/check.md", "- = 3\n- !", "- = 3 {40%}\n- !"), ("course.yml", "pick: 4", "pick: 2")],
            "E609",
            "first/check.md",
            4,
            "pass",
        ),
    ],
)
def test_a_slip_is_one_error_at_its_place_with_a_way_out(changes, code, file, line, hint):
    reading = read_with(*changes)
    assert errors(reading) == [(code, file, line)]
    found = next(each for each in reading.problems if each.severity == "error")
    assert found.hint
    assert hint in found.hint
    assert found.excerpt == files_with(*changes)[file].decode().split("\n")[line - 1]


def test_a_good_translation_is_no_problem():
    assert errors(read_with(("first/rope.de.md", "", GERMAN))) == []


@pytest.mark.parametrize("path", [path for path in FILES if path != "course.yml"])
def test_a_course_reads_without_any_one_of_its_files_and_says_what_is_missing(path):
    files = files_with()
    del files[path]
    reading = read_course(files)
    assert reading.course is not None
    needed = path != "resources/card.md"
    assert bool(errors(reading)) is needed


def test_without_course_yml_the_files_are_read_all_the_same():
    files = files_with(("first/rope.md", "- (x) Yarns", "- (X) Yarns"))
    del files["course.yml"]
    reading = read_course(files)
    assert reading.course is None
    assert [code for code, _, _ in errors(reading)] == ["E107", "E301"]


def test_a_mistake_in_a_file_silences_what_counts_its_questions():
    reading = read_with(("final/second.md", "- (x) A bend", "- (X) A bend"), ("course.yml", "draw: 2", "draw: 4"))
    assert [code for code, _, _ in errors(reading)] == ["E301"]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(FILES)),
    st.floats(0, 1),
    st.sampled_from(["", "\n", "#", "{", "}", "- ", "(x)", "]", "\x00", "\ud800", " ", "---\n", "[^a]", "]("]),
)
def test_no_slip_anywhere_raises_and_every_problem_can_be_mended(path, where, letters):
    text = FILES[path]
    at = int(where * len(text))
    files = files_with((path, "", text[:at] + letters.replace("\ud800", "\ufffd") + text[at + 1 :]))
    for found in read_course(files).problems:
        assert found.hint
        assert found.line >= 1
        assert found.column >= 1


@given(st.dictionaries(st.sampled_from([*FILES, "x/y.md", "assets/a.svg", "a.b.c.md"]), st.binary(max_size=30)))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise(files):
    read_course(files)
