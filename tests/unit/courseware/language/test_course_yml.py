import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.language.course_yml import read_course_yml
from course_app.domain.questions import Grading

GOOD = """\
id: knots
title: Twelve knots
summary: Tie what holds, and untie it again.
language: en
outline:
  - first: [rope, check]
  - second: [bends]
"""

FULL = """\
id: knots
title: Twelve knots
summary: Tie what holds, and untie it again.
language: en
languages: [en, de]
edition: 3
license: CC-BY-4.0
authors: [Ann Lee, Bo Berg]
was: [ropes]
reading-grade: 7
preview: 0
outline:
  - first: [rope, check]
defaults: {pass: 75%, feedback: end, grading: partial, attempts: 4}
final:
  cooldown: 2d
  unseen: 40%
  own: 6
  opens: all
  at-least: {scene: 2}
  blueprint:
    first: {draw: 5, from: [final/first, first/check], title: Rope, review: first/rope}
    second: 3
credential: {title: Certified Rigger, valid: 2 years, requires: [first/check, final], skills: [Tying, Untying]}
people: {limit: 50, short-list: 10, reuse: never}
guide: {title: A book of knots, public: yes, chapters: [why]}
templates: [thanks]
"""


def read(text):
    return read_course_yml(text.encode())


def test_the_required_keys_are_enough_and_the_rest_has_defaults():
    course, problems = read(GOOD)
    assert problems == ()
    assert (course.id, course.title, course.language, course.languages) == ("knots", "Twelve knots", "en", ("en",))
    assert (course.edition, course.reading_grade, course.preview) == (1, 9, 2)
    assert [(line.id, [unit.text for unit in line.units]) for line in course.outline] == [
        ("first", ["rope", "check"]),
        ("second", ["bends"]),
    ]
    assert course.defaults.pass_percent == 80
    assert (course.final, course.credential, course.guide) == (None, None, None)
    assert course.people.limit == 60


def test_every_key_is_read():
    course, problems = read(FULL)
    assert problems == ()
    assert (course.languages, course.authors, course.was) == (("en", "de"), ("Ann Lee", "Bo Berg"), ("ropes",))
    assert (course.edition, course.license, course.reading_grade, course.preview) == (3, "CC-BY-4.0", 7, 0)
    final = course.final
    assert (final.unseen_percent, final.own, final.opens) == (40, 6, "all")
    assert [(tag.tag, tag.count) for tag in final.at_least] == [("scene", 2)]
    first, second = final.topics
    assert (first.draw, first.title, first.review.text) == (5, "Rope", "first/rope")
    assert [source.text for source in first.sources] == ["final/first", "first/check"]
    assert (second.draw, second.title, second.review) == (3, "", None)
    assert [source.text for source in second.sources] == ["final/second"]
    assert (course.credential.valid_months, course.credential.skills) == (24, ("Tying", "Untying"))
    assert [unit.text for unit in course.credential.requires] == ["first/check", "final"]
    assert (course.people.limit, course.people.short_list, course.people.reuse) == (50, 10, "never")
    assert (course.guide.title, course.guide.public) == ("A book of knots", True)
    assert [word.text for word in course.templates] == ["thanks"]


