"""The one engine that says what is done, what is left, and whether a certificate may be issued.

Facts are stored, append-only; everything about progress is derived here. What counts is the latest word about a
lesson and the best one about everything else, so that the order in which facts arrive changes nothing. Finished
stays finished: a fact about a unit that a later release changed or renamed (``was``) still counts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from course_app.domain.course import Course, Unit
from course_app.domain.renames import Renames
from course_app.domain.requirements import (
    FINAL,
    GENERIC_TASKS,
    Evidence,
    Fact,
    Kind,
    Requirement,
    Standing,
    can_be_done,
    edition_subject,
    evidence_of,
    in_service,
    task_subject,
)


class Demands:
    """What a course asks for on a site that takes ``kinds`` of task: worked out once, the same for every learner."""

    def __init__(self, course: Course, kinds: Collection[str] = GENERIC_TASKS) -> None:
        self._final, self._edition = course.final, edition_subject(course.edition)
        self._renames = Renames(course)
        units = tuple(_demanded(unit, kinds) for unit in course.units())
        takeable = {unit.address for unit in units if unit.takeable}
        self._needs = {unit.address: takeable.intersection(unit.requires) for unit in course.units() if unit.requires}
        self._rows = tuple(_rows(course, takeable, kinds))
        self._all = frozenset(unit.address for unit in units)
        self._checks = frozenset(unit.address for unit in units if unit.kind == "quiz")
        self._lessons = frozenset(unit.address for unit in units if unit.kind not in {"quiz", "action"})
        self._steps = tuple((unit.address, unit.tasks) for unit in units if unit.tasks)

    def standing(self, facts: Iterable[Fact]) -> Standing:
        """Return where a learner with ``facts`` stands."""
        known = _Known(self._renames, facts)
        marked = frozenset(subject for subject, (_at, done) in known.lessons.items() if done)
        own = self._achieved(known, marked, known.waived) | (known.waived & self._all)
        done = self._with_requirements(own, known.waived)
        exempt = own - self._achieved(known, marked, frozenset()) if known.waived else set()
        if FINAL in known.passed:
            done.add(FINAL)
        elif FINAL in known.waived:
            done.add(FINAL)
            exempt.add(FINAL)
        return Standing(
            done=frozenset(done - {FINAL}),
            best=known.best,
            passed=frozenset(known.passed),
            tasks=frozenset(known.tasks),
            marked=marked,
            certified=self._edition in known.certificates,
            final=self._final,
            demanded=lambda: tuple(row.requirement(done, known.best, exempt) for row in self._rows),
        )

    def _achieved(self, known: "_Known", marked: frozenset[str], waived: Collection[str]) -> set[str]:
        """Return the units that are finished by doing them, with tasks that are ``waived``, whatever they require."""
        met = known.tasks.union(waived)
        steps = {address for address, tasks in self._steps if tasks <= met}
        return {*(self._lessons & marked), *(self._checks & known.passed), *steps}

    def _with_requirements(self, own: set[str], waived: set[str]) -> set[str]:
        """Keep the units whose required units are done too, as far as this site can take them; what is waived stays.

        ``requires`` has no circles; the check of a course sees to that.
        """
        done = set(own)
        while lacking := {
            address
            for address, needed in self._needs.items()
            if address in done and address not in waived and not needed <= done
        }:
            done -= lacking
        return done


def standing(course: Course, facts: Iterable[Fact], kinds: Collection[str] = GENERIC_TASKS) -> Standing:
    """Return where a learner with ``facts`` stands; ``kinds`` are the kinds of task that this site can take."""
    return Demands(course, kinds).standing(facts)


@dataclass(frozen=True, slots=True)
class _Demanded:
    """A unit as the engine sees it: ``tasks`` are the subjects of those that an action step asks for."""

    address: str
    kind: str
    tasks: frozenset[str]
    takeable: bool


def _demanded(unit: Unit, kinds: Collection[str]) -> _Demanded:
    asked = frozenset(task_subject(unit, task) for task in in_service(unit, kinds) if not task.optional)
    return _Demanded(unit.address, unit.kind, asked, can_be_done(unit, kinds))


@dataclass(frozen=True, slots=True)
class _Row:
    """A requirement before anybody met it."""

    kind: str
    module: str
    evidence: Evidence
    subjects: tuple[str, ...]

    def requirement(self, done: Collection[str], best: Mapping[str, int], exempt: Collection[str]) -> Requirement:
        """Return the requirement as one learner meets it."""
        return Requirement(
            self.kind,
            self.module,
            self.evidence,
            self.subjects,
            tuple(subject for subject in self.subjects if subject not in done),
            best.get(self.subjects[0]) if self.evidence is Evidence.SHOWN else None,
            tuple(subject for subject in self.subjects if subject in exempt),
        )


def _rows(course: Course, takeable: Collection[str], kinds: Collection[str]) -> Iterable[_Row]:
    named = set(course.credential.requires) if course.credential else set()
    for module in course.modules:
        asked = [
            unit
            for unit in module.units
            if unit.address in takeable and (unit.address in named if named else not unit.optional)
        ]
        lessons = tuple(unit.address for unit in asked if unit.kind == "lesson")
        if lessons:
            yield _Row("lessons", module.id, Evidence.READ, lessons)
        for unit in asked:
            if unit.kind == "quiz":
                yield _Row("check", module.id, Evidence.SHOWN, (unit.address,))
            elif unit.kind == "action":
                yield _Row("step", module.id, evidence_of(unit, kinds), (unit.address,))
    if course.final is not None and (not named or FINAL in named):
        yield _Row(FINAL, "", Evidence.SHOWN, (FINAL,))


class _Known:
    """The facts, each reduced to its last or best word, under the names that things have now."""

    def __init__(self, renames: Renames, facts: Iterable[Fact]) -> None:
        self.best: dict[str, int] = {}
        self.passed: set[str] = set()
        self.tasks: set[str] = set()
        self.waived: set[str] = set()
        self.certificates: set[str] = set()
        self.lessons: dict[str, tuple[datetime, bool]] = {}
        for fact in facts:
            self._take(fact, renames.now(fact.subject))

    def _take(self, fact: Fact, subject: str) -> None:
        match fact.kind:
            case Kind.LESSON_DONE | Kind.LESSON_UNDONE:
                # Of two words in the same moment "done" wins, whichever came first.
                word = (fact.at, fact.kind is Kind.LESSON_DONE)
                self.lessons[subject] = max(self.lessons.get(subject, word), word)
            case Kind.CHECK | Kind.FINAL:
                self.best[subject] = max(self.best.get(subject, 0), fact.numbers.get("percent", 0))
                if fact.numbers.get("passed"):
                    self.passed.add(subject)
            case Kind.TASK_MET:
                self.tasks.add(subject)
            case Kind.WAIVER:
                self.waived.add(subject)
            case Kind.CERTIFICATE:
                self.certificates.add(subject)
