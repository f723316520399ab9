"""Tables for exports: tries, answers, certificates, cohorts; with names, or with the numbers of accounts alone."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Select

from course_app.assessment.records import GivenAnswer, Try, every_answer, every_try
from course_app.credentials import public_id
from course_app.credentials import queries as credentials
from course_app.enrolment.cohorts import all_cohorts
from course_app.enrolment.listing import Line, lines_by_id
from course_app.infrastructure import audit, clock
from course_app.reporting import items, words
from course_app.reporting.exporting import Cell

WHO = ("learner", "name", "email", "cohort")
TRY_HEADS = ("unit", "try", "began", "ended", "percent", "passed")
ANSWER_HEADS = ("unit", "try", "place", "question", "version", "go", "choice", "credit", "at")
CERTIFICATE_HEADS = ("number", "name", "course", "edition", "issued", "valid_until", "state", "visibility")
ITEM_HEADS = (
    "question",
    "version",
    "asked_in",
    "n",
    "facility",
    "facility_from",
    "facility_to",
    "discrimination",
    "discrimination_from",
    "discrimination_to",
    "efficiency",
    "median_seconds",
    "flags",
)
AUDIT_HEADS = ("number", "at", "by", "action", "object", "before", "after")
COHORT_HEADS = ("number", "name", "course", "starts_on", "ends_on", "coach", "seats", "members", "open")
TOGETHER = 300
Row = tuple[Cell, ...]
Item = TypeVar("Item")


def heads(what: Sequence[str], *, names: bool) -> tuple[str, ...]:
    """Return the heads of a table about learners, with those of names and addresses or without."""
    return (*(WHO if names else (WHO[0], WHO[3])), *what)


def tries(reader: Connection, course: str, among: Select[Any] | None, *, names: bool) -> Iterator[Row]:
    """Return every try at the checks and the final of a course."""
    for piece in _batched(every_try(reader, course, among)):
        lines = lines_by_id(reader, {each.enrolment_id for each in piece})
        for each in piece:
            if line := lines.get(each.enrolment_id):
                yield (*_who(line, names=names), *_tried(each))


def answers(reader: Connection, course: str, among: Select[Any] | None, *, names: bool) -> Iterator[Row]:
    """Return every answer to the questions of a course; what was typed is not among it."""
    for piece in _batched(every_answer(reader, course, among)):
        lines = lines_by_id(reader, {each.tried.enrolment_id for each in piece})
        for each in piece:
            if line := lines.get(each.tried.enrolment_id):
                yield (*_who(line, names=names), *_answered(each))


def _tried(each: Try) -> Row:
    percent = each.percent if each.finished_at else None
    return each.unit, each.number, each.started_at, each.finished_at, percent, each.passed


def _answered(each: GivenAnswer) -> Row:
    place = (each.tried.unit, each.tried.number, each.position, each.question, each.version, each.go)
    return (*place, each.choice, round(float(each.credit), 4), each.at)


def _who(line: Line, *, names: bool) -> Row:
    if names:
        return line.account_id, line.name, line.email, line.cohort
    return line.account_id, line.cohort


def certificates(reader: Connection) -> Iterator[Row]:
    """Return every certificate, the newest first."""
    today = clock.now().date()
    for each in credentials.every_one(reader):
        yield (
            public_id.shown(each.public_id),
            each.facts.holder_name,
            each.course,
            each.edition,
            each.facts.issued_on,
            each.valid_until,
            each.verdict(today),
            each.visibility,
        )


def cohorts(reader: Connection) -> Iterator[Row]:
    """Return every cohort, the newest first."""
    for each in all_cohorts(reader, limit=100_000):
        dates = (each.starts_on, each.ends_on)
        yield each.id, each.name, each.course, *dates, each.coach_id or None, each.seats, each.members, each.open


def questions(reader: Connection, course: str) -> Iterator[Row]:
    """Return every question of a course with its figures, those that are flagged first."""
    for each in items.items_of(reader, course):
        said = "; ".join(words.flag_words(raised) for raised in each.raised)
        yield (
            each.question,
            each.version,
            " ".join(each.units),
            each.attempts,
            each.facility,
            each.facility_from,
            each.facility_to,
            each.discrimination,
            each.discrimination_from,
            each.discrimination_to,
            each.efficiency,
            each.seconds,
            said,
        )


def log(reader: Connection, action: str = "", thing: str = "") -> Iterator[Row]:
    """Return every line of the audit log, the newest first, with the filters of its page."""
    for each in audit.every_entry(reader, action=action, thing=thing):
        before, after = words.said(each.before), words.said(each.after)
        yield each.id, each.at, each.by, each.action, each.object, before, after


def _batched(rows: Iterator[Item]) -> Iterator[list[Item]]:
    while piece := list(islice(rows, TOGETHER)):
        yield piece
