"""Item and quiz statistics of classical test theory, over first attempts, one for each learner.

``m`` is the mark on an item, ``x`` its maximum, ``T`` the total, ``R`` = T - m the rest. Variances and covariances
are those of samples (n - 1). Marks are whole numbers, fractions or decimals and stay exact up to the last step; a
figure that does not exist, such as one that would divide by a variance of 0, is None.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm, sqrt
from statistics import median

LEAST_TO_SHOW = 10
"""Below so many attempts no figure is shown: it would tell more of persons than of questions."""
LEAST_TO_JUDGE = 30
"""Below so many attempts a figure is shown without a verdict."""

Number = int | Fraction | Decimal


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item: shares and coefficients in percent, but for ``facility``, which goes from 0 to 1.

    ``discrimination`` is the correlation of the item with the rest, ``efficiency`` how much of the discrimination
    that its difficulty allows it has; ``covariance`` with the total is what ``effective_weights`` needs.
    """

    attempts: int
    facility: float | None
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    covariance: float | None


def item_statistics(marks: Sequence[Number], totals: Sequence[Number], maximum: Number) -> ItemStatistics:
    """Return the statistics of an item from its marks and the totals of the same attempts.

    facility = mean(m)/x; discrimination = 100 cov(m, R)/sqrt(var m var R); efficiency = 100 cov(m, R)/cov(m', R') with
    both sorted; the corrected item-rest correlation as Moodle's quiz statistics define them.
    """
    m, t = _exact(marks), _exact(totals)
    rest = [total - each for each, total in zip(m, t, strict=True)]
    both = _covariance(m, rest)
    spread, spread_of_rest = _covariance(m, m), _covariance(rest, rest)
    highest = _covariance(sorted(m), sorted(rest))
    return ItemStatistics(
        attempts=len(m),
        facility=float(sum(m) / len(m) / Fraction(maximum)) if m and maximum else None,
        deviation=_root(spread),
        discrimination=_over(both, _root(_product(spread, spread_of_rest))),
        efficiency=_over(both, float(highest) if highest is not None else None),
        covariance=_float(_covariance(m, t)),
    )


def effective_weights(covariances: Sequence[float | None]) -> list[float | None]:
    """Return how much each item decides of the total, in percent, from its ``covariance`` with it.

    100 sqrt(cov)/sum(sqrt(cov)) over the items with cov >= 0; None for others, which pull the other way.
    """
    roots = [sqrt(each) if each is not None and each >= 0 else None for each in covariances]
    whole = sum(root for root in roots if root is not None)
    return [100 * root / whole if root is not None and whole else None for root in roots]


def intended_weights(maxima: Sequence[Number]) -> list[float]:
    """Return how much each item was meant to decide of the total, in percent: 100 x/sum(x)."""
    exact = _exact(maxima)
    whole = sum(exact)
    return [float(100 * each / whole) if whole else 0.0 for each in exact]


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """A whole quiz: ``alpha`` and ``error_ratio`` in percent, the rest in points.

    ``error_ratio`` is how much of the deviation is chance, ``standard_error`` the same in points.
    """

    attempts: int
    mean: float | None
    median: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None


def quiz_statistics(rows: Sequence[Sequence[Number]]) -> QuizStatistics:
    """Return the statistics of a quiz from the marks of each attempt, the same items in each.

    alpha = 100 p/(p-1) (1 - sum(var m)/var T), Cronbach's, KR-20 for marks of 0 and 1; error ratio =
    100 sqrt(1 - alpha/100); standard error = error ratio x deviation/100.
    """
    exact = [_exact(row) for row in rows]
    totals = [sum(row, Fraction(0)) for row in exact]
    spread = _covariance(totals, totals)
    alpha = _alpha([list(column) for column in zip(*exact, strict=True)], spread)
    deviation = _root(spread)
    error_ratio = 100 * sqrt(1 - alpha / 100) if alpha is not None and alpha <= 100 else None
    skewness, kurtosis = _shape(totals)
    return QuizStatistics(
        attempts=len(rows),
        mean=float(sum(totals) / len(totals)) if totals else None,
        median=float(median(totals)) if totals else None,
        deviation=deviation,
        skewness=skewness,
        kurtosis=kurtosis,
        alpha=alpha,
        error_ratio=error_ratio,
        standard_error=error_ratio * deviation / 100 if error_ratio is not None and deviation is not None else None,
    )


