"""Read enrolments and facts. Nothing here writes.

Hot pages use ``visit``: the live release of a course, the learner's enrolment and all facts in one statement. It
names the table of courses by its columns, so that the row class stays in its own room.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Row,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    null,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Session

from course_app.domain.requirements import Fact, Kind
from course_app.enrolment.models import EnrolmentRow, FactRow, MilestoneRow
from course_app.infrastructure.database import UtcDateTime
from course_app.infrastructure.prepared import Prepared

_course = table("course", column("slug"), column("live_release_id"))
_enrolment, _fact, _milestone = EnrolmentRow.__table__, FactRow.__table__, MilestoneRow.__table__
_COLUMNS = (
    _course.c.slug,
    _course.c.live_release_id,
    _enrolment.c.id,
    _enrolment.c.started_at,
    _enrolment.c.place_unit,
    _enrolment.c.place_heading,
    _fact.c.kind,
    _fact.c.subject,
    _fact.c.numbers,
    _fact.c.at,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading stopped: the address of a unit and the id of a heading."""

    unit: str
    heading: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A learner's look at a course: ``enrolment`` is None before it was begun."""

    course: str
    release_id: int
    enrolment: int | None
    started_at: datetime | None
    place: Place
    facts: tuple[Fact, ...]


def visit(connection: Connection, account_id: int, course: str) -> Visit | None:
    """Return the learner's look at the live release of ``course``; None when there is no such course."""
    return next(_visits(_ONE.rows(connection, account=account_id, course=course)), None)


def visits(connection: Connection, account_id: int) -> list[Visit]:
    """Return the learner's looks at every course that was begun, the one begun last first."""
    found = list(_visits(_BEGUN.rows(connection, account=account_id)))
    return sorted(found, key=lambda each: each.enrolment or 0, reverse=True)


def began_at(connection: Connection, account_id: int, course: str) -> datetime | None:
    """Return when a learner began ``course``; None when they did not."""
    row = _BEGAN.first(connection, account=account_id, course=course)
    return row.started_at if row else None


def _joined() -> Select[Any]:
    mine = and_(_enrolment.c.course == _course.c.slug, _enrolment.c.account_id == bindparam("account"))
    return (
        select(*_COLUMNS)
        .select_from(_course)
        .outerjoin(_enrolment, mine)
        .outerjoin(_fact, _fact.c.enrolment_id == _enrolment.c.id)
        .where(_course.c.live_release_id.is_not(None))
        .order_by(_enrolment.c.id, _fact.c.id)
    )


_BEGAN = Prepared(
    select(_enrolment.c.started_at).where(
        _enrolment.c.account_id == bindparam("account"), _enrolment.c.course == bindparam("course")
    )
)
_ONE = Prepared(_joined().where(_course.c.slug == bindparam("course")))
_BEGUN = Prepared(_joined().where(_enrolment.c.id.is_not(None)))


def _visits(rows: Iterable[Row[Any]]) -> Iterator[Visit]:
    for _, group in groupby(rows, key=lambda row: row.slug):
        several = list(group)
        first = several[0]
        yield Visit(
            course=first.slug,
            release_id=first.live_release_id,
            enrolment=first.id,
            started_at=first.started_at,
            place=Place(first.place_unit or "", first.place_heading or ""),
            facts=tuple(_fact_of(row) for row in several if row.kind is not None),
        )


def _fact_of(row: Row[Any]) -> Fact:
    return Fact(Kind(row.kind), row.subject, row.at, row.numbers)


_FACTS_AND_STEPS = Prepared(
    union_all(
        select(
            _fact.c.id, _fact.c.kind, _fact.c.subject, _fact.c.numbers, _fact.c.at, cast(null(), String).label("step")
        ).where(_fact.c.enrolment_id == bindparam("enrolment")),
        select(
            literal(0),
            cast(null(), String),
            cast(null(), String),
            cast(null(), JSON),
            cast(null(), UtcDateTime),
            _milestone.c.step,
        ).where(_milestone.c.enrolment_id == bindparam("enrolment")),
    ).order_by("id")
)


