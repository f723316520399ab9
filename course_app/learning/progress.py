"""How a course looks to one learner: modules and units with their state in words, and the list of what is left."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from flask import url_for

from course_app.courseware.releases import Release
from course_app.domain.course import Module, Unit
from course_app.domain.requirements import (
    FINAL,
    Evidence,
    Requirement,
    Standing,
    in_service,
    next_unit,
)
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext

NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class UnitView:
    """A line of the outline: ``state`` is todo, doing, done or later (no task of it can be taken yet)."""

    address: str
    kind: str
    title: str
    url: str
    minutes: int
    state: str
    words: str
    optional: bool
    open_to_all: bool


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module of the outline; ``state`` is todo, doing or done."""

    id: str
    number: int
    nav: str
    title: str
    summary: str
    state: str
    words: str
    minutes: int
    units: tuple[UnitView, ...]


@dataclass(frozen=True, slots=True)
class LeftView:
    """A line of what is left: a requirement by name, with what proves it and where to do it."""

    title: str
    met: bool
    level: str
    detail: str
    url: str
    exempt: bool


LEVELS = {Evidence.READ: "E1", Evidence.SHOWN: "E2", Evidence.MADE: "E3", Evidence.DECLARED: "E4"}


@dataclass(frozen=True, slots=True)
class Name:
    """What a unit is called and where it is: the same for everybody, found once for each release."""

    title: str
    url: str


_names: WeakKeyDictionary[Release, dict[str, Name]] = WeakKeyDictionary()


def name_of(release: Release, unit: Unit) -> Name:
    """Return title and address of a unit."""
    names = _names.get(release)
    if names is None:
        names = _names[release] = {
            each.address: Name(release.plain(each.title), _url(release, each)) for each in release.course.units()
        }
    return names[unit.address]


def _url(release: Release, unit: Unit) -> str:
    return url_for("learning.unit", course=release.course.id, module=unit.module, unit=unit.id)


def unit_url(release: Release, unit: Unit) -> str:
    """Return the address of a unit's page."""
    return name_of(release, unit).url


def outline(release: Release, now_at: Standing | None, kinds: Collection[str]) -> list[ModuleView]:
    """Return the modules with their units; without a standing nothing is marked."""
    free = set(preview_addresses(release))
    views = []
    for number, module in enumerate(release.course.modules, 1):
        units = tuple(_unit_view(release, unit, now_at, kinds, free) for unit in module.units)
        views.append(_module_view(release, module, number, units))
    return views


def minutes_of(release: Release, *kinds: str) -> int:
    """Return the minutes of all units of these kinds together; the final counts with the quizzes."""
    minutes = sum(unit.minutes for unit in release.course.units() if unit.kind in kinds)
    final = release.course.final
    return minutes + (final.minutes if final is not None and "quiz" in kinds else 0)


def preview_addresses(release: Release) -> list[str]:
    """Return the addresses of the lessons that are open without an account."""
    lessons = [unit.address for unit in release.course.units() if unit.kind == "lesson"]
    return lessons[: release.course.preview]


def _unit_view(
    release: Release, unit: Unit, now_at: Standing | None, kinds: Collection[str], free: Collection[str]
) -> UnitView:
    state, words = state_of(unit, now_at, kinds)
    name = name_of(release, unit)
    return UnitView(
        unit.address,
        unit.kind,
        name.title,
        name.url,
        unit.minutes,
        state,
        words,
        unit.optional,
        unit.address in free,
    )


def state_of(unit: Unit, now_at: Standing | None, kinds: Collection[str]) -> tuple[str, str]:
    """Return the state of a unit and its words."""
    if unit.kind == "action" and all(task.optional for task in in_service(unit, kinds)):
        return "later", _("Comes later")
    if now_at is None:
        return "todo", ""
    best = now_at.best.get(unit.address)
    if unit.address in now_at.done:
        return "done", _("Passed, %(n)s %%", n=best) if best is not None else _("Done")
    if best is not None:
        return "doing", _("Best so far %(n)s %%", n=best)
    met = [task for task in in_service(unit, kinds) if f"{unit.address}#{task.id}" in now_at.tasks]
    return ("doing", _("In progress")) if met else ("todo", _("Not started"))


