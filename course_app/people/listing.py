"""The list of people as pages show it: views, lines in words, what each asks for and where that is done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from course_app.domain.followup import ASIDE, Coming, State, Step, StepKind, Urgency, next_step, state_of
from course_app.domain.names import fold
from course_app.domain.people import Circle, Person, Tie
from course_app.people import words
from course_app.web.i18n import gettext as _
from course_app.web.navigation import url_if

WAITING = frozenset({State.SENT, State.QUIET})
_ORDER = (
    StepKind.ANSWER,
    StepKind.SEND,
    StepKind.PLANNED,
    StepKind.REACH_OUT,
    StepKind.SECOND_NOTE,
    StepKind.LET_REST,
)
ASKING = frozenset(_ORDER)
"""Steps of somebody already in motion; the rest belongs to the list and its course."""


@dataclass(frozen=True, slots=True)
class Line:
    """A person in a list: how it stands, what comes next, and the address where that is done ('' for nowhere)."""

    tie: Tie
    url: str
    last: str
    line: str
    words: str
    step: Step
    step_words: str
    step_url: str
    heard_url: str


@dataclass(frozen=True, slots=True)
class View:
    """One look at the list."""

    name: str
    label: str
    url: str
    current: bool
    count: int


def asks_now(tie: Tie, today: date) -> bool:
    """Return whether a person asks something of the learner today."""
    step = next_step(tie, today)
    return step.kind in ASKING and step.urgency is not Urgency.LATER


VIEWS: Mapping[str, tuple[str, Callable[[Tie, date], bool]]] = {
    "first": (_("First five"), lambda tie, _today: tie.person.picked),
    "due": (_("Due"), asks_now),
    "waiting": (_("Waiting"), lambda tie, today: state_of(tie, today) in WAITING),
    "touch": (_("In touch"), lambda tie, today: state_of(tie, today) in (State.IN_TOUCH, State.KEEPING)),
    "all": (_("All"), lambda _tie, _today: True),
    "resting": (_("Resting"), lambda tie, today: state_of(tie, today) in ASIDE),
}


def views_of(circle: Circle, current: str, today: date) -> list[View]:
    """Return the looks at a list with how many people each shows."""
    return [
        View(
            name,
            label,
            url_for("people.index", view=name),
            name == current,
            sum(fits(tie, today) for tie in circle.ties.values()),
        )
        for name, (label, fits) in VIEWS.items()
    ]


def lines_of(circle: Circle, view: str, today: date, locale: str) -> list[Line]:
    """Return the people of one look: by what asks first where things are due, else by name."""
    _label, fits = VIEWS[view]
    lines = [line_of(tie, today, locale) for tie in circle.ties.values() if fits(tie, today)]
    if view == "due":
        return sorted(lines, key=lambda line: (_ORDER.index(line.step.kind), line.step.day or date.max))
    if view == "waiting":
        return sorted(lines, key=lambda line: line.tie.touches[-1].day)
    return sorted(lines, key=lambda line: fold(line.tie.person.name))


def line_of(tie: Tie, today: date, locale: str) -> Line:
    """Return a person as a list shows it."""
    person, state, step = tie.person, state_of(tie, today), next_step(tie, today)
    return Line(
        tie=tie,
        url=url_for("people.person", person=person.id),
        last=words.last_words(tie, today, locale),
        line=words.LINES[state],
        words=words.state_words(tie, today, locale),
        step=step,
        step_words=words.step_words(step, person, today, locale),
        step_url=step_url(tie, step),
        heard_url=url_for("people.log", person=person.id, direction="in") if state in WAITING else "",
    )


def step_url(tie: Tie, step: Step) -> str:
    """Return where a step is done, '' where there is nothing to do yet."""
    person = tie.person.id
    desk = url_if("letters.desk", person=person)
    here = url_for("people.person", person=person)
    if step.kind in (StepKind.RESTING, StepKind.NOTHING, StepKind.WAIT):
        return ""
    if step.kind is StepKind.PLANNED:
        return url_for("people.log", person=person) if step.urgency is not Urgency.LATER else ""
    if step.kind in (StepKind.SECOND_NOTE, StepKind.REACH_OUT) and step.urgency is Urgency.LATER:
        return ""
    if step.kind is StepKind.ANSWER:
        return url_if("letters.desk", person=person, use="reply") or here
    return {
        StepKind.SEND: desk or here,
        StepKind.FINISH: desk or here,
        StepKind.WRITE: desk or here,
        StepKind.SECOND_NOTE: here,
        StepKind.REACH_OUT: here,
        StepKind.LET_REST: url_for("people.rest", person=person),
        StepKind.CHOOSE_RHYTHM: f"{here}#rhythm",
        StepKind.REMEMBER: url_for("people.edit", person=person) + "#memory",
        StepKind.OFFER: url_for("people.offer", person=person),
    }[step.kind]


def next_day(circle: Circle, today: date, locale: str) -> str:
    """Return the next day on which anybody asks for something, in words; '' when nobody will."""
    days = [step.day for tie in circle.ties.values() if (step := next_step(tie, today)).day and step.kind in ASKING]
    later = [day for day in days if day > today]
    return words.day_words(min(later), today, locale) if later else ""


@dataclass(frozen=True, slots=True)
class ComingLine:
    """A day to come: the day and what it is about, in words, and whose page it leads to."""

    day: str
    words: str
    url: str


def coming_lines(days: Iterable[Coming], today: date, locale: str) -> list[ComingLine]:
    """Return days to come as pages show them."""
    return [
        ComingLine(
            words.day_words(each.day, today, locale),
            words.coming_words(each, name=each.tie.person.name),
            url_for("people.person", person=each.tie.person.id),
        )
        for each in days
    ]


def dates_of(person: Person, locale: str) -> list[tuple[str, str]]:
    """Return the dates of a person with their names, in words."""
    found = [(_("Birthday"), words.partial_words(person.born, locale))] if person.born else []
    return found + [(kept.label, words.partial_words(kept.date, locale)) for kept in person.dates]


def differences(theirs: Person, mine: Mapping[str, Any], circle: Circle, locale: str) -> list[tuple[str, str, str]]:
    """Return the fields in which two versions differ: label, the text from this page, the other one."""
    rows = []
    for field, label in FIELDS.items():
        ours, other = mine.get(field, getattr(theirs, field)), getattr(theirs, field)
        if ours != other:
            rows.append((label, _plain(field, ours, circle, locale), _plain(field, other, circle, locale)))
    return rows


FIELDS: Mapping[str, str] = {
    "given": _("Given name"),
    "family": _("Family name"),
    "call_name": _("How you call them"),
    "sphere": _("Sphere"),
    "also": _("A second sphere"),
    "last_year": _("Roughly last in touch"),
    "close": _("How close then"),
    "memory": _("One thing you remember with them"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "link": _("Link"),
    "place": _("City or time zone"),
    "born": _("Birthday"),
    "dates": _("Other dates"),
    "stretch": _("A stretch"),
    "do_not_contact": _("Do not contact"),
}


def _plain(field: str, value: Any, circle: Circle, locale: str) -> str:
    if field in ("sphere", "also"):
        return circle.spheres[value].name if value in circle.spheres else ""
    if field == "close":
        return words.CLOSENESS[value] if value else ""
    if field == "born":
        return words.partial_words(value, locale) if value else ""
    if field == "dates":
        return "; ".join(f"{kept.label}: {words.partial_words(kept.date, locale)}" for kept in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)