def _alpha(columns: Sequence[Sequence[Fraction]], spread: Fraction | None) -> float | None:
    items = len(columns)
    if items < 2 or not spread:
        return None
    own = sum((_covariance(column, column) or Fraction(0) for column in columns), Fraction(0))
    return float(100 * Fraction(items, items - 1) * (1 - own / spread))


def _shape(totals: Sequence[Fraction]) -> tuple[float | None, float | None]:
    """Return skewness k3/k2^(3/2) and kurtosis k4/k2^2, from Fisher's k-statistics."""
    n = len(totals)
    mean = sum(totals, Fraction(0)) / n if n else Fraction(0)
    m2, m3, m4 = (sum(((each - mean) ** power for each in totals), Fraction(0)) / (n or 1) for power in (2, 3, 4))
    if not m2:
        return None, None
    k2 = m2 * n / (n - 1)
    k3 = m3 * n * n / ((n - 1) * (n - 2)) if n > 2 else None
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3)) if n > 3 else None
    return (
        float(k3) / float(k2) ** 1.5 if k3 is not None else None,
        float(k4 / k2**2) if k4 is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """How often an option was taken: by how many in all, and by which share of the top and the bottom third."""

    count: int
    top: float
    bottom: float


def taken_by_thirds(picks: Sequence[Collection[int]], totals: Sequence[Number], options: int) -> list[Taken]:
    """Return how often each of ``options`` was taken, by the top and by the bottom third of ``totals``.

    A third is a third to the fraction: learners with the total at its edge are counted in part, all alike, so that
    no order of rows changes anything.
    """
    exact = _exact(totals)
    top = _third([-total for total in exact])
    bottom = _third(exact)
    size = Fraction(len(exact), 3) or Fraction(1)
    found = []
    for option in range(options):
        takers = [number for number, picked in enumerate(picks) if option in picked]
        found.append(
            Taken(
                len(takers),
                float(sum((top[each] for each in takers), Fraction(0)) / size),
                float(sum((bottom[each] for each in takers), Fraction(0)) / size),
            )
        )
    return found


def _third(values: Sequence[Fraction]) -> list[Fraction]:
    """Return how much each value belongs to the lowest third."""
    places = Fraction(len(values), 3)
    parts: dict[Fraction, Fraction] = {}
    for value, count in sorted(Counter(values).items()):
        parts[value] = min(Fraction(1), places / count)
        places -= count * parts[value]
    return [parts[value] for value in values]


def proportion_interval(right: int, attempts: int, z: float = 1.96) -> tuple[float, float] | None:
    """Return Wilson's interval for a share of ``attempts``, by default that of 95 percent; None for no attempt."""
    if not attempts:
        return None
    share = right / attempts
    middle = share + z * z / (2 * attempts)
    reach = z * sqrt(share * (1 - share) / attempts + z * z / (4 * attempts * attempts))
    whole = 1 + z * z / attempts
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _exact(values: Sequence[Number]) -> list[Fraction]:
    return [Fraction(value) for value in values]


def _covariance(xs: Sequence[Fraction], ys: Sequence[Fraction]) -> Fraction | None:
    """Return the covariance of a sample, exactly; None for fewer than two pairs."""
    n = len(xs)
    if n < 2:
        return None
    scale = lcm(*(each.denominator for each in (*xs, *ys)))
    a, b = ([int(each * scale) for each in values] for values in (xs, ys))
    crossed = n * sum(x * y for x, y in zip(a, b, strict=True)) - sum(a) * sum(b)
    return Fraction(crossed, n * (n - 1) * scale * scale)


def _product(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return one * other if one is not None and other is not None else None


def _root(value: Fraction | None) -> float | None:
    return sqrt(value) if value is not None else None


def _float(value: Fraction | None) -> float | None:
    return float(value) if value is not None else None


def _over(part: Fraction | None, whole: float | None) -> float | None:
    return 100 * float(part) / whole if part is not None and whole else None
