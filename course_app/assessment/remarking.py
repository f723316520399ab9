"""Mark answers again after a key was corrected: upwards only, so that nobody loses what they have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from course_app.assessment.models import AnswerRow, AttemptRow
from course_app.courseware import releases
from course_app.domain.attempts import Answer, score
from course_app.domain.course import Quiz
from course_app.domain.errors import DomainError
from course_app.domain.marking import mark
from course_app.domain.questions import Choice, Cloze, Match, Order, Question, Scenario, Several
from course_app.domain.requirements import FINAL, Kind
from course_app.domain.responses import check_response
from course_app.enrolment.queries import enrolments
from course_app.enrolment.service import Reached, add_facts

_attempt, _answer, _enrolled = AttemptRow.__table__, AnswerRow.__table__, enrolments()
AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Correction:
    """A question as it was answered and as it is now."""

    old: Question
    new: Question


@dataclass(frozen=True, slots=True)
class Gain:
    """A finished attempt that reaches more by the corrected key; ``passes`` when it did not pass before."""

    attempt_id: int
    enrolment_id: int
    unit: str
    percent: int
    passed: bool
    passes: bool


def can_be_marked_again(correction: Correction) -> bool:
    """Return whether answers to the old question mean the same in the new one: only its key or marking changed."""
    return _essence(correction.old) == _essence(correction.new)


def _essence(question: Question) -> object:
    body = question.body
    asked = (type(body), question.heading.text, question.stem.text)
    match body:
        case Choice(options) | Several(options):
            return (*asked, tuple(option.text.text for option in options))
        case Match() | Order() | Cloze() | Scenario():
            return (*asked, question.version)
    return asked


def answered_by(connection: Connection | Session, course: str, versions: Mapping[str, str]) -> Mapping[str, int]:
    """Return how many learners of a course answered each question; ``versions`` are versions of questions by id."""
    query = (
        select(_answer.c.question_version, func.count(_attempt.c.enrolment_id.distinct()).label("learners"))
        .join(_attempt, _attempt.c.id == _answer.c.attempt_id)
        .join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id)
        .where(_enrolled.c.course == course, _answer.c.question_version.in_(list(versions.values())))
        .group_by(_answer.c.question_version)
    )
    counts = {row.question_version: row.learners for row in connection.execute(query)}
    return {name: counts.get(version, 0) for name, version in versions.items()}


def running(connection: Connection | Session, course: str) -> int:
    """Return how many attempts of a course are not finished; they end on the release that they began on."""
    query = (
        select(func.count())
        .select_from(_attempt.join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id))
        .where(_enrolled.c.course == course, _attempt.c.finished_at.is_(None))
    )
    return connection.execute(query).scalar() or 0


def gains(connection: Connection | Session, course: str, corrections: Mapping[str, Correction]) -> list[Gain]:
    """Return the finished attempts that reach more when ``corrections`` (by version of the old question) count."""
    corrections = {version: each for version, each in corrections.items() if can_be_marked_again(each)}
    if not corrections:
        return []
    better = _better_answers(connection, course, corrections)
    found: list[Gain] = []
    for some in _in_pieces(sorted(better)):
        attempts = connection.execute(select(_attempt).where(_attempt.c.id.in_(some)).order_by(_attempt.c.id)).all()
        given = connection.execute(
            select(_answer.c.attempt_id, _answer.c.position, _answer.c.credit_over, _answer.c.credit_under).where(
                _answer.c.number == 1, _answer.c.attempt_id.in_(some)
            )
        )
        answers: dict[int, list[Answer]] = {}
        for row in given:
            credit = better[row.attempt_id].get(row.position) or Fraction(row.credit_over, row.credit_under)
            answers.setdefault(row.attempt_id, []).append(Answer(row.position, 1, credit))
        found += [gain for row in attempts if (gain := _gain(row, answers.get(row.id, []))) is not None]
    return found


def _better_answers(
    connection: Connection | Session, course: str, corrections: Mapping[str, Correction]
) -> dict[int, dict[int, Fraction]]:
    """Return the credits that first answers of finished attempts gain, by attempt and position."""
    query = (
        select(
            _answer.c.attempt_id,
            _answer.c.position,
            _answer.c.question_version,
            _answer.c.response,
            _answer.c.credit_over,
            _answer.c.credit_under,
        )
        .join(_attempt, _attempt.c.id == _answer.c.attempt_id)
        .join(_enrolled, _enrolled.c.id == _attempt.c.enrolment_id)
        .where(
            _enrolled.c.course == course,
            _attempt.c.finished_at.is_not(None),
            _answer.c.number == 1,
            _answer.c.question_version.in_(list(corrections)),
        )
    )
    known: dict[tuple[str, str], Fraction] = {}
    better: dict[int, dict[int, Fraction]] = {}
    for row in connection.execute(query):
        key = (row.question_version, repr(row.response))
        if key not in known:
            known[key] = _credit(corrections[row.question_version].new, row.response)
        if known[key] * row.credit_under > row.credit_over:
            better.setdefault(row.attempt_id, {})[row.position] = known[key]
    return better


def _in_pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _credit(question: Question, response: Any) -> Fraction:
    try:
        return mark(question, check_response(question, response)).credit
    except DomainError:
        return Fraction(0)


def _gain(row: Any, answers: list[Answer]) -> Gain | None:
    release = releases.get(row.release_id)
    if row.unit == FINAL:
        assert release.course.final is not None
        settings = release.course.final.settings
    else:
        unit = release.unit(row.unit)
        assert unit is not None
        assert isinstance(unit.body, Quiz)
        settings = unit.body.settings
    questions = [release.question(each[0], final=row.unit == FINAL) for each in row.drawn]
    result = score(questions, answers, settings.pass_percent)
    if result.percent <= row.percent and (row.passed or not result.passed):
        return None
    passed = result.passed or row.passed
    return Gain(row.id, row.enrolment_id, row.unit, result.percent, passed, passed and not row.passed)


def mark_again(
    session: Session, course: str, corrections: Mapping[str, Correction], release_id: int, now: datetime
) -> int:
    """Let finished attempts have what they reach by the corrected keys; return how many gained something."""
    found = gains(session, course, corrections)
    values = [{"attempt": gain.attempt_id, "percent": gain.percent, "passed": gain.passed} for gain in found]
    if values:
        raised = update(AttemptRow).where(AttemptRow.id == bindparam("attempt"))
        raised = raised.values(percent=bindparam("percent"), passed=bindparam("passed"))
        session.connection().execute(raised, values)
    facts = [
        Reached(
            gain.enrolment_id,
            Kind.FINAL if gain.unit == FINAL else Kind.CHECK,
            gain.unit,
            {"percent": gain.percent, "passed": int(gain.passed)},
        )
        for gain in found
    ]
    add_facts(session, facts, release_id, now)
    return len(found)


def corrected(old: Question, new: Question) -> Correction:
    """Return a correction; ids of renamed questions count as the same."""
    return Correction(old, replace(new, id=old.id))
