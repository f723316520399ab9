from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from course_app.courseware.perfect_learner import best_credit, obstacles
from course_app.domain.course import (
    ActionStep,
    Course,
    CredentialPolicy,
    Final,
    Lesson,
    Module,
    Pool,
    Quiz,
    QuizSettings,
    Task,
    Topic,
    Unit,
)
from course_app.domain.people_tasks.rules import RULES
from course_app.domain.questions import (
    Accept,
    Choice,
    Cloze,
    Gap,
    Leaf,
    Match,
    NumberEntry,
    Option,
    Order,
    Pair,
    Place,
    Question,
    Reflection,
    Scenario,
    Scene,
    SceneChoice,
    Several,
    Step,
    TextEntry,
)

HERE = Place("find/check.md", 1)
NO_TEXT = Leaf("", HERE)
WORDS = Leaf("Words", HERE)


def option(share, right=False):
    return Option(WORDS, right, Fraction(share), NO_TEXT)


def question(name="q", best=1, body=None, **settings):
    return Question(name, WORDS, NO_TEXT, body or Choice((option(best, True), option(0))), HERE, **settings)


def unit(name, body=None, **settings):
    return Unit(name, "find", WORDS, body or Lesson(WORDS, ()), f"find/{name}.md", **settings)


def quiz(*questions, **settings):
    return Quiz(NO_TEXT, QuizSettings(**settings), questions)


def task(name, kind="worksheet", **settings):
    return Task(name, kind, WORDS, NO_TEXT, HERE, **settings)


def steps(*tasks):
    return ActionStep(NO_TEXT, tasks)


def course(*units, final=None, credential=None):
    module = Module("find", WORDS, "Find", "", NO_TEXT, units)
    return Course("knots", "Knots", "", "en", (module,), final=final, credential=credential)


def final(*questions, draw=1, **settings):
    topics = (Topic("find", "Find", draw, questions),)
    opens = settings.pop("opens", "checks")
    return Final(WORDS, NO_TEXT, NO_TEXT, QuizSettings(**settings), topics, opens=opens)


def reasons(*args, **kwargs):
    return [obstacle.reason for obstacle in obstacles(course(*args, **kwargs))]


@pytest.mark.parametrize(
    "units",
    [
        (unit("walk"),),
        (unit("check", quiz(question())),),
        (unit("check", quiz(question(best="4/5"), pass_percent=80)),),
        (unit("check", quiz(question(), question("r", body=Reflection(NO_TEXT)))),),
        (unit("step", steps(task("a"), task("b", after="a"))),),
        (unit("step", steps(task("list", "people"))), unit("next", steps(task("b", after="find/step#list")))),
        (unit("step", steps(task("list", "people"))), unit("next", steps(task("b", after="find/step")))),
        (unit("late", requires=("find/walk",)), unit("walk")),
        (unit("note", steps(task("text", "text"))), unit("walk")),
    ],
)
def test_a_learner_who_does_everything_comes_to_the_end(units):
    assert reasons(*units) == []


@pytest.mark.parametrize("opens", ["always", "checks", "all"])
def test_the_final_is_reached_and_passed(opens):
    units = (unit("walk"), unit("check", quiz(question())))
    assert reasons(*units, final=final(question("f"), opens=opens)) == []


def test_a_check_whose_right_answers_do_not_pass_is_an_obstacle():
    found = reasons(unit("check", quiz(question(best="1/2"))))
    assert found == ["all right answers in 'find/check' bring less than the 80% that it asks"]


def test_what_waits_for_an_obstacle_is_not_named_again():
    check = unit("check", quiz(question(best="1/2")))
    assert len(reasons(check, unit("walk", requires=("find/check",)), final=final(question("f")))) == 1


def test_an_optional_check_may_be_impossible_until_something_waits_for_it():
    check = unit("check", quiz(question(best=0)), optional=True)
    assert reasons(check, unit("walk")) == []
    assert len(reasons(check, unit("walk", requires=("find/check",)))) == 1
    named = CredentialPolicy("Rigger", requires=("find/check",))
    assert len(reasons(check, unit("walk"), credential=named)) == 1


def test_the_unluckiest_draw_has_to_pass_too():
    good, bad = [question(f"g{n}") for n in range(4)], question("bad", best=0)
    assert reasons(unit("check", quiz(*good, bad))) == []
    assert reasons(unit("check", quiz(*good, bad, pick=5))) == []
    assert len(reasons(unit("check", quiz(*good, bad, pick=4)))) == 1


