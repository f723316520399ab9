"""People tasks for the learner's eyes: their texts are kept with the task, sealed, like those of a worksheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import g
from markupsafe import Markup
from sqlalchemy.orm import Session

from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, ListPart, Task, Unit
from course_app.domain.errors import DomainError
from course_app.domain.followup import ASIDE, state_of
from course_app.domain.letters.wording import word_count
from course_app.domain.people import Circle, Tie
from course_app.domain.people_tasks.inner import Change, changes, forecasts
from course_app.domain.people_tasks.rules import judge
from course_app.domain.people_tasks.work import Work
from course_app.domain.people_tasks.writing import GRATITUDE_PARTS, note_of, touched_out
from course_app.domain.requirements import task_subject
from course_app.domain.worksheets import Filled, too_long
from course_app.infrastructure.database import reader
from course_app.people import queries
from course_app.people.keeper import keeper
from course_app.web.i18n import gettext as _
from course_app.workbook.calendars import Appointment
from course_app.workbook.entries import entries_of, save_entry
from course_app.workbook.generic import FieldView
from course_app.workbook.people.reuse import own_part
from course_app.workbook.tasks import Desk

Controls = Callable[[Desk], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form of a private task shows.

    ``lists`` are prompts and examples with their titles, ``people`` whom one may choose, ``statements`` what is rated.
    The rest is for single kinds: the note of a thank-you and its words, whether a learner is warm already, ratings
    and forecasts side by side once the look back is done.
    """

    values: Mapping[str, str]
    troubles: Mapping[str, str]
    lists: tuple[tuple[Markup, tuple[Markup, ...]], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    statements: tuple[FieldView, ...] = ()
    note: str = ""
    words: int = 0
    warm: bool = False
    compared: tuple[Change, ...] = ()
    forecasts: tuple[tuple[int, int], ...] | None = None

    def errors(self, control: str) -> tuple[str, ...]:
        """Return the sentences at a control."""
        return (self.troubles[control],) if control in self.troubles else ()


class PrivateTask:
    """A people task with texts of its own; subclasses add what their form shows beside them."""

    def __init__(self, template: str, controls: Controls) -> None:
        self.template = template
        self.controls: Controls = controls

    def work(self, desk: Desk, values: Mapping[str, str]) -> Work:
        """Return what the task is judged by."""
        policy = desk.release.course.people
        return Work(desk.task, desk.today, circle_at(desk), values, policy.short_list)

    def view(self, desk: Desk, typed: Mapping[str, str] | None = None) -> Sheet:
        """Return what was typed, and the prompts of the course."""
        values = desk.entry.values if typed is None else typed
        work = self.work(desk, values)
        html = desk.release.html
        lists = (part for part in desk.task.parts if isinstance(part, ListPart))
        sheet = Sheet(
            values,
            {each.control: each.sentence for each in judge(work).filled.troubles},
            tuple((html(part.title), tuple(html(item.text) for item in part.items)) for part in lists),
        )
        return self.dressed(sheet, desk, work)

    def dressed(self, sheet: Sheet, desk: Desk, work: Work) -> Sheet:
        """Return the sheet with what only this kind shows."""
        return sheet

    def filled(self, desk: Desk, values: Mapping[str, str]) -> Filled:
        """Return how far it is."""
        return judge(self.work(desk, values)).filled

    def numbers(self, desk: Desk, values: Mapping[str, str]) -> Mapping[str, int]:
        """Return the counts for the fact."""
        return judge(self.work(desk, values)).numbers

    def save(self, session: Session, desk: Desk, values: Mapping[str, str], version: int) -> int:
        """Keep what was typed."""
        long = too_long(values)
        if long:
            raise DomainError(long.sentence, long.control)
        assert desk.enrolment_id is not None
        return save_entry(session, desk.enrolment_id, desk.subject, values, version, desk.key, desk.now)


def circle_at(desk: Desk) -> Circle:
    """Return the learner's people, read once for a page, and anew within a change."""
    whose = keeper(desk.account_id, desk.key, desk.today, desk.now)
    if desk.session is not None:
        g.pop("task_circle", None)
        return own_part(queries.circle(desk.session.connection(), whose), desk.release, desk.began)
    if "task_circle" not in g:
        g.task_circle = own_part(queries.circle(reader(), whose), desk.release, desk.began)
    found: Circle = g.task_circle
    return found


def _options(ties: tuple[Tie, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((tie.person.id, tie.person.name) for tie in ties)


class IfThen(PrivateTask):
    """A plan with somebody from the first picks."""

    def dressed(self, sheet: Sheet, desk: Desk, work: Work) -> Sheet:
        """Return the sheet with the first picks."""
        return replace(sheet, people=_options(work.circle.picked))

    def appointment(self, desk: Desk, name: str) -> Appointment | None:
        """Return the plan; its title has initials, since a calendar is often open to others."""
        values = desk.entry.values
        tie = circle_at(desk).ties.get(values.get("person", ""))
        if name != "plan" or tie is None:
            return None
        then = _("write to %(name)s at %(place)s", name=tie.person.initials, place=values.get("place", ""))
        text = _("If %(cue)s, then I will %(then)s.", cue=values.get("cue", ""), then=then)
        day, time = values.get("day", ""), values.get("time", "")
        return Appointment(f"{then[0].upper()}{then[1:]}", text, day, time, desk.entry.version)


class WarmUp(PrivateTask):
    """Ticks for quick hellos."""

    def dressed(self, sheet: Sheet, desk: Desk, work: Work) -> Sheet:
        """Return the sheet with whether the learner is warm already."""
        return replace(sheet, warm=touched_out(work.circle) >= work.number("skip-after", 2))


class Gratitude(PrivateTask):
    """Three parts of thanks, which make a note."""

    def dressed(self, sheet: Sheet, desk: Desk, work: Work) -> Sheet:
        """Return the sheet with people, and the note as soon as its parts are there."""
        ties = tuple(tie for tie in work.circle.ties.values() if state_of(tie, work.today) not in ASIDE)
        note = work.text("note")
        tie = work.circle.ties.get(work.text("person"))
        parts = tuple(work.text(part) for part in GRATITUDE_PARTS)
        if not note and tie is not None and all(parts):
            note = note_of(tie.person.short, (parts[0], parts[1], parts[2]), "")
        return replace(sheet, people=_options(ties), note=note, words=word_count(note))


def statements_of(desk: Desk, task: Task) -> tuple[FieldView, ...]:
    """Return the statements of a mindset check with their suggestions."""
    html = desk.release.html
    return tuple(
        FieldView(each, html(each.label), tuple((item.id, html(item.text).striptags()) for item in each.items))
        for each in task.fields
    )


class Mindset(PrivateTask):
    """Statements to rate, and fairer sentences to choose."""

    def dressed(self, sheet: Sheet, desk: Desk, work: Work) -> Sheet:
        """Return the sheet with the statements."""
        return replace(sheet, statements=statements_of(desk, desk.task))


def mindset_before(release: Release, task: Task) -> tuple[Unit, Task] | None:
    """Return the mindset check that a look back looks back at: the one it names, else the only one."""
    named = str(task.settings.get("of", ""))
    address, _hash, wanted = named.partition("#")
    found = [
        (unit, each)
        for unit in release.course.units()
        if isinstance(unit.body, ActionStep) and (not address or unit.address == address)
        for each in unit.body.tasks
        if each.kind == "mindset" and (not wanted or each.id == wanted)
    ]
    return found[0] if found else None


class LookBack(PrivateTask):
    """The same statements once more, and what was learned."""

    def work(self, desk: Desk, values: Mapping[str, str]) -> Work:
        """Return what the task is judged by, with the check it looks back at."""
        found = mindset_before(desk.release, desk.task)
        return replace(super().work(desk, values), before=found[1] if found else None)

    def dressed(self, sheet: Sheet, desk: Desk, work: Work) -> Sheet:
        """Return the sheet with the statements, and then and now side by side once all is done."""
        found = mindset_before(desk.release, desk.task)
        if found is None:
            return sheet
        unit, before = found
        sheet = replace(sheet, statements=statements_of(desk, before))
        if desk.enrolment_id is None or not judge(work).met:
            return sheet
        entry = entries_of(reader(), desk.enrolment_id, unit.address, desk.key).get(task_subject(unit, before))
        then = entry.values if entry else {}
        known = forecasts(work)
        guesses = None if known is None else tuple((guess, reality) for _person, guess, reality in known)
        return replace(sheet, compared=changes(before, then, work.typed), forecasts=guesses)
