"""Marking: what an answer is worth, in exact fractions, and which feedback belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from course_app.domain.answers import fits, normalise, one_slip_apart, parse_number
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
    Several,
    Step,
    TextEntry,
)
from course_app.domain.responses import Response, scene_of

ZERO, ONE = Fraction(0), Fraction(1)


class Verdict(StrEnum):
    """How an answer went, in the words of the page."""

    RIGHT = "right"
    PARTLY = "partly"
    NOT_YET = "not-yet"
    NOTED = "noted"


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
    """Return the mark of a valid ``response`` (see ``responses.check_response``)."""
    match question.body:
        case Choice(options):
            return _mark_choice(options, response)
        case Several(options):
            return _mark_several(options, set(response), question.grading)
        case TextEntry(accepts):
            return _mark_text(question, accepts, response)
        case NumberEntry(accepts):
            return _mark_number(accepts, parse_number(response, decimal_comma))
        case Match() as body:
            return _mark_match(body, response, question.grading)
        case Order(steps):
            return _mark_order(steps, response, question.grading)
        case Cloze(_, gaps):
            return _mark_cloze(question, gaps, response, decimal_comma)
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


def _marked(credit: Fraction, feedback: Leaf) -> Mark:
    return Mark(credit, verdict_of(credit), (feedback,) if feedback else ())


def _mark_choice(options: Sequence[Option], picked: int) -> Mark:
    return _marked(option_credit(options, picked), options[picked].feedback)


def option_credit(options: Sequence[Option], picked: int) -> Fraction:
    """Return what an option of a choice of one is worth, mended or not.

    When the mend leaves nothing that could be right, the question asks nothing any more and every answer counts.
    """
    if all(_worth(option) == ZERO for option in options) and any(_is_dropped_key(option) for option in options):
        return ONE
    return _worth(options[picked])


def _worth(option: Option) -> Fraction:
    if option.mend is Mend.NONE:
        return option.share
    return ONE if option.mend is Mend.ANY else ZERO


def _is_dropped_key(option: Option) -> bool:
    return option.mend is Mend.VOID and option.share > ZERO


def _mark_several(options: Sequence[Option], picked: set[int], grading: Grading) -> Mark:
    """Mark by hits/C - wrong/W, never below 0: a blank and everything ticked both earn nothing.

    Mended options count neither way; when no right one is left, every answer counts.
    """
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
    """Mark by the first line that fits.

    A slip of spelling is told apart from a wrong answer that was expected, unless that one was expected to the
    letter: ``- ! *`` for "anything else" does not turn a slip into a mistake.
    """
    text = _compared(question, typed)
    values = [(accept, _compared(question, accept.value)) for accept in accepts]
    near = any(one_slip_apart(text, value) for accept, value in values if not accept.expected_wrong)
    for accept, value in values:
        if fits(value, text):
            found = _marked(accept.share, accept.feedback)
            is_slip = near and accept.expected_wrong and "*" in value
            return Mark(found.credit, found.verdict, found.feedback, near_miss=is_slip)
    return Mark(ZERO, Verdict.NOT_YET, near_miss=near)


def _compared(question: Question, text: str) -> str:
    return normalise(text, question.case_exact, question.accents_exact)


def _mark_number(accepts: Sequence[Accept], number: Decimal | None) -> Mark:
    for accept in accepts:
        if _within(number, accept.low, accept.high):
            return _marked(accept.share, accept.feedback)
    return Mark(ZERO, Verdict.NOT_YET)


def _within(number: Decimal | None, low: Decimal | None, high: Decimal | None) -> bool:
    return number is not None and low is not None and high is not None and low <= number <= high


def _mark_match(body: Match, response: Sequence[int], grading: Grading) -> Mark:
    """Mark the right sides taken; equal right sides stand for each other, and distractors cost nothing."""
    lefts = [pair for pair in body.pairs if pair.left is not None]
    parts = tuple(body.pairs[taken].right.text == pair.right.text for pair, taken in zip(lefts, response, strict=True))
    feedback = tuple(pair.feedback for pair, right in zip(lefts, parts, strict=True) if right and pair.feedback)
    return _in_parts(parts, grading, feedback)


def _mark_order(steps: Sequence[Step], response: Sequence[int], grading: Grading) -> Mark:
    """Mark by Kendall's tau, never below 0; the steps out of place say why."""
    parts = tuple(step == index for index, step in enumerate(response))
    if grading is Grading.EXACT:
        credit = ONE if all(parts) else ZERO
    else:
        credit = max(ZERO, kendall_tau(response))
    misplaced = (steps[step].feedback for step, right in zip(response, parts, strict=True) if not right)
    return Mark(credit, verdict_of(credit), tuple(leaf for leaf in misplaced if leaf), parts=parts)


def kendall_tau(order: Sequence[int]) -> Fraction:
    """Return Kendall's rank correlation of ``order`` with the ascending one, from -1 to 1 (two or more, no ties)."""
    count = len(order)
    pairs = count * (count - 1) // 2
    swapped = sum(order[i] > order[j] for i in range(count) for j in range(i + 1, count))
    return ONE - Fraction(2 * swapped, pairs)


def _mark_cloze(question: Question, gaps: Sequence[Gap], response: Sequence[str | int], decimal_comma: bool) -> Mark:
    given = list(zip(gaps, response, strict=True))
    parts = tuple(_gap_right(question, gap, each, decimal_comma) for gap, each in given)
    near = any(not right and _gap_near(question, gap, each) for (gap, each), right in zip(given, parts, strict=True))
    return _in_parts(parts, question.grading, near=near)


def _gap_right(question: Question, gap: Gap, given: str | int, decimal_comma: bool) -> bool:
    if gap.kind == "choice":
        return given == gap.right
    if gap.kind == "number":
        return _within(parse_number(str(given), decimal_comma), gap.low, gap.high)
    text = _compared(question, str(given))
    return any(fits(_compared(question, value), text) for value in gap.accepted)


def _gap_near(question: Question, gap: Gap, given: str | int) -> bool:
    text = _compared(question, str(given))
    return gap.kind == "text" and any(one_slip_apart(text, _compared(question, value)) for value in gap.accepted)


def _in_parts(
    parts: tuple[bool, ...], grading: Grading, feedback: tuple[Leaf, ...] = (), *, near: bool = False
) -> Mark:
    credit = Fraction(sum(parts), len(parts))
    if grading is Grading.EXACT and credit < ONE:
        credit = ZERO
    return Mark(credit, verdict_of(credit), feedback, near, parts)


def _mark_scenario(body: Scenario, path: Sequence[int]) -> Mark:
    """Mark the last choice of the path: how a story ends is what counts."""
    scene, last = body.scenes[0], None
    for taken in path:
        last = scene.choices[taken]
        scene = scene_of(body, last.target)
    return _marked(last.share, last.feedback) if last else Mark(ZERO, Verdict.NOT_YET)
