from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.demands import standing
from course_app.domain.requirements import (
    FINAL,
    Evidence,
    Fact,
    Kind,
    edition_subject,
    evidence_of,
    in_service,
    next_unit,
    task_subject,
)
from tests.unit.domain.making import at, check, course, final, lesson, module, question, quiz, step, task, topic, unit

ENDS = final(topic("find", 1, [question()]))


def done(subject, minutes=0):
    return Fact(Kind.LESSON_DONE, subject, at(minutes), {})


def undone(subject, minutes=0):
    return Fact(Kind.LESSON_UNDONE, subject, at(minutes), {})


def tried(subject, percent=80, passed=True, minutes=0):
    kind = Kind.FINAL if subject == FINAL else Kind.CHECK
    return Fact(kind, subject, at(minutes), {"percent": percent, "passed": int(passed)})


def met(subject, minutes=0):
    return Fact(Kind.TASK_MET, subject, at(minutes), {"done": 3})


def waiver(subject):
    return Fact(Kind.WAIVER, subject, at(), {})


def rows(found):
    return [(each.kind, each.module, each.subjects, each.open) for each in found.requirements]


WHOLE = course(
    module("find", lesson("one"), lesson("two"), check(), step("sheet", task("a"), task("b", optional=True))),
    module("write", lesson("send", module="write"), check(module="write", optional=True)),
    final=ENDS,
)
EVERYTHING = [
    done("find/one"),
    done("find/two"),
    tried("find/check"),
    met("find/sheet#a"),
    done("write/send"),
    tried(FINAL),
]


def test_every_modules_lessons_each_check_each_step_and_the_final_are_asked():
    assert rows(standing(WHOLE, [])) == [
        ("lessons", "find", ("find/one", "find/two"), ("find/one", "find/two")),
        ("check", "find", ("find/check",), ("find/check",)),
        ("step", "find", ("find/sheet",), ("find/sheet",)),
        ("lessons", "write", ("write/send",), ("write/send",)),
        ("final", "", (FINAL,), (FINAL,)),
    ]


def test_who_did_everything_is_complete_and_who_lacks_one_thing_is_not():
    assert standing(WHOLE, EVERYTHING).complete
    for lacking in EVERYTHING:
        found = standing(WHOLE, [fact for fact in EVERYTHING if fact is not lacking])
        assert [each.open for each in found.missing] == [(lacking.subject.partition("#")[0],)]
        assert not found.complete


def test_a_course_that_asks_nothing_is_never_complete():
    assert not standing(course(lesson("one", optional=True)), [done("find/one")]).complete


@pytest.mark.parametrize(
    ("facts", "is_done"),
    [
        ([], False),
        ([done("find/one", 1)], True),
        ([done("find/one", 1), undone("find/one", 2)], False),
        ([undone("find/one", 1), done("find/one", 2)], True),
        ([done("find/one", 1), undone("find/one", 2), done("find/one", 3)], True),
        ([done("find/one", 1), undone("find/one", 1)], True),
    ],
)
def test_the_last_word_about_a_lesson_counts_and_done_wins_a_tie(facts, is_done):
    for order in (facts, facts[::-1]):
        assert ("find/one" in standing(course(lesson("one")), order).done) is is_done


def test_the_best_of_a_check_is_kept_and_a_pass_stays_a_pass():
    facts = [tried("find/check", 85), tried("find/check", 40, passed=False, minutes=1)]
    found = standing(course(check()), facts)
    assert (found.best["find/check"], found.passed, found.complete) == (85, {"find/check"}, True)


def test_points_without_a_pass_do_not_pass():
    found = standing(course(check()), [tried("find/check", 79, passed=False)])
    assert (found.requirements[0].best_percent, found.complete) == (79, False)


def test_a_pass_outlives_a_higher_pass_mark():
    stricter = course(unit("check", quiz(question(), pass_percent=95)))
    assert standing(stricter, [tried("find/check", 80)]).complete


def test_optional_units_and_optional_tasks_count_for_nothing():
    found = standing(course(lesson("one"), lesson("two", optional=True)), [done("find/one")])
    assert found.complete
    assert standing(WHOLE, [met("find/sheet#b")]).done == frozenset()
    assert rows(standing(course(step("sheet", task("a", optional=True))), [])) == []


def test_a_step_is_done_when_each_task_that_it_asks_for_is():
    two = course(step("sheet", task("a"), task("b"), task("words", kind="text")))
    assert not standing(two, [met("find/sheet#a")]).done
    assert standing(two, [met("find/sheet#a"), met("find/sheet#b")]).complete


