"""The index beside a text: the units of a module with their states, drawn once for each pattern of them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from flask import render_template
from markupsafe import Markup

from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, Task, Unit
from course_app.domain.requirements import Standing, task_subject
from course_app.learning.progress import name_of, state_of
from course_app.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class IndexItem:
    """A line of the index beside a text."""

    label: str
    url: str
    current: bool
    state: str
    detail: str


MOST_INDEXES = 2_000
"""Drawn indexes that a process keeps of a release; patterns of states are many, and each takes 3 KiB."""
_indexes: WeakKeyDictionary[Release, dict[tuple[Any, ...], Markup]] = WeakKeyDictionary()
_addresses: WeakKeyDictionary[Release, dict[str, tuple[frozenset[str], frozenset[str]]]] = WeakKeyDictionary()


def index_of(release: Release, unit: Unit, now_at: Standing | None, kinds: Collection[str]) -> Markup:
    """Return the index beside a text, drawn once for each pattern of states."""
    indexes = _indexes.setdefault(release, {})
    known = (unit.address, *_seen_in(release, unit.module, now_at))
    drawn = indexes.get(known)
    if drawn is None:
        items = siblings(release, unit, now_at, kinds)
        page = render_template("learning/_index.html", items=items, title=release.module(unit.module).nav)
        drawn = Markup(page)  # noqa: S704 - it comes from a template of ours
        if len(indexes) < MOST_INDEXES:
            indexes[known] = drawn
    return drawn


def _seen_in(release: Release, module: str, now_at: Standing | None) -> tuple[frozenset[str], ...]:
    """Return what the states of the units of a module depend on: those done, those tried, and tasks met."""
    if now_at is None:
        return ()
    addresses = _addresses.get(release)
    if addresses is None:
        addresses = _addresses[release] = {
            each.id: (
                frozenset(unit.address for unit in each.units),
                frozenset(task_subject(unit, task) for unit in each.units for task in _tasks(unit)),
            )
            for each in release.course.modules
        }
    units, tasks = addresses[module]
    return now_at.done & units, units.intersection(now_at.best), now_at.tasks & tasks


def siblings(release: Release, unit: Unit, now_at: Standing | None, kinds: Collection[str]) -> list[IndexItem]:
    """Return the units of the same module for the index at the side."""
    items = []
    for each in release.module(unit.module).units:
        state, _words = state_of(each, now_at, kinds)
        detail = _("%(n)s min", n=each.minutes) if each.minutes else ""
        name = name_of(release, each)
        items.append(IndexItem(name.title, name.url, each.address == unit.address, state, detail))
    return items


def _tasks(unit: Unit) -> tuple[Task, ...]:
    return unit.body.tasks if isinstance(unit.body, ActionStep) else ()
