"""Counters of the funnel, kept in the transaction of what they count. Nothing here commits.

What they say is what a count over all enrolments would say; no report has to read those. ``note`` is called with
every fact, ``note_letters`` with every message; a step that was reached is only lost when its cause is taken back.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from course_app.courseware import releases
from course_app.courseware.queries import course_by_slug
from course_app.courseware.releases import Release
from course_app.domain.funnel import LETTER, LETTERS, NO_COHORT, STARTED, furthest, letter_steps, reached, steps
from course_app.domain.requirements import Kind
from course_app.enrolment.models import (
    EnrolmentRow,
    FactRow,
    FunnelCountRow,
    MilestoneRow,
    ReachedCountRow,
)
from course_app.enrolment.queries import facts_and_steps

MOST_DAYS = 366
NOT_ASKED = -1
Delta = Counter[tuple[Any, ...]]
_COUNTERS: dict[type[FunnelCountRow] | type[ReachedCountRow], tuple[str, ...]] = {
    FunnelCountRow: ("course", "cohort", "week", "step"),
    ReachedCountRow: ("course", "step", "week", "days"),
}


def steps_of(release: Release) -> tuple[str, ...]:
    """Return the steps of the funnel of a release on this site."""
    kinds = _kinds()
    return steps(release.course, release.standing((), kinds), kinds)


def monday(at: datetime) -> date:
    """Return the Monday of the week of a moment, in UTC."""
    return at.date() - timedelta(days=at.weekday())


def note(session: Session, enrolment_id: int, release_id: int, now: datetime, *, undone: bool = False) -> None:
    """Bring summary, milestones and counters up to the facts of an enrolment.

    ``undone``: the last fact took something back, so that a step may be lost again; otherwise, whatever a later
    release asks for, what was reached stays reached.
    """
    row = _touched(session, enrolment_id, now)
    if row.aside:
        return
    release, kinds = releases.get(release_id), _kinds()
    facts, have = facts_and_steps(session, enrolment_id)
    now_at = release.standing(facts, kinds)
    wanted = reached(release.course, now_at, facts, kinds)
    gone = have - wanted - {LETTER, LETTERS} if undone else set()
    row.met, row.asked = now_at.met, len(now_at.requirements)
    order = steps(release.course, now_at, kinds)
    _change(session, row, order, now, wanted - have, gone, have)


def note_letters(session: Session, account_id: int, people: int, signed_up: datetime, now: datetime) -> None:
    """Bring the steps of letters up to the number of people that a learner has written to, in every course."""
    ids = session.scalars(select(EnrolmentRow.id).filter_by(account_id=account_id).order_by(EnrolmentRow.id)).all()
    for enrolment_id in ids:
        row = _locked(session, enrolment_id)
        release_id = _live_release(session, row.course)
        order = steps_of(releases.get(release_id)) if release_id else ()
        if row.aside or LETTER not in order:
            continue
        have = {each.step for each in _milestones(session, enrolment_id)}
        wanted, letters = letter_steps(people), {LETTER, LETTERS}
        days = min(MOST_DAYS, max(0, (now - signed_up).days))
        _change(session, row, order, now, wanted - have, (letters & have) - wanted, have, days)
        row.letters, row.active_at = people, now
    session.flush()


def move(session: Session, enrolment_id: int, cohort_id: int | None) -> None:
    """Put an enrolment into a cohort, or into none; the counters move with it."""
    row = _locked(session, enrolment_id)
    if row.cohort_id == cohort_id:
        return
    found = _milestones(session, enrolment_id)
    if not row.aside:
        add_counts(session, _in_funnel(row, (each.step for each in found), -1))
    row.cohort_id = cohort_id
    if not row.aside:
        add_counts(session, _in_funnel(row, (each.step for each in found), 1))
    session.flush()


def leave(session: Session, enrolment_id: int) -> None:
    """Take an enrolment out of all counters, before it goes or is set aside."""
    row = _locked(session, enrolment_id)
    if row.aside:
        return
    found = _milestones(session, enrolment_id)
    add_counts(session, _in_funnel(row, (each.step for each in found), -1))
    add_counts(session, _in_weeks(row, found, -1))
    session.execute(delete(MilestoneRow).where(MilestoneRow.enrolment_id == enrolment_id))
    row.aside = True
    session.flush()


def count_uncounted(session: Session, limit: int = 200) -> int:
    """Count enrolments that are older than the counters, and return how many there were."""
    query = select(EnrolmentRow.id).where(EnrolmentRow.counted.is_(False)).order_by(EnrolmentRow.id).limit(limit)
    ids = session.scalars(query).all()
    for enrolment_id in ids:
        row = _locked(session, enrolment_id)
        release_id = _live_release(session, row.course)
        own = select(func.max(FactRow.at)).where(FactRow.enrolment_id == enrolment_id, FactRow.kind != Kind.WAIVER)
        if release_id is not None:
            note(session, enrolment_id, release_id, session.scalar(own) or row.started_at)
    return len(ids)


def begin(session: Session, row: EnrolmentRow) -> None:
    """Count an enrolment as started, unless it is already and only its summary has to be looked at again."""
    row.counted, row.active_at = True, row.active_at or row.started_at
    if row.aside or _milestones(session, row.id):
        return
    session.add(MilestoneRow(enrolment_id=row.id, step=STARTED, at=row.started_at))
    session.flush()
    add_counts(session, _in_funnel(row, (STARTED,), 1))
    add_counts(session, Counter({(ReachedCountRow, row.course, STARTED, monday(row.started_at), NOT_ASKED): 1}))


def _change(
    session: Session,
    row: EnrolmentRow,
    order: Sequence[str],
    now: datetime,
    new: Collection[str],
    gone: Collection[str],
    have: Collection[str],
    days: int | None = None,
) -> None:
    changes: Delta = Counter()
    if gone:
        lost = [each for each in _milestones(session, row.id) if each.step in gone]
        changes.update(_in_funnel(row, (each.step for each in lost), -1))
        changes.update(_in_weeks(row, lost, -1))
        session.execute(delete(MilestoneRow).where(MilestoneRow.id.in_([each.id for each in lost])))
    for step in sorted(new):
        taken = days if step == LETTER else None
        session.add(MilestoneRow(enrolment_id=row.id, step=step, at=now, days=taken))
        changes[ReachedCountRow, row.course, step, monday(now), NOT_ASKED if taken is None else taken] += 1
    changes.update(_in_funnel(row, sorted(new), 1))
    row.stage = furthest(order, (set(have) | set(new)) - set(gone))
    session.flush()
    add_counts(session, changes)


def _in_funnel(row: EnrolmentRow, reached_steps: Iterable[str], by: int) -> Delta:
    week, cohort = monday(row.started_at), row.cohort_id or NO_COHORT
    return Counter({(FunnelCountRow, row.course, cohort, week, step): by for step in reached_steps})


def _in_weeks(row: EnrolmentRow, found: Iterable[MilestoneRow], by: int) -> Delta:
    return Counter(
        {
            (ReachedCountRow, row.course, each.step, monday(each.at), NOT_ASKED if each.days is None else each.days): by
            for each in found
        }
    )


def add_counts(session: Session, changes: Delta) -> None:
    """Add to counters, always in the same order, so that two transactions never wait for each other in a circle."""
    for table, names in _COUNTERS.items():
        found = sorted((key[1:], by) for key, by in changes.items() if key[0] is table and by)
        more = [dict(zip(names, key, strict=True)) | {"learners": by} for key, by in found if by > 0]
        if more:
            session.connection().execute(_adding(table, session.get_bind().dialect.name), more)
        for key, by in found:
            if by < 0:
                where = [getattr(table, name) == value for name, value in zip(names, key, strict=True)]
                session.execute(update(table).where(*where).values(learners=table.learners + by))


@cache
def _adding(table: type[FunnelCountRow] | type[ReachedCountRow], dialect: str) -> Any:
    """Return the statement that adds to counters of a table, or makes them."""
    adding = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    both = table.learners + adding.excluded.learners
    return adding.on_conflict_do_update(index_elements=list(_COUNTERS[table]), set_={"learners": both})


def _touched(session: Session, enrolment_id: int, now: datetime) -> EnrolmentRow:
    """Return an enrolment as the only one who changes it, active ``now``: locked and read in one statement."""
    query = update(EnrolmentRow).where(EnrolmentRow.id == enrolment_id).values(active_at=now).returning(EnrolmentRow)
    row = session.scalars(query, execution_options={"populate_existing": True}).one()
    if not row.counted:
        begin(session, row)
    return row


def _locked(session: Session, enrolment_id: int) -> EnrolmentRow:
    row = session.get_one(EnrolmentRow, enrolment_id, with_for_update=True, populate_existing=True)
    if not row.counted:
        begin(session, row)
    return row


def _milestones(session: Session, enrolment_id: int) -> list[MilestoneRow]:
    return list(session.scalars(select(MilestoneRow).filter_by(enrolment_id=enrolment_id)))


def _kinds() -> Collection[str]:
    kinds: Collection[str] = current_app.extensions["task_kinds"]
    return kinds


def _live_release(session: Session, slug: str) -> int | None:
    found = course_by_slug(session, slug)
    return found.release_id if found and found.release_id else None
