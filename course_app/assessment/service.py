"""Take quizzes. The caller owns the transaction; nothing here commits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from course_app.assessment.models import AnswerRow, AttemptRow, SceneStepRow
from course_app.assessment.queries import Attempt, attempts_at, path_of, tried
from course_app.courseware.releases import Release
from course_app.domain.attempts import Answer, last_seen, next_position, opening, score, to_practise
from course_app.domain.course import Quiz, QuizSettings, Unit
from course_app.domain.drawing import Drawn, draw_check, draw_final
from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.domain.marking import Mark, mark
from course_app.domain.questions import Question, Reflection, Scenario
from course_app.domain.requirements import FINAL, Kind
from course_app.domain.responses import check_response, scene_after
from course_app.enrolment.service import add_fact
from course_app.infrastructure.crypto import DataKey

GRACE = timedelta(seconds=30)
"""An answer sent in the last moment may still be on its way."""


class NotOpenError(DomainError):
    """No attempt may begin now; the message says why and when."""


class AnsweredError(ConflictError):
    """This question has an answer already, from another tab or an earlier post."""


class NearMissError(DomainError):
    """One slip from an accepted answer; the try is not used up."""

    field = "answer"


class TimeOverError(ConflictError):
    """The time limit of the attempt is over."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What an attempt is about: its settings and its questions in the order drawn."""

    settings: QuizSettings
    questions: tuple[Question, ...]
    is_final: bool

    @property
    def at_once(self) -> bool:
        """Whether feedback comes with each answer."""
        return self.settings.feedback == "each"


def paper_of(release: Release, attempt: Attempt) -> Paper:
    """Return the paper of an attempt from the release it is pinned to."""
    course = release.course
    if attempt.unit == FINAL:
        assert course.final is not None
        settings = course.final.settings
    else:
        unit = course.unit(attempt.unit)
        assert unit is not None
        assert isinstance(unit.body, Quiz)
        settings = unit.body.settings
    is_final = attempt.unit == FINAL
    questions = tuple(release.question(each.question, final=is_final) for each in attempt.drawn)
    return Paper(settings, questions, is_final)


def begin_check(
    session: Session, account_id: int, enrolment_id: int, release: Release, unit: Unit, seed: str, now: datetime
) -> str:
    """Begin an attempt at a check, or return the one that is open; gives its public id."""
    assert isinstance(unit.body, Quiz)
    past = attempts_at(session, account_id, release.course.id, unit.address)
    for each in past:
        if each.finished_at is None:
            return each.public_id
    _refuse_unless_open(opening(unit.body.settings, tried(past), now, final=False))
    drawn = draw_check(unit.body, Random(seed))  # noqa: S311 - chance, not secrecy
    return _add(session, enrolment_id, release, unit.address, unit.body.settings, drawn, len(past) + 1, seed, now)


def begin_final(
    session: Session, account_id: int, enrolment_id: int, release: Release, reviewed: bool, seed: str, now: datetime
) -> str:
    """Begin an attempt at the final, or return the one that is open; gives its public id.

    ``reviewed``: the learner says that the weak topics of the last try were opened again.
    """
    final = release.course.final
    if final is None:
        raise NotFoundError("This course has no final assessment.")
    past = attempts_at(session, account_id, release.course.id, FINAL)
    for each in past:
        if each.finished_at is None:
            return each.public_id
    state = opening(final.settings, tried(past), now, final=True)
    _refuse_unless_open(state)
    if state.review and not reviewed:
        raise DomainError("Open the topics below again first, then tick the box.", "reviewed")
    seen = last_seen((each.started_at, each.drawn) for each in past)
    drawn = draw_final(final, seen, Random(seed))  # noqa: S311 - chance, not secrecy
    return _add(session, enrolment_id, release, FINAL, final.settings, drawn, len(past) + 1, seed, now)


def _refuse_unless_open(state: Any) -> None:
    if state.passed:
        raise NotOpenError("You have passed. There is nothing left to take.")
    if state.used_up:
        raise NotOpenError("All tries are used. Ask the person who runs this course for another.")
    if not state.open:
        raise NotOpenError("The next try opens later. A rest helps more than a guess.")


