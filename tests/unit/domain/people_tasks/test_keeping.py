from datetime import timedelta

import pytest

from course_app.courseware.language.people_tasks import KINDS
from course_app.domain.people import Cadence, Channel, LetterStatus, PlanKind, Sphere
from course_app.domain.people_tasks.rules import RULES
from course_app.domain.requirements import GENERIC_TASKS
from tests.unit.domain.people_tasks.circles import IN, OUT, TODAY, choices, plan, said, see, tie

WEEK = TODAY + timedelta(days=7)
YESTERDAY = TODAY - timedelta(days=1)
WAY = {"channel": Channel.CALL, "why": "She talks better than she writes", "day": WEEK}
FAVOUR = {"kind": PlanKind.FAVOUR, "what": "An article", "day": WEEK}


def eight(done=1, others=3, channel=Channel.CALL, **of_first):
    ties = []
    for n in range(5 + others):
        values = WAY | {"channel": channel} | (of_first if n == 0 else {})
        finished = YESTERDAY if n < done else None
        ties.append(tie(f"Anna{n}", picked=n < 5, plans=(plan(f"Anna{n}", done=finished, **values),)))
    return ties


def test_a_plan_for_each_picked_person_and_three_more_and_one_carried_out():
    look = see("channels", eight())
    assert look.met
    assert look.numbers == {"done": 9, "asked": 9, "plans": 8, "carried": 1}


@pytest.mark.parametrize(
    ("ties", "lacks"),
    [
        (eight(others=2), [("list", "One more from the rest of your list.")]),
        (eight(done=0), [("done", "Carry out one by another way than e-mail, and say on which day.")]),
        (
            eight(channel=Channel.EMAIL),
            [("done", "Carry out one by another way than e-mail, and say on which day.")],
        ),
        (eight(done=2, why=" "), [("plan.p-Anna0", "Say in a few words why this way.")]),
        (eight(done=2, channel=Channel.CALL, day=None), []),
    ],
)
def test_what_the_doors_lack_is_said(ties, lacks):
    assert said(see("channels", ties)) == lacks


def test_a_picked_person_without_a_plan_is_named_and_one_left_in_peace_is_not():
    assert said(see("channels", [*eight(), tie("Zoe", picked=True)])) == [("person.zoe", "No way in is planned yet.")]
    assert see("channels", [*eight(), tie("Zoe", picked=True, closed=True)]).met


def test_a_plan_without_a_way_or_a_week_says_so():
    bare = tie("Anna", plans=(plan("Anna"),))
    undated = tie("Bea", plans=(plan("Bea", channel=Channel.TEXT, why="Short"),))
    assert said(see("channels", [bare, undated], settings={"extra": 0, "do": 0})) == [
        ("plan.p-Anna", "Choose a way."),
        ("plan.p-Bea", "Pick a week."),
    ]


def favours(count, done=1, **values):
    return [
        tie(f"Anna{n}", plans=(plan(f"Anna{n}", **FAVOUR | values, done=YESTERDAY if n < done else None),))
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("ties", "controls"),
    [
        (favours(3), []),
        (favours(2), ["list"]),
        (favours(3, done=0), ["done"]),
        (favours(3, day=None), ["plan.p-Anna1", "plan.p-Anna2", "list"]),
        (favours(3, what=" "), ["plan.p-Anna0", "plan.p-Anna1", "plan.p-Anna2", "list", "done"]),
        ([], ["list", "done"]),
    ],
)
def test_three_favours_are_planned_and_one_is_done(ties, controls):
    assert [control for control, _ in said(see("favours", ties))] == controls


def test_three_favours_may_be_for_one_person():
    plans = tuple(plan(f"{n}", **FAVOUR, done=YESTERDAY) for n in range(3))
    assert see("favours", [tie("Anna", plans=plans)]).met


@pytest.mark.parametrize(
    ("typed", "met"),
    [
        ({}, True),
        ({"plan.p-Anna0.item": "reading"}, True),
        ({"plan.p-Anna0.item": "introduce"}, False),
        ({"plan.p-Anna0.item": "introduce", "plan.p-Anna0.both": "on"}, True),
    ],
)
def test_an_introduction_is_done_once_both_were_asked(typed, met):
    look = see("favours", favours(3), typed, parts=(choices("introduce!", "reading"),))
    assert look.met is met
    assert ("plan.p-Anna0.both" in [control for control, _ in said(look)]) is not met


