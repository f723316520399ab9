"""Tasks for the learner alone: purpose, worries and fairer sentences, a plan for a weak hour, looking back."""

from dataclasses import dataclass

from course_app.domain.course import Field, Task
from course_app.domain.followup import has_answered
from course_app.domain.people import Circle
from course_app.domain.people_tasks.work import Look, Work, look, together, written
from course_app.domain.worksheets import Filled, Lack, Raw, Trouble, field_trouble, parse_day

OWN = "own"
_PLAN = {
    "cue": "Say when: a moment that comes by itself.",
    "person": "Choose somebody from your first picks.",
    "place": "Say where you will sit down to it.",
    "step": "Name a step so small that it is harder to refuse.",
}


def purpose(work: Work) -> Look:
    """``.purpose``: it is written. Typed: ``purpose``."""
    return together([written(work, "purpose", work.span("text", 20, 600))])


def mindset(work: Work) -> Look:
    """``.mindset``: every sentence is rated, and there is a fairer one for each that weighs.

    Typed: ``<sentence>`` (the rating), ``<sentence>.reframe`` (the id of a suggestion, or ``own``) and
    ``<sentence>.own`` (one's own words).
    """
    least, limits = work.number("from", 3), work.span("text", 20, 300)
    return together(_sentence(work, each, least, limits) for each in work.task.fields)


def _sentence(work: Work, each: Field, least: int, limits: tuple[int, int]) -> Filled:
    rated = _rated(work, each)
    if not rated.met or int(work.text(each.id)) < least:
        return rated
    chosen, own = f"{each.id}.reframe", f"{each.id}.own"
    if work.text(chosen) in {item.id for item in each.items} - {""}:
        return rated
    if not work.text(own):
        control = own if work.text(chosen) == OWN else chosen
        sentence = "Choose a fairer sentence for it, or write your own."
        return Filled(0, 1, (Lack(control, each.label.text, sentence),))
    return written(work, own, limits, each.label.text)


def _rated(work: Work, each: Field) -> Filled:
    if not work.text(each.id):
        return Filled(0, 1, (Lack(each.id, each.label.text, "Not rated yet."),))
    trouble = field_trouble(each, work.typed, work.today)
    return Filled(0, 1, troubles=(trouble,)) if trouble else Filled(1, 1)


def reframe_of(task: Task, sentence: str, typed: Raw) -> str:
    """Return the fairer sentence that a learner set against one of the statements, '' for none."""
    chosen, own = typed.get(f"{sentence}.reframe", "").strip(), typed.get(f"{sentence}.own", "").strip()
    for each in task.fields:
        for item in each.items:
            if each.id == sentence and item.id and item.id == chosen:
                return item.text.text
    return own


def if_then(work: Work) -> Look:
    """``.if-then``: both halves, with somebody picked.

    Typed: ``cue``, ``person`` (an id), ``place``, ``step``; ``day`` (YYYY-MM-DD) and ``time`` if one likes.
    """
    lacks = [work.lack(control, sentence) for control, sentence in _PLAN.items() if not work.text(control)]
    chosen = work.text("person")
    if chosen and chosen not in {tie.person.id for tie in work.circle.picked}:
        lacks.append(work.lack("person", "This person is not among your first picks any more. Choose another."))
    day = work.text("day")
    troubles = []
    if day and parse_day(day) is None:
        troubles.append(Trouble("day", "Type a date as year, month and day: 2026-03-31."))
    done = 2 - any(each.control != "step" for each in lacks) - (not work.text("step"))
    return look(done, 2, lacks, troubles)


@dataclass(frozen=True, slots=True)
class Change:
    """How firmly a sentence was believed then and now; None where it was not rated."""

    sentence: str
    then: int | None
    now: int | None


def look_back(work: Work) -> Look:
    """``.look-back``: every sentence is rated again, and a lesson is written.

    Typed: ``<sentence>`` (the rating), ``lesson``, ``promise`` if one likes.
    """
    pieces = [_rated(work, each) for each in (work.before.fields if work.before else ())]
    lesson = written(work, "lesson", work.span("lesson", 20, 600))
    return together([*pieces, lesson], replies=replies(work.circle))


def changes(before: Task, then: Raw, now: Raw) -> tuple[Change, ...]:
    """Return how each sentence was rated then and is rated now."""
    return tuple(Change(each.id, _rating(each, then), _rating(each, now)) for each in before.fields)


def _rating(each: Field, typed: Raw) -> int | None:
    text = typed.get(each.id, "").strip()
    low, high = each.low or 0, each.high or 0
    return int(text) if text.isascii() and text.isdecimal() and low <= int(text) <= high else None


def replies(circle: Circle) -> int:
    """Return how many people answered, or wrote first."""
    return sum(map(has_answered, circle.ties.values()))


def forecasts(work: Work) -> tuple[tuple[str, int, int], ...] | None:
    """Return person, guess and reality for everybody of whom both are known; None while it is too early to tell."""
    if replies(work.circle) < work.number("replies", 3):
        return None
    return tuple(
        (person.id, person.guess, person.reality)
        for person in work.circle.people
        if person.guess is not None and person.reality is not None
    )