def _add(
    session: Session,
    enrolment_id: int,
    release: Release,
    unit: str,
    settings: QuizSettings,
    drawn: Sequence[Drawn],
    number: int,
    seed: str,
    now: datetime,
) -> str:
    row = AttemptRow(
        # The address must not tell the seed, which would tell the order of options.
        public_id=sha256(seed.encode()).hexdigest()[:24],
        enrolment_id=enrolment_id,
        unit=unit,
        number=number,
        release_id=release.id,
        seed=seed,
        drawn=[[each.question, each.version, list(each.order), each.topic] for each in drawn],
        started_at=now,
        due_at=now + timedelta(seconds=settings.time) if settings.time else None,
    )
    session.add(row)
    session.flush()
    return row.public_id


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it arrives: position, number of the try that its form was made for, and what was answered."""

    position: int
    number: int
    response: Any


def expected(paper: Paper, attempt: Attempt) -> int | None:
    """Return the position to answer now: the first without an answer, then what is left to practise."""
    position = next_position(len(paper.questions), attempt.answers)
    if position is None and paper.at_once:
        return next(iter(to_practise(paper.questions, attempt.answers)), None)
    return position


def answer(
    session: Session,
    account_id: int,
    attempt: Attempt,
    paper: Paper,
    sent: Sent,
    key: DataKey,
    now: datetime,
    decimal_comma: bool = False,
) -> Mark | None:
    """Keep an answer and mark it; None when a scenario goes on.

    Raises:
        NoAnswerError, NearMissError: told at the question; nothing is kept.
        AnsweredError: there is an answer already, or it is another question's turn. A form that arrives twice ends
            here as well; whoever sees it is led to the answer that counts.
        TimeOverError: the time limit is over.
    """
    question = paper.questions[sent.position - 1]
    last = attempt.last(sent.position)
    number = last.number + 1 if last else 1
    if sent.number != number or sent.position != expected(paper, attempt):
        raise AnsweredError("You answered this one in another tab or a moment ago. That first answer counts.")
    if attempt.due_at is not None and attempt.finished_at is None and now > attempt.due_at + GRACE:
        raise TimeOverError("The time for this try is over. What you answered in time is kept.")
    response = sent.response
    if isinstance(question.body, Scenario):
        path = path_of(session, attempt.id, sent.position, number)
        if _scene_goes_on(session, attempt, question.body, path, sent, number, now):
            return None
        response = [*path, sent.response]
    response = check_response(question, response)
    result = mark(question, response, decimal_comma)
    if result.near_miss and not paper.is_final:
        raise NearMissError("Almost: check the spelling and send it again.")
    _keep(session, attempt, question, sent, response, result, key, now)
    if attempt.finished_at is None:
        _finish_if_done(session, attempt, paper, Answer(sent.position, number, result.credit), now)
    return result


def _scene_goes_on(
    session: Session, attempt: Attempt, body: Scenario, path: list[int], sent: Sent, number: int, now: datetime
) -> bool:
    """Keep a choice and return True, unless it ends the story."""
    choice = sent.response if isinstance(sent.response, int) else -1
    if not scene_after(body, [*path, choice]).choices:
        return False
    step = SceneStepRow(
        attempt_id=attempt.id, position=sent.position, number=number, step=len(path) + 1, choice=choice, at=now
    )
    session.add(step)
    session.flush()
    return True


def _keep(
    session: Session,
    attempt: Attempt,
    question: Question,
    sent: Sent,
    response: Any,
    result: Mark,
    key: DataKey,
    now: datetime,
) -> None:
    private = isinstance(question.body, Reflection)
    row = AnswerRow(
        attempt_id=attempt.id,
        position=sent.position,
        number=sent.number,
        question_version=question.version,
        response=None if private else response,
        sealed=key.seal(json.dumps(response), f"answer {attempt.id}.{sent.position}") if private else None,
        credit_over=result.credit.numerator,
        credit_under=result.credit.denominator,
        at=now,
    )
    session.add(row)
    session.flush()


def _finish_if_done(session: Session, attempt: Attempt, paper: Paper, new: Answer, now: datetime) -> None:
    answers = [*attempt.answers, new]
    if next_position(len(paper.questions), answers) is None:
        finish(session, attempt, paper, answers, now)


def finish(session: Session, attempt: Attempt, paper: Paper, answers: Sequence[Answer], now: datetime) -> None:
    """End an attempt: keep its score, and add the fact."""
    result = score(paper.questions, answers, paper.settings.pass_percent)
    session.execute(
        update(AttemptRow)
        .where(AttemptRow.id == attempt.id, AttemptRow.finished_at.is_(None))
        .values(finished_at=now, percent=result.percent, passed=result.passed)
    )
    add_fact(
        session,
        attempt.enrolment_id,
        Kind.FINAL if paper.is_final else Kind.CHECK,
        attempt.unit,
        attempt.release_id,
        now,
        {"percent": result.percent, "passed": int(result.passed), "questions": result.marked},
    )
