from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course_app.domain.followup import (
    ASIDE,
    GRACE,
    MONTHS,
    State,
    StepKind,
    Urgency,
    add_months,
    clock_start,
    coming,
    coming_with,
    due_on,
    has_answered,
    in_order,
    next_step,
    second_note_on,
    state_of,
    urgency_of,
)
from course_app.domain.partial_dates import PartialDate
from course_app.domain.people import (
    Cadence,
    Channel,
    Circle,
    Direction,
    KeptDate,
    LetterLine,
    LetterStatus,
    Offer,
    OfferKind,
    Person,
    Plan,
    PlanKind,
    Sphere,
    Tie,
    Touch,
)

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WORK = Sphere("work", "First job")
OFFER = Offer("o", "evan", OfferKind.TIME, "An hour")
OUT, IN = Direction.OUT, Direction.IN


def ago(days):
    return TODAY - timedelta(days=days)


def touch(direction=OUT, day=TODAY, channel=Channel.EMAIL, at=NOW):
    return Touch(f"{direction}{day}{at}", "evan", direction, channel, day, at)


def letter(status, days=0):
    return LetterLine("l", "evan", "first", status, NOW - timedelta(days=days), 1)


def tie(*touches, sphere=WORK, offers=(), letters=(), plans=(), **person):
    return Tie(Person("evan", "Evan", "work", **person), sphere, offers, letters, in_order(touches), plans)


plan = Plan("p", "evan", PlanKind.STEP, "Call", day=TODAY + timedelta(days=3))


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (tie(), State.LISTED),
        (tie(memory="The taxi"), State.LISTED),
        (tie(offers=(OFFER,)), State.LISTED),
        (tie(memory="The taxi", offers=(OFFER,)), State.READY),
        (tie(letters=(letter(LetterStatus.OPEN),)), State.LISTED),
        (tie(letters=(letter(LetterStatus.READY),)), State.DRAFTED),
        (tie(touch(day=ago(13))), State.SENT),
        (tie(touch(day=ago(14))), State.QUIET),
        (tie(touch(day=ago(20)), touch(day=ago(1))), State.SENT),
        (tie(touch(day=ago(99)), touch(IN, ago(98))), State.IN_TOUCH),
        (tie(touch(IN)), State.IN_TOUCH),
        (tie(touch(IN), cadence=Cadence.YEARLY), State.KEEPING),
        (tie(touch(IN), sphere=Sphere("work", "Work", cadence=Cadence.MONTHLY)), State.KEEPING),
        (tie(touch(), cadence=Cadence.QUARTERLY), State.SENT),
        (tie(touch(IN), rest_until=TODAY + timedelta(days=1)), State.RESTING),
        (tie(touch(IN), rest_until=TODAY), State.IN_TOUCH),
        (tie(cadence=Cadence.REST), State.RESTING),
        (tie(touch(IN), cadence=Cadence.CLOSED), State.CLOSED),
        (tie(touch(IN), closed=True, rest_until=date(2030, 1, 1)), State.CLOSED),
        (tie(touch(IN), closed=True, do_not_contact=True), State.NO_CONTACT),
    ],
)
def test_the_state_is_derived(found, state):
    assert state_of(found, TODAY) is state


@pytest.mark.parametrize(
    ("found", "kind", "day", "urgency"),
    [
        (tie(), StepKind.REMEMBER, None, Urgency.LATER),
        (tie(memory="The taxi"), StepKind.OFFER, None, Urgency.LATER),
        (tie(memory="The taxi", offers=(OFFER,)), StepKind.WRITE, None, Urgency.LATER),
        (tie(letters=(letter(LetterStatus.OPEN),)), StepKind.FINISH, None, Urgency.LATER),
        (tie(letters=(letter(LetterStatus.READY, 2),)), StepKind.SEND, ago(2), Urgency.DUE),
        (tie(touch(day=ago(9))), StepKind.SECOND_NOTE, TODAY + timedelta(days=1), Urgency.LATER),
        (tie(touch(day=ago(10))), StepKind.SECOND_NOTE, TODAY, Urgency.DUE),
        (tie(touch(day=ago(90))), StepKind.SECOND_NOTE, ago(80), Urgency.DUE),
        (tie(touch(day=ago(30)), touch(day=ago(13))), StepKind.WAIT, TODAY + timedelta(days=1), Urgency.LATER),
        (tie(touch(day=ago(30)), touch(day=ago(14))), StepKind.LET_REST, TODAY, Urgency.DUE),
        (tie(touch(day=ago(30)), touch(IN, ago(4))), StepKind.ANSWER, ago(4), Urgency.DUE),
        (tie(touch(day=ago(30)), touch(IN, ago(4)), settled=ago(4)), StepKind.CHOOSE_RHYTHM, None, Urgency.LATER),
        (tie(touch(IN, ago(4)), touch(day=ago(4), at=NOW + timedelta(1))), StepKind.CHOOSE_RHYTHM, None, Urgency.LATER),
        (tie(touch(IN, ago(4)), plans=(plan,)), StepKind.PLANNED, plan.day, Urgency.LATER),
        (tie(rest_until=TODAY + timedelta(days=9)), StepKind.RESTING, TODAY + timedelta(days=9), Urgency.LATER),
        (tie(touch(IN), closed=True, plans=(plan,)), StepKind.NOTHING, None, Urgency.LATER),
        (tie(touch(IN), do_not_contact=True), StepKind.NOTHING, None, Urgency.LATER),
    ],
)
def test_one_thing_comes_next(found, kind, day, urgency):
    step = next_step(found, TODAY)
    assert (step.kind, step.day, step.urgency) == (kind, day, urgency)


