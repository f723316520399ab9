"""Made-up progress of many learners, to try pages and measure them with. The caller owns the transaction.

Learners who came equally far are alike, so that each pattern is worked out once; rows and counters are the same that
facts one by one would leave.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, Quiz
from course_app.domain.funnel import (
    CERTIFIED,
    LETTER,
    NO_COHORT,
    furthest,
    letter_steps,
    reached,
    steps,
)
from course_app.domain.requirements import FINAL, Fact, Kind, edition_subject, in_service, task_subject
from course_app.enrolment.counting import NOT_ASKED, Delta, add_counts, monday
from course_app.enrolment.models import (
    CohortRow,
    EnrolmentRow,
    FactRow,
    FunnelCountRow,
    MilestoneRow,
    ReachedCountRow,
)

WEEKS = 52
PASSED = {"percent": 90, "passed": 1}
COHORT_SHARE = 3
"""One of so many learners is in a cohort."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """How far a learner came: the facts, the steps they reach, and the summary."""

    facts: tuple[tuple[Kind, str, dict[str, int]], ...]
    steps: tuple[str, ...]
    met: int
    asked: int
    letters: int
    stage: str


def patterns(release: Release, kinds: Collection[str], now: datetime) -> list[Pattern]:
    """Return a pattern for each number of things done, from nothing to the certificate."""
    course, whole = release.course, _whole(release, kinds)
    order = steps(course, release.standing((), kinds), kinds)
    found = []
    for done in range(len(whole) + 1):
        facts = tuple(Fact(kind, subject, now, numbers) for kind, subject, numbers in whole[:done])
        now_at = release.standing(facts, kinds)
        letters = 0 if LETTER not in order else min(6, max(0, (8 * done) // max(1, len(whole)) - 3))
        own = reached(course, now_at, facts, kinds) | letter_steps(letters)
        summary = (now_at.met, len(now_at.requirements), letters, furthest(order, own))
        found.append(Pattern(tuple(whole[:done]), tuple(sorted(own)), *summary))
    return found


def _whole(release: Release, kinds: Collection[str]) -> list[tuple[Kind, str, dict[str, int]]]:
    course = release.course
    found: list[tuple[Kind, str, dict[str, int]]] = []
    for unit in course.units():
        if isinstance(unit.body, Quiz):
            found.append((Kind.CHECK, unit.address, PASSED))
        elif isinstance(unit.body, ActionStep):
            found += [(Kind.TASK_MET, task_subject(unit, task), {}) for task in in_service(unit, kinds)]
        else:
            found.append((Kind.LESSON_DONE, unit.address, {}))
    if course.final is not None:
        found.append((Kind.FINAL, FINAL, PASSED))
    return [*found, (Kind.CERTIFICATE, edition_subject(course.edition), {})]


def enrol_people(
    session: Session,
    release: Release,
    accounts: Sequence[int],
    cohorts: Sequence[int],
    kinds: Collection[str],
    chance: Random,
    now: datetime,
) -> None:
    """Let accounts take the course of ``release``, each as far as chance has it, over the last year."""
    shapes = patterns(release, kinds, now)
    first = (session.scalar(select(func.max(EnrolmentRow.id))) or 0) + 1
    enrolments: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    milestones: list[dict[str, Any]] = []
    counts: Delta = Counter()
    for number, account in enumerate(accounts, first):
        began = now - timedelta(minutes=chance.randrange(WEEKS * 7 * 24 * 60))
        shape = shapes[min(chance.randrange(len(shapes)), chance.randrange(len(shapes)) + len(shapes) // 4)]
        cohort = cohorts[number % len(cohorts)] if cohorts and number % COHORT_SHARE == 0 else None
        active = min(now, began + timedelta(days=len(shape.facts)))
        enrolments.append(_enrolment(number, account, release.course.id, began, active, cohort, shape))
        for kind, subject, numbers in shape.facts:
            facts.append(
                {
                    "enrolment_id": number,
                    "kind": kind,
                    "subject": subject,
                    "numbers": numbers,
                    "release_id": release.id,
                    "at": active,
                }
            )
        days = chance.randrange(20)
        for step in shape.steps:
            taken = days if step == LETTER else None
            at = began if step == "started" else active
            milestones.append({"enrolment_id": number, "step": step, "at": at, "days": taken})
            place = (release.course.id, cohort or NO_COHORT, monday(began), step)
            counts[(FunnelCountRow, *place)] += 1
            key = (release.course.id, step, monday(at), NOT_ASKED if taken is None else taken)
            counts[(ReachedCountRow, *key)] += 1
    for table, rows in ((EnrolmentRow, enrolments), (FactRow, facts), (MilestoneRow, milestones)):
        if rows:
            session.execute(insert(table), rows)
    add_counts(session, counts)
    members = Counter(row["cohort_id"] for row in enrolments if row["cohort_id"])
    for cohort, many in members.items():
        session.execute(update(CohortRow).where(CohortRow.id == cohort).values(members=CohortRow.members + many))


def _enrolment(
    number: int, account: int, course: str, began: datetime, active: datetime, cohort: int | None, shape: Pattern
) -> dict[str, Any]:
    return {
        "id": number,
        "account_id": account,
        "course": course,
        "started_at": began,
        "active_at": active,
        "cohort_id": cohort,
        "met": shape.met,
        "asked": shape.asked,
        "letters": shape.letters,
        "stage": CERTIFIED if CERTIFIED in shape.steps else shape.stage,
        "counted": True,
    }
