"""Read the counters of the funnel: sums over few rows, however many learners there are. Nothing here writes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, func, select
from sqlalchemy.orm import Session

from course_app.enrolment.counting import NOT_ASKED
from course_app.enrolment.models import FunnelCountRow, ReachedCountRow

Reader = Connection | Session
_funnel, _reached = FunnelCountRow.__table__, ReachedCountRow.__table__


def by_step(
    reader: Reader, course: str, *, cohorts: tuple[int, ...] | None = None, week: date | None = None
) -> dict[str, int]:
    """Return how many learners reached each step: of all cohorts or of some, of all weeks of beginning or of one."""
    query = select(_funnel.c.step, func.sum(_funnel.c.learners)).group_by(_funnel.c.step)
    rows = reader.execute(query.where(*_where(course, cohorts, week)))
    return {row[0]: int(row[1]) for row in rows}


def by_week(
    reader: Reader, course: str, cohorts: tuple[int, ...] | None = None, since: date | None = None
) -> dict[date, dict[str, int]]:
    """Return how many of those who began in each week reached each step."""
    query = select(_funnel.c.week, _funnel.c.step, func.sum(_funnel.c.learners)).group_by(
        _funnel.c.week, _funnel.c.step
    )
    query = query.where(*_where(course, cohorts, None))
    if since is not None:
        query = query.where(_funnel.c.week >= since)
    return _nested(reader.execute(query))


def by_cohort(reader: Reader, course: str, cohorts: tuple[int, ...] | None = None) -> dict[int, dict[str, int]]:
    """Return how many of each cohort (0 = none) reached each step."""
    query = select(_funnel.c.cohort, _funnel.c.step, func.sum(_funnel.c.learners))
    query = query.group_by(_funnel.c.cohort, _funnel.c.step)
    return _nested(reader.execute(query.where(*_where(course, cohorts, None))))


def in_two_spans(
    reader: Reader, since: date, middle: date, until: date, course: str = ""
) -> dict[str, tuple[int, int]]:
    """Return how many learners reached each step in the weeks from ``since`` and from ``middle``; of all or one."""
    later = case((_reached.c.week >= middle, _reached.c.learners), else_=0)
    query = (
        select(_reached.c.step, func.sum(_reached.c.learners - later), func.sum(later))
        .where(_reached.c.week >= since, _reached.c.week < until)
        .group_by(_reached.c.step)
    )
    rows = reader.execute(query.where(_reached.c.course == course) if course else query)
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def totals(reader: Reader, course: str = "") -> dict[str, int]:
    """Return how many learners reached each step, of all courses or of one."""
    query = select(_reached.c.step, func.sum(_reached.c.learners)).group_by(_reached.c.step)
    rows = reader.execute(query.where(_reached.c.course == course) if course else query)
    return {row[0]: int(row[1]) for row in rows}


def median_days(reader: Reader, step: str, course: str = "") -> float | None:
    """Return the median of the days that a step took, from a histogram of days; None when nobody has reached it."""
    query = (
        select(_reached.c.days, func.sum(_reached.c.learners))
        .where(_reached.c.step == step, _reached.c.days > NOT_ASKED)
        .group_by(_reached.c.days)
        .order_by(_reached.c.days)
    )
    rows = reader.execute(query.where(_reached.c.course == course) if course else query)
    return middle({int(row[0]): int(row[1]) for row in rows})


def middle(histogram: Mapping[int, int]) -> float | None:
    """Return the median of values given by how often each comes, None of none."""
    count = sum(histogram.values())
    if not count:
        return None
    low, high = (count - 1) // 2, count // 2
    found: list[int] = []
    passed = 0
    for value, times in sorted(histogram.items()):
        found += [value for place in (low, high) if passed <= place < passed + times]
        passed += times
    return sum(found) / 2


def _where(course: str, cohorts: tuple[int, ...] | None, week: date | None) -> list[Any]:
    found: list[Any] = [_funnel.c.course == course]
    if cohorts is not None:
        found.append(_funnel.c.cohort.in_(cohorts))
    if week is not None:
        found.append(_funnel.c.week == week)
    return found


def _nested(rows: Any) -> dict[Any, dict[str, int]]:
    found: dict[Any, dict[str, int]] = {}
    for group, step, learners in rows:
        found.setdefault(group, {})[step] = int(learners)
    return found