def test_the_unluckiest_draw_of_each_pool_counts():
    pools = (Pool("a", WORDS, 1, (question("p"), question("q", best=0))), Pool("b", WORDS, 1, (question("r"),)))
    assert len(reasons(unit("check", Quiz(NO_TEXT, QuizSettings(), pools=pools)))) == 1


def test_points_weigh_in_the_unluckiest_draw():
    heavy, light = question("h", points=4), question("l", best=0)
    assert reasons(unit("check", quiz(heavy, light))) == []
    assert len(reasons(unit("check", quiz(replace(heavy, points=3), light)))) == 1


def test_a_final_that_cannot_be_passed_is_an_obstacle():
    assert len(reasons(unit("walk"), final=final(question("f", best="1/2")))) == 1


def test_a_task_that_waits_for_nothing_that_happens_is_an_obstacle():
    found = obstacles(course(unit("step", steps(task("a"), task("b", after="find/gone")))))
    assert [obstacle.place for obstacle in found] == [HERE]
    assert "find/step#b" in found[0].reason


def test_a_credential_that_asks_for_nothing_is_an_obstacle():
    assert reasons(unit("walk", optional=True)) == ["nothing is asked for the credential"]


def people_task(kind, **settings):
    return task(kind, kind, **({"settings": settings} if settings else {}))


@pytest.mark.parametrize("kind", sorted(RULES))
def test_the_perfect_learner_does_every_kind_of_people_task(kind):
    mindset = unit("mind", steps(people_task("mindset")))
    assert reasons(mindset, unit("pick", steps(people_task("pick"))), unit("step", steps(people_task(kind)))) == []


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("people", {"min": 61}),
        ("people", {"min": 13, "per-sphere": 1}),
        ("spheres", {"min": 13}),
        ("offers", {"min": 40, "text": (1, 1), "same": 1}),
        ("channels", {"extra": 60}),
        ("pick", {"count": 61}),
        ("letters", {"count": 61}),
    ],
)
def test_a_people_task_that_no_list_can_meet_is_an_obstacle(kind, settings):
    pick = unit("pick", steps(people_task("pick"))) if kind != "pick" else unit("walk")
    found = reasons(pick, unit("step", steps(people_task(kind, **settings))))
    assert len(found) == 1
    assert found[0].startswith(f"'find/step#{kind}' asks more than the longest list can give: ")


def test_an_optional_people_task_keeps_nobody_back():
    hard = replace(people_task("people", min=61), optional=True)
    assert reasons(unit("walk"), unit("step", steps(hard, task("a")))) == []


def accept(value, share=1, low=None, high=None, wrong=False):
    number = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Accept(value, Fraction(share), NO_TEXT, wrong, *number)


STORY = Scenario(
    (
        Scene("a", WORDS, NO_TEXT, (SceneChoice(WORDS, "b", False, Fraction(0), NO_TEXT),)),
        Scene("b", WORDS, NO_TEXT, (SceneChoice(WORDS, "c", True, Fraction(4, 5), NO_TEXT),)),
        Scene("c", WORDS, NO_TEXT, ()),
    )
)


@pytest.mark.parametrize(
    ("body", "best"),
    [
        (Choice((option("1/2", True), option(0))), Fraction(1, 2)),
        (Several((option(1, True), option(1, True), option(0))), 1),
        (TextEntry((accept("dormant tie"), accept("weak tie", 0, wrong=True))), 1),
        (TextEntry((accept("*tie*", 0, wrong=True), accept("dormant tie"))), 0),
        (TextEntry((accept("dormant*"),)), 1),
        (NumberEntry((accept("20", low=20, high=20),)), 1),
        (NumberEntry((accept("5", 0, 0, 9, wrong=True), accept("9..12", low=9, high=12))), 1),
        (NumberEntry((accept("0..20", 0, 0, 20, wrong=True), accept("9..12", low=9, high=12))), 0),
        (Match((Pair(WORDS, Leaf("x", HERE), NO_TEXT), Pair(None, Leaf("y", HERE), NO_TEXT))), 1),
        (Order((Step(WORDS, NO_TEXT),) * 3), 1),
        (Cloze(WORDS, (Gap("text", ("ten",)), Gap("number", low=Decimal(5), high=Decimal(5)), Gap("choice"))), 1),
        (STORY, Fraction(4, 5)),
        (Reflection(NO_TEXT), 0),
    ],
)
def test_the_best_answer_is_what_marking_makes_of_it(body, best):
    assert best_credit(question(body=body)) == best