@pytest.mark.parametrize(
    ("values", "decided"),
    [
        ({}, False),
        ({"cadence": Cadence.YEARLY}, True),
        ({"cadence": Cadence.REST}, True),
        ({"cadence": Cadence.CLOSED}, True),
        ({"closed": True}, True),
        ({"do_not_contact": True}, True),
        ({"rest_until": WEEK}, True),
        ({"rest_until": TODAY}, False),
        ({"sphere": Sphere("s", "Choir", cadence=Cadence.QUARTERLY)}, True),
    ],
)
def test_everybody_touched_has_a_decision(values, decided):
    look = see("cadence", [tie("Anna", touches=(OUT,), **values), tie("Bea")])
    assert look.met is decided
    assert (look.filled.asked, look.numbers["people"]) == (1, 1)


def test_a_cadence_for_nobody_is_done():
    assert see("cadence", [tie("Anna")]).met
    assert not see("cadence", [tie("Anna", touches=(IN,))]).met


@pytest.mark.parametrize(
    ("typed", "feed", "met"),
    [({}, False, False), ({"file": "on"}, False, True), ({"own": "on"}, False, True), ({}, True, True)],
)
def test_any_of_three_ways_into_a_calendar_will_do(typed, feed, met):
    assert see("dates", typed=typed, feed=feed).met is met


def table(**person):
    return tie(
        "Anna",
        letters=[("first", LetterStatus.READY)],
        plans=(plan("late", day=YESTERDAY), plan("coming", day=WEEK), plan("done", done=YESTERDAY)),
        **person,
    )


def test_an_empty_table_is_clear():
    look = see("stuck", [tie("Anna")])
    assert look.met
    assert look.filled.asked == 0


@pytest.mark.parametrize("status", [LetterStatus.SENT, LetterStatus.KEPT, LetterStatus.DROPPED])
def test_letters_that_went_or_are_kept_do_not_lie_about(status):
    assert see("stuck", [tie("Anna", letters=[("first", status)])]).met


def test_unsent_letters_and_late_plans_are_to_be_decided():
    assert [control for control, _ in said(see("stuck", [table()]))] == ["letter.l-Anna-0", "plan.p-late"]


@pytest.mark.parametrize("person", [{"closed": True}, {"rest_until": WEEK}, {"do_not_contact": True}])
def test_nothing_lies_about_with_people_left_in_peace(person):
    assert see("stuck", [table(**person)]).met


@pytest.mark.parametrize(
    ("decision", "lacking", "wrong"),
    [
        ({"": "close"}, [], []),
        ({"": "now"}, ["letter.l-Anna-0"], []),
        ({"": "smaller"}, ["letter.l-Anna-0.step"], []),
        ({"": "smaller", ".step": "postcard"}, [], []),
        ({"": "rest"}, ["letter.l-Anna-0.day"], []),
        ({"": "rest", ".day": WEEK.isoformat()}, [], []),
        ({"": "rest", ".day": TODAY.isoformat()}, [], ["letter.l-Anna-0.day"]),
        ({"": "rest", ".day": "soon"}, [], ["letter.l-Anna-0.day"]),
        ({"": "burn"}, [], ["letter.l-Anna-0"]),
    ],
)
def test_each_thing_on_the_table_is_decided_in_one_of_four_ways(decision, lacking, wrong):
    typed = {f"letter.l-Anna-0{part}": text for part, text in decision.items()}
    look = see("stuck", [tie("Anna", letters=[("first", LetterStatus.OPEN)])], typed)
    assert [control for control, _ in said(look)] == lacking
    assert [each.control for each in look.filled.troubles] == wrong
    assert look.filled.done == int(look.met)


def test_every_kind_of_people_task_has_its_rule():
    assert set(RULES) == set(KINDS) - GENERIC_TASKS - {"text"}


@pytest.mark.parametrize("kind", sorted(RULES))
def test_every_rule_can_look_at_nothing(kind):
    look = see(kind)
    assert look.numbers["done"] == look.filled.done <= look.filled.asked
    assert all(isinstance(number, int) and number >= 0 for number in look.numbers.values())
    assert all(lack.sentence.endswith((".", "?")) for lack in look.filled.lacks)
