"""Take quizzes. The caller owns the transaction; nothing here commits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from course_app.assessment.models import AllowedTryRow, AnswerRow, AttemptRow, SceneStepRow
from course_app.assessment.queries import Attempt, attempt_by_id
from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.attempts import Answer, next_position, score, to_practise
from course_app.domain.course import Quiz, QuizSettings
from course_app.domain.errors import ConflictError, DomainError
from course_app.domain.marking import Mark, mark
from course_app.domain.questions import Question, Reflection, Scenario
from course_app.domain.requirements import FINAL, Kind
from course_app.domain.responses import check_response, scene_after
from course_app.enrolment.service import add_fact
from course_app.infrastructure.crypto import DataKey
from course_app.web.i18n import has_decimal_comma

_ADD_ANSWER = insert(AnswerRow.__table__)  # type: ignore[arg-type]


class AnsweredError(ConflictError):
    """This question has an answer already; ``same``: the very one that arrived again."""

    def __init__(self, same: bool) -> None:
        super().__init__("You answered this one already, here or in another tab. That first answer counts.")
        self.same = same


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
    decimal_comma: bool = False

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
    return Paper(settings, questions, is_final, has_decimal_comma(course.language))


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it arrives.

    ``number`` is that of the try its form was made for, ``step`` how many choices of a story came before. ``slip``
    is the text that was called a slip: sent again, it counts, so that nobody is held up by a word that is meant as
    it stands.
    """

    position: int
    number: int
    response: Any
    step: int = 0
    slip: str = ""


def expected(paper: Paper, attempt: Attempt) -> int | None:
    """Return the position to answer now: the first without an answer, then what is left to practise."""
    position = next_position(len(paper.questions), attempt.answers)
    if position is None and paper.at_once:
        return next(iter(to_practise(paper.questions, attempt.answers)), None)
    return position


def answer(session: Session, attempt: Attempt, paper: Paper, sent: Sent, key: DataKey, now: datetime) -> Mark | None:
    """Keep an answer and mark it; None when a scenario goes on.

    Raises:
        NoAnswerError, NearMissError: told at the question; nothing is kept.
        AnsweredError: there is an answer already, or it is another question's turn. A form that arrives twice ends
            here as well; whoever sees it is led to the answer that counts.
        TimeOverError: the time limit is over.
    """
    question = paper.questions[sent.position - 1]
    number = attempt.next_number(sent.position)
    if sent.number != number or sent.position != expected(paper, attempt):
        raise AnsweredError(_arrived_before(attempt, question, sent, key))
    if attempt.finished_at is None and attempt.is_over(now):
        raise TimeOverError("The time for this try is over. What you answered in time is kept.")
    response = sent.response
    if isinstance(question.body, Scenario):
        path = [*attempt.paths.get((sent.position, number), ())]
        if sent.step != len(path):
            raise AnsweredError(path[sent.step : sent.step + 1] == [sent.response])
        if _scene_goes_on(session, attempt, question.body, path, sent, now):
            return None
        response = [*path, sent.response]
    response = check_response(question, response)
    result = mark(question, response, paper.decimal_comma)
    if result.near_miss and not paper.is_final and sent.slip != slip_of(response):
        raise NearMissError("Almost: check the spelling and send it again.")
    _keep(session, attempt, question, sent, response, result, key, now)
    if attempt.finished_at is None:
        answers = [*attempt.answers, Answer(sent.position, number, result.credit)]
        if next_position(len(paper.questions), answers) is None:
            finish(session, attempt, paper, answers, now)
    return result


def slip_of(response: Any) -> str:
    """Return what of an answer may be sent again after it was called a slip."""
    return response if isinstance(response, str) else json.dumps(response)


def _arrived_before(attempt: Attempt, question: Question, sent: Sent, key: DataKey) -> bool:
    """Return whether the very same answer is kept already, as when a form is sent twice."""
    for each in attempt.given:
        if (each.position, each.number) == (sent.position, sent.number):
            kept = opened(attempt, each.position, each.sealed, key) if each.sealed else each.response
            if isinstance(question.body, Scenario):
                return bool(kept[sent.step : sent.step + 1] == [sent.response])
            try:
                return bool(kept == check_response(question, sent.response))
            except DomainError:
                return False
    return False


def _scene_goes_on(
    session: Session, attempt: Attempt, body: Scenario, path: list[int], sent: Sent, now: datetime
) -> bool:
    """Keep a choice and return True, unless it ends the story."""
    choice = sent.response if isinstance(sent.response, int) else -1
    if not scene_after(body, [*path, choice]).choices:
        return False
    step = SceneStepRow(
        attempt_id=attempt.id, position=sent.position, number=sent.number, step=len(path) + 1, choice=choice, at=now
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
    values = {
        "attempt_id": attempt.id,
        "position": sent.position,
        "number": sent.number,
        "question_version": question.version,
        "response": None if private else response,
        "sealed": key.seal(json.dumps(response), _bound(attempt.id, sent.position)) if private else None,
        "credit_over": result.credit.numerator,
        "credit_under": result.credit.denominator,
        "at": now,
    }
    session.connection().execute(_ADD_ANSWER, values)  # nobody reads it back here: an object of it costs as much again


def opened(attempt: Attempt, position: int, sealed: bytes, key: DataKey) -> str:
    """Return the text of a reflection."""
    return opened_at(attempt.id, position, sealed, key)


def opened_at(attempt_id: int, position: int, sealed: bytes, key: DataKey) -> str:
    """Return the text of a reflection of the attempt with this id."""
    return str(json.loads(key.open(sealed, _bound(attempt_id, position))))


def _bound(attempt_id: int, position: int) -> str:
    return f"answer {attempt_id}.{position}"


def finish(session: Session, attempt: Attempt, paper: Paper, answers: Sequence[Answer], at: datetime) -> None:
    """End an attempt: keep its score, and add the fact; once only, whoever comes first."""
    result = score(paper.questions, answers, paper.settings.pass_percent)
    ended = session.execute(
        update(AttemptRow)
        .where(AttemptRow.id == attempt.id, AttemptRow.finished_at.is_(None))
        .values(finished_at=at, percent=result.percent, passed=result.passed)
        .returning(AttemptRow.id)
    )
    if ended.first() is None:
        return
    add_fact(
        session,
        attempt.enrolment_id,
        Kind.FINAL if paper.is_final else Kind.CHECK,
        attempt.unit,
        attempt.release_id,
        at,
        {"percent": result.percent, "passed": int(result.passed), "questions": result.marked},
    )


def end_late(session: Session, attempt_id: int, now: datetime) -> None:
    """End an attempt that ran out of time with the answers given in time, as of the moment it was due."""
    attempt = attempt_by_id(session, attempt_id)
    if attempt is None or attempt.due_at is None or attempt.finished_at is not None or not attempt.is_over(now):
        return
    finish(session, attempt, paper_of(releases.get(attempt.release_id), attempt), attempt.answers, attempt.due_at)


def allow_try(session: Session, enrolment_id: int, unit: str, now: datetime) -> None:
    """Allow one more try at a check, or at the final, than its settings do; it may begin at once."""
    session.add(AllowedTryRow(enrolment_id=enrolment_id, unit=unit, at=now))
    session.flush()


def end_now(session: Session, attempt_id: int, now: datetime) -> bool:
    """End an open attempt with what was answered so far; False when it is over already."""
    attempt = attempt_by_id(session, attempt_id)
    if attempt is None or attempt.finished_at is not None:
        return False
    finish(session, attempt, paper_of(releases.get(attempt.release_id), attempt), attempt.answers, now)
    return True
