"""Errors that learners report in questions. The caller owns the transaction; nothing here commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import Session

from course_app.domain.errors import DomainError
from course_app.reporting.models import QuestionReportRow
from course_app.web.i18n import gettext as _

LONGEST = 1000
MOST_OPEN = 10
Reader = Connection | Session
_report = QuestionReportRow.__table__


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says is wrong with a question; who it was is not told."""

    id: int
    course: str
    question: str
    text: str
    state: str
    at: datetime


def report(
    session: Session, account_id: int, course: str, question: str, version: str, text: str, now: datetime
) -> None:
    """Keep a report.

    Raises:
        DomainError: it is empty or too long, or this learner has many open ones.
    """
    if not text:
        raise DomainError(_("Say what is wrong, in a few words."), "text")
    if len(text) > LONGEST:
        raise DomainError(_("At most %(n)s letters fit here.", n=LONGEST), "text")
    mine = (
        select(func.count()).select_from(_report).where(_report.c.account_id == account_id, _report.c.state == "open")
    )
    if (session.scalar(mine) or 0) >= MOST_OPEN:
        raise DomainError(_("Thank you. Your earlier reports are not read yet; wait until they are."), "text")
    row = QuestionReportRow(course=course, question=question, version=version, account_id=account_id)
    row.text, row.at = text, now
    session.add(row)
    session.flush()


def close(session: Session, number: int) -> bool:
    """Put a report away; False when it is already."""
    closed = session.execute(
        update(QuestionReportRow)
        .where(QuestionReportRow.id == number, QuestionReportRow.state == "open")
        .values(state="closed")
        .returning(QuestionReportRow.id)
    )
    return closed.first() is not None


def reports(reader: Reader, course: str = "", question: str = "", limit: int = 100) -> list[Report]:
    """Return the open reports, the oldest first: all, or those of a question."""
    names = ("id", "course", "question", "text", "state", "at")
    query = select(*(_report.c[name] for name in names)).where(_report.c.state == "open").order_by(_report.c.id)
    if question:
        query = query.where(_report.c.course == course, _report.c.question == question)
    return [Report(*row) for row in reader.execute(query.limit(limit))]


def waiting(reader: Reader, most: int = 100) -> int:
    """Return how many reports are open, ``most`` at the highest."""
    query = select(_report.c.id).where(_report.c.state == "open").limit(most)
    return reader.scalar(select(func.count()).select_from(query.subquery())) or 0


def told(reader: Reader, account_id: int) -> list[Report]:
    """Return what one learner reported, for their export."""
    names = ("id", "course", "question", "text", "state", "at")
    query = select(*(_report.c[name] for name in names)).where(_report.c.account_id == account_id)
    return [Report(*row) for row in reader.execute(query.order_by(_report.c.id))]
