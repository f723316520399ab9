"""How it stands with a person, and what comes next: derived from what was logged, never stored.

One clock: any touch, in any direction and by any channel, starts it again (``clock_start``). A day is a calendar date
of the learner. Nothing here blames: there is *due* and *overdue*, with days of grace between, and silence asks once
for a gentle second note, then for rest.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from course_app.domain.partial_dates import PartialDate
from course_app.domain.people import Cadence, Circle, Direction, LetterStatus, Person, Plan, Tie, Touch

QUIET_AFTER = timedelta(days=14)
SECOND_NOTE_FROM = timedelta(days=10)
ANSWER_WAITS = timedelta(days=28)
"""How long an answer asks to be taken up; afterwards the rhythm decides."""
REST_MONTHS = 6
COMING_DAYS = 30
MONTHS: Mapping[Cadence, int] = MappingProxyType(
    {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}
)
GRACE: Mapping[Cadence, timedelta] = MappingProxyType(
    {
        Cadence.MONTHLY: timedelta(days=7),
        Cadence.QUARTERLY: timedelta(days=14),
        Cadence.HALF_YEARLY: timedelta(days=21),
        Cadence.YEARLY: timedelta(days=30),
    }
)


class State(StrEnum):
    """How it stands with a person: six states on the way, then the side states."""

    LISTED = "listed"
    READY = "ready"
    DRAFTED = "drafted"
    SENT = "sent"
    IN_TOUCH = "in-touch"
    KEEPING = "keeping"
    QUIET = "quiet"
    RESTING = "resting"
    CLOSED = "closed"
    NO_CONTACT = "no-contact"


ASIDE = frozenset({State.RESTING, State.CLOSED, State.NO_CONTACT})
"""States in which nothing is asked of the learner."""


class Urgency(StrEnum):
    """Whether a day has come, and how long ago."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"


