"""Attempts: where one stands, what it scored, when the next may begin.

The first try of a question counts. In a check with feedback at once, a missed question comes back at the end as
practice, until it is right.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from course_app.domain.course import QuizSettings
from course_app.domain.drawing import Drawn
from course_app.domain.marking import ONE, ZERO, is_marked
from course_app.domain.questions import Question


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given: ``position`` counts drawn questions from 1, ``number`` tries from 1."""

    position: int
    number: int
    credit: Fraction


@dataclass(frozen=True, slots=True)
class Score:
    """What an attempt reached: ``got`` of ``most`` points, ``right`` of ``marked`` questions."""

    got: Fraction
    most: int
    right: int
    marked: int
    passed: bool

    @property
    def percent(self) -> int:
        """The score in whole percent, rounded down, so that nobody reads the pass mark without a pass."""
        return int(100 * self.got / self.most) if self.most else 100


def score(
    questions: Sequence[Question],
    answers: Iterable[Answer],
    pass_percent: int,
    positions: Collection[int] | None = None,
) -> Score:
    """Return the score of the first tries; a question without an answer earns nothing.

    ``positions``: of these alone, instead of the whole attempt.
    """
    first = {answer.position: answer.credit for answer in answers if answer.number == 1}
    asked = [(i, q) for i, q in enumerate(questions, 1) if positions is None or i in positions]
    marked = [(i, q) for i, q in asked if is_marked(q)]
    got = sum((first.get(i, ZERO) * q.points for i, q in marked), ZERO)
    most = sum(q.points for _, q in marked)
    right = sum(first.get(i) == ONE for i, _ in marked)
    return Score(got, most, right, len(marked), passed=100 * got >= pass_percent * most)


def next_position(drawn: int, answers: Iterable[Answer]) -> int | None:
    """Return the first position without an answer, or None when all ``drawn`` have one."""
    given = {answer.position for answer in answers}
    return next((position for position in range(1, drawn + 1) if position not in given), None)


def to_practise(questions: Sequence[Question], answers: Iterable[Answer]) -> list[int]:
    """Return the positions answered but never fully right, those tried least often first."""
    best: dict[int, Fraction] = {}
    tries: dict[int, int] = {}
    for answer in answers:
        best[answer.position] = max(best.get(answer.position, ZERO), answer.credit)
        tries[answer.position] = max(tries.get(answer.position, 0), answer.number)
    missed = [p for p, credit in best.items() if credit < ONE and is_marked(questions[p - 1])]
    return sorted(missed, key=lambda position: (tries[position], position))


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How a final went in one topic: ``right`` of ``marked`` questions; ``weak`` is below the pass mark in points."""

    topic: str
    right: int
    marked: int
    weak: bool


def by_topic(
    drawn: Sequence[Drawn], questions: Sequence[Question], answers: Iterable[Answer], pass_percent: int
) -> tuple[TopicScore, ...]:
    """Return the score of each topic, in the order in which they come up in the draw."""
    given = list(answers)
    places: dict[str, list[int]] = {}
    for position, each in enumerate(drawn, 1):
        places.setdefault(each.topic, []).append(position)
    scores = {topic: score(questions, given, pass_percent, positions) for topic, positions in places.items()}
    return tuple(
        TopicScore(topic, each.right, each.marked, weak=not each.passed)
        for topic, each in scores.items()
        if each.marked
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """A finished attempt."""

    finished_at: datetime
    passed: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether another attempt may begin: not after a pass of a final, not when all are used, or from ``at`` on.

    ``review`` asks to open the weak topics first.
    """

    open: bool
    at: datetime | None = None
    used_up: bool = False
    passed: bool = False
    review: bool = False


def opening(settings: QuizSettings, tried: Sequence[Tried], now: datetime, *, final: bool, extra: int = 0) -> Opening:
    """Return whether a new attempt may begin at ``now``.

    ``settings.free`` tries go at once, later ones wait ``settings.cooldown`` seconds after the last; ``extra`` are
    attempts that somebody allowed on top.
    """
    if final and any(each.passed for each in tried):
        return Opening(False, passed=True)
    if settings.attempts and len(tried) >= settings.attempts + extra:
        return Opening(False, used_up=True)
    review = final and bool(tried)
    if settings.cooldown and len(tried) >= settings.free + extra and tried:
        from_when = max(each.finished_at for each in tried) + timedelta(seconds=settings.cooldown)
        if now < from_when:
            return Opening(False, at=from_when, review=review)
    return Opening(True, review=review)


def last_seen(attempts: Iterable[tuple[datetime, Sequence[Drawn]]]) -> Mapping[str, datetime]:
    """Return when each question was last drawn, from the start and the draw of earlier attempts."""
    seen: dict[str, datetime] = {}
    for started_at, drawn in attempts:
        for each in drawn:
            seen[each.question] = max(seen.get(each.question, started_at), started_at)
    return seen
