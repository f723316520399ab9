from dataclasses import replace

import pytest

from course_app.courseware.changes import asset_changes, changes
from course_app.courseware.identities import renames_of, vanished
from course_app.courseware.language.course import read_course
from course_app.courseware.skeleton import FILES
from course_app.domain.course import Course

PLAIN = {path: text.format(name="small", title="Small") for path, text in FILES.items()}


def course(*edits: tuple[str, str, str]) -> Course:
    files = dict(PLAIN)
    for path, old, new in edits:
        assert old in files[path], (path, old)
        files[path] = files[path].replace(old, new)
    reading = read_course({path: text.encode() for path, text in files.items()})
    assert reading.course is not None
    assert reading.ok, reading.problems
    return reading.course


def told(*edits: tuple[str, str, str]) -> list[str]:
    return [str(change) for change in changes(course(), course(*edits))]


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (("start/welcome.md", "Begin with", "Open with"), "~ Lesson start/welcome: the text changed"),
        (
            ("start/welcome.md", "# Your first lesson", "# Hello"),
            "~ Lesson start/welcome: “Your first lesson” is titled “Hello” now",
        ),
        (("start/welcome.md", "minutes: 2", "minutes: 3"), "~ Lesson start/welcome: minutes 2 → 3"),
        (("start/check.md", "pick=4", "pick=3 pass=90%"), "~ Check start/check: pick 4 → 3"),
        (("start/check.md", "pick=4", "pick=4 pass=90%"), "~ Check start/check: pass percent 80 → 90"),
        (
            ("start/check.md", "- (x) A scene with", "- (x) One scene with"),
            "! Question begins-with: words, options or key changed: a new version",
        ),
        (
            ("start/check.md", "Yes. A scene gives", "Yes, a scene gives"),
            "~ Question begins-with: feedback, notes or tags changed",
        ),
        (("start/check.md", "{#begins-with ", "{#begins "), "+ Question begins is new"),
        (
            ("start/check.md", "{#begins-with ", "{#begins was=begins-with "),
            "~ Question begins-with is called begins now",
        ),
        (
            ("start/first-step.md", "{#again optional}", "{#again}"),
            "~ Action step start/first-step: the fields of plan changed",
        ),
        (("start/module.md", "A few words", "Some words"), "~ Module start: its introduction changed"),
        (
            ("course.yml", "[welcome, check, first-step]", "[check, welcome, first-step]"),
            "~ The order of the units changed",
        ),
        (("course.yml", "title: Small", "title: Large"), "~ Title Small → Large"),
        (
            ("course.yml", "defaults:", "credential: {title: Expert}\ndefaults:"),
            "~ Credential: title none → Expert",
        ),
    ],
)
def test_a_change_is_told_in_words(edit: tuple[str, str, str], sentence: str):
    assert sentence in told(edit)


def test_nothing_is_told_where_nothing_changed():
    assert told() == []
    assert told(("start/welcome.md", "# Your first", "\n\n# Your first")) == []


def test_a_question_that_is_gone_is_told_and_its_id_vanishes():
    edit = ("start/check.md", "{#begins-with ", "{#begins ")
    assert "- Question begins-with is gone" in told(edit)
    assert list(vanished(course(), course(edit))) == ["begins-with"]
    renamed = ("start/check.md", "{#begins-with ", "{#begins was=begins-with ")
    assert vanished(course(), course(renamed)) == {}


def test_what_stands_in_a_renamed_unit_goes_with_it():
    old = course()
    [module] = old.modules
    units = tuple(
        replace(unit, id="begin", was=("first-step",)) if unit.id == "first-step" else unit for unit in module.units
    )
    new = replace(old, modules=(replace(module, id="go", was=("start",), units=units),))
    moved = tuple(replace(unit, module="go") for unit in new.modules[0].units)
    new = replace(new, modules=(replace(new.modules[0], units=moved),))
    renames = renames_of(new)
    assert renames.now("start/first-step#plan") == "go/begin#plan"
    assert renames.now("start/welcome") == "go/welcome"
    assert renames.now("never/there") == "never/there"
    assert vanished(old, new) == {}


def test_files_in_assets_are_told():
    old = {"assets/a.png": "1", "assets/b.png": "1", "course.yml": "1"}
    new = {"assets/b.png": "2", "assets/c.png": "1", "course.yml": "2"}
    assert [str(change) for change in asset_changes(old, new)] == [
        "- File assets/a.png is gone",
        "~ File assets/b.png changed",
        "+ File assets/c.png is new",
    ]
