import pytest

from course_app.courseware.language.links import MOST_IN_A_FILE, Targets, check_references
from course_app.courseware.language.reading import Reference
from course_app.domain.questions import Place

TARGETS = Targets(
    pages=frozenset({"find/walk.md", "find/list.md", "glossary.md", "resources/cues.md", "templates/thanks.md"}),
    assets=frozenset(
        {"assets/map.svg", "assets/talk.mp4", "assets/talk.vtt", "assets/talk.txt", "assets/bare.mp3", "assets/a.pdf"}
    ),
    anchors={
        "find/walk.md": frozenset({"tenth"}),
        "glossary.md": frozenset({"dormant-tie"}),
        "find/list.md": frozenset({"top"}),
    },
    footnotes={"find/list.md": frozenset({"own"})},
    sources=frozenset({"levin-2011"}),
    includable=frozenset({"templates/thanks.md", "find/walk.md"}),
    hidden={"find/later.md": "find/later is a draft: publish it first"},
)


def check(kind, target, inside="lesson", text="words"):
    reference = Reference(kind, target, text, Place("find/list.md", 7, 3), inside)
    return list(check_references([reference], TARGETS))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("link", "walk.md"),
        ("link", "walk.md#tenth"),
        ("link", "#top"),
        ("link", "../glossary.md#dormant-tie"),
        ("link", "../resources/cues.md#anything-in-a-file-whose-headings-are-not-known"),
        ("link", "../assets/a.pdf"),
        ("link", "https://example.org/a?b#c"),
        ("link", "mailto:a@example.org"),
        ("link", "tel:+4930123456"),
        ("image", "../assets/map.svg"),
        ("player", "../assets/talk.mp4"),
        ("include", "../templates/thanks.md"),
        ("include", "walk.md"),
        ("footnote", "levin-2011"),
        ("footnote", "own"),
        ("slot", "their_name"),
        ("slot", "signature"),
        ("slot", "course"),
        ("slot", "?river"),
    ],
)
def test_what_is_there_can_be_pointed_to(kind, target):
    assert check(kind, target) == []


@pytest.mark.parametrize(
    ("kind", "target", "inside", "code", "hint"),
    [
        ("link", "wlak.md", "lesson", "E501", "'walk.md'"),
        ("link", "walk", "lesson", "E501", "'walk.md'"),
        ("link", "../walk.md", "lesson", "E501", "'walk.md'"),
        ("link", "../resources/cue.md", "lesson", "E501", "'../resources/cues.md'"),
        ("link", "", "lesson", "E501", "write"),
        ("link", "https://", "lesson", "E501", "https://"),
        ("link", "later.md", "lesson", "E501", "draft"),
        ("link", "nowhere-at-all.md", "lesson", "E501", "write the file"),
        ("link", "../../secret.md", "lesson", "E501", "write the file"),
        ("image", "../assets/mop.svg", "lesson", "E501", "'../assets/map.svg'"),
        ("image", "../assets/photograph.png", "lesson", "E501", "assets/photograph.png"),
        ("player", "../assets/tlak.mp4", "lesson", "E501", "'../assets/talk.mp4'"),
        ("include", "../templates/thank.md", "guide", "E501", "'../templates/thanks.md'"),
        ("include", "../glossary.md", "guide", "E501", "a template"),
        ("link", "glossary.md", "lesson", "E502", "../glossary.md"),
        ("link", "/find/walk.md#tenth", "lesson", "E502", "walk.md#tenth"),
        ("image", "assets/map.svg", "lesson", "E502", "../assets/map.svg"),
        ("link", "walk.md#tneth", "lesson", "E503", "'tenth'"),
        ("link", "#tpo", "lesson", "E503", "'top'"),
        ("link", "javascript:alert(1)", "lesson", "E504", "https"),
        ("link", "//example.org", "lesson", "E504", "https"),
        ("link", "ftp://example.org", "lesson", "E504", "https"),
        ("image", "https://example.org/a.png", "lesson", "E505", "assets/"),
        ("image", "map.txt", "lesson", "E505", "assets/"),
        ("image", "../assets/talk.mp4", "lesson", "E505", ".png"),
        ("player", "../assets/bare.mp3", "lesson", "E507", "assets/bare.vtt and assets/bare.txt"),
        ("slot", "thier_name", "template", "E508", "'their_name'"),
        ("slot", "", "template", "E508", "{{?word"),
        ("footnote", "levin-2012", "lesson", "E509", "[^levin-2011]"),
        ("footnote", "unheard-of", "lesson", "E509", "sources.md"),
        ("footnote", "levin-2011", "question", "E510", "words"),
    ],
)
def test_what_is_not_there_is_one_problem_with_a_way_out(kind, target, inside, code, hint):
    problems = check(kind, target, inside)
    assert [(found.code, found.file, found.line, found.column) for found in problems] == [(code, "find/list.md", 7, 3)]
    assert hint in problems[0].hint


def test_a_file_full_of_broken_links_is_shown_as_far_as_anybody_reads():
    references = [
        Reference("link", f"a{number}.md", "x", Place("find/list.md", number), "lesson") for number in range(9_999)
    ]
    assert len(list(check_references(references, TARGETS))) == MOST_IN_A_FILE