class StepKind(StrEnum):
    """What comes next with a person."""

    ANSWER = "answer"
    SEND = "send"
    PLANNED = "planned"
    SECOND_NOTE = "second-note"
    LET_REST = "let-rest"
    WAIT = "wait"
    REACH_OUT = "reach-out"
    CHOOSE_RHYTHM = "choose-rhythm"
    REMEMBER = "remember"
    OFFER = "offer"
    WRITE = "write"
    FINISH = "finish"
    RESTING = "resting"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next with a person; ``day`` is since or on which day, None for any; ``plan`` what was planned."""

    kind: StepKind
    day: date | None = None
    urgency: Urgency = Urgency.LATER
    plan: Plan | None = None


class ComingKind(StrEnum):
    """What a coming day is about."""

    REACH_OUT = "reach-out"
    SECOND_NOTE = "second-note"
    PLAN = "plan"
    REST_ENDS = "rest-ends"
    BIRTHDAY = "birthday"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Coming:
    """Something on a day with a person; ``partial`` is the date that comes round, ``label`` names it or a plan."""

    day: date
    kind: ComingKind
    tie: Tie
    label: str = ""
    partial: PartialDate | None = None
    plan: Plan | None = None


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def in_order(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """Return touches in the order in which they happened."""
    return tuple(sorted(touches, key=lambda touch: (touch.day, touch.recorded_at, touch.id)))


def clock_start(tie: Tie) -> date | None:
    """Return the day on which the clock of a person last started: the latest touch, whatever it was."""
    return max((touch.day for touch in tie.touches), default=None)


def has_answered(tie: Tie) -> bool:
    """Return whether the person ever answered, or wrote first."""
    return any(touch.direction is Direction.IN for touch in tie.touches)


def is_resting(person: Person, today: date) -> bool:
    """Return whether a person rests today; a rest ends on its last day."""
    return person.cadence is Cadence.REST or (person.rest_until is not None and person.rest_until > today)


def state_of(tie: Tie, today: date) -> State:
    """Return how it stands with a person."""
    person = tie.person
    if person.do_not_contact:
        return State.NO_CONTACT
    if person.closed or person.cadence is Cadence.CLOSED:
        return State.CLOSED
    if is_resting(person, today):
        return State.RESTING
    start = clock_start(tie)
    if has_answered(tie):
        return State.KEEPING if tie.cadence in MONTHS else State.IN_TOUCH
    if start is not None:
        return State.QUIET if today - start >= QUIET_AFTER else State.SENT
    if any(letter.status is LetterStatus.READY for letter in tie.letters):
        return State.DRAFTED
    return State.READY if person.memory and tie.offers else State.LISTED


def due_on(tie: Tie) -> date | None:
    """Return the day on which the learner's own rhythm asks for the next hello, None when it asks for nothing.

    The rhythm runs from the last touch, for people who answered; a rest postpones it, and when a rest ends with
    somebody who did not answer, that day is due.
    """
    person = tie.person
    if person.do_not_contact or person.closed or tie.cadence in (Cadence.REST, Cadence.CLOSED):
        return None
    start, rest = clock_start(tie), person.rest_until
    if start is None:
        return None
    if not has_answered(tie):
        return rest if rest is not None and rest > start else None
    if tie.cadence is None:
        return None
    due = add_months(start, MONTHS[tie.cadence])
    return max(due, rest) if rest is not None else due


def urgency_of(due: date, cadence: Cadence | None, today: date) -> Urgency:
    """Return whether ``due`` has come, and whether its days of grace are over."""
    if today < due:
        return Urgency.LATER
    grace = GRACE.get(cadence or Cadence.QUARTERLY, GRACE[Cadence.QUARTERLY])
    return Urgency.OVERDUE if today > due + grace else Urgency.DUE


def second_note_on(tie: Tie) -> date | None:
    """Return the day from which one gentle second note is in place: after one letter without an answer, once."""
    start = clock_start(tie)
    if start is None or has_answered(tie) or len(tie.touches) != 1:
        return None
    rest = tie.person.rest_until
    return None if rest is not None and rest > start else start + SECOND_NOTE_FROM


def next_step(tie: Tie, today: date) -> Step:
    """Return the one thing that comes next with a person."""
    state = state_of(tie, today)
    if state in (State.CLOSED, State.NO_CONTACT):
        return Step(StepKind.NOTHING)
    if state is State.RESTING:
        return Step(StepKind.RESTING, tie.person.rest_until)
    planned = _planned(tie, today)
    answered = _unanswered_answer(tie, today)
    if planned and (answered or planned.urgency is not Urgency.LATER or not tie.letters):
        return planned
    if answered is not None:
        return Step(StepKind.ANSWER, answered, Urgency.DUE)
    ready = [letter.changed_at.date() for letter in tie.letters if letter.status is LetterStatus.READY]
    if ready:
        return Step(StepKind.SEND, max(ready), Urgency.DUE)
    if planned:
        return planned
    return _after_touch(tie, today) if tie.touches else _before_touch(tie)


def _planned(tie: Tie, today: date) -> Step | None:
    dated = [plan for plan in tie.open_plans if plan.day is not None]
    if not dated:
        return None
    day = dated[0].day
    assert day is not None
    return Step(StepKind.PLANNED, day, Urgency.DUE if day <= today else Urgency.LATER, dated[0])


def _unanswered_answer(tie: Tie, today: date) -> date | None:
    """Return the day of an answer that the learner has not taken up yet."""
    touches = in_order(tie.touches)
    if not touches or touches[-1].direction is not Direction.IN:
        return None
    day, settled = touches[-1].day, tie.person.settled
    taken_up = settled is not None and settled >= day
    return None if taken_up or today - day > ANSWER_WAITS else day


def _after_touch(tie: Tie, today: date) -> Step:
    due = due_on(tie)
    if due is not None:
        return Step(StepKind.REACH_OUT, due, urgency_of(due, tie.cadence, today))
    if has_answered(tie):
        return Step(StepKind.CHOOSE_RHYTHM)
    start = clock_start(tie)
    assert start is not None
    again = second_note_on(tie)
    if again is not None:
        return Step(StepKind.SECOND_NOTE, again, Urgency.LATER if today < again else Urgency.DUE)
    if today - start >= QUIET_AFTER:
        return Step(StepKind.LET_REST, start + QUIET_AFTER, Urgency.DUE)
    return Step(StepKind.WAIT, start + QUIET_AFTER)


def _before_touch(tie: Tie) -> Step:
    if any(letter.status is LetterStatus.OPEN for letter in tie.letters):
        return Step(StepKind.FINISH)
    if not tie.person.memory:
        return Step(StepKind.REMEMBER)
    return Step(StepKind.WRITE if tie.offers else StepKind.OFFER)


def rest_suggestion(today: date) -> date:
    """Return until when somebody rests unless the learner says otherwise."""
    return add_months(today, REST_MONTHS)


def coming(circle: Circle, today: date, days: int = COMING_DAYS) -> tuple[Coming, ...]:
    """Return what comes within ``days`` of ``today``, today included, the earliest first."""
    until = today + timedelta(days=days)
    found = [each for tie in circle.ties.values() for each in coming_with(tie, today)]
    within = (each for each in found if today <= each.day < until)
    return tuple(sorted(within, key=lambda each: (each.day, each.tie.person.name.casefold(), each.kind)))


def coming_with(tie: Tie, today: date) -> tuple[Coming, ...]:
    """Return the days to come with one person, those missed included; nothing at all for people left in peace."""
    person, state = tie.person, state_of(tie, today)
    if state in (State.CLOSED, State.NO_CONTACT):
        return ()
    found = [
        Coming(plan.day, ComingKind.PLAN, tie, plan.what, plan=plan) for plan in tie.open_plans if plan.day is not None
    ]
    if state is State.RESTING:
        if person.rest_until is not None:
            found.append(Coming(person.rest_until, ComingKind.REST_ENDS, tie))
    else:
        due, again = due_on(tie), second_note_on(tie)
        if due is not None:
            found.append(Coming(due, ComingKind.REACH_OUT, tie))
        if again is not None:
            found.append(Coming(again, ComingKind.SECOND_NOTE, tie))
    for kind, label, partial in _dates(person):
        day = partial.next_from(today)
        if day is not None:
            found.append(Coming(day, kind, tie, label, partial))
    return tuple(found)


def _dates(person: Person) -> Iterable[tuple[ComingKind, str, PartialDate]]:
    if person.born is not None:
        yield ComingKind.BIRTHDAY, "", person.born
    for kept in person.dates:
        yield ComingKind.DATE, kept.label, kept.date