def test_kinds_of_task_that_the_site_does_not_have_ask_nothing():
    mixed = course(step("sheet", task("a"), task("list", kind="people")), step("people", task("all", kind="people")))
    facts = [met("find/sheet#a")]
    found = standing(mixed, facts)
    assert (found.done, found.complete) == ({"find/sheet"}, True)
    assert [each.id for each in in_service(mixed.modules[0].units[0], {"people"})] == ["list"]
    with_people = standing(mixed, facts, {"worksheet", "declare", "people"})
    assert [each.open for each in with_people.missing] == [("find/sheet",), ("find/people",)]


def test_a_unit_counts_only_when_those_it_requires_do():
    chain = course(lesson("a"), lesson("b", requires=("find/a",)), lesson("c", requires=("find/b",)))
    later = [done("find/b"), done("find/c")]
    assert standing(chain, later).done == frozenset()
    assert standing(chain, [*later, done("find/a")]).complete
    assert standing(chain, [*later, done("find/a", 1), undone("find/a", 2)]).done == frozenset()


def test_what_cannot_be_done_here_is_required_by_nobody():
    waits = course(step("people", task(kind="people")), lesson("b", requires=("find/people", "find/gone")))
    assert standing(waits, [done("find/b")]).complete


def test_an_optional_unit_may_be_required():
    waits = course(lesson("a", optional=True), lesson("b", requires=("find/a",)))
    assert not standing(waits, [done("find/b")]).complete
    assert standing(waits, [done("find/b"), done("find/a")]).complete


def test_circles_of_requirements_end():
    circle = course(lesson("a", requires=("find/b",)), lesson("b", requires=("find/a",)))
    assert not standing(circle, [done("find/a")]).done
    assert standing(circle, [done("find/a"), done("find/b")]).complete


def test_waivers_stand_for_units_tasks_and_the_final():
    facts = [waiver("find/one"), done("find/two"), waiver("find/check"), waiver("find/sheet#a"), waiver("write/send")]
    found = standing(WHOLE, [*facts, waiver(FINAL)])
    assert found.complete
    assert [each.exempt for each in found.requirements] == [
        ("find/one",),
        ("find/check",),
        ("find/sheet",),
        ("write/send",),
        (FINAL,),
    ]
    assert [each.waived for each in found.requirements] == [False, True, True, True, True]


def test_what_was_earned_is_not_called_exempt():
    facts = [*EVERYTHING, *(waiver(fact.subject) for fact in EVERYTHING)]
    assert [each.exempt for each in standing(WHOLE, facts).requirements] == [()] * 5


def test_a_waived_unit_counts_whatever_it_requires():
    waits = course(lesson("a"), lesson("b", requires=("find/a",)))
    assert standing(waits, [waiver("find/b")]).done == {"find/b"}
    assert standing(waits, [waiver("find/a"), done("find/b")]).complete


def test_a_step_with_one_task_done_and_another_waived_is_done_by_exemption():
    two = course(step("sheet", task("a"), task("b")))
    found = standing(two, [met("find/sheet#a"), waiver("find/sheet#b")])
    assert (found.complete, found.requirements[0].waived) == (True, True)


def test_a_credential_may_name_what_it_asks():
    named = replace(WHOLE, credential=course(requires=["find/two", "write/check"]).credential)
    found = standing(named, [done("find/two"), tried("write/check")])
    assert rows(found) == [
        ("lessons", "find", ("find/two",), ()),
        ("check", "write", ("write/check",), ()),
    ]
    assert found.complete
    with_final = replace(WHOLE, credential=course(requires=["find/two", FINAL]).credential)
    assert [each.kind for each in standing(with_final, []).requirements] == ["lessons", "final"]


@pytest.mark.parametrize(
    ("opens", "facts", "is_open"),
    [
        ("always", [], True),
        ("checks", [], False),
        ("checks", [tried("find/check")], True),
        ("checks", [waiver("find/check")], True),
        ("all", [tried("find/check")], False),
        ("all", EVERYTHING[:-1], True),
    ],
)
def test_the_final_opens_when_what_it_waits_for_is_met(opens, facts, is_open):
    assert standing(replace(WHOLE, final=replace(ENDS, opens=opens)), facts).final_open is is_open


def test_a_course_without_a_final_has_none_to_open():
    assert not standing(course(lesson("one")), []).final_open


def test_a_certificate_of_an_earlier_edition_is_none_of_this_one():
    first = Fact(Kind.CERTIFICATE, edition_subject(1), at(), {})
    assert standing(WHOLE, [first]).certified
    assert not standing(replace(WHOLE, edition=2), [first]).certified
    assert standing(replace(WHOLE, edition=2), [first, replace(first, subject=edition_subject(2))]).certified


def test_facts_about_things_that_are_gone_do_no_harm():
    gone = [done("lost/unit"), tried("lost/check"), met("find/sheet#lost"), waiver("lost/unit")]
    assert standing(WHOLE, [*EVERYTHING, *gone]).complete
    assert not standing(WHOLE, gone).met