def test_the_final_takes_the_defaults_that_are_written_and_is_strict_otherwise():
    written, _ = read(FULL)
    assert (written.final.settings.grading, written.final.settings.feedback) == (Grading.PARTIAL, "end")
    assert (written.final.settings.attempts, written.final.settings.cooldown) == (4, 172_800)
    silent, _ = read(GOOD + "defaults: {pass: 70%}\nfinal: {blueprint: {first: 2}}\n")
    assert (silent.final.settings.grading, silent.final.settings.feedback) == (Grading.EXACT, "passed")
    assert silent.final.settings.pass_percent == 70
    assert silent.defaults.grading is Grading.PARTIAL


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column", "hint"),
    [
        ("edition: 3", "editon: 3", "E105", 6, 1, "edition"),
        ("cooldown: 2d", "cool-down: 2d", "E105", 16, 3, "cooldown"),
        ("  own: 6", "  pick: 6", "E105", 18, 3, "one of"),
        ("pass: 75%", "past: 75%", "E105", 14, 12, "pass"),
        ("draw: 5", "drawn: 5", "E105", 22, 13, "draw"),
        ("id: knots", "idd: knots", "E105", 1, 1, "id"),
        ("valid: 2 years", "valid: 2", "E107", 24, 46, "24 months"),
        ("edition: 3", "edition: three", "E107", 6, 10, "edition"),
        ("authors: [Ann Lee, Bo Berg]", "authors: Ann Lee", "E107", 8, 10, "["),
        ("pass: 75%", "pass: 75", "E107", 14, 18, "80%"),
        ("own: 6", "own: many", "E107", 18, 8, "own"),
        ("second: 3", "second: none", "E107", 23, 13, "second"),
        ("requires: [first/check, final]", "requires: most", "E107", 24, 65, "final"),
        ("reuse: never", "reuse: no", "E107", 25, 44, "ask"),
        ("public: yes", "public: true", "E107", 26, 41, "yes"),
        ("chapters: [why]", "chapter: [why]", "E105", 26, 46, "chapters"),
        ("language: en", "language: English", "E107", 4, 11, "en"),
        ("id: knots", "id: Knots", "E107", 1, 5, "my-course"),
        ("title: Twelve knots", "title: K", "E107", 2, 8, "title"),
        ("  - first: [rope, check]", "  - first: []", "E107", 13, 12, "walk-back"),
        ("  - first: [rope, check]", "  - first", "E107", 13, 5, "walk-back"),
        ("  - first: [rope, check]", "  - final: [rope]", "E107", 13, 5, "final-1"),
        ("  - first: [rope, check]", "  - first: [rope, module]", "E107", 13, 19, "module-1"),
        ("  - first: [rope, check]", "  - First: [rope]", "E213", 13, 5, "walk-back"),
        ("  - first: [rope, check]", "  - first: [rope, rope]", "E603", 13, 19, "one"),
        ("  - first: [rope, check]", "  - first: [rope]\n  - first: [check]", "E603", 14, 5, "one"),
        ("templates: [thanks]", "templates: [thanks, thanks]", "E603", 27, 21, "one"),
        ("    second: 3", "    second: {draw: 1, from: [first/check]}", "E603", 23, 30, "one"),
        ("id: knots", "id: knots\nid: again", "E106", 2, 1, "one"),
        ("id: knots", "id: &here knots", "E108", 1, 5, "quotes"),
        ("title: Twelve knots", "title: Knots: twelve", "E102", 2, 13, "quotes"),
        ("short-list: 10", "short-list: 55", "E416", 25, 33, "lower"),
    ],
)
def test_a_slip_is_one_problem_with_its_place_and_a_way_out(old, new, code, line, column, hint):
    assert old in FULL
    _, problems = read(FULL.replace(old, new, 1))
    assert [(found.code, found.line, found.column) for found in problems] == [(code, line, column)]
    assert hint in problems[0].hint
    assert problems[0].hint
    assert problems[0].excerpt or code == "E107"


@pytest.mark.parametrize("key", ["id", "title", "summary", "language", "outline"])
def test_a_required_key_that_is_missing_is_named(key):
    lines = GOOD.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(key + ":"))
    end = len(lines) if key == "outline" else start + 1
    _, problems = read("".join(lines[:start] + lines[end:]))
    assert [found.code for found in problems] == ["E107"]
    assert f"'{key}'" in problems[0].sentence


def test_a_course_without_its_file_says_so():
    course, problems = read_course_yml(None)
    assert course is None
    assert [found.code for found in problems] == ["E107"]


def test_a_file_that_is_not_utf_8_is_shown_where_it_breaks():
    _, problems = read_course_yml(b"id: knots\ntitle: T\xe9\n")
    assert [(found.code, found.line, found.column) for found in problems] == [("E101", 2, 9)]


def test_a_file_that_is_too_long_is_not_read():
    course, problems = read_course_yml(GOOD.encode() + b"#" * 200_000)
    assert course is None
    assert [found.code for found in problems] == ["E109"]


@pytest.mark.parametrize(
    "outline",
    [
        "".join(f"  - m{number}: [a]\n" for number in range(41)),
        "  - m: [" + ", ".join(f"u{number}" for number in range(61)) + "]\n",
    ],
)
def test_an_outline_has_a_ceiling(outline):
    _, problems = read(GOOD[: GOOD.index("  - first")] + outline)
    assert [found.code for found in problems] == ["E109"]


@given(st.integers(0, len(FULL) - 1), st.sampled_from([*":-[]{}#&*!'\"\n\t ,x%", ""]))
def test_no_slip_of_one_letter_raises_and_every_problem_has_a_hint(place, letter):
    _, problems = read(FULL[:place] + letter + FULL[place + 1 :])
    assert all(found.hint and found.line >= 1 and found.column >= 1 for found in problems)
