"""Marking: what an answer is worth, in exact fractions, and which feedback belongs to it.

A response is plain data, as it is stored: an index for choose one, sorted indexes for choose several, the typed
text for text and number, for each left side the index of the pair whose right side was taken (or None) for match,
the indexes of the steps in the order given for order, a text or option index for each gap of a cloze, the index of
the choice taken in each scene for a scenario, the text of a reflection. Indexes count from 0 in the order of the
file, whatever order was shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from course_app.domain.answers import fits, normalise, one_slip_apart, parse_number
from course_app.domain.errors import DomainError
from course_app.domain.questions import (
    Accept,
    Choice,
    Cloze,
    Gap,
    Grading,
    Leaf,
    Match,
    Mend,
    NumberEntry,
    Option,
    Order,
    Question,
    Reflection,
    Scenario,
    Scene,
    Several,
    TextEntry,
)

Response = Any
LONGEST_TEXT = 500
LONGEST_REFLECTION = 5_000
ZERO, ONE = Fraction(0), Fraction(1)


class Verdict(StrEnum):
    """How an answer went, in the words of the page."""

    RIGHT = "right"
    PARTLY = "partly"
    NOT_YET = "not-yet"
    NOTED = "noted"


class NoAnswerError(DomainError):
    """Nothing was answered, or not in a form this question can have."""

    field = "answer"


@dataclass(frozen=True, slots=True)
class Mark:
    """The worth of one answer: ``credit`` from 0 to 1, and the feedback of what was picked.

    ``near_miss``: one slip from an accepted answer; ``parts`` says of each gap, pair or step whether it is right.
    """

    credit: Fraction
    verdict: Verdict
    feedback: tuple[Leaf, ...] = ()
    near_miss: bool = False
    parts: tuple[bool, ...] = ()

    def points(self, question: Question) -> Fraction:
        """Return the points this mark brings for ``question``."""
        return self.credit * question.points


def mark(question: Question, response: Response, decimal_comma: bool = False) -> Mark:
    """Return the mark of a valid ``response`` (see ``check_response``)."""
    match question.body:
        case Choice(options):
            return _mark_choice(options[response])
        case Several(options):
            return _mark_several(options, set(response), question.grading)
        case TextEntry(accepts):
            return _mark_text(question, accepts, response)
        case NumberEntry(accepts):
            return _mark_number(accepts, parse_number(response, decimal_comma))
        case Match() as body:
            return _mark_match(body, response, question.grading)
        case Order(steps):
            return _mark_order(response, len(steps), question.grading)
        case Cloze(_, gaps):
            right = tuple(
                _gap_right(question, gap, given, decimal_comma) for gap, given in zip(gaps, response, strict=True)
            )
            return _in_parts(right, question.grading)
        case Scenario() as body:
            return _mark_scenario(body, response)
        case Reflection():
            return Mark(ZERO, Verdict.NOTED)


def is_marked(question: Question) -> bool:
    """Return whether the question counts; a reflection never does."""
    return not isinstance(question.body, Reflection)


def verdict_of(credit: Fraction) -> Verdict:
    """Return the word for a credit."""
    if credit == ONE:
        return Verdict.RIGHT
    return Verdict.PARTLY if credit > ZERO else Verdict.NOT_YET


def _mark_choice(option: Option) -> Mark:
    credit = ONE if option.mend is Mend.ANY else ZERO if option.mend is Mend.VOID else option.share
    return Mark(credit, verdict_of(credit), _said(option.feedback))


def _mark_several(options: Sequence[Option], picked: set[int], grading: Grading) -> Mark:
    counted = [(index, option) for index, option in enumerate(options) if option.mend is Mend.NONE]
    right = {index for index, option in counted if option.right}
    wrong = {index for index, option in counted if not option.right}
    hits, misses = Fraction(len(picked & right)), Fraction(len(picked & wrong))
    if not right:
        credit = ONE
    elif grading is Grading.EXACT:
        credit = ONE if picked & (right | wrong) == right else ZERO
    else:
        credit = max(ZERO, hits / len(right) - (misses / len(wrong) if wrong else ZERO))
    feedback = tuple(options[index].feedback for index in sorted(picked) if options[index].feedback)
    return Mark(credit, verdict_of(credit), feedback)


def _mark_text(question: Question, accepts: Sequence[Accept], typed: str) -> Mark:
    exact = question.case_exact, question.accents_exact
    text = normalise(typed, *exact)
    values = [(accept, normalise(accept.value, *exact)) for accept in accepts]
    for accept, value in values:
        if fits(value, text):
            return Mark(accept.share, verdict_of(accept.share), _said(accept.feedback))
    near = any(one_slip_apart(text, value) for accept, value in values if not accept.expected_wrong)
    return Mark(ZERO, Verdict.NOT_YET, near_miss=near)


def _mark_number(accepts: Sequence[Accept], number: Decimal | None) -> Mark:
    for accept in accepts:
        if _within(number, accept.low, accept.high):
            return Mark(accept.share, verdict_of(accept.share), _said(accept.feedback))
    return Mark(ZERO, Verdict.NOT_YET)


def _within(number: Decimal | None, low: Decimal | None, high: Decimal | None) -> bool:
    return number is not None and low is not None and high is not None and low <= number <= high


def _mark_match(body: Match, response: Sequence[int | None], grading: Grading) -> Mark:
    lefts = [pair for pair in body.pairs if pair.left is not None]
    right = tuple(
        taken is not None and body.pairs[taken].right.text == pair.right.text
        for pair, taken in zip(lefts, response, strict=True)
    )
    marked = _in_parts(right, grading)
    feedback = tuple(pair.feedback for pair in lefts if pair.feedback)
    return Mark(marked.credit, marked.verdict, feedback, parts=right)


def _mark_order(response: Sequence[int], count: int, grading: Grading) -> Mark:
    parts = tuple(step == index for index, step in enumerate(response))
    if grading is Grading.EXACT:
        credit = ONE if all(parts) else ZERO
    else:
        credit = max(ZERO, kendall_tau(response))
    return Mark(credit, verdict_of(credit), parts=parts)


def kendall_tau(order: Sequence[int]) -> Fraction:
    """Return Kendall's rank correlation of ``order`` with the ascending one, from -1 to 1 (no ties)."""
    count = len(order)
    pairs = count * (count - 1) // 2
    swapped = sum(order[i] > order[j] for i in range(count) for j in range(i + 1, count))
    return ONE - Fraction(2 * swapped, pairs)