def _module_view(release: Release, module: Module, number: int, units: tuple[UnitView, ...]) -> ModuleView:
    counted = [unit for unit in units if not unit.optional and unit.state != "later"]
    done = sum(unit.state == "done" for unit in counted)
    if counted and done == len(counted):
        state, words = "done", _("Done")
    elif done or any(unit.state == "doing" for unit in counted):
        state, words = "doing", _("%(done)s of %(all)s done", done=done, all=len(counted))
    else:
        state, words = "todo", _("Not started")
    return ModuleView(
        module.id,
        number,
        module.nav,
        release.html(module.title).striptags(),
        module.summary,
        state,
        words,
        sum(unit.minutes for unit in module.units),
        units,
    )


def left(release: Release, now_at: Standing) -> list[LeftView]:
    """Return every requirement by name, in the order of the course."""
    return [_left_view(release, requirement) for requirement in now_at.requirements]


def still_to_do(now_at: Standing) -> str:
    """Return in a few words how much is left ("3 lessons, 2 checks, the final"), '' when nothing is."""
    open_ones = Counter[str]()
    for requirement in now_at.missing:
        open_ones[requirement.kind] += len(requirement.open) if requirement.kind == "lessons" else 1
    words = {
        "lessons": ngettext("one lesson", "%(n)s lessons", open_ones["lessons"]),
        "check": ngettext("one check", "%(n)s checks", open_ones["check"]),
        "step": ngettext("one action step", "%(n)s action steps", open_ones["step"]),
        FINAL: _("the final"),
    }
    # A number is never left alone at the end of a line.
    return ", ".join(said.replace(" ", NO_BREAK, 1) for kind, said in words.items() if open_ones[kind])


def _left_view(release: Release, requirement: Requirement) -> LeftView:
    target = (requirement.open or requirement.subjects)[0]
    course = release.course
    if requirement.kind == FINAL:
        title = release.html(course.final.title).striptags() if course.final else ""
        url = url_for("assessment.final", course=course.id)
    else:
        unit = course.unit(target)
        assert unit is not None
        url = unit_url(release, unit)
        title = release.html(unit.title).striptags()
        if requirement.kind == "lessons":
            module = release.module(requirement.module)
            count = len(requirement.subjects)
            title = ngettext("%(module)s: one lesson", "%(module)s: %(n)s lessons", count, module=module.nav)
    return LeftView(title, requirement.met, LEVELS[requirement.evidence], _detail(requirement), url, requirement.waived)


def _detail(requirement: Requirement) -> str:
    if requirement.kind == "lessons":
        done = len(requirement.subjects) - len(requirement.open)
        return "" if requirement.met else _("%(done)s of %(all)s", done=done, all=len(requirement.subjects))
    if requirement.best_percent is not None:
        return _("%(n)s %%", n=requirement.best_percent)
    return ""


@dataclass(frozen=True, slots=True)
class NextThing:
    """The one thing to do next: a unit or the final."""

    kicker: str
    title: str
    summary: str
    url: str
    action: str


def next_thing(release: Release, now_at: Standing, kinds: Collection[str], place: str = "") -> NextThing | None:
    """Return the next unit (the one where reading stopped, if it is not done), the final, or None when all is done."""
    course = release.course
    address = next_unit(course, now_at, kinds)
    resumed = course.unit(place) if place else None
    if resumed is not None and resumed.address not in now_at.done and resumed.kind == "lesson":
        address = resumed.address
    if address is None:
        return None
    if address == FINAL:
        assert course.final is not None
        title = release.html(course.final.title).striptags()
        url = url_for("assessment.final", course=course.id)
        return NextThing(_("Last step"), title, "", url, _("Open the final"))
    unit = course.unit(address)
    assert unit is not None
    module = release.module(unit.module)
    kinds_in_words = {"lesson": _("lesson"), "quiz": _("check"), "action": _("action step")}
    kicker = _("Next in the course · %(module)s, %(kind)s", module=module.nav, kind=kinds_in_words[unit.kind])
    if unit.minutes:
        kicker += " · " + _("%(n)s min", n=unit.minutes)
    actions = {"lesson": _("Continue lesson"), "quiz": _("Take the check"), "action": _("Open the step")}
    return NextThing(
        kicker, release.html(unit.title).striptags(), unit.summary, unit_url(release, unit), actions[unit.kind]
    )
