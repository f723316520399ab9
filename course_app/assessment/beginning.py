"""Begin attempts, or go on with the open one. The caller owns the transaction; nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.assessment.models import AttemptRow
from course_app.assessment.queries import Past, attempts_at, extra_tries, is_late, open_attempt, tried
from course_app.assessment.service import end_late
from course_app.courseware.releases import Release
from course_app.domain.attempts import Opening, last_seen, opening
from course_app.domain.course import Quiz, QuizSettings, Unit
from course_app.domain.drawing import Drawn, draw_check, draw_final
from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.requirements import FINAL


class NotOpenError(DomainError):
    """No attempt may begin now; the message says why and when."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a quiz, in which enrolment, and the chance that decides what is drawn."""

    account_id: int
    enrolment_id: int
    seed: str


def addresses_of(release: Release, address: str) -> list[str]:
    """Return the address of a unit and its former ones, under which attempts may stand."""
    return [address, *(old for old, new in release.renames.units.items() if new == address)]


def begin_check(session: Session, taker: Taker, release: Release, unit: Unit, now: datetime) -> str:
    """Begin an attempt at a check, or return the one that is open; gives its public id."""
    assert isinstance(unit.body, Quiz)
    past = _settled(session, taker, release, unit.address, now)
    going = open_attempt(past, now)
    if going is not None:
        return going.public_id
    _refuse_unless_open(opening(unit.body.settings, tried(past, now), now, final=False, extra=extra_tries(past)))
    drawn = draw_check(unit.body, Random(taker.seed))  # noqa: S311 - chance, not secrecy
    return _add(session, taker, release, unit.address, unit.body.settings, drawn, past, now)


def begin_final(session: Session, taker: Taker, release: Release, reviewed: bool, now: datetime) -> str:
    """Begin an attempt at the final, or return the one that is open; gives its public id.

    ``reviewed``: the learner says that the weak topics of the last try were opened again.
    """
    final = release.course.final
    if final is None:
        raise NotFoundError("This course has no final assessment.")
    past = _settled(session, taker, release, FINAL, now)
    going = open_attempt(past, now)
    if going is not None:
        return going.public_id
    state = opening(final.settings, tried(past, now), now, final=True, extra=extra_tries(past))
    _refuse_unless_open(state)
    if state.review and not reviewed:
        raise DomainError("Open the topics below again first, then tick the box.", "reviewed")
    seen = last_seen((each.started_at, each.drawn) for each in past)
    drawn = draw_final(final, seen, Random(taker.seed))  # noqa: S311 - chance, not secrecy
    return _add(session, taker, release, FINAL, final.settings, drawn, past, now)


def _settled(session: Session, taker: Taker, release: Release, unit: str, now: datetime) -> list[Past]:
    """Return the attempts at a unit, after ending those that ran out of time."""
    where = taker.account_id, release.course.id, addresses_of(release, unit)
    past = attempts_at(session, *where)
    late = [each.id for each in past if each.finished_at is None and is_late(each.due_at, now)]
    for attempt_id in late:
        end_late(session, attempt_id, now)
    return attempts_at(session, *where) if late else past


def _refuse_unless_open(state: Opening) -> None:
    if state.passed:
        raise NotOpenError("You have passed. There is nothing left to take.")
    if state.used_up:
        raise NotOpenError("All tries are used. Ask the person who runs this course for another.")
    if not state.open:
        raise NotOpenError("The next try opens later. A rest helps more than a guess.")


def _add(
    session: Session,
    taker: Taker,
    release: Release,
    unit: str,
    settings: QuizSettings,
    drawn: Sequence[Drawn],
    past: Sequence[Past],
    now: datetime,
) -> str:
    row = AttemptRow(
        # The address must not tell the seed, which would tell the order of options.
        public_id=sha256(taker.seed.encode()).hexdigest()[:24],
        enrolment_id=taker.enrolment_id,
        unit=unit,
        number=max((each.number for each in past), default=0) + 1,
        release_id=release.id,
        seed=taker.seed,
        drawn=[[each.question, each.version, list(each.order), each.topic] for each in drawn],
        started_at=now,
        due_at=now + timedelta(seconds=settings.time) if settings.time else None,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Another click, tab or worker was faster; its attempt is the one.
        query = select(AttemptRow.public_id).filter_by(enrolment_id=taker.enrolment_id, unit=unit, finished_at=None)
        found = session.scalar(query)
        if found is None:
            raise
        return found
    return row.public_id