def _gap_right(question: Question, gap: Gap, given: str | int, decimal_comma: bool) -> bool:
    if gap.kind == "choice":
        return given == gap.right
    if gap.kind == "number":
        return _within(parse_number(str(given), decimal_comma), gap.low, gap.high)
    exact = question.case_exact, question.accents_exact
    text = normalise(str(given), *exact)
    return any(fits(normalise(value, *exact), text) for value in gap.accepted)


def _in_parts(right: tuple[bool, ...], grading: Grading) -> Mark:
    credit = Fraction(sum(right), len(right))
    if grading is Grading.EXACT and credit < ONE:
        credit = ZERO
    return Mark(credit, verdict_of(credit), parts=right)


def _mark_scenario(body: Scenario, path: Sequence[int]) -> Mark:
    scene, last = body.scenes[0], None
    for taken in path:
        last = scene.choices[taken]
        scene = scene_of(body, last.target)
    if last is None:
        return Mark(ZERO, Verdict.NOT_YET)
    return Mark(last.share, verdict_of(last.share), _said(last.feedback))


def scene_of(body: Scenario, scene_id: str) -> Scene:
    """Return the scene with this id."""
    return next(scene for scene in body.scenes if scene.id == scene_id)


def scene_after(body: Scenario, path: Sequence[int]) -> Scene:
    """Return the scene that the choices of ``path`` lead to.

    Raises:
        NoAnswerError: the path leaves the story.
    """
    scene = body.scenes[0]
    for taken in path:
        if not 0 <= taken < len(scene.choices):
            raise NoAnswerError("Choose one of the lines.")
        scene = scene_of(body, scene.choices[taken].target)
    return scene


def _said(leaf: Leaf) -> tuple[Leaf, ...]:
    return (leaf,) if leaf else ()


def check_response(question: Question, response: Response) -> Response:
    """Return ``response`` in its stored form.

    Raises:
        NoAnswerError: nothing was answered, or it does not fit the question; the message says what to do.
    """
    match question.body:
        case Choice(options):
            if not _index(response, len(options)):
                raise NoAnswerError("Choose an answer first.")
            return response
        case Several(options):
            if not isinstance(response, list) or not all(_index(each, len(options)) for each in response):
                raise NoAnswerError("Choose from the answers on the page.")
            if not response:
                raise NoAnswerError("Choose at least one answer.")
            return sorted(set(response))
        case TextEntry() | NumberEntry():
            return _typed(response)
        case Match() as body:
            return _matched(body, response)
        case Order(steps):
            if not isinstance(response, list) or sorted(map(str, response)) != sorted(map(str, range(len(steps)))):
                raise NoAnswerError("Give every step its own place.")
            return [int(each) for each in response]
        case Cloze(_, gaps):
            return _filled(gaps, response)
        case Scenario() as body:
            if not isinstance(response, list) or not all(isinstance(each, int) for each in response):
                raise NoAnswerError("Choose one of the lines.")
            if scene_after(body, response).choices or not response:
                raise NoAnswerError("The story goes on: choose one of the lines.")
            return response
        case Reflection():
            if not isinstance(response, str) or len(response) > LONGEST_REFLECTION:
                raise NoAnswerError(f"Write at most {LONGEST_REFLECTION} letters.")
            return response


def _index(value: object, count: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count


def _typed(response: Response) -> str:
    if not isinstance(response, str) or not response.strip():
        raise NoAnswerError("Type an answer first.")
    if len(response) > LONGEST_TEXT:
        raise NoAnswerError(f"Type at most {LONGEST_TEXT} letters.")
    return response.strip()


def _matched(body: Match, response: Response) -> list[int | None]:
    lefts = sum(pair.left is not None for pair in body.pairs)
    if not isinstance(response, list) or len(response) != lefts:
        raise NoAnswerError("Match every line.")
    if any(each is None for each in response):
        raise NoAnswerError("Match every line; a guess is fine.")
    if not all(_index(each, len(body.pairs)) for each in response):
        raise NoAnswerError("Choose from the lines on the page.")
    return response


def _filled(gaps: Sequence[Gap], response: Response) -> list[str | int]:
    if not isinstance(response, list) or len(response) != len(gaps):
        raise NoAnswerError("Fill every gap.")
    filled: list[str | int] = []
    for gap, given in zip(gaps, response, strict=True):
        if gap.kind == "choice":
            if not _index(given, len(gap.options)):
                raise NoAnswerError("Fill every gap; a guess is fine.")
            filled.append(given)
        elif not isinstance(given, str) or not given.strip():
            raise NoAnswerError("Fill every gap; a guess is fine.")
        else:
            filled.append(_typed(given))
    return filled
