"""The tasks that make the list: spheres, people, the first few."""

from collections.abc import Mapping
from typing import Any

from flask import flash

from course_app.domain.course import ListPart
from course_app.domain.errors import DomainError
from course_app.domain.followup import ASIDE, state_of
from course_app.domain.names import fold, split_name
from course_app.domain.people import OLDEST_YEAR, Person, SphereKind, Tie, recent_hint
from course_app.domain.people_tasks.lists import is_real
from course_app.domain.people_tasks.work import Work
from course_app.people import service, spheres, words
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext
from course_app.workbook.people.circle import Change, CircleTask, Texts, control_of
from course_app.workbook.tasks import Desk

TICK = "y"
NEW_SPHERE = "new"
NEW_SPHERE_PARTS = ("new.name", "new.kind", "new.since", "new.until", "new.answer")
NEW_PEOPLE_PARTS = ("new.names", "new.sphere", "new.place", "new.year", "new.real")
KIND_OF_IDEA: Mapping[str, SphereKind] = {
    "family": SphereKind.FAMILY,
    "friends": SphereKind.FRIENDS,
    "school": SphereKind.STUDY,
    "first-job": SphereKind.WORK,
    "later-job": SphereKind.WORK,
    "street": SphereKind.PLACE,
    "club": SphereKind.INTEREST,
    "clients": SphereKind.CLIENTS,
    "online": SphereKind.ONLINE,
}
"""What kind of place a suggestion is, by the id that courses give it."""


def year_of(text: str, control: str, today_year: int) -> int | None:
    """Return a year that was typed, None for an empty one."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and OLDEST_YEAR <= int(text[:9]) <= today_year):
        message = _("Give a year from %(low)s to %(high)s, or leave it empty.", low=OLDEST_YEAR, high=today_year)
        raise DomainError(message, control)
    return int(text)


class Spheres(CircleTask):
    """The map: suggestions to tick, and places of one's own."""

    def kept(self, work: Work) -> frozenset[str]:
        """Return what is typed for the next sphere."""
        return frozenset({*NEW_SPHERE_PARTS, *(control for control, _name, _kind in _ideas(work))})

    def boxes(self, work: Work) -> frozenset[str]:
        """Return the suggestions."""
        return frozenset(control for control, _name, _kind in _ideas(work))

    def change(self, change: Change) -> Texts:
        """Put on the map what is ticked and named, once a button is pressed."""
        if not change.pressed:
            return super().change(change)
        most = change.work.number("max", 12)
        added = []
        for control, name, kind in _ideas(change.work):
            if change.text(control):
                added.append(_added(change, most, control, name=name, kind=kind))
        if change.text("new.name"):
            added.append(_added(change, most, "new.name", **_typed_sphere(change)))
        elif change.text("new.answer"):
            raise DomainError(_("Give the place a name, too."), "new.name")
        if added:
            flash(_("On your map: %(names)s.", names=", ".join(f"“{name}”" for name in added)), "ok")
        return {}

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return the map, and the suggestions that are not on it."""
        return {
            "ideas": _ideas(work),
            "kinds": [("", _("Choose"))] + [(str(kind), said) for kind, said in words.SPHERE_KINDS.items()],
            "kind_words": words.SPHERE_KINDS,
            "most": work.number("max", 12),
        }


def _ideas(work: Work) -> list[tuple[str, str, SphereKind]]:
    """Return control, name and kind of each suggestion that is not on the map yet."""
    taken = {fold(sphere.name) for sphere in work.circle.spheres.values()}
    parts = (part for part in work.task.parts if isinstance(part, ListPart) and part.kind == "choices")
    items = [item for part in parts for item in part.items]
    return [
        (control_of("idea", item.id or str(n)), item.text.text, KIND_OF_IDEA.get(item.id or "", SphereKind.OTHER))
        for n, item in enumerate(items)
        if fold(item.text.text) not in taken
    ]


def _typed_sphere(change: Change) -> dict[str, Any]:
    year, kind = change.work.today.year, change.text("new.kind")
    return {
        "name": change.text("new.name"),
        "kind": SphereKind(kind) if kind in set(SphereKind) else SphereKind.OTHER,
        "since": year_of(change.text("new.since"), "new.since", year),
        "until": year_of(change.text("new.until"), "new.until", year),
        "answer": change.text("new.answer"),
    }


def _added(change: Change, most: int, control: str, **values: Any) -> str:
    try:
        return spheres.add_sphere(change.session, change.keeper, most=most, **values).name
    except DomainError as refusal:
        field = f"new.{refusal.field}" if control == "new.name" else control
        raise DomainError(refusal.message, field) from refusal


class People(CircleTask):
    """The list: names typed or pasted sphere by sphere, and the year in which one was last in touch."""

    def stands(self, work: Work) -> Texts:
        """Return the years, and whether an odd name is a real one."""
        years = {f"person.{each.id}.year": str(each.last_year or "") for each in work.circle.people}
        return years | {f"person.{each.id}": TICK if each.confirmed else "" for each in _odd(work)}

    def kept(self, work: Work) -> frozenset[str]:
        """Return what is typed for the next people, and what is said of the list."""
        return frozenset({*NEW_PEOPLE_PARTS, "why-none", "complete"})

    def boxes(self, work: Work) -> frozenset[str]:
        """Return the boxes."""
        return frozenset({"new.real", "complete", *(f"person.{each.id}" for each in _odd(work))})

    def change(self, change: Change) -> Texts:
        """Keep years and real names; add the new people once a button is pressed."""
        this_year = change.work.today.year
        for person in change.touched(".year"):
            control = f"person.{person}.year"
            year = year_of(change.text(control), control, this_year)
            service.change_person(change.session, change.keeper, person, last_year=year)
        for each in _odd(change.work):
            control = f"person.{each.id}"
            if control in change.changed:
                service.change_person(change.session, change.keeper, each.id, confirmed=bool(change.text(control)))
        kept = super().change(change)
        if not change.pressed:
            return kept
        if change.text("new.names"):
            _add_people(change)
        return {name: kept[name] for name in ("why-none", "complete", "new.sphere") if name in kept}

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return the people by sphere, and where the next ones may stand."""
        circle, most = work.circle, work.number("per-sphere", 5)
        groups = [(sphere, circle.in_sphere(sphere.id)) for sphere in circle.spheres.values()]
        known = [(sphere.id, sphere.name) for sphere, _people in groups]
        near = work.number("quiet-years", 1)
        return {
            "groups": [(sphere, people) for sphere, people in groups if people],
            "most": most,
            "spheres": [*known, (NEW_SPHERE, _("A new one, named below"))] if known else [],
            "odd": {each.id for each in _odd(work)},
            "hints": {each.id: recent_hint(each.last_year, work.today, near) for each in circle.people},
            "may_complete": bool(work.short_list) and len(circle.people) >= work.short_list,
            "short_list": work.short_list,
            "old": work.number("old", 3),
            "old_years": work.number("old-years", 5),
        }


