"""What the bundled course promises those whom it asks: fair options, feedback that teaches, nothing left untested."""

import re
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean

from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from course_app.courseware.language.draws import can_be_drawn
from course_app.courseware.language.lint.pace import words_in
from course_app.domain.course import Lesson, Quiz
from course_app.domain.questions import Choice, Cloze, Match, NumberEntry, Order, Scenario, Several, TextEntry

COURSE = read_course(read_folder(Path(__file__).parents[3] / "content" / "networkwise")).course

ABOVE = re.compile(r"(?i)\b(?:all|none|both|neither|any) (?:of )?(?:the |these |those )?(?:above|answers|options)\b")
NEGATIVE = re.compile(r"\b(?:NOT|EXCEPT)\b|(?i:^(?:which|what)\b.*\b(?:not|never|except|least|false|untrue)\b)")


def recall_questions():
    return [
        q
        for unit in COURSE.units()
        if isinstance(unit.body, Lesson)
        for section in unit.body.sections
        for q in section.questions
    ]


def check_questions():
    return [q for unit in COURSE.units() if isinstance(unit.body, Quiz) for q in unit.body.all_questions()]


def final_questions():
    return list({q.id: q for topic in COURSE.final.topics for q in topic.questions}.values())


def graded_questions():
    return list({q.id: q for q in check_questions() + final_questions()}.values())


def letters(leaf):
    return len(leaf.text)


def said_by(body):
    """Return what a learner reads for each thing that may be chosen, typed or placed."""
    match body:
        case Choice(options) | Several(options):
            parts = options
        case Match(pairs):
            parts = pairs
        case Order(steps):
            parts = steps
        case TextEntry(accepts) | NumberEntry(accepts):
            parts = accepts
        case Scenario(scenes):
            parts = [choice for scene in scenes for choice in scene.choices]
        case _:
            parts = ()
    return [part.feedback.text for part in parts]


def test_every_option_has_feedback_of_its_own():
    said = {question.id: said_by(question.body) for question in [*graded_questions(), *recall_questions()]}
    assert {name for name, texts in said.items() if any(len(text.split()) < 3 for text in texts)} == set()
    assert {name for name, texts in said.items() if len(set(texts)) < len(texts)} == set()


def test_a_text_with_gaps_says_why():
    gaps = [question for question in graded_questions() if isinstance(question.body, Cloze)]
    assert gaps
    assert [question.id for question in gaps if not (question.notes.why or question.notes.correct)] == []


def test_a_question_with_options_has_three_or_four():
    odd = [
        q.id
        for q in [*graded_questions(), *recall_questions()]
        if isinstance(q.body, Choice | Several) and len(q.body.options) not in (3, 4)
    ]
    assert odd == []


def test_the_key_stands_in_each_place_about_equally_often():
    places = defaultdict(Counter)
    for question in graded_questions():
        if isinstance(question.body, Choice):
            options = question.body.options
            places[len(options)][next(at for at, option in enumerate(options) if option.right)] += 1
    assert places[4].total() > 20
    for count, found in places.items():
        if found.total() < 10:
            continue
        fair = sum(found.values()) / count
        assert all(0.6 * fair <= found[at] <= 1.4 * fair for at in range(count)), (count, found)


def test_the_length_of_an_option_does_not_betray_the_key():
    ratios, longest = {}, 0
    for question in graded_questions():
        if isinstance(question.body, Choice):
            key = next(letters(option.text) for option in question.body.options if option.right)
            others = [letters(option.text) for option in question.body.options if not option.right]
            ratios[question.id] = key / mean(others)
            longest += key > max(others)
    assert {name: round(ratio, 2) for name, ratio in ratios.items() if not 0.6 <= ratio <= 1.4} == {}
    near = [ratio for ratio in ratios.values() if 0.8 <= ratio <= 1.2]
    assert len(near) >= 0.8 * len(ratios)
    assert longest <= 0.45 * len(ratios)


def test_no_option_speaks_of_the_others():
    assert [
        (question.id, option.text.text)
        for question in [*graded_questions(), *recall_questions()]
        for option in getattr(question.body, "options", ())
        if ABOVE.search(option.text.text)
    ] == []


def test_no_question_asks_for_what_does_not_hold():
    found = [(q.id, q.heading.text) for q in [*graded_questions(), *recall_questions()] if NEGATIVE.search(asked(q))]
    assert found == []


def asked(question):
    """Return the sentence that asks, without what stands in quotation marks or in italics."""
    plain = re.sub(r"\"[^\"]*\"|“[^”]*”|\*[^*]*\*", "", question.heading.text)
    sentences = [part for part in re.split(r"(?<=[.?:])\s+", plain) if part.endswith("?")]
    return sentences[-1] if sentences else ""


def test_every_question_names_its_objective_and_every_objective_is_tested_twice():
    known = {objective for module in COURSE.modules for objective in module.objectives}
    tested = Counter(question.objective for question in graded_questions())
    assert {question.id for question in graded_questions() if question.objective not in known} == set()
    graded = {o for module in COURSE.modules if module.id != "start" for o in module.objectives}
    assert {objective for objective in graded if tested[objective] < 2} == set()


def test_every_objective_of_the_first_module_is_practised():
    start = next(module for module in COURSE.modules if module.id == "start")
    assert {question.objective for question in check_questions()} >= set(start.objectives)


def test_the_final_has_a_pool_deep_enough():
    pool = [question for question in final_questions() if can_be_drawn(question)]
    assert len(pool) >= 64
    assert len(COURSE.final.own) >= 24
    assert sum("scene" in question.tags for question in pool) >= 15


def test_two_scenarios_branch():
    branching = [
        question.id
        for question in graded_questions()
        if isinstance(question.body, Scenario)
        and any(len({choice.target for choice in scene.choices}) > 1 for scene in question.body.scenes)
    ]
    assert len(branching) >= 2


def test_every_kind_of_answer_is_asked_for():
    kinds = {type(question.body) for question in graded_questions()}
    assert kinds >= {Choice, Several, Order, Match, TextEntry, NumberEntry, Cloze, Scenario}


def test_a_scene_fits_into_one_look():
    lengths = {
        question.id: words_in(question.heading.text) + words_in(question.stem.text)
        for question in graded_questions()
        if "scene" in question.tags and not isinstance(question.body, Scenario)
    }
    assert {name: count for name, count in lengths.items() if not 30 <= count <= 80} == {}
