"""Settings of a course by a form: only their lines change, whatever the file looks like."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_app.authoring import course_text, mark_text
from course_app.authoring.course_settings import GROUPS, ORDER, groups_of, with_settings
from course_app.authoring.step_settings import shown, steps_of, with_steps
from course_app.authoring.step_words import label_of, meaning_of
from course_app.courseware.language.course import read_course
from course_app.courseware.language.course_yml import read_course_yml
from course_app.courseware.language.people_tasks import KINDS
from course_app.domain.errors import DomainError

ROOT = Path(__file__).parents[3]
FILES = {
    str(path.relative_to(ROOT / "content/networkwise")): path.read_bytes()
    for path in sorted((ROOT / "content/networkwise").rglob("*"))
    if path.suffix in (".md", ".yml")
}
NETWORKWISE = FILES["course.yml"].decode()
EVERY = (ROOT / "tests/courses/every-construct/course.yml").read_text()
SMALL = """id: small
# A comment that stays.
title: "Small"   # said here
summary: >
  Some words
  on two lines.
language: en
outline:
- start:
  - welcome
final:
    # seventy
    pass: 70%
    blueprint:
      start: 3
credential: {}
"""

SKILLS = next(line for line in NETWORKWISE.split("\n") if "skills:" in line).partition(": ")[2]


def changed(text, name, value, kind="text"):
    return course_text.with_setting(text, tuple(name.split(".")), value, kind, ORDER)


@pytest.mark.parametrize(
    ("text", "name", "value", "kind", "old", "new"),
    [
        (SMALL, "title", "Other: one", "text", 'title: "Small"   # said', 'title: "Other: one"   # said'),
        (SMALL, "summary", "New words here.", "text", ">\n  Some words\n  on two lines.", "New words here."),
        (SMALL, "edition", "2", "text", "language: en\n", "language: en\nedition: 2\n"),
        (SMALL, "defaults.pass", "60%", "text", "    - welcome\n", "    - welcome\n"),
        (SMALL, "final.pass", "75%", "text", "pass: 70%", "pass: 75%"),
        (SMALL, "final.pass", "", "text", "    pass: 70%\n", ""),
        (SMALL, "final.blueprint.start", "4", "text", "start: 3", "start: 4"),
        (SMALL, "credential.title", "Reader, sworn", "text", "{}", '{title: "Reader, sworn"}'),
        (NETWORKWISE, "people.limit", "50", "text", "{limit: 60,", "{limit: 50,"),
        (NETWORKWISE, "people.limit", "", "text", "{limit: 60, short", "{short"),
        (NETWORKWISE, "defaults.shuffle", "", "text", ", shuffle: all}", "}"),
        (NETWORKWISE, "credential.skills", "One,  Two words", "list",
         SKILLS, "[One, Two words]"),
    ],
)  # fmt: skip
def test_one_setting_changes_its_own_words(text, name, value, kind, old, new):
    if name == "defaults.pass":
        written = changed(text, name, value, kind)
        assert written == text.replace("final:\n", "defaults: {pass: 60%}\nfinal:\n")
        return
    assert changed(text, name, value, kind) == text.replace(old, new, 1)


def test_what_only_a_person_can_change_is_left_to_one():
    with pytest.raises(DomainError, match="source"):
        changed("id: a\nfinal: yes\n", "final.pass", "70%")
    with pytest.raises(DomainError, match="Mend"):
        changed("id: [a\n", "title", "Other")


VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([SMALL, EVERY, NETWORKWISE]), st.data(), VALUES)
def test_any_text_can_be_a_value_or_is_refused_and_nothing_else_changes(text, data, value):
    setting = data.draw(st.sampled_from([each for group in groups_of(text) for each in group.settings]))
    try:
        written = course_text.with_setting(text, setting.path, value, setting.kind, ORDER)
    except DomainError:
        return
    before, after = course_text.values(text), course_text.values(written)
    assert {path: said for path, said in after.items() if path != setting.path} == {
        path: said for path, said in before.items() if path != setting.path
    }
    old, new = text.split("\n"), written.split("\n")
    assert len([line for line in new if line not in old]) <= 1
    kept = [line for line in old if line.lstrip().startswith("#")]
    assert all(line in new for line in kept)


def test_a_form_that_changes_nothing_writes_nothing_and_a_wrong_value_names_its_field():
    for text in (SMALL, EVERY, NETWORKWISE):
        known = {".".join(path): value for path, value in course_text.values(text).items()}
        same = {each.name: known.get(each.name, "") for group in groups_of(text) for each in group.settings}
        assert with_settings(text, same) == text
    with pytest.raises(DomainError) as refusal:
        with_settings(NETWORKWISE, {"final.cooldown": "soon"})
    assert refusal.value.field == "final.cooldown"
    assert "12h" in refusal.value.message


def test_every_setting_says_what_it_does_and_what_holds_without_it():
    for group in GROUPS:
        for each in group.settings:
            assert each.label
            assert each.effect.endswith(".")
            assert each.default or each.name in ("title", "summary", "language"), each.name
            assert not each.choices or each.default in (*dict(each.choices), "as for checks")
    for kind, task in KINDS.items():
        for key in task.settings:
            assert label_of(kind, key)
            assert meaning_of(kind, key), (kind, key)


def test_defaults_are_those_that_hold():
    course = read_course_yml(b"id: a\ntitle: Abc\nsummary: Words enough.\nlanguage: en\noutline:\n  - a: [b]\n")[0]
    filled = "id: a\ntitle: Abc\nsummary: Words enough.\nlanguage: en\noutline:\n  - a: [b]\n"
    for group in GROUPS[:2]:
        for each in group.settings:
            if each.default not in ("", "none", "nobody", "only the main one"):
                filled = course_text.with_setting(filled, each.path, each.default, each.kind, ORDER)
    again, problems = read_course_yml(filled.encode())
    assert problems == ()
    assert again.defaults == course.defaults
    assert (again.edition, again.preview, again.reading_grade) == (course.edition, course.preview, course.reading_grade)


def test_numbers_of_steps_change_the_marks_of_their_headings_alone():
    course = read_course(FILES).course
    texts = {path: data.decode() for path, data in FILES.items() if path.endswith(".md")}
    steps = steps_of(course, texts)
    required = {step.path for step in steps if step.is_required}
    same = {each.name: each.value for step in steps for each in step.settings}
    assert with_steps(texts, steps, same, required) == {}
    step = next(step for step in steps if any(each.key == "min" and "list" in each.task for each in step.settings))
    setting = next(each for each in step.settings if each.key == "min")
    made = with_steps(texts, steps, {setting.name: "12"}, required - {step.path})
    assert set(made) == {step.path}
    before, after = texts[step.path].split("\n"), made[step.path].split("\n")
    differing = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(differing) == 2
    assert differing[0][1] == differing[0][0].replace("}", " optional}")
    assert "min=12" in differing[1][1]
    again = read_course({**FILES, step.path: made[step.path].encode()}).course
    unit = next(each for each in again.units() if each.file == step.path)
    assert unit.optional
    assert next(task for task in unit.body.tasks if task.id == setting.task).settings["min"] == 12
    with pytest.raises(DomainError) as refusal:
        with_steps(texts, steps, {setting.name: "many"}, required)
    assert refusal.value.field == setting.name


@pytest.mark.parametrize("name", ["garden", "every-construct", "small"])
def test_numbers_of_steps_sent_as_they_are_change_nothing(name):
    folder = ROOT / "tests/courses" / name
    files = {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    texts = {path: data.decode() for path, data in files.items() if path.endswith(".md")}
    steps = steps_of(read_course(files).course, texts)
    same = {each.name: each.value for step in steps for each in step.settings}
    assert with_steps(texts, steps, same, {step.path for step in steps if step.is_required}) == {}


@pytest.mark.parametrize(
    ("value", "key", "words"),
    [
        (True, "", "yes"),
        ((20, 300), "", "20..300"),
        (864_000, "", "10d"),
        (30, "own", "30%"),
        ("", "", "none"),
        (3, "", "3"),
    ],
)
def test_defaults_are_shown_as_authors_write_them(value, key, words):
    assert shown(value, key) == words


MARKS = st.lists(st.sampled_from(["#a", ".quiz", "pass=80%", 'low="Not at all"', "optional", "pick=3"]), unique=True)


@given(MARKS.map(" ".join), st.sampled_from(["pass", "pick", "low"]), st.sampled_from(["", "5", "two words"]))
def test_a_mark_is_set_and_taken_away_and_the_others_stay(inside, name, value):
    text = f" {{{inside}}}" if inside else ""
    written = mark_text.with_setting(text, name, value)
    assert mark_text.value_of(written, name) == value
    for other in ("pass", "pick", "low", "optional"):
        if other != name:
            assert mark_text.value_of(written, other) == mark_text.value_of(text, other)
    flagged = mark_text.with_flag(written, "optional", is_set=True)
    assert mark_text.value_of(flagged, "optional") == "optional"
    assert mark_text.value_of(mark_text.with_flag(flagged, "optional", is_set=False), "optional") == ""