def test_facts_under_a_former_name_count_under_the_new_one():
    renamed = course(
        module(
            "meet",
            lesson("first", "meet", was=("one",)),
            lesson("moved", "meet", was=("find/two",)),
            check("quiz", "meet", was=("check",)),
            step("sheets", task("all", was=("a",)), module="meet", was=("sheet",)),
            was=("find",),
        )
    )
    facts = [done("find/one"), done("find/two"), tried("find/check"), met("find/sheet#a")]
    found = standing(renamed, facts)
    assert found.complete
    assert found.tasks == {"meet/sheets#all"}
    assert found.best == {"meet/quiz": 80}


@pytest.mark.parametrize(
    ("kinds", "tasks", "evidence"),
    [
        (None, [task("a")], Evidence.MADE),
        (None, [task("a"), task("b", kind="declare")], Evidence.DECLARED),
        (None, [task("a"), task("b", kind="declare", optional=True)], Evidence.MADE),
        (None, [task("b", kind="declare", optional=True)], Evidence.DECLARED),
        ({"worksheet"}, [task("a"), task("b", kind="send")], Evidence.MADE),
        ({"worksheet", "send"}, [task("a"), task("b", kind="send")], Evidence.DECLARED),
        ({"worksheet"}, [task("b", kind="send")], Evidence.DECLARED),
    ],
)
def test_a_step_shows_what_its_tasks_show(kinds, tasks, evidence):
    assert evidence_of(step("sheet", *tasks), kinds) is evidence


def test_requirements_say_what_they_show():
    shown = [each.evidence for each in standing(WHOLE, []).requirements]
    assert shown == [Evidence.READ, Evidence.SHOWN, Evidence.MADE, Evidence.READ, Evidence.SHOWN]


def following(whole, *facts):
    return next_unit(whole, standing(whole, facts))


def test_the_next_unit_is_the_first_that_counts_and_is_not_done_then_the_final_then_nothing():
    steps = []
    facts = []
    for fact in EVERYTHING:
        steps.append(following(WHOLE, *facts))
        facts.append(fact)
    assert steps == ["find/one", "find/two", "find/check", "find/sheet", "write/send", FINAL]
    assert following(WHOLE, *EVERYTHING) is None


def test_a_waived_final_is_not_next():
    assert following(WHOLE, *EVERYTHING[:-1], waiver(FINAL)) is None


def test_a_unit_done_too_early_leads_to_what_it_requires():
    waits = course(
        lesson("a", optional=True),
        lesson("b", optional=True, requires=("find/a",)),
        lesson("c", requires=("find/b",)),
    )
    assert following(waits, done("find/c"), done("find/b")) == "find/a"
    assert following(waits, done("find/c"), done("find/b"), done("find/a")) is None


def test_a_step_that_cannot_be_done_here_is_not_next():
    whole = course(step("people", task(kind="people")), lesson("b"))
    assert following(whole) == "find/b"


SUBJECTS = [each.address for each in WHOLE.units()]
TASKS = [task_subject(each, one) for each in WHOLE.units() for one in in_service(each, {"worksheet"})]
FACTS = st.lists(
    st.one_of(
        st.builds(done, st.sampled_from(SUBJECTS), st.integers(0, 3)),
        st.builds(undone, st.sampled_from(SUBJECTS), st.integers(0, 3)),
        st.builds(tried, st.sampled_from([*SUBJECTS, FINAL]), st.integers(0, 100), st.booleans()),
        st.builds(met, st.sampled_from(TASKS)),
        st.builds(waiver, st.sampled_from([*SUBJECTS, *TASKS, FINAL])),
    ),
    max_size=14,
)


@given(FACTS, st.data())
def test_no_order_of_facts_changes_the_standing(facts, data):
    assert standing(WHOLE, data.draw(st.permutations(facts))) == standing(WHOLE, facts)


@given(FACTS)
def test_telling_a_fact_twice_changes_nothing(facts):
    assert standing(WHOLE, [*facts, *facts]) == standing(WHOLE, facts)


@given(FACTS, FACTS.map(lambda facts: [fact for fact in facts if fact.kind is not Kind.LESSON_UNDONE]))
def test_nothing_but_taking_a_lesson_back_takes_anything_away(facts, more):
    before, after = standing(WHOLE, facts), standing(WHOLE, [*facts, *more])
    assert before.done <= after.done
    assert before.passed <= after.passed
    assert before.final_open <= after.final_open
    for one, other in zip(before.requirements, after.requirements, strict=True):
        assert one.met <= other.met
        assert (one.best_percent or 0) <= (other.best_percent or 0)
