"""What the bundled course promises beside words and questions: people, pictures, steps, letters, sheets, sources."""

import re
from collections import Counter
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

import pytest

from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from course_app.courseware.language.lint.pace import paragraphs, words_in
from course_app.courseware.language.lint.reading_grade import WORD
from course_app.courseware.perfect_learner import obstacles
from course_app.domain.course import ActionStep, Lesson, Quiz

FILES = read_folder(Path(__file__).parents[3] / "content" / "networkwise")
TEXTS = {name: data.decode() for name, data in FILES.items() if name.endswith(".md")}
COURSE = read_course(FILES).course
LESSONS = {f"{unit.module}/{unit.id}": unit.body for unit in COURSE.units() if isinstance(unit.body, Lesson)}
STEPS = {f"{unit.module}/{unit.id}": unit.body for unit in COURSE.units() if isinstance(unit.body, ActionStep)}
CHECKS = {unit.module: unit for unit in COURSE.units() if isinstance(unit.body, Quiz)}
FIVE = ("Dana", "Tom", "Amara", "Luis", "Mei")
EXPLAINED = range(550, 851)
LONGEST_SENTENCE = 55
PICTURE = re.compile(r"!\[([^\]]*)\]\((?:\.\./)?assets/([a-z-]+\.svg)")
SVG = "{http://www.w3.org/2000/svg}"
DRAWINGS = {name.partition("/")[2]: data for name, data in FILES.items() if name.endswith(".svg")}
DRAWN = {
    *("dana-map.svg", "two-dots.svg", "first-letter.svg", "call-card.svg", "cadence-wheel.svg"),
    *("forecast-reality.svg", "forecast.svg"),
}
"""Sphere map, the line between two dots, anatomy of a first letter, call card, cadence wheel, forecast and reality."""

MADE = {
    "start/purpose": ("purpose", {"text": (20, 600)}),
    "find/map-spheres": ("spheres", {"min": 3, "max": 12}),
    "find/build-list": ("people", {"min": 15, "spheres": 3, "per-sphere": 5, "old": 3, "old-years": 5}),
    "find/pick-five": ("pick", {"count": 5, "stretch": 2}),
    "ready/value": ("offers", {"min": 10, "text": (15, 300), "not-sure": 3, "same": 3}),
    "ready/mindset": ("mindset", {"from": 3, "text": (20, 300)}),
    "ready/plan": ("if-then", {}),
    "write/warm-up": ("warm-up", {"count": 3, "minutes": 3, "skip-after": 2}),
    "write/draft-letters": ("letters", {"count": 5, "body": (60, 1800), "words": 160, "own": 30, "apart": 20}),
    "write/send-three": ("send", {"count": 3, "first": 1, "practice": True}),
    "reach/another-way": ("channels", {"extra": 3, "do": 1, "beyond": "email"}),
    "reach/gratitude-note": ("gratitude", {"part": (20, 500), "words": (80, 150)}),
    "reach/favours": ("favours", {"plan": 3, "do": 1}),
    "keep/cadence": ("cadence", {"default": "quarterly"}),
    "keep/calendar": ("dates", {}),
    "keep/next-line": ("next-line", {"count": 3, "text": (10, 280)}),
    "unstick/stuck-list": ("stuck", {}),
    "unstick/look-back": ("look-back", {"of": "ready/mindset", "lesson": (20, 600), "replies": 3}),
}
LETTERS = [
    *("shared-memory", "thank-you-late", "saw-your-news", "honest-gap", "one-thing-kept", "former-mentor"),
    *("offer-without-strings", "open-question", "second-note"),
    *("short-text", "private-message", "call-card", "reply-to-a-reply"),
]
CHAPTERS = [
    "why",
    "five-steps",
    "list",
    "value",
    "reframes",
    "first-message",
    "templates",
    "reach",
    "rhythm",
    "worksheets",
]
SHEETS = {
    "start": {"course-map", "planner"},
    "find": {"sphere-map", "memory-cues", "contacts-file", "who-to-leave-out"},
    "ready": {"value-prompts", "reframe-cards", "if-then-cards"},
    "write": {"nine-templates", "before-you-send", "subject-lines"},
    "reach": {"call-card-sheet", "gratitude-week", "favour-menu", "endorsement-starters"},
    "keep": {"year-wheel", "second-note-templates", "rhythm-sheet", "calendar-how-to"},
    "unstick": {"smallest-steps", "twelve-week-sheet"},
}
DRAWS = {"find": 5, "ready": 4, "write": 6, "reach": 4, "keep": 4, "unstick": 2}


