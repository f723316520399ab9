"""What staff do for a learner. Every deed stands in the audit log; the caller owns the transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from course_app.accounts import roles
from course_app.accounts.queries import Account
from course_app.assessment import service as assessment
from course_app.assessment.queries import taken_by
from course_app.courseware.releases import Release
from course_app.credentials import lifecycle
from course_app.domain.course import ActionStep, Quiz
from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.requirements import FINAL, Kind, task_subject
from course_app.enrolment import service as enrolment
from course_app.infrastructure.audit import record
from course_app.reporting.models import StaffNoteRow
from course_app.web.access import Role
from course_app.web.i18n import gettext as _

LONGEST_NOTE = 500
Reader = Connection | Session


@dataclass(frozen=True, slots=True)
class Help:
    """Who helps whom: the member of staff, the learner's account, their enrolment, and when."""

    by: int
    account_id: int
    enrolment_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What staff wrote about a learner; ``kind`` is note or exemption, ``by`` 0 when their account is gone."""

    kind: str
    subject: str
    text: str
    by: int
    at: datetime


def notes_of(reader: Reader, account_id: int) -> list[Note]:
    """Return what staff wrote about a learner, the newest first."""
    row = StaffNoteRow.__table__.c
    query = select(row.kind, row.subject, row.text, row.by, row.at).where(row.account_id == account_id)
    return [
        Note(each.kind, each.subject, each.text, each.by or 0, each.at)
        for each in reader.execute(query.order_by(row.id.desc()))
    ]


def allow_try(session: Session, release: Release, unit: str, helping: Help) -> None:
    """Allow one more try at a check or the final.

    Raises:
        DomainError: there is no such check in the course.
    """
    if unit not in tried_units(release):
        raise DomainError(_("Choose a check."), "unit")
    assessment.allow_try(session, helping.enrolment_id, unit, helping.at)
    _record(session, helping, "try allowed", {}, {"unit": unit})


def reset_try(session: Session, release: Release, unit: str, helping: Help) -> bool:
    """End the open try at a unit with what was answered so far, and allow another; False when none was open.

    Raises:
        DomainError: there is no such check in the course.
    """
    if unit not in tried_units(release):
        raise DomainError(_("Choose a check."), "unit")
    attempts = taken_by(session, helping.enrolment_id)
    going = [each for each in attempts if each.unit == unit and each.finished_at is None]
    ended = [assessment.end_now(session, each.id, helping.at) for each in going]
    assessment.allow_try(session, helping.enrolment_id, unit, helping.at)
    _record(session, helping, "try reset", {"open": any(ended)}, {"unit": unit})
    return any(ended)


def exempt(session: Session, release: Release, subject: str, reason: str, helping: Help) -> None:
    """Waive something that the certificate asks for; it is marked as exempt wherever it shows.

    Raises:
        DomainError: there is no such thing in the course, or no reason is given.
    """
    if subject not in dict(waivable(release)):
        raise DomainError(_("Choose what is waived."), "subject")
    if not reason:
        raise DomainError(_("Say why. Only staff read it."), "reason")
    enrolment.add_fact(session, helping.enrolment_id, Kind.WAIVER, subject, release.id, helping.at)
    _note(session, helping, "exemption", subject, reason)
    _record(session, helping, "exempted", {}, {"subject": subject})


def add_note(session: Session, text: str, helping: Help) -> None:
    """Keep a note about a learner.

    Raises:
        DomainError: it is empty.
    """
    if not text:
        raise DomainError(_("The note is empty."), "text")
    _note(session, helping, "note", "", text)
    _record(session, helping, "note written", {}, {})


def check_merge(keep: Account, gone: Account | None) -> Account:
    """Return the account that would be merged into ``keep``.

    Raises:
        DomainError: it is not there, the very same, or belongs to staff.
    """
    if gone is None:
        raise DomainError(_("Nobody has an account with this address."), "email")
    if gone.id == keep.id:
        raise DomainError(_("This is the address of the account you are looking at."), "email")
    if gone.role is not Role.LEARNER or gone.status != "active":
        raise DomainError(_("Only the open account of a learner can be merged into another."), "email")
    return gone


def merge(session: Session, keep: Account, gone: Account, by: int, now: datetime) -> None:
    """Give ``keep`` what ``gone`` reached and its certificates, and close ``gone``; its private list stays sealed.

    Raises:
        DomainError: as ``check_merge`` refuses.
    """
    check_merge(keep, gone)
    courses = enrolment.merge(session, keep.id, gone.id, now)
    lifecycle.hand_over(session, gone.id, keep.id)
    roles.set_open(session, gone.id, False, by, now)
    record(session, by, "merged", f"account {keep.id}", now, {"other": gone.id}, {"courses": courses})


def tried_units(release: Release) -> dict[str, str]:
    """Return checks and final of a course, by address, with their titles."""
    course = release.course
    found = {unit.address: release.plain(unit.title) for unit in course.units() if isinstance(unit.body, Quiz)}
    return found | ({FINAL: release.plain(course.final.title)} if course.final else {})


def waivable(release: Release) -> list[tuple[str, str]]:
    """Return everything that can be waived, by its subject, with its name: units, single tasks, the final."""
    course = release.course
    found = []
    for unit in course.units():
        title = release.plain(unit.title)
        found.append((unit.address, f"{release.module(unit.module).nav}: {title}"))
        tasks = unit.body.tasks if isinstance(unit.body, ActionStep) else ()
        if len(tasks) > 1:
            found += [(task_subject(unit, task), f"{title}: {task.id}") for task in tasks if not task.optional]
    return found + ([(FINAL, release.plain(course.final.title))] if course.final else [])


def _note(session: Session, helping: Help, kind: str, subject: str, text: str) -> None:
    row = StaffNoteRow(account_id=helping.account_id, by=helping.by, kind=kind, subject=subject)
    row.text, row.at = text[:LONGEST_NOTE], helping.at
    session.add(row)
    session.flush()


def _record(session: Session, helping: Help, action: str, before: dict[str, bool], after: dict[str, str]) -> None:
    if not helping.enrolment_id and action != "note written":
        raise NotFoundError(_("This learner has not begun the course."))
    record(session, helping.by, action, f"account {helping.account_id}", helping.at, before, after)