def test_a_second_note_is_suggested_once_and_then_rest():
    assert second_note_on(tie(touch(day=ago(5)))) == TODAY + timedelta(days=5)
    assert second_note_on(tie(touch(day=ago(40)), touch(day=ago(20)))) is None
    assert second_note_on(tie(touch(day=ago(40)), touch(IN, ago(20)))) is None
    assert second_note_on(tie(touch(day=ago(40)), rest_until=ago(10))) is None


def test_when_a_rest_ends_with_somebody_silent_that_day_is_due():
    silent = tie(touch(day=ago(200)), touch(day=ago(190)), rest_until=ago(1))
    assert due_on(silent) == ago(1)
    assert next_step(silent, TODAY).kind is StepKind.REACH_OUT


@pytest.mark.parametrize(
    ("cadence", "days", "urgency"),
    [
        (cadence, days, urgency)
        for cadence, grace in GRACE.items()
        for days, urgency in (
            (-1, Urgency.LATER),
            (0, Urgency.DUE),
            (grace.days, Urgency.DUE),
            (grace.days + 1, Urgency.OVERDUE),
        )
    ],
)
def test_days_of_grace_lie_between_due_and_overdue(cadence, days, urgency):
    assert urgency_of(ago(days), cadence, TODAY) is urgency


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 22), 3, date(2027, 2, 22)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_where_the_month_ends(day, months, later):
    assert add_months(day, months) == later


days = st.dates(date(2020, 1, 1), TODAY)
touches = st.builds(
    touch,
    st.sampled_from(Direction),
    days,
    st.sampled_from(Channel),
    st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 22), timezones=st.just(UTC)),
)
people = st.fixed_dictionaries(
    {},
    optional={
        "memory": st.sampled_from(("", "The taxi")),
        "closed": st.booleans(),
        "do_not_contact": st.booleans(),
        "rest_until": st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
        "cadence": st.none() | st.sampled_from(Cadence),
        "settled": st.none() | days,
        "born": st.none() | st.builds(PartialDate, st.just(None), st.integers(1, 12), st.integers(1, 28)),
        "dates": st.just(()) | st.just((KeptDate("Shop", PartialDate(2012, 5, 1)), KeptDate("x", PartialDate(1999)))),
    },
)
letters = st.lists(st.builds(letter, st.sampled_from(LetterStatus), st.integers(0, 99)), max_size=2).map(tuple)
plans = st.lists(
    st.builds(
        Plan,
        st.just("p"),
        st.just("evan"),
        st.sampled_from(PlanKind),
        day=st.none() | st.dates(date(2026, 1, 1), date(2027, 6, 1)),
        done=st.none() | days,
    ),
    max_size=2,
).map(tuple)
ties = st.builds(
    lambda logged, values, written, planned, offered: tie(
        *logged, letters=written, plans=planned, offers=offered, **values
    ),
    st.lists(touches, max_size=5),
    people,
    letters,
    plans,
    st.sampled_from(((), (OFFER,))),
)


@given(ties, touches)
def test_any_touch_starts_the_clock_again_and_an_older_one_changes_nothing(found, logged):
    before = clock_start(found)
    after = tie(*found.touches, logged)
    assert clock_start(after) == max(logged.day, before or logged.day)


@given(ties, touches, st.sampled_from(list(MONTHS)))
def test_the_next_hello_runs_from_the_last_touch(found, logged, cadence):
    kept = tie(*found.touches, logged, touch(IN, ago(2000)), cadence=cadence)
    assert due_on(kept) == add_months(clock_start(kept), MONTHS[cadence])


@given(st.lists(touches, max_size=6), st.randoms())
def test_the_order_of_logging_changes_nothing_of_the_story(logged, random):
    shuffled = list(logged)
    random.shuffle(shuffled)
    one, other = tie(*logged), tie(*shuffled)
    assert state_of(one, TODAY) is state_of(other, TODAY)
    assert [each.day for each in one.touches] == [each.day for each in other.touches]


@given(ties)
def test_everybody_has_a_state_and_a_next_thing(found):
    state, step = state_of(found, TODAY), next_step(found, TODAY)
    assert state in State
    assert (step.kind is StepKind.RESTING) == (state is State.RESTING)
    assert (step.kind is StepKind.NOTHING) == (state in {State.CLOSED, State.NO_CONTACT})


@given(ties)
def test_nobody_left_in_peace_is_ever_asked_about(found):
    assume(found.person.closed or found.person.do_not_contact)
    assert coming_with(found, TODAY) == ()
    assert due_on(found) is None
    assert next_step(found, TODAY).kind is StepKind.NOTHING


@given(ties)
def test_a_rest_asks_for_nothing_before_it_ends(found):
    assume(state_of(found, TODAY) in ASIDE)
    assert next_step(found, TODAY).urgency is Urgency.LATER


@given(ties, st.integers(1, 400))
def test_what_comes_lies_within_its_days_and_in_order(found, span):
    days_to_come = [each.day for each in coming(Circle({"work": WORK}, {"evan": found}), TODAY, span)]
    assert days_to_come == sorted(days_to_come)
    assert all(TODAY <= day < TODAY + timedelta(days=span) for day in days_to_come)


@given(ties)
def test_only_an_incoming_touch_brings_people_back_in_touch(found):
    if state_of(found, TODAY) in {State.IN_TOUCH, State.KEEPING}:
        assert has_answered(found)
