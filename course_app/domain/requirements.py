"""The one engine that says what is done, what is left, and whether a certificate may be issued.

Facts are stored, append-only; everything about progress is derived here. What counts is the latest word about a
lesson and the best one about everything else, so that the order in which facts arrive changes nothing. Finished
stays finished: a fact about a unit that a later release changed or renamed (``was``) still counts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from course_app.domain.course import ActionStep, Course, Final, Module, Quiz, Task, Unit
from course_app.domain.renames import Renames

FINAL = "final"


class Kind(StrEnum):
    """Kinds of facts."""

    LESSON_DONE = "lesson-done"
    LESSON_UNDONE = "lesson-undone"
    CHECK = "check"
    TASK_MET = "task-met"
    FINAL = "final"
    WAIVER = "waiver"
    CERTIFICATE = "certificate"


class Evidence(StrEnum):
    """How a requirement is shown."""

    READ = "read"
    SHOWN = "shown"
    MADE = "made"
    DECLARED = "declared"


MADE_BY: Mapping[str, Evidence] = {
    "declare": Evidence.DECLARED,
    "warm-up": Evidence.DECLARED,
    "send": Evidence.DECLARED,
    "channels": Evidence.DECLARED,
    "favours": Evidence.DECLARED,
}
GENERIC_TASKS = frozenset({"worksheet", "declare"})


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was reached.

    ``subject`` is the address of a unit (``find/walk-back``), of a task (``find/sheet#all``), ``final``, or the
    edition of a certificate (``edition_subject``); a waiver stands for any of the first three. ``numbers`` says how
    much: ``percent`` and ``passed`` of an attempt, counts of a task.
    """

    kind: Kind
    subject: str
    at: datetime
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One named thing to do for the certificate.

    ``subjects`` are the addresses it covers, ``open`` those still to do, ``exempt`` those that count only because
    they were waived.
    """

    kind: str
    module: str
    evidence: Evidence
    subjects: tuple[str, ...]
    open: tuple[str, ...]
    best_percent: int | None = None
    exempt: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Whether nothing is left of it."""
        return not self.open

    @property
    def waived(self) -> bool:
        """Whether it is met by exemption alone, so that a certificate must not claim it."""
        return self.met and len(self.exempt) == len(self.subjects)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands in a course.

    ``done`` are the addresses of finished units, ``best`` the best percent of each attempted check and the final,
    ``tasks`` the tasks that are met; ``certified`` tells of the edition that the course has now.
    """

    done: frozenset[str]
    best: Mapping[str, int]
    passed: frozenset[str]
    tasks: frozenset[str]
    requirements: tuple[Requirement, ...]
    final_open: bool
    certified: bool

    @property
    def met(self) -> int:
        """How many requirements are met."""
        return sum(requirement.met for requirement in self.requirements)

    @property
    def complete(self) -> bool:
        """Whether a certificate may be issued."""
        return bool(self.requirements) and all(requirement.met for requirement in self.requirements)

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """The requirements that are not met."""
        return tuple(requirement for requirement in self.requirements if not requirement.met)


def in_service(unit: Unit, kinds: Collection[str]) -> tuple[Task, ...]:
    """Return the tasks of an action step that this site can take; ``kinds`` are those it has."""
    if not isinstance(unit.body, ActionStep):
        return ()
    return tuple(task for task in unit.body.tasks if task.kind in kinds)


def standing(course: Course, facts: Iterable[Fact], kinds: Collection[str] = GENERIC_TASKS) -> Standing:
    """Return where a learner with ``facts`` stands; ``kinds`` are the kinds of task that this site can take."""
    known = _Known(course, facts)
    takeable = {unit.address for unit in course.units() if _can_be_done(unit, kinds)}
    own = {unit.address for unit in course.units() if known.finished(unit, kinds)}
    done = _with_requirements(course, own, known.waived, takeable)
    requirements = tuple(_requirements(course, done, known, takeable, kinds))
    return Standing(
        done=frozenset(done),
        best=known.best,
        passed=frozenset(known.passed),
        tasks=frozenset(known.tasks),
        requirements=requirements,
        final_open=course.final is not None and final_opens(course.final, requirements),
        certified=edition_subject(course.edition) in known.certificates,
    )


def final_opens(final: Final, requirements: Iterable[Requirement]) -> bool:
    """Return whether the final may be begun."""
    if final.opens == "always":
        return True
    kinds = {"check"} if final.opens == "checks" else {"check", "lessons", "step"}
    return all(requirement.met for requirement in requirements if requirement.kind in kinds)


class _Known:
    """The facts, each reduced to its last or best word, under the names that things have now."""

    def __init__(self, course: Course, facts: Iterable[Fact]) -> None:
        self.best: dict[str, int] = {}
        self.passed: set[str] = set()
        self.tasks: set[str] = set()
        self.waived: set[str] = set()
        self.certificates: set[str] = set()
        self._lessons: dict[str, tuple[datetime, bool]] = {}
        renames = Renames(course)
        for fact in facts:
            self._take(fact, renames.now(fact.subject))

    def _take(self, fact: Fact, subject: str) -> None:
        match fact.kind:
            case Kind.LESSON_DONE | Kind.LESSON_UNDONE:
                # Of two words in the same moment "done" wins, whichever came first.
                word = (fact.at, fact.kind is Kind.LESSON_DONE)
                self._lessons[subject] = max(self._lessons.get(subject, word), word)
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

    def finished(self, unit: Unit, kinds: Collection[str]) -> bool:
        """Return whether the unit itself is finished, by doing it or by waivers, whatever it requires."""
        return unit.address in self.waived or self._achieved(unit, kinds, self.waived)

    def is_exempt(self, unit: Unit, kinds: Collection[str]) -> bool:
        """Return whether the unit would not be finished without waivers."""
        return self.finished(unit, kinds) and not self._achieved(unit, kinds, frozenset())

    def _achieved(self, unit: Unit, kinds: Collection[str], waived: Collection[str]) -> bool:
        match unit.body:
            case Quiz():
                return unit.address in self.passed
            case ActionStep():
                tasks = _asked_tasks(unit, kinds)
                return bool(tasks) and tasks <= self.tasks.union(waived)
            case _:
                _, done = self._lessons.get(unit.address, (None, False))
                return done


def _asked_tasks(unit: Unit, kinds: Collection[str]) -> set[str]:
    return {task_subject(unit, task) for task in in_service(unit, kinds) if not task.optional}


def task_subject(unit: Unit, task: Task) -> str:
    """Return the subject of facts about a task."""
    return f"{unit.address}#{task.id}"


def edition_subject(edition: int) -> str:
    """Return the subject of facts about a certificate."""
    return f"edition-{edition}"


def _with_requirements(course: Course, own: set[str], waived: set[str], takeable: set[str]) -> set[str]:
    """Keep the units whose required units are done too, as far as this site can take them; what is waived stays.

    ``requires`` has no circles; the check of a course sees to that.
    """
    waiting = [unit for unit in course.units() if unit.requires and unit.address not in waived]
    needs = {unit.address: takeable.intersection(unit.requires) for unit in waiting}
    done = set(own)
    while lacking := {address for address, needed in needs.items() if address in done and not needed <= done}:
        done -= lacking
    return done


def _can_be_done(unit: Unit, kinds: Collection[str]) -> bool:
    return unit.kind != "action" or any(not task.optional for task in in_service(unit, kinds))


def _requirements(
    course: Course, done: set[str], known: _Known, takeable: set[str], kinds: Collection[str]
) -> Iterable[Requirement]:
    named = set(course.credential.requires) if course.credential else set()
    for module in course.modules:
        counted = [unit for unit in module.units if (unit.address in named if named else not unit.optional)]
        asked = [unit for unit in counted if unit.address in takeable]
        yield from _of_module(module, asked, done, known, kinds)
    if course.final is not None and (not named or FINAL in named):
        exempt = (FINAL,) if FINAL in known.waived - known.passed else ()
        still = () if exempt or FINAL in known.passed else (FINAL,)
        yield Requirement(FINAL, "", Evidence.SHOWN, (FINAL,), still, known.best.get(FINAL), exempt)


def _of_module(
    module: Module, asked: list[Unit], done: set[str], known: _Known, kinds: Collection[str]
) -> Iterable[Requirement]:
    exempt = {unit.address for unit in asked if known.is_exempt(unit, kinds)} if known.waived else set()

    def requirement(kind: str, evidence: Evidence, units: Sequence[Unit], best: int | None = None) -> Requirement:
        subjects = tuple(unit.address for unit in units)
        still = tuple(address for address in subjects if address not in done)
        return Requirement(
            kind, module.id, evidence, subjects, still, best, tuple(each for each in subjects if each in exempt)
        )

    lessons = [unit for unit in asked if unit.kind == "lesson"]
    if lessons:
        yield requirement("lessons", Evidence.READ, lessons)
    for unit in asked:
        kind = unit.kind
        if kind == "quiz":
            yield requirement("check", Evidence.SHOWN, [unit], known.best.get(unit.address))
        elif kind == "action":
            yield requirement("step", evidence_of(unit, kinds), [unit])


def evidence_of(unit: Unit, kinds: Collection[str] | None = None) -> Evidence:
    """Return what an action step shows: declared when any task that it asks for is, else made.

    ``kinds``: of the tasks that this site can take, as far as there are any.
    """
    if not isinstance(unit.body, ActionStep):
        return Evidence.MADE
    tasks = unit.body.tasks if kinds is None else in_service(unit, kinds) or unit.body.tasks
    asked = [task for task in tasks if not task.optional] or tasks
    return Evidence.DECLARED if any(task.kind in MADE_BY for task in asked) else Evidence.MADE


def next_unit(course: Course, standing: Standing, kinds: Collection[str] = GENERIC_TASKS) -> str | None:
    """Return the address of the next unit to do, ``final`` when only that is left, None when all is done.

    A unit that was done before one that it requires leads to that one, optional or not.
    """
    left = {
        unit.address: unit for unit in course.units() if unit.address not in standing.done and _can_be_done(unit, kinds)
    }
    for unit in left.values():
        if not unit.optional:
            return _first_required(unit, left)
    open_final = any(each.kind == FINAL for each in standing.missing)
    return FINAL if open_final else None


def _first_required(unit: Unit, left: Mapping[str, Unit]) -> str:
    """Return the first undone unit that ``unit`` waits for, through any number of steps; itself if there is none."""
    seen: set[str] = set()
    while unit.address not in seen:
        seen.add(unit.address)
        unit = next((left[address] for address in unit.requires if address in left), unit)
    return unit.address
