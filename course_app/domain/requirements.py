"""The one engine that says what is done, what is left, and whether a certificate may be issued.

Facts are stored, append-only; everything about progress is derived here. What counts is the latest word about a
lesson and the best one about everything else, so that the order in which facts arrive changes nothing. Finished
stays finished: a fact about a unit that a later release changed still counts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from course_app.domain.course import ActionStep, Course, Final, Module, Quiz, Task, Unit

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

    ``subject`` is the address of a unit (``find/walk-back``), of a task (``find/sheet#all``), or ``final``;
    ``numbers`` says how much: ``percent`` and ``passed`` of an attempt, counts of a task.
    """

    kind: Kind
    subject: str
    at: datetime
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One named thing to do for the certificate.

    ``subjects`` are the addresses it covers and ``open`` those still to do; ``waived`` ones were exempted.
    """

    kind: str
    module: str
    evidence: Evidence
    subjects: tuple[str, ...]
    open: tuple[str, ...]
    best_percent: int | None = None
    waived: bool = False

    @property
    def met(self) -> bool:
        """Whether nothing is left of it."""
        return not self.open


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands in a course.

    ``done`` are the addresses of finished units, ``best`` the best percent of each attempted check and the final,
    ``tasks`` the tasks that are met.
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
    known = _Known(facts)
    own = {unit.address for unit in course.units() if known.finished(unit, kinds)}
    done = _with_requirements(course, own, kinds)
    requirements = tuple(_requirements(course, done, known, kinds))
    return Standing(
        done=frozenset(done),
        best=known.best,
        passed=frozenset(known.passed),
        tasks=frozenset(known.tasks),
        requirements=requirements,
        final_open=course.final is not None and final_opens(course.final, requirements),
        certified=known.certified,
    )


def final_opens(final: Final, requirements: Iterable[Requirement]) -> bool:
    """Return whether the final may be begun."""
    if final.opens == "always":
        return True
    kinds = {"check"} if final.opens == "checks" else {"check", "lessons", "step"}
    return all(requirement.met for requirement in requirements if requirement.kind in kinds)


class _Known:
    """The facts, each reduced to its last or best word."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.best: dict[str, int] = {}
        self.passed: set[str] = set()
        self.tasks: set[str] = set()
        self.waived: set[str] = set()
        self.certified = False
        lessons: dict[str, tuple[datetime, bool]] = {}
        for fact in facts:
            match fact.kind:
                case Kind.LESSON_DONE | Kind.LESSON_UNDONE:
                    word = (fact.at, fact.kind is Kind.LESSON_DONE)
                    lessons[fact.subject] = max(lessons.get(fact.subject, word), word)
                case Kind.CHECK | Kind.FINAL:
                    percent = fact.numbers.get("percent", 0)
                    self.best[fact.subject] = max(self.best.get(fact.subject, 0), percent)
                    if fact.numbers.get("passed"):
                        self.passed.add(fact.subject)
                case Kind.TASK_MET:
                    self.tasks.add(fact.subject)
                case Kind.WAIVER:
                    self.waived.add(fact.subject)
                case Kind.CERTIFICATE:
                    self.certified = True
        self.lessons = {subject for subject, (_, done) in lessons.items() if done}

    def finished(self, unit: Unit, kinds: Collection[str]) -> bool:
        """Return whether the unit itself is finished, whatever it requires."""
        if unit.address in self.waived:
            return True
        match unit.body:
            case Quiz():
                return unit.address in self.passed
            case ActionStep():
                tasks = [task for task in in_service(unit, kinds) if not task.optional]
                return bool(tasks) and all(task_subject(unit, task) in self.tasks for task in tasks)
            case _:
                return unit.address in self.lessons


def task_subject(unit: Unit, task: Task) -> str:
    """Return the subject of facts about a task."""
    return f"{unit.address}#{task.id}"


def _with_requirements(course: Course, own: set[str], kinds: Collection[str]) -> set[str]:
    """Keep the units whose required units are done too, as far as this site can take them.

    ``requires`` has no circles; the check of a course sees to that.
    """
    takeable = {unit.address for unit in course.units() if _can_be_done(unit, kinds)}
    needs = {unit.address: takeable.intersection(unit.requires) for unit in course.units()}
    done = set(own)
    while lacking := {address for address in done if not done.issuperset(needs.get(address, ()))}:
        done -= lacking
    return done


def _can_be_done(unit: Unit, kinds: Collection[str]) -> bool:
    return unit.kind != "action" or any(not task.optional for task in in_service(unit, kinds))


def _requirements(course: Course, done: set[str], known: _Known, kinds: Collection[str]) -> Iterable[Requirement]:
    named = set(course.credential.requires) if course.credential else set()
    for module in course.modules:
        asked = [unit for unit in module.units if _is_asked(unit, named, kinds)]
        yield from _of_module(module, asked, done, known)
    if course.final is not None and (not named or FINAL in named):
        passed = FINAL in known.passed or FINAL in known.waived
        yield Requirement(
            FINAL,
            "",
            Evidence.SHOWN,
            (FINAL,),
            () if passed else (FINAL,),
            known.best.get(FINAL),
            FINAL in known.waived,
        )


def _is_asked(unit: Unit, named: Collection[str], kinds: Collection[str]) -> bool:
    if not _can_be_done(unit, kinds):
        return False
    return unit.address in named if named else not unit.optional


def _of_module(module: Module, asked: list[Unit], done: set[str], known: _Known) -> Iterable[Requirement]:
    lessons = tuple(unit.address for unit in asked if unit.kind == "lesson")
    if lessons:
        still = tuple(address for address in lessons if address not in done)
        yield Requirement("lessons", module.id, Evidence.READ, lessons, still)
    for unit in asked:
        if unit.kind == "lesson":
            continue
        yield Requirement(
            "check" if unit.kind == "quiz" else "step",
            module.id,
            Evidence.SHOWN if unit.kind == "quiz" else evidence_of(unit),
            (unit.address,),
            () if unit.address in done else (unit.address,),
            known.best.get(unit.address),
            unit.address in known.waived,
        )


def evidence_of(unit: Unit) -> Evidence:
    """Return what an action step shows: declared when any of its tasks is, else made."""
    if isinstance(unit.body, ActionStep) and any(task.kind in MADE_BY for task in unit.body.tasks):
        return Evidence.DECLARED
    return Evidence.MADE


def next_unit(course: Course, standing: Standing, kinds: Collection[str] = GENERIC_TASKS) -> str | None:
    """Return the address of the next unit to do, ``final`` when only that is left, None when all is done."""
    for unit in course.units():
        if unit.address not in standing.done and not unit.optional and _can_be_done(unit, kinds):
            return unit.address
    if course.final is not None and FINAL not in standing.passed:
        return FINAL
    return None
