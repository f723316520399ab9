"""The title of a file and its marks."""

import pytest

from tests.unit.courseware.language.scanning import found, read

CHOICE = "\n\n## Q? {#q}\n\n- (x) Yes\n- ( ) No\n"


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("# T {#id}", "E216"), ("# T {.quizz}", "E215"), ("# T {.lesson}", "E215"), ("# T {quiz}", "E211"),
        ("# T {.quiz", "E211"), ("# T {.quiz} .", "E217"),
        ("# T {.quiz pass=80}", "E219"), ("# T {.quiz pas=80%}", "E214"),
        ("# T {.quiz pick=0}", "E219"), ("# T {.quiz .action}", "E214"), ("# T {pick=6}", "E214"),
        ("# T {.action pick=6}", "E214"), ("# T {#quiz}", "E216"), ("# T {{.quiz}", "E211"), ("# T .quiz}", "E211"),
    ],
)  # fmt: skip
def test_one_slip_in_a_title_is_one_problem(title, code):
    text = title + CHOICE if ".quiz" in title and code != "E215" else title + "\n"
    if ".action" in title and ".quiz" not in title:
        text = title + "\n\n## Text {.text}\n\nRead.\n"
    assert f"{code}@1" in found(text)
    assert not [one for one in found(text) if one.endswith("@1") and not one.startswith(code)]


def test_a_broken_kind_silences_the_file():
    assert found("# T {.quizz}" + CHOICE) == ["E215@1"]
    assert found("# T {quiz}" + CHOICE) == ["E211@1"]


def test_the_settings_of_a_quiz_stand_on_its_title():
    quiz = read(
        "# T {.quiz pass=70% attempts=3 free=2 cooldown=12h pick=1 shuffle=questions feedback=end time=10m optional "
        "grading=exact points=2}" + CHOICE
    ).value
    settings = quiz.body.settings
    assert (settings.pass_percent, settings.attempts, settings.free, settings.cooldown) == (70, 3, 2, 43_200)
    assert (settings.pick, settings.shuffle_questions, settings.shuffle_options) == (1, True, False)
    assert (settings.feedback, settings.time, settings.grading) == ("end", 600, "exact")
    assert quiz.optional
    assert quiz.body.questions[0].points == 2
    assert not quiz.body.questions[0].shuffle_options


def test_a_unit_is_known_by_its_file():
    unit = read("# What is it? {optional}\n\nText.\n", "find/walk-back.md").value
    assert (unit.id, unit.module, unit.address, unit.kind) == ("walk-back", "find", "find/walk-back", "lesson")
    assert (unit.title.text, unit.title.place.line, unit.title.place.column) == ("What is it?", 1, 3)
