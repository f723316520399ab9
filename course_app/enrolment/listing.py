"""Lists of learners for those who run a course: pieces, the newest first. Nothing here writes.

A page is found by the number of its last line (``before``), not by counting lines, so that it costs the same
wherever it stands in the list.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, column, or_, select, table
from sqlalchemy.orm import Session

from course_app.domain.funnel import CERTIFIED
from course_app.enrolment.models import CohortRow, EnrolmentRow
from course_app.infrastructure.database import UtcDateTime

Reader = Connection | Session
QUIET_AFTER = timedelta(days=14)
STATES = ("going", "quiet", "ready", "certified")
_account = table(
    "account",
    column("id"),
    column("name"),
    column("email"),
    column("email_key"),
    column("status"),
    column("created_at", UtcDateTime),
)
_searched = _account.alias("searched")
_enrolment, _cohort = EnrolmentRow.__table__, CohortRow.__table__


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which learners to list; empty means any.

    ``coach`` keeps to the cohorts of an account; ``stage`` is the furthest step that was reached; ``state`` one of
    ``STATES``; ``search`` part of a name or an address; ``account`` one learner.
    """

    course: str = ""
    cohort: int = 0
    stage: str = ""
    state: str = ""
    search: str = ""
    coach: int | None = None
    account: int = 0

    @property
    def filtered(self) -> bool:
        """Whether anything is narrowed down by hand."""
        return bool(self.course or self.cohort or self.stage or self.state or self.search)


@dataclass(frozen=True, slots=True)
class Line:
    """A learner in a course, as lists show one; ``cohort`` is '' for none."""

    enrolment: int
    account_id: int
    name: str
    email: str
    course: str
    cohort_id: int
    cohort: str
    started_at: datetime
    active_at: datetime
    met: int
    asked: int
    letters: int
    stage: str

    def state(self, now: datetime) -> str:
        """Return how it stands, one of ``STATES``."""
        if self.stage == CERTIFIED:
            return "certified"
        if self.asked and self.met >= self.asked:
            return "ready"
        return "quiet" if self.active_at < now - QUIET_AFTER else "going"


def lines(reader: Reader, wanted: Wanted, now: datetime, *, before: int = 0, limit: int = 25) -> list[Line]:
    """Return learners, who began last first, those that began before enrolment ``before`` when it is given."""
    dialect = (reader if isinstance(reader, Connection) else reader.get_bind()).dialect.name
    query = _lines().where(*_conditions(wanted, now, dialect)).order_by(_enrolment.c.id.desc()).limit(limit)
    if before:
        query = query.where(_enrolment.c.id < before)
    return [_line(row) for row in reader.execute(query)]


def lines_where(
    reader: Reader, wanted: Wanted, now: datetime, *more: ColumnElement[bool], limit: int = 50
) -> list[Line]:
    """Return learners of open accounts, who began last first, that more conditions hold for."""
    query = _lines().where(*_conditions(wanted, now, ""), *more, _account.c.status == "active")
    return [_line(row) for row in reader.execute(query.order_by(_enrolment.c.id.desc()).limit(limit))]


def lines_by_id(reader: Reader, enrolments: Collection[int]) -> dict[int, Line]:
    """Return enrolments as lines, by their ids; those that are set aside are not among them."""
    query = _lines().where(_enrolment.c.id.in_(enrolments))
    return {row.id: _line(row) for row in reader.execute(query)}


def every_line(reader: Reader, wanted: Wanted, now: datetime, piece: int = 500) -> Iterator[Line]:
    """Return all learners of a list one after the other, read in pieces."""
    last = 0
    while found := lines(reader, wanted, now, before=last, limit=piece):
        yield from found
        last = found[-1].enrolment


def lines_of(reader: Reader, account_id: int, coach: int | None, now: datetime) -> list[Line]:
    """Return the courses of one learner, as far as the coach of a cohort may see them."""
    return lines(reader, replace(Wanted(coach=coach), account=account_id), now)


def _lines() -> Select[Any]:
    names = ("account_id", "course", "cohort_id", "started_at", "active_at", "met", "asked", "letters", "stage")
    return (
        select(
            _enrolment.c.id,
            *(_enrolment.c[name] for name in names),
            _account.c.name,
            _account.c.email,
            _cohort.c.name.label("cohort"),
        )
        .join(_account, _account.c.id == _enrolment.c.account_id)
        .outerjoin(_cohort, _cohort.c.id == _enrolment.c.cohort_id)
        .where(_enrolment.c.aside.is_(False))
    )


def _conditions(wanted: Wanted, now: datetime, dialect: str) -> list[Any]:
    found: list[Any] = []
    if wanted.course:
        found.append(_enrolment.c.course == wanted.course)
    if wanted.cohort:
        found.append(_enrolment.c.cohort_id == wanted.cohort)
    if wanted.stage:
        found.append(_enrolment.c.stage == wanted.stage)
    if wanted.coach is not None:
        found.append(_cohort.c.coach_id == wanted.coach)
    if wanted.account:
        found.append(_enrolment.c.account_id == wanted.account)
    if wanted.search:
        # A part of a name is looked for in an index that holds both columns, not in the rows of learners.
        both = _searched.c.name + " " + _searched.c.email_key
        # SQLite's LIKE knows no case of its own accord; lower() on each row would double the time.
        holds = both.contains if dialect == "sqlite" else both.icontains
        fits = select(_searched.c.id).where(holds(wanted.search, autoescape=True))
        found.append((_enrolment.c.account_id + 0).in_(fits))  # newest first: not by way of the matches
    return found + _state(wanted.state, now)


def _state(state: str, now: datetime) -> list[Any]:
    row = _enrolment.c
    ready = and_(row.asked > 0, row.met >= row.asked)
    still_open = and_(row.stage != CERTIFIED, or_(row.asked == 0, row.met < row.asked))
    if state == "certified":
        return [row.stage == CERTIFIED]
    if state == "ready":
        return [row.stage != CERTIFIED, ready]
    if state == "quiet":
        return [still_open, row.active_at < now - QUIET_AFTER]
    if state == "going":
        return [still_open, row.active_at >= now - QUIET_AFTER]
    return []


def _line(row: Row[Any]) -> Line:
    return Line(
        row.id,
        row.account_id,
        row.name,
        row.email,
        row.course,
        row.cohort_id or 0,
        row.cohort or "",
        row.started_at,
        row.active_at or row.started_at,
        row.met,
        row.asked,
        row.letters,
        row.stage,
    )