def prose(lesson):
    return "\n\n".join(leaf.text for leaf in (lesson.intro, *(section.body for section in lesson.sections)))


def test_seven_modules_of_three_or_four_lessons_lead_to_the_final():
    counted = Counter(address.partition("/")[0] for address in LESSONS)
    assert counted == {"start": 3, "find": 4, "ready": 4, "write": 4, "reach": 4, "keep": 4, "unstick": 3}
    assert COURSE.final.draw == 25


@pytest.mark.parametrize("address", LESSONS)
def test_a_lesson_explains_something_and_shows_it_in_the_hands_of_one_of_the_five(address):
    told = LESSONS[address].sections[:-3]
    assert 2 <= len(told) <= 4
    assert sum(words_in(section.body.text) for section in told) in EXPLAINED
    assert any(name in section.title.text + section.body.text for section in told[1:] for name in FIVE)


def test_the_same_five_people_come_back_throughout():
    seen = {
        name: {address.partition("/")[0] for address in LESSONS if name in prose(LESSONS[address])} for name in FIVE
    }
    assert {name for name, modules in seen.items() if len(modules) < 5} == set()


@pytest.mark.parametrize("address", LESSONS)
def test_a_lesson_has_no_sentence_that_takes_two_breaths_too_many(address):
    spoken = (re.split(r"[.?!…][\"”)*]*\s", text) for text in paragraphs(prose(LESSONS[address])))
    assert [part for part in chain(*spoken) if len(WORD.findall(part)) > LONGEST_SENTENCE] == []


def test_a_lesson_has_one_figure_at_most_and_says_what_it_tells():
    shown = {address: PICTURE.findall(prose(lesson)) for address, lesson in LESSONS.items()}
    assert {address for address, pictures in shown.items() if len(pictures) > 1} == set()
    assert {name for pictures in shown.values() for _alt, name in pictures} >= DRAWN
    assert all(len(alt.split()) >= 8 for pictures in shown.values() for alt, _name in pictures)


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_figure_can_be_told_and_takes_the_colours_of_its_page(name):
    root = ElementTree.fromstring(DRAWINGS[name])
    assert root.get("viewBox")
    assert root.findtext(f"{SVG}title")
    assert len((root.findtext(f"{SVG}desc") or "").split()) >= 12
    sizes = [float(part.get("font-size", "13")) for part in root.iter()]
    assert min(sizes) >= 13 * float(root.get("viewBox").split()[2]) / 640 - 0.01
    used = {part.get(mark, "none") for part in root.iter() for mark in ("fill", "stroke")}
    assert used <= {"none", "currentColor"}
    assert not [part for part in root.iter() if part.get("style") or part.tag in (f"{SVG}style", f"{SVG}script")]


@pytest.mark.parametrize("module", DRAWS)
def test_a_check_draws_eight_of_eleven_or_twelve_and_that_of_unstick_six_of_ten(module):
    check = CHECKS[module]
    drawn, pools = (6, {10}) if module == "unstick" else (8, {11, 12})
    assert check.body.settings.pick == drawn
    assert len(list(check.body.all_questions())) in pools
    assert not check.optional


def test_the_check_of_start_is_practice():
    assert CHECKS["start"].optional
    assert len(list(CHECKS["start"].body.all_questions())) == 5


def test_the_final_follows_its_blueprint():
    assert {topic.id: topic.draw for topic in COURSE.final.topics} == DRAWS
    assert COURSE.final.at_least == {"scene": 15}


def test_no_place_in_a_check_holds_most_of_the_keys():
    for module, check in CHECKS.items():
        places = Counter(
            next(at for at, option in enumerate(question.body.options) if option.right)
            for question in check.body.all_questions()
            if type(question.body).__name__ == "Choice"
        )
        assert max(places.values()) <= max(2, places.total() / 2), module


