"""The funnel of a course as its page and its export show it: from counters, small cells hidden."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from course_app.courseware.releases import Release
from course_app.domain.funnel import LEAST_IN_GROUP, NO_COHORT, STARTED, shown_count
from course_app.enrolment import figures
from course_app.enrolment.cohorts import all_cohorts
from course_app.enrolment.counting import steps_of
from course_app.reporting.exporting import Cell
from course_app.reporting.words import step_words
from course_app.web.i18n import gettext as _

WEEKS = 12
HEADS = ("group", "name", "step", "learners", "share")


@dataclass(frozen=True, slots=True)
class Step:
    """A step: how many reached it (None for too few to show), and which share of those who started."""

    id: str
    words: str
    learners: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort or a week with its steps; ``hidden`` when too few began for any figure."""

    kind: str
    key: str
    name: str
    hidden: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Which learners are looked at: all or some cohorts, all weeks or the one that begins on a Monday."""

    cohorts: tuple[int, ...] | None = None
    week: date | None = None


def whole(reader: Connection, release: Release, look: Look) -> Group:
    """Return the funnel of all who are looked at."""
    counts = figures.by_step(reader, release.course.id, cohorts=look.cohorts, week=look.week)
    return _group(named_steps(release), "all", "", _("All"), counts)


def weeks(reader: Connection, release: Release, look: Look, today: date) -> list[Group]:
    """Return the funnel of those who began in each of the last weeks, the newest first."""
    since = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    found = figures.by_week(reader, release.course.id, look.cohorts, since)
    names = named_steps(release)
    return [_group(names, "week", week.isoformat(), "", found[week]) for week in sorted(found, reverse=True)]


def cohorts(reader: Connection, release: Release, coach: int | None) -> list[Group]:
    """Return the funnel of each cohort, the newest first; without a coach also of those in none."""
    known = all_cohorts(reader, coach, release.course.id)
    only = None if coach is None else tuple(each.id for each in known)
    found = figures.by_cohort(reader, release.course.id, only)
    names = named_steps(release)
    groups = [_group(names, "cohort", str(each.id), each.name, found.get(each.id, {})) for each in known]
    if coach is None and NO_COHORT in found and known:
        groups.append(_group(names, "cohort", "0", _("In no cohort"), found[NO_COHORT]))
    return groups


def named_steps(release: Release) -> list[tuple[str, str]]:
    """Return the steps of a course with their names."""
    return [(step, step_words(step, release)) for step in steps_of(release)]


def _group(names: Sequence[tuple[str, str]], kind: str, key: str, name: str, counts: Mapping[str, int]) -> Group:
    started = counts.get(STARTED, 0)
    hidden = 0 < started < LEAST_IN_GROUP
    steps = []
    for step, words in names:
        count = None if hidden else shown_count(counts.get(step, 0))
        share = count / started if count is not None and started else None
        steps.append(Step(step, words, count, share))
    return Group(kind, key, name, hidden, tuple(steps))


def rows(groups: Sequence[Group]) -> Iterator[tuple[Cell, ...]]:
    """Return groups as an export has them: what is hidden on the screen is empty here."""
    for group in groups:
        for step in group.steps:
            share = round(step.share, 4) if step.share is not None else None
            yield group.kind, group.name or group.key, step.words, step.learners, share
