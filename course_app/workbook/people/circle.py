"""People tasks that work on the learner's circle: a form on a step's page that shows and changes people.

Two sorts of controls stand in such a form. Those that *stand for the circle* show how it is now, and saving them
changes people; the others are *kept with the task*, sealed, like the texts of a worksheet. What is being typed for
somebody who is not on the list yet is of the second sort until a button is pressed, so that it is never lost.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from course_app.domain.course import ListPart
from course_app.domain.errors import DomainError
from course_app.domain.people import Circle
from course_app.domain.people_tasks.rules import judge
from course_app.domain.people_tasks.work import Work
from course_app.domain.worksheets import Filled, too_long
from course_app.people import words
from course_app.people.keeper import Keeper, keeper
from course_app.web.i18n import gettext as _
from course_app.workbook.entries import Entry, StaleEntryError, save_entry
from course_app.workbook.people.private import circle_at
from course_app.workbook.tasks import Desk

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CircleForm:
    """What the form of a task on the circle shows.

    ``values`` and ``troubles`` are by control, ``lists`` the prompts of the course with their
    kind and title. ``more`` is what
    only one kind shows.
    """

    values: Texts
    troubles: Texts
    version: int
    circle: Circle
    lists: tuple[tuple[str, Markup, tuple[Markup, ...]], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def value(self, control: str) -> str:
        """Return what stands in a control."""
        return self.values.get(control, "")

    def errors(self, control: str, refusal: DomainError | None = None) -> tuple[str, ...]:
        """Return the sentences at a control."""
        refused = (refusal.message,) if refusal is not None and refusal.field == control else ()
        return refused or ((self.troubles[control],) if control in self.troubles else ())


@dataclass(frozen=True, slots=True)
class Change:
    """A save in progress: who keeps the list, how the task stands, and what the form says now.

    ``texts`` holds every control, ``changed`` those that stand for the circle and say something else than it does.
    """

    session: Session
    keeper: Keeper
    work: Work
    texts: Texts
    changed: Texts
    pressed: bool

    def text(self, control: str) -> str:
        """Return what a control says, without blanks around it."""
        return self.texts.get(control, "").strip()

    def touched(self, ending: str) -> tuple[str, ...]:
        """Return the ids of people or plans of whom a control that ends so was changed."""
        names = (name.split(".") for name in self.changed if name.endswith(ending))
        return tuple(dict.fromkeys(parts[1] for parts in names))


class CircleTask:
    """A people task whose form shows and changes people. Subclasses say which controls there are, and what they do."""

    def __init__(self, template: str) -> None:
        self.template = template

    # What each kind says of itself.

    def stands(self, work: Work) -> Texts:
        """Return the controls that stand for the circle, with how it is now."""
        return {}

    def kept(self, work: Work) -> frozenset[str]:
        """Return the names of the controls that are kept with the task."""
        return frozenset()

    def boxes(self, work: Work) -> frozenset[str]:
        """Return the names of the controls that are boxes to tick: what the form does not send is not ticked."""
        return frozenset()

    def meant(self, texts: Texts) -> Texts:
        """Return what the form says, without choices that only stand there because a list has to show one."""
        return texts

    def change(self, change: Change) -> Texts:
        """Change people as the form says; return what is kept with the task from now on."""
        return {name: change.texts[name] for name in self.kept(change.work) if change.texts.get(name)}

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return what only this kind shows."""
        return {}

    # The task interface.

    def work(self, desk: Desk, values: Texts) -> Work:
        """Return what the task is judged by."""
        policy = desk.release.course.people
        return Work(desk.task, desk.today, circle_at(desk), values, policy.short_list)

    def controls(self, desk: Desk) -> frozenset[str]:
        """Return the names of all controls of the form."""
        work = self.work(desk, desk.entry.values)
        return self.kept(work) | frozenset(self.stands(work))

    def view(self, desk: Desk, typed: Texts | None = None) -> CircleForm:
        """Return the form as it stands, or with what was typed and refused."""
        work = self.work(desk, desk.entry.values)
        now = self._now(work)
        values = now if typed is None else self._sent(work, now, typed)
        html = desk.release.html
        lists = (part for part in desk.task.parts if isinstance(part, ListPart))
        return CircleForm(
            values,
            {each.control: each.sentence for each in judge(work).filled.troubles},
            stamp(now),
            work.circle,
            tuple((part.kind, html(part.title), tuple(html(item.text) for item in part.items)) for part in lists),
            self.dressed(work, desk, values),
        )

    def filled(self, desk: Desk, values: Texts) -> Filled:
        """Return how far it is."""
        return judge(self.work(desk, values)).filled

    def numbers(self, desk: Desk, values: Texts) -> Mapping[str, int]:
        """Return the counts for the fact."""
        return judge(self.work(desk, values)).numbers

    def save(self, session: Session, desk: Desk, values: Texts, version: int) -> int:
        """Change people and keep what belongs to the task; return the stamp of how all stands then."""
        long = too_long(values)
        if long:
            raise DomainError(long.sentence, long.control)
        assert desk.enrolment_id is not None
        work = self.work(desk, desk.entry.values)
        now = self._now(work)
        texts = self._sent(work, now, values)
        stands = self.stands(work)
        if stamp(texts) != stamp(now) and version != stamp(now):
            raise StaleEntryError(Entry(desk.subject, now, stamp(now), desk.entry.changed_at))
        changed = {name: texts.get(name, "") for name in stands if texts.get(name, "") != stands[name]}
        whose = keeper(desk.account_id, desk.key, desk.today, desk.now)
        kept = self.change(Change(session, whose, work, texts, changed, desk.pressed))
        save_entry(session, desk.enrolment_id, desk.subject, kept, desk.entry.version, desk.key, desk.now)
        return stamp(self._now(self.work(desk, kept)))

    def says(self, desk: Desk, values: Texts) -> Texts:
        """Return what the whole form says when it sends ``values``."""
        work = self.work(desk, desk.entry.values)
        return self._sent(work, self._now(work), values)

    def _now(self, work: Work) -> Texts:
        kept = {name: work.typed[name] for name in self.kept(work) if name in work.typed}
        return {**kept, **self.stands(work)}

    def _sent(self, work: Work, now: Texts, values: Texts) -> Texts:
        """Return what the whole form says: what it sent, and for what it does not hold what stands there."""
        boxes = self.boxes(work)
        names = self.kept(work) | frozenset(now)
        texts = {name: values.get(name, "" if name in boxes else now.get(name, "")) for name in names}
        return self.meant(texts)


def stamp(values: Texts) -> int:
    """Return a number that changes whenever one of the texts does; those that are empty do not count."""
    filled = sorted((name, text) for name, text in values.items() if text)
    return zlib.crc32(json.dumps(filled).encode())


def called(circle: Circle, control: str) -> str:
    """Return whom a control is about, '' for nobody in particular."""
    sort, _dot, rest = control.partition(".")
    wanted = rest.partition(".")[0]
    for tie in circle.ties.values():
        plans = {plan.id for plan in tie.plans} if sort == "plan" else set()
        letters = {letter.id for letter in tie.letters} if sort == "letter" else set()
        if wanted in plans | letters or (sort == "person" and wanted == tie.person.id):
            return tie.person.name
    return ""


def said(text: str) -> str:
    """Return what stands in a control in words: the word of a choice, else the text itself."""
    choices: Mapping[str, str] = {
        str(key): word
        for known in (words.CADENCES, words.OFFERS, words.EFFORTS, words.CHANNELS, words.SPHERE_KINDS)
        for key, word in known.items()
    }
    return _("ticked") if text == "y" else choices.get(text, text)


def control_of(*parts: str) -> str:
    """Return the name of a control."""
    return ".".join(parts)
