"""The quality of questions: made by a job from first attempts, one for each learner, and read as of then."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.orm import Session

from course_app.assessment.items import FirstAttempt, first_attempts, newest_attempt
from course_app.courseware import releases
from course_app.courseware.queries import all_courses
from course_app.courseware.releases import Release
from course_app.domain.item_quality import Raised, discrimination_interval, facility_interval, flags
from course_app.domain.questions import Choice, Question, Reflection, Several
from course_app.domain.requirements import FINAL
from course_app.domain.statistics import LEAST_TO_SHOW, Taken, item_statistics, taken_by_thirds
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.reporting.models import ItemCountRow, ItemStatisticRow

MOST_ATTEMPTS = 20_000
EVERY = timedelta(hours=1)
Reader = Connection | Session
_item, _count = ItemStatisticRow.__table__, ItemCountRow.__table__


@dataclass
class _Rows:
    """What was answered to a question: one entry for each learner, in each list."""

    question: Question
    units: set[str] = field(default_factory=set)
    marks: list[Fraction] = field(default_factory=list)
    totals: list[Fraction] = field(default_factory=list)
    picks: list[tuple[int, ...]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its figures, which are None below ten answers.

    Shares go from 0 to 1; discrimination and efficiency are in percent.
    """

    question: str
    version: str
    attempts: int
    as_of: datetime
    units: tuple[str, ...]
    facility: float | None
    facility_from: float | None
    facility_to: float | None
    discrimination: float | None
    discrimination_from: float | None
    discrimination_to: float | None
    efficiency: float | None
    seconds: float | None
    picks: tuple[Taken, ...]
    right: tuple[int, ...]
    raised: tuple[Raised, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """When the questions of a course were counted, from how many first attempts."""

    at: datetime
    attempts: int


def count_course(course: str) -> None:
    """Make the statistics of a course anew: read without a transaction, then written in one."""
    newest, now = newest_attempt(reader(), course), clock.now()
    rows: dict[str, _Rows] = {}
    attempts = 0
    seen: set[tuple[int, str]] = set()
    for attempt in first_attempts(reader(), course, MOST_ATTEMPTS):
        attempts += 1
        _take(rows, seen, attempt)
    values = [_values(course, each, now) for each in rows.values()]
    with transaction() as session:
        session.execute(delete(ItemStatisticRow).where(ItemStatisticRow.course == course))
        session.add_all(ItemStatisticRow(**each) for each in values)
        session.merge(ItemCountRow(course=course, newest=newest, attempts=attempts, at=now))


def count_due() -> None:
    """Count the courses in which something was finished since, at most once an hour."""
    now = clock.now()
    known = {row.course: row for row in reader().execute(select(_count))}
    for each in all_courses(reader()):
        last = known.get(each.slug)
        if last is not None and now - last.at < EVERY:
            continue
        newest = newest_attempt(reader(), each.slug)
        if newest and (last is None or newest != last.newest):
            count_course(each.slug)


def _take(rows: dict[str, _Rows], seen: set[tuple[int, str]], attempt: FirstAttempt) -> None:
    release = releases.get(attempt.release_id)
    marks = {position: answer.credit for position, answer in attempt.answers.items()}
    total, places = sum(marks.values(), Fraction(0)), len(attempt.drawn)
    for position, drawn in enumerate(attempt.drawn, 1):
        answer = attempt.answers.get(position)
        question = _question(release, drawn.version, attempt.unit == FINAL)
        if answer is None or question is None or isinstance(question.body, Reflection):
            continue
        if (attempt.enrolment_id, drawn.question) in seen:
            continue
        seen.add((attempt.enrolment_id, drawn.question))
        own = rows.setdefault(drawn.version, _Rows(question))
        own.units.add(attempt.unit)
        own.marks.append(answer.credit)
        # Quizzes differ in length: what counts of the rest is its share, which leaves correlations as they are.
        rest = (total - answer.credit) / (places - 1) if places > 1 else Fraction(0)
        own.totals.append(answer.credit + rest)
        own.picks.append(_picked(question, answer.response))
        own.seconds.append(answer.seconds)


def _question(release: Release, version: str, final: bool) -> Question | None:
    try:
        return release.question(version, final=final)
    except KeyError:
        return None


def _picked(question: Question, response: Any) -> tuple[int, ...]:
    if isinstance(question.body, Choice | Several):
        return tuple(response) if isinstance(response, list) else (response,)
    return ()


def _options(question: Question) -> int:
    return len(question.body.options) if isinstance(question.body, Choice | Several) else 0


def right_options(question: Question) -> tuple[int, ...]:
    """Return the places of the options that are right, from 0."""
    if not isinstance(question.body, Choice | Several):
        return ()
    return tuple(place for place, option in enumerate(question.body.options) if option.right)


def _values(course: str, rows: _Rows, now: datetime) -> dict[str, Any]:
    question, n = rows.question, len(rows.marks)
    item = item_statistics(rows.marks, rows.totals, 1)
    taken = taken_by_thirds(rows.picks, rows.totals, _options(question))
    right = right_options(question)
    whole = all(mark in (0, 1) for mark in rows.marks)
    figures: dict[str, Any] = {"units": sorted(rows.units)}
    if n >= LEAST_TO_SHOW:
        figures |= {
            "facility": item.facility,
            "facility_interval": facility_interval(item, int(sum(rows.marks)) if whole else None),
            "discrimination": item.discrimination,
            "discrimination_interval": discrimination_interval(item),
            "efficiency": item.efficiency,
            "seconds": median(rows.seconds),
            "picks": [[each.count, each.top, each.bottom] for each in taken],
            "right": list(right),
        }
    raised = flags(n, item.facility, item.discrimination, taken, right)
    return {
        "course": course,
        "question": question.id,
        "version": question.version,
        "attempts": n,
        "flagged": len(raised),
        "figures": figures,
        "as_of": now,
    }


def items_of(reader: Reader, course: str, question: str = "") -> list[Item]:
    """Return the questions of a course with their figures, or the versions of one: flagged ones first."""
    query = select(_item).where(_item.c.course == course).order_by(_item.c.flagged.desc(), _item.c.question, _item.c.id)
    if question:
        query = query.where(_item.c.question == question)
    return [_item_of(row) for row in reader.execute(query)]


def counted(reader: Reader, course: str) -> Counted | None:
    """Return when the questions of a course were counted, None when they never were."""
    row = reader.execute(select(_count.c.at, _count.c.attempts).where(_count.c.course == course)).first()
    return Counted(row.at, row.attempts) if row else None


def flagged(reader: Reader) -> dict[str, int]:
    """Return how many questions of each course have a flag."""
    query = select(_item.c.course, func.count()).where(_item.c.flagged > 0).group_by(_item.c.course)
    return {row[0]: row[1] for row in reader.execute(query)}


def _item_of(row: Any) -> Item:
    figures = row.figures
    picks = tuple(Taken(*each) for each in figures.get("picks", ()))
    right = tuple(figures.get("right", ()))
    facility = _pair(figures.get("facility_interval"))
    discrimination = _pair(figures.get("discrimination_interval"))
    return Item(
        question=row.question,
        version=row.version,
        attempts=row.attempts,
        as_of=row.as_of,
        units=tuple(figures["units"]),
        facility=figures.get("facility"),
        facility_from=facility[0],
        facility_to=facility[1],
        discrimination=figures.get("discrimination"),
        discrimination_from=discrimination[0],
        discrimination_to=discrimination[1],
        efficiency=figures.get("efficiency"),
        seconds=figures.get("seconds"),
        picks=picks,
        right=right,
        raised=tuple(flags(row.attempts, figures.get("facility"), figures.get("discrimination"), picks, right)),
    )


def _pair(values: Sequence[float] | None) -> tuple[float | None, float | None]:
    return (values[0], values[1]) if values else (None, None)
