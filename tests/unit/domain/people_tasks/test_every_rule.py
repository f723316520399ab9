"""What holds for every people task, whoever stands on the list and whatever was typed."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from course_app.domain.course import Item
from course_app.domain.people import Cadence, Channel, LetterStatus, OfferKind, PlanKind
from course_app.domain.people_tasks.keeping import DECISIONS
from course_app.domain.people_tasks.rules import RULES
from tests.unit.domain.making import field, leaf, task
from tests.unit.domain.people_tasks.circles import IN, NAMES, OUT, TODAY, choices, offer, plan, see, tie

DAYS = st.one_of(st.none(), st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days)))
LETTERS = st.tuples(st.sampled_from(["first", "second", "reply"]), st.sampled_from(LetterStatus))
TEXTS = st.one_of(
    st.sampled_from(["", "y", "1", "5", "call", "2026-11-01", "2999-01-01", "nonsense", *DECISIONS, *NAMES[:4]]),
    st.text(max_size=40),
)
CONTROLS = [
    "purpose", "cue", "person", "place", "step", "day", "lesson", "promise", "did", "changed", "today", "practice",
    "complete", "why-none", "file", "own", "late", "late.reframe", "late.own", "tick.0", "tick.1", "tick.2",
    "hello.0.channel", "hello.0.day", "hello.1.channel", "letter.l-Abanna-0", "letter.l-Abanna-0.day",
    "plan.p-Abanna", "plan.p-Abanna.item", "plan.p-Abanna.both", "plan.p-Abanna.step",
]  # fmt: skip
STATEMENTS = (field("late", "scale", low=1, high=5, items=(Item("fair", leaf("Late is fine")),)),)


@st.composite
def somebody(draw, name):
    plans = draw(st.lists(st.sampled_from(PlanKind), max_size=1))
    return tie(
        name,
        draw(st.sampled_from(["work", "choir", "street", "school"])),
        offers=[offer(name, draw(st.text(max_size=40)), draw(st.sampled_from(OfferKind)))] * draw(st.integers(0, 1)),
        letters=draw(st.lists(LETTERS, max_size=2)),
        touches=draw(st.lists(st.sampled_from([OUT, IN]), max_size=3)),
        plans=[
            plan(name, kind, what=draw(TEXTS), why=draw(TEXTS), day=draw(DAYS), done=draw(DAYS),
                 channel=draw(st.one_of(st.none(), st.sampled_from(Channel))))
            for kind in plans
        ],
        last_year=draw(st.one_of(st.none(), st.integers(1990, TODAY.year))),
        picked=draw(st.booleans()),
        stretch=draw(st.booleans()),
        closed=draw(st.booleans()),
        do_not_contact=draw(st.booleans()),
        rest_until=draw(DAYS),
        cadence=draw(st.one_of(st.none(), st.sampled_from(Cadence))),
        guess=draw(st.one_of(st.none(), st.integers(1, 7))),
        reality=draw(st.one_of(st.none(), st.integers(1, 7))),
        next_line=draw(st.text(max_size=30)),
    )  # fmt: skip


@st.composite
def circles(draw):
    return [draw(somebody(name)) for name in NAMES[: draw(st.integers(0, 6))]]


TYPED = st.dictionaries(st.sampled_from(CONTROLS), TEXTS, max_size=8)


def look_at(kind, ties, typed, **work):
    menu = (choices("introduce!", "listen"),)
    before = task("before", "mindset", fields=STATEMENTS)
    return see(kind, ties, typed, fields=STATEMENTS, parts=menu, before=before, **work)


KINDS = st.sampled_from(sorted(RULES))


@settings(max_examples=150)
@given(kind=KINDS, ties=circles(), typed=TYPED, short=st.integers(0, 5))
def test_a_rule_counts_within_bounds_names_nobody_in_its_numbers_and_says_what_is_missing(kind, ties, typed, short):
    look = look_at(kind, ties, typed, short_list=short)
    filled = look.filled
    assert 0 <= filled.done <= filled.asked
    assert all(isinstance(number, int) and number >= 0 for number in look.numbers.values())
    assert (look.numbers["done"], look.numbers["asked"]) == (filled.done, filled.asked)
    if not look.met:
        assert filled.lacks or filled.troubles, "what is not done says what is missing"
    assert all(each.control and each.sentence[-1] in ".?" for each in filled.lacks)


@settings(max_examples=50)
@given(kind=st.sampled_from(["letters", "send", "offers", "spheres", "people"]), ties=circles(), typed=TYPED)
def test_the_order_of_a_list_decides_nothing(kind, ties, typed):
    one, other = look_at(kind, ties, typed), look_at(kind, ties[::-1], typed)
    assert (one.met, one.filled.done, one.numbers) == (other.met, other.filled.done, other.numbers)


@settings(max_examples=40)
@given(ties=circles(), name=st.sampled_from(NAMES[10:14]))
def test_one_more_message_never_takes_sending_further_from_done(ties, name):
    before = look_at("send", ties, {})
    after = look_at("send", [*ties, tie(name, touches=[OUT], picked=True)], {})
    assert after.filled.done >= before.filled.done
    assert after.met or not before.met