def test_the_eighteen_action_steps_ask_for_what_they_should():
    found = {address: (step.tasks[0].kind, dict(step.tasks[0].settings)) for address, step in STEPS.items()}
    assert list(found) == list(MADE)
    assert {address: kind for address, (kind, _settings) in found.items()} == {
        address: kind for address, (kind, _settings) in MADE.items()
    }
    assert {
        address: {name: found[address][1][name] for name in wanted} for address, (_kind, wanted) in MADE.items()
    } == {address: wanted for address, (_kind, wanted) in MADE.items()}


@pytest.mark.parametrize("address", STEPS)
def test_an_action_step_says_why_how_long_and_what_becomes_of_it_and_gives_an_example(address):
    step = STEPS[address]
    whole = TEXTS[f"{address}.md"]
    assert words_in(step.intro.text.partition("**How long.**")[0]) >= 15
    assert "**How long.**" in step.intro.text
    assert "**What happens to it.**" in step.intro.text
    assert any(name in whole for name in FIVE) or '* "' in whole


def test_the_perfect_learner_finishes_and_is_certified():
    assert COURSE.credential is not None
    assert list(obstacles(COURSE)) == []


def test_the_letters_are_those_of_the_outline_and_say_when_to_use_them():
    assert [template.id for template in COURSE.templates] == LETTERS
    assert [template.id for template in COURSE.templates if "Use it" not in template.body.text] == []


def test_the_guide_has_all_its_chapters():
    assert [chapter.id for chapter in COURSE.guide.chapters] == CHAPTERS
    included = re.findall(r"\(\.\./templates/([a-z-]+)\.md\) \{\.include\}", TEXTS["guide/templates.md"])
    assert included == LETTERS


def test_every_sheet_stands_in_its_module():
    listed = {
        module: set(re.findall(r"\(\.\./resources/([a-z-]+)\.md\)", TEXTS[f"{module}/module.md"])) for module in SHEETS
    }
    assert listed == SHEETS
    assert {sheet.id for sheet in COURSE.resources} == set().union(*SHEETS.values())


def test_a_source_says_who_was_studied_and_what_may_not_be_concluded():
    entries = dict(re.findall(r"(?m)^\[\^([a-z0-9-]+)\]: (.+)$", TEXTS["sources.md"]))
    assert len(entries) >= 13
    assert [key for key, text in entries.items() if "Not shown:" not in text] == []
    assert [key for key, text in entries.items() if not re.search(r"\b(?:19|20)\d\d\b", text)] == []
    assert [key for key, text in entries.items() if len(text.split()) < 40] == []


def test_every_source_is_cited_in_a_lesson():
    known = set(re.findall(r"(?m)^\[\^([a-z0-9-]+)\]:", TEXTS["sources.md"]))
    cited = {key for lesson in LESSONS.values() for key in re.findall(r"\[\^([a-z0-9-]+)\]", prose(lesson))}
    assert cited == known


def test_a_page_says_whom_to_leave_alone_and_where_to_find_help():
    page = TEXTS["resources/who-to-leave-out.md"]
    assert "## Where to find help" in page
    for word in (
        "asked for no contact",
        "unsafe",
        "power",
        "conflict",
        "emergency",
        "helpline",
        "crisis line",
        "therapist",
    ):
        assert word in page
    leading = {name for name, text in TEXTS.items() if "who-to-leave-out.md" in text}
    assert {"find/out-of-touch.md", "find/build-list.md", "unstick/fear-forecast.md", "ready/mindset.md"} <= leading


def test_no_text_of_the_course_raises_its_voice_or_promises_an_answer():
    plain = {name: re.sub(r"!\[|\[![A-Z]+\]|(?m:^- ! )", "", text) for name, text in TEXTS.items()}
    assert [name for name, text in plain.items() if "!" in text] == []
    promised = re.compile(r"(?i)\b(?:guaranteed?|will (?:certainly|surely) (?:reply|answer)|proven to)\b")
    assert [name for name, text in plain.items() if promised.search(text)] == []


def test_a_style_sheet_helps_authors():
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "write-a-course-well.md").read_text()
    for part in ("## The lesson", "## The voice", "## Studies", "## Questions", "## Action steps", "## Figures"):
        assert part in page