_FACTS = Prepared(
    select(_fact.c.kind, _fact.c.subject, _fact.c.numbers, _fact.c.at)
    .where(_fact.c.enrolment_id == bindparam("enrolment"))
    .order_by(_fact.c.id)
)


def facts_of(session: Session, enrolment_id: int) -> tuple[Fact, ...]:
    """Return all facts of an enrolment, inside a transaction."""
    return tuple(_fact_of(row) for row in _FACTS.rows(session, enrolment=enrolment_id))


def facts_and_steps(session: Session, enrolment_id: int) -> tuple[tuple[Fact, ...], frozenset[str]]:
    """Return all facts of an enrolment and the steps of the funnel that it reached, in one statement."""
    rows = _FACTS_AND_STEPS.rows(session, enrolment=enrolment_id)
    facts = tuple(_fact_of(row) for row in rows if row.kind is not None)
    return facts, frozenset(row.step for row in rows if row.step is not None)


def has_uncounted(connection: Connection) -> bool:
    """Return whether there are enrolments that the counters do not know of."""
    return (
        connection.execute(select(_enrolment.c.id).where(_enrolment.c.counted.is_(False)).limit(1)).first() is not None
    )


def enrolments() -> Subquery:
    """Return enrolments as columns ``id``, ``course`` and ``account_id``, for statements of higher rooms."""
    return select(_enrolment.c.id, _enrolment.c.course, _enrolment.c.account_id).subquery("enrolled")


def learners_by_subject(connection: Connection | Session, course: str) -> Mapping[str, int]:
    """Return how many learners reached something at each unit and each task of a course."""
    query = (
        select(_fact.c.subject, func.count(_enrolment.c.id.distinct()).label("learners"))
        .join(_enrolment, _enrolment.c.id == _fact.c.enrolment_id)
        .where(_enrolment.c.course == course)
        .group_by(_fact.c.subject)
    )
    return {row.subject: row.learners for row in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Reached:
    """How many learners of a course reached what: in all, with a certificate, and by kind and subject of a fact."""

    enrolled: int
    certified: int
    subjects: Mapping[tuple[str, str], int]

    @property
    def in_progress(self) -> int:
        """Those who have no certificate yet."""
        return self.enrolled - self.certified


def reached(connection: Connection | Session, course: str) -> Reached:
    """Return how many learners reached what in ``course``: numbers, never names."""
    query = (
        select(_fact.c.kind, _fact.c.subject, func.count(_fact.c.enrolment_id.distinct()).label("learners"))
        .join(_enrolment, _enrolment.c.id == _fact.c.enrolment_id)
        .where(_enrolment.c.course == course, _enrolment.c.aside.is_(False))
        .group_by(_fact.c.kind, _fact.c.subject)
    )
    here = _enrolment.c.course == course, _enrolment.c.aside.is_(False)
    enrolled = select(func.count()).select_from(_enrolment).where(*here)
    certified = (
        select(func.count(_fact.c.enrolment_id.distinct()))
        .join(_enrolment, _enrolment.c.id == _fact.c.enrolment_id)
        .where(*here, _fact.c.kind == Kind.CERTIFICATE)
    )
    return Reached(
        connection.execute(enrolled).scalar() or 0,
        connection.execute(certified).scalar() or 0,
        {(row.kind, row.subject): row.learners for row in connection.execute(query)},
    )


def enrolled_by_course(connection: Connection | Session) -> Mapping[str, int]:
    """Return how many learners have begun each course."""
    query = (
        select(_enrolment.c.course, func.count().label("learners"))
        .where(_enrolment.c.aside.is_(False))
        .group_by(_enrolment.c.course)
    )
    return {row.course: row.learners for row in connection.execute(query)}
