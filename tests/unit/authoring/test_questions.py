"""A question as a form and back: every kind, whatever else stands in the file."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_app.authoring.gap_text import GapText
from course_app.authoring.question_edit import write_question
from course_app.authoring.question_text import OptionText, SceneText, read_question
from course_app.courseware.identities import questions_of
from course_app.courseware.language.course import read_course
from course_app.courseware.language.reading import read_any
from course_app.domain.course import QuizSettings
from course_app.domain.errors import DomainError, NotFoundError

ROOT = Path(__file__).parents[3]
COURSES = [ROOT / "tests/courses/every-construct", ROOT / "content/networkwise", ROOT / "tests/courses/small"]


def _questions():
    for folder in COURSES:
        files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.suffix in (".md", ".yml")
        }
        course = read_course(files).course
        assert course is not None
        for question in questions_of(course):
            yield question.place.file, files[question.place.file].decode(), question.id


EVERY = list(_questions())
OF_EACH_KIND = {read_question(text, name).kind: (path, text, name) for path, text, name in reversed(EVERY)}


def test_every_question_of_the_sample_courses_has_a_form_and_a_form_that_changes_nothing_writes_nothing():
    for path, text, name in EVERY:
        question = read_question(text, name)
        assert question is not None, (path, name)
        assert write_question(path, text, question) == text, (path, name)
    assert set(OF_EACH_KIND) == {
        "choice", "several", "accept", "pairs", "order", "gaps", "scenario", "reflection",
    }  # fmt: skip


def changed(question, word):
    """Yield a question with one thing changed, and how many lines that is."""
    yield replace(question, heading=f"Is {word} so?"), 1
    yield replace(question, settings={**question.settings, "points": "7"}), 1
    yield replace(question, settings={**question.settings, "retired": "retired"}), 1
    yield replace(question, notes={**question.notes, "Why": f"For {word}."}), 2
    for at, option in enumerate(question.options):
        new = replace(option, text=f"{word} {at}")
        yield replace(question, options=(*question.options[:at], new, *question.options[at + 1 :])), 1
        if question.kind != "reflection":
            new = replace(option, feedback=f"It is {word}.\nIndeed.")
            yield replace(question, options=(*question.options[:at], new, *question.options[at + 1 :])), 2
    for at, gap in enumerate(question.gaps):
        new = replace(gap, lines=(("12",) if gap.kind == "number" else (word, *gap.lines[1:])))
        yield replace(question, gaps=(*question.gaps[:at], new, *question.gaps[at + 1 :])), 1
    for at, scene in enumerate(question.scenes):
        new = replace(scene, heading=f"At {word}")
        yield replace(question, scenes=(*question.scenes[:at], new, *question.scenes[at + 1 :])), 1
        if scene.options:
            option = replace(scene.options[0], text=f"To {word}")
            new = replace(scene, options=(option, *scene.options[1:]))
            yield replace(question, scenes=(*question.scenes[:at], new, *question.scenes[at + 1 :])), 1


def lines_that_differ(old: str, new: str) -> tuple[int, int]:
    """Return how many lines at the top and at the end are the same in both."""
    before, after = old.split("\n"), new.split("\n")
    top = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    rest = min(len(before), len(after)) - top
    tail = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    return len(before) - top - tail, len(after) - top - tail


@pytest.mark.parametrize("kind", sorted(OF_EACH_KIND))
def test_changing_one_thing_changes_its_lines_alone(kind):
    path, text, name = OF_EACH_KIND[kind]
    for new, most in changed(read_question(text, name), "grass"):
        try:
            written = write_question(path, text, new)
        except DomainError as refusal:
            assert "12" in refusal.message or "type" in refusal.message, refusal.message  # noqa: PT017
            continue
        _gone, come = lines_that_differ(text, written)
        assert come <= most + 1, (new, written)


PIECES = ["- (x) A", "- ( ) B", "  > So.", "> Why: It is.", "", "1. One", "## Else {#else}", "- = 4", "- a => b",
          "A [[gap]] here.", "```", "<!-- a", "-->", "### Scene {#s}", "\u2028x", "- [long] Say",
          "  ![A](../assets/a.svg)"]  # fmt: skip


WORDS = st.text(max_size=12).filter(lambda each: "\n" not in each)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_in_any_file_a_form_edit_leaves_every_other_line_as_it_was(data):
    path, text, name = OF_EACH_KIND[data.draw(st.sampled_from(sorted(OF_EACH_KIND)))]
    lines = text.split("\n")
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(lines)))
        if data.draw(st.booleans()):
            lines.insert(at, data.draw(st.sampled_from(PIECES) | WORDS))
        elif at < len(lines):
            del lines[at]
    mutated = "\n".join(lines)
    try:
        question = read_question(mutated, name)
    except NotFoundError:
        return
    if question is None:
        return
    try:
        same = write_question(path, mutated, question)
    except DomainError:
        same = mutated
    assert same == mutated
    new, _most = data.draw(st.sampled_from(list(changed(question, "grass"))))
    try:
        written = write_question(path, mutated, new)
    except DomainError:
        return
    gone, come = lines_that_differ(mutated, written)
    assert max(gone, come) <= 9, (mutated, written)
    before, after = (read_any(path, each.encode(), QuizSettings()).problems for each in (mutated, written))
    errors = [[each.code for each in found if each.severity == "error"] for found in (before, after)]
    assert len(errors[1]) <= len(errors[0])
    again = read_question(written, name)
    assert again is not None
    assert write_question(path, written, again) == written


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["choice", "pairs", "order", "gaps", "scenario"]), st.text(max_size=30), st.data())
def test_whatever_is_typed_is_read_back_or_refused(kind, words, data):
    path, text, name = OF_EACH_KIND[kind]
    old = read_question(text, name)
    new = data.draw(st.sampled_from([each for each, _most in changed(old, words or "x")]))
    try:
        written = write_question(path, text, new)
    except DomainError:
        return
    assert read_question(written, name).kind == kind
    start = text.index(f"#{name}")
    assert written[: text.rindex("\n", 0, start)] == text[: text.rindex("\n", 0, start)]


def test_an_answer_without_a_text_is_taken_away_with_its_feedback():
    text = "# T {.quiz}\n\n## Q? {#q}\n\n- (x) A\n  > Yes.\n- ( ) B\n  > No.\n- ( ) C\n\n> Why: So.\n"
    question = read_question(text, "q")
    fewer = replace(question, options=(question.options[0], replace(question.options[1], text=""), question.options[2]))
    assert write_question("a/b.md", text, fewer) == text.replace("- ( ) B\n  > No.\n", "")
    more = replace(question, options=(*question.options, OptionText("D", feedback="Hm.")))
    assert write_question("a/b.md", text, more) == text.replace("- ( ) C\n", "- ( ) C\n- ( ) D\n  > Hm.\n")


def test_the_lines_of_an_order_change_places_with_what_belongs_to_them():
    text = "# T {.quiz}\n\n## Q? {#q}\n\n1. A\n2. B\n  > Bee.\n3. C {#see}\n"
    question = read_question(text, "q")
    a, b, c = question.options
    assert write_question("a/b.md", text, replace(question, options=(b, c, a))).endswith(
        "1. B\n  > Bee.\n2. C {#see}\n3. A\n"
    )
    assert write_question("a/b.md", text, replace(question, options=(a, OptionText("N"), b, c))).endswith(
        "1. A\n2. N\n3. B\n  > Bee.\n4. C {#see}\n"
    )


def test_gaps_are_moved_added_and_taken_away():
    text = "# T {.quiz}\n\n## Q? {#q}\n\nUp to [[= 5]] people, [[(x) once | twice]] a [[year|  twelvemonth]].\n"
    question = read_question(text, "q")
    assert question.stem == "Up to [[1]] people, [[2]] a [[3]]."
    assert [gap.kind for gap in question.gaps] == ["number", "choice", "words"]
    gaps = (GapText("number", ("5 +- 1",)), question.gaps[1], question.gaps[2])
    moved = replace(question, stem="[[2]] a [[3]], [[1]] people or [[more]].", gaps=gaps)
    assert write_question("a/b.md", text, moved).endswith(
        "[[(x) once | twice]] a [[year|  twelvemonth]], [[= 5 +- 1]] people or [[more]].\n"
    )
    with pytest.raises(DomainError, match="twice"):
        write_question("a/b.md", text, replace(question, stem="[[1]] [[1]]"))


def test_a_story_gains_a_scene_above_its_notes():
    text = (
        "# T {.quiz}\n\n## Q? {.scenario #q}\n\n### One {#one}\n\n- (x) [Go](#two)\n- ( ) [Stay](#two)\n\n"
        "### Two {#two}\n\nDone.\n\n> Why: So.\n"
    )
    question = read_question(text, "q")
    one, two = question.scenes
    one = replace(one, options=(one.options[0], replace(one.options[1], other="three", feedback="Hm.")))
    three = SceneText("three", "Three", "Still there.", (OptionText("Go at last", True, "", "two"),))
    written = write_question("a/b.md", text, replace(question, scenes=(one, two, three)))
    assert written == text.replace("[Stay](#two)\n", "[Stay](#three)\n  > Hm.\n").replace(
        "Done.\n", "Done.\n\n### Three {#three}\n\nStill there.\n\n- (x) [Go at last](#two)\n"
    )
    bad = replace(one, options=(replace(one.options[0], other="nowhere"),))
    with pytest.raises(DomainError, match="nowhere"):
        write_question("a/b.md", text, replace(question, scenes=(bad, two)))


@pytest.mark.parametrize(
    "text",
    [
        "## Q? {#q}\n\n- (x) A {#a}\n- [x] B\n",
        "## Q? {#q}\n\n- a => b => c\n- d => e\n",
        "## Q? {#q}\n\nNothing to answer.\n",
        "## Q? {#q}\n\n- (x) A\n  > One.\n\n  > Two.\n- ( ) B\n",
    ],
)
def test_what_a_form_cannot_show_is_left_to_the_source(text):
    assert read_question(f"# T {{.quiz}}\n\n{text}", "q") is None
