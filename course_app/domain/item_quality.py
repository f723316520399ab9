"""What the statistics of a question say about it, in flags: reasons to look at it, not verdicts.

No flag is raised below ``LEAST_TO_JUDGE`` answers, and no figure shown below ``LEAST_TO_SHOW``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atanh, sqrt, tanh

from course_app.domain.statistics import LEAST_TO_JUDGE, ItemStatistics, Taken, proportion_interval

EASY_ABOVE, HARD_BELOW = 0.95, 0.30
FLAT_BELOW = 10.0
RARE_BELOW = 0.03
Z = 1.96


class Flag(StrEnum):
    """Why somebody should look at a question."""

    EASY = "easy"
    HARD = "hard"
    FLAT = "flat"
    KEY = "key"
    RARE = "rare"
    RIVAL = "rival"


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag; ``option`` is the place of the option that it is about, from 0, None when it is about the question."""

    flag: Flag
    option: int | None = None


def flags(
    attempts: int,
    facility: float | None,
    discrimination: float | None,
    picks: Sequence[Taken] = (),
    right: Collection[int] = (),
) -> list[Raised]:
    """Return the flags of a question.

    Args:
        attempts: how many learners answered it for the first time.
        facility: the mean mark, from 0 to 1.
        discrimination: the corrected item-rest correlation in percent.
        picks: how often each option was taken; empty for questions without options.
        right: the places of the options that are right.
    """
    if attempts < LEAST_TO_JUDGE:
        return []
    found = []
    if facility is not None and facility > EASY_ABOVE:
        found.append(Raised(Flag.EASY))
    if facility is not None and facility < HARD_BELOW:
        found.append(Raised(Flag.HARD))
    if discrimination is not None and discrimination < 0:
        found.append(Raised(Flag.KEY))
    elif discrimination is not None and discrimination < FLAT_BELOW:
        found.append(Raised(Flag.FLAT))
    best = max((picks[place].top for place in right if place < len(picks)), default=0.0)
    for place, taken in enumerate(picks):
        if place in right:
            continue
        if taken.count < RARE_BELOW * attempts:
            found.append(Raised(Flag.RARE, place))
        if taken.top > best:
            found.append(Raised(Flag.RIVAL, place))
    return found


def facility_interval(item: ItemStatistics, right: int | None) -> tuple[float, float] | None:
    """Return the interval of 95 percent of a facility: Wilson's when marks are 0 or 1, else mean and deviation.

    ``right`` is how many answered right, None when marks lie between.
    """
    if right is not None:
        return proportion_interval(right, item.attempts)
    if item.facility is None or item.deviation is None or item.attempts < 2:
        return None
    reach = Z * item.deviation / sqrt(item.attempts)
    return max(0.0, item.facility - reach), min(1.0, item.facility + reach)


def discrimination_interval(item: ItemStatistics) -> tuple[float, float] | None:
    """Return the interval of 95 percent of a discrimination in percent, by Fisher's z; None where there is none."""
    if item.discrimination is None or item.attempts < 4 or abs(item.discrimination) >= 100:
        return None
    middle, reach = atanh(item.discrimination / 100), Z / sqrt(item.attempts - 3)
    return 100 * tanh(middle - reach), 100 * tanh(middle + reach)