def _odd(work: Work) -> list[Person]:
    """Return the people whose names look made up, and those of whom the learner said that they are real."""
    return [each for each in work.circle.people if each.confirmed or not is_real(each)]


def _add_people(change: Change) -> None:
    year = year_of(change.text("new.year"), "new.year", change.work.today.year)
    sphere = _sphere_of(change)
    found = []
    for line in change.text("new.names").splitlines():
        name, _comma, address = line.strip(" \t,;").partition(",")
        given, family = split_name(name)
        if given:
            email = address.strip(" \t;,<>")
            found.append({"given": given, "family": family, "email": email, "sphere": sphere, "last_year": year})
    real = bool(change.text("new.real"))
    try:
        added = service.add_people(change.session, change.keeper, found, real=real)
    except DomainError as refusal:
        raise DomainError(refusal.message, "new.names") from refusal
    if added.doubtful:
        names = ", ".join(added.doubtful)
        message = _("Is this a real name? Tick below that it is: %(names)s.", names=names)
        raise DomainError(message, "new.names")
    if added.no_room:
        raise DomainError(_("A list holds 60 people. There is no room for: %(names)s.", names=", ".join(added.no_room)))
    if added.ids:
        flash(ngettext("One person is added.", "%(n)s people are added.", len(added.ids)), "ok")
    if added.known:
        flash(_("Already on your list: %(names)s.", names=", ".join(added.known)), "info")


def _sphere_of(change: Change) -> str:
    chosen, named = change.text("new.sphere"), change.text("new.place")
    if chosen in change.work.circle.spheres and not (named and chosen == NEW_SPHERE):
        return chosen
    if not named:
        raise DomainError(_("Say where you know them from."), "new.place")
    try:
        return spheres.sphere_named(change.session, change.keeper, named).id
    except DomainError as refusal:
        raise DomainError(refusal.message, "new.place") from refusal


class Pick(CircleTask):
    """The first few: a box for each person, and one for a stretch."""

    def stands(self, work: Work) -> Texts:
        """Return who is picked, and who is a stretch."""
        people = [tie.person for tie in pickable(work)]
        picked = {f"person.{each.id}": TICK if each.picked else "" for each in people}
        return picked | {f"person.{each.id}.stretch": TICK if each.stretch else "" for each in people}

    def boxes(self, work: Work) -> frozenset[str]:
        """Return all: there is nothing but boxes."""
        return frozenset(self.stands(work))

    def change(self, change: Change) -> Texts:
        """Set the marks."""
        for control, text in change.changed.items():
            _person, person, *rest = control.split(".")
            mark = {"stretch" if rest else "picked": bool(text)}
            service.change_person(change.session, change.keeper, person, **mark)
        return {}

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return whom one may pick, those picked first."""
        ties = sorted(pickable(work), key=lambda tie: not tie.person.picked)
        return {
            "rows": [(tie, words.last_words(tie, work.today)) for tie in ties],
            "count": work.number("count", 5),
            "stretch": work.number("stretch", 2),
            "picked": sum(tie.person.picked for tie in ties),
            "stretched": sum(tie.person.picked and tie.person.stretch for tie in ties),
        }


def pickable(work: Work) -> tuple[Tie, ...]:
    """Return whom one may pick: everybody but those left in peace, unless they are picked already."""
    ties = work.circle.ties.values()
    return tuple(tie for tie in ties if tie.person.picked or state_of(tie, work.today) not in ASIDE)
