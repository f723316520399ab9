"""What answering by chance earns: the credit to expect of a question from somebody who does not read it."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial, prod

from course_app.domain.answers import normalise
from course_app.domain.marking import ONE, ZERO, mark
from course_app.domain.questions import (
    Accept,
    Choice,
    Cloze,
    Gap,
    Grading,
    Match,
    Mend,
    NumberEntry,
    Option,
    Order,
    Question,
    Reflection,
    Scenario,
    Several,
    TextEntry,
)


def random_guess_score(question: Question) -> Fraction | None:
    """Return the expected credit, from 0 to 1, of an answer by chance; None when it cannot be said.

    Every option, every set of options that is not empty, every order, every choice of a story is as likely as any
    other; what has to be typed is not found by chance, unless anything is accepted.
    """
    match question.body:
        case Choice(options):
            return _mean([mark(question, index).credit for index in _shown(options)])
        case Several(options):
            return _mean([mark(question, list(picked)).credit for picked in _sets(_shown(options))])
        case TextEntry(accepts):
            return _anything(accepts)
        case NumberEntry():
            return ZERO
        case Match() as body:
            return _of_match(body, question.grading)
        case Order(steps):
            return _of_order(len(steps), question.grading)
        case Cloze(_, gaps):
            return _in_parts([_of_gap(gap) for gap in gaps], question.grading)
        case Scenario() as body:
            return _of_scenario(body)
        case Reflection():
            return None


def _mean(credits_: Sequence[Fraction]) -> Fraction:
    return sum(credits_, ZERO) / len(credits_) if credits_ else ZERO


def _shown(options: Sequence[Option]) -> list[int]:
    return [index for index, option in enumerate(options) if option.mend is not Mend.VOID]


def _sets(indexes: Sequence[int]) -> list[tuple[int, ...]]:
    return [picked for size in range(1, len(indexes) + 1) for picked in combinations(indexes, size)]


def _anything(accepts: Sequence[Accept]) -> Fraction:
    return next((accept.share for accept in accepts if normalise(accept.value) == "*"), ZERO)


def _of_match(body: Match, grading: Grading) -> Fraction:
    rights = [pair.right.text for pair in body.pairs]
    chances = [Fraction(rights.count(pair.right.text), len(rights)) for pair in body.pairs if pair.left is not None]
    return _in_parts(chances, grading)


def _of_gap(gap: Gap) -> Fraction:
    if gap.kind == "choice":
        return Fraction(1, len(gap.options))
    return ONE if "*" in map(normalise, gap.accepted) else ZERO


def _in_parts(chances: Sequence[Fraction], grading: Grading) -> Fraction:
    return prod(chances, start=ONE) if grading is Grading.EXACT else _mean(chances)


def _of_order(count: int, grading: Grading) -> Fraction:
    if grading is Grading.EXACT or count < 2:
        return Fraction(1, factorial(count))
    pairs = count * (count - 1) // 2
    orders = _orders_by_swaps(count)
    # Kendall's tau is 1 - 2 swaps/pairs, and never less than 0 as a credit.
    earned = sum((many * max(ZERO, ONE - Fraction(2 * swaps, pairs)) for swaps, many in enumerate(orders)), ZERO)
    return earned / sum(orders)


def _orders_by_swaps(count: int) -> list[int]:
    """Return how many orders of ``count`` things have 0, 1, 2 … pairs the wrong way round (Mahonian numbers)."""
    orders = [1]
    for size in range(2, count + 1):
        longer = [0] * (len(orders) + size - 1)
        for swaps, many in enumerate(orders):
            for more in range(size):
                longer[swaps + more] += many
        orders = longer
    return orders


def _of_scenario(body: Scenario) -> Fraction | None:
    """Return what a walk by chance earns at its end: one equation a scene, solved by elimination.

    None for a story that chance might never end.
    """
    going = [scene for scene in body.scenes if scene.choices]
    place = {scene.id: index for index, scene in enumerate(going)}
    if body.scenes[0].id not in place:
        return None
    rows: list[list[Fraction]] = []
    for scene in going:
        row = [ZERO] * (len(going) + 1)
        row[place[scene.id]] += 1
        for choice in scene.choices:
            share = Fraction(1, len(scene.choices))
            if choice.target in place:
                row[place[choice.target]] -= share
            else:
                row[-1] += share * choice.share
        rows.append(row)
    return _first_unknown(rows)


def _first_unknown(rows: list[list[Fraction]]) -> Fraction | None:
    """Return the first unknown of linear equations, the right sides last in each row; None when there is no one."""
    for column in reversed(range(1, len(rows))):
        pivot = next((row for row in rows[: column + 1] if row[column]), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        rows = [
            [value - row[column] / pivot[column] * other for value, other in zip(row, pivot, strict=True)]
            for row in rows
        ]
    return rows[0][-1] / rows[0][0] if rows[0][0] else None
