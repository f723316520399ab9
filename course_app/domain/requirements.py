"""Facts, requirements, and where somebody stands: the values that the engine in ``demands`` takes and gives."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from course_app.domain.course import ActionStep, Course, Final, Task, Unit

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


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in a course.

    ``done`` are the addresses of finished units, ``best`` the best percent of each attempted check and the final,
    ``tasks`` the tasks that are met, ``marked`` the lessons that were marked done, whatever they wait for;
    ``certified`` tells of the edition that the course has now.
    """

    done: frozenset[str]
    best: Mapping[str, int]
    passed: frozenset[str]
    tasks: frozenset[str]
    marked: frozenset[str]
    certified: bool
    final: Final | None = field(repr=False)
    demanded: Callable[[], tuple[Requirement, ...]] = field(repr=False, compare=False)

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """Every named thing to do; worked out when somebody asks, which a page of a lesson does not."""
        return self.demanded()

    @property
    def final_open(self) -> bool:
        """Whether the final may be begun."""
        return self.final is not None and final_opens(self.final, self.requirements)

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


def final_opens(final: Final, requirements: Iterable[Requirement]) -> bool:
    """Return whether the final may be begun."""
    if final.opens == "always":
        return True
    kinds = {"check"} if final.opens == "checks" else {"check", "lessons", "step"}
    return all(requirement.met for requirement in requirements if requirement.kind in kinds)


def task_subject(unit: Unit, task: Task) -> str:
    """Return the subject of facts about a task."""
    return f"{unit.address}#{task.id}"


def edition_subject(edition: int) -> str:
    """Return the subject of facts about a certificate."""
    return f"edition-{edition}"


def can_be_done(unit: Unit, kinds: Collection[str]) -> bool:
    """Return whether this site can take a unit: an action step needs a task of ``kinds`` that is asked for."""
    return unit.kind != "action" or any(not task.optional for task in in_service(unit, kinds))


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
        unit.address: unit for unit in course.units() if unit.address not in standing.done and can_be_done(unit, kinds)
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
