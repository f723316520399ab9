"""Whom publishing touches: each change in words, the number of learners behind it, and what they will see.

Numbers only: an author never learns who the learners are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from course_app.assessment.remarking import Correction, answered_by, can_be_marked_again, corrected, gains, running
from course_app.authoring.lowered import Lowered, lowered
from course_app.courseware.changes import Change, asset_changes, changes
from course_app.courseware.identities import questions_of, renames_of, vanished
from course_app.courseware.releases import Release
from course_app.courseware.storage import Reader
from course_app.domain.course import ActionStep, Course
from course_app.domain.questions import Question
from course_app.domain.requirements import Kind
from course_app.enrolment.queries import Reached, reached
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext

Hashes = Mapping[str, str]
DONE_BY = {"lesson": Kind.LESSON_DONE, "quiz": Kind.CHECK, "action": Kind.TASK_MET, "final": Kind.FINAL}


@dataclass(frozen=True, slots=True)
class Line:
    """A change with whom it touches: ``affected`` learners, in ``who``; what they will ``see``.

    ``choice`` is what the author decides: '' nothing, ``required`` (for those in progress or only for new ones),
    ``remark`` (upwards or not), ``confirm`` (an id may go although learners have data under it), ``note`` (a
    sentence for those who finished), ``lowered`` (those who reach a lower number have it at once, or not).
    """

    change: Change
    affected: int
    who: str
    see: str
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """What publishing does, line by line; ``running`` attempts end on the release that they began on."""

    lines: tuple[Line, ...]
    enrolled: int
    certified: int
    running: int

    @property
    def in_progress(self) -> int:
        """Learners who have begun and have no certificate yet."""
        return self.enrolled - self.certified


def impact_of(
    reader: Connection, slug: str, old: Course | None, release: Release, hashes: tuple[Hashes, Hashes], now: datetime
) -> Impact:
    """Return whom publishing ``release`` in the place of ``old`` touches; ``hashes`` are those of their files."""
    new = release.course
    told = changes(old, new) + (asset_changes(*hashes) if old else ())
    counts = reached(reader, slug)
    gained = lowered(reader, old, release, now) if old and counts.enrolled else {}
    lines = _Lines(reader, slug, old, new, counts, gained).lines(told)
    return Impact(lines, counts.enrolled, counts.certified, running(reader, slug) if counts.enrolled else 0)


def impact_words(reader: Reader, slug: str, told: Iterable[Change]) -> list[str]:
    """Return whom each change touches, in words for a shell; '' where that is nobody."""
    counts = reached(reader, slug)
    return [_who(each, counts)[1] for each in told]


def corrections_of(old: Course, new: Course, wanted: Iterable[str] | None = None) -> dict[str, Correction]:
    """Return the questions whose key or marking changed, by their old version; only ``wanted`` ids if given."""
    before = {question.id: question for question in questions_of(old)}
    names = None if wanted is None else set(wanted)
    found = {}
    for question in questions_of(new):
        was = next((before[name] for name in (question.id, *question.was) if name in before), None)
        if was is None or was.version == question.version or (names is not None and question.id not in names):
            continue
        correction = corrected(was, question)
        if can_be_marked_again(correction):
            found[was.version] = correction
    return found


class _Lines:
    def __init__(
        self, reader: Reader, slug: str, old: Course | None, new: Course, counts: Reached, gained: Mapping[str, Lowered]
    ) -> None:
        self._counts, self._new, self._gained = counts, new, dict(gained)
        self._answered: Mapping[str, int] = {}
        self._again: dict[str, Correction] = {}
        self._pass: dict[str, int] = {}
        self._gone: set[str] = set()
        self._asked = _now_required(old, new) if old is not None else set()
        if old is not None and counts.enrolled:
            self._ask(reader, slug, old, new)

    def _ask(self, reader: Reader, slug: str, old: Course, new: Course) -> None:
        after = {question.id: question for question in questions_of(new)}
        renames = renames_of(new).questions
        versions = {
            renames.get(question.id, question.id): question.version
            for question in questions_of(old)
            if _differs(question, after.get(renames.get(question.id, question.id)))
        }
        self._answered = answered_by(reader, slug, versions) if versions else {}
        self._gone = set(vanished(old, new))
        self._again = {each.old.id: each for each in corrections_of(old, new).values()}
        for version, correction in corrections_of(old, new).items():
            found = gains(reader, slug, {version: correction})
            name = renames.get(correction.old.id, correction.old.id)
            self._pass[name] = sum(gain.passes for gain in found)
            self._again[name] = correction

    def lines(self, told: Iterable[Change]) -> tuple[Line, ...]:
        return tuple(self._line(each) for each in told)

    def _line(self, change: Change) -> Line:
        if change.what == "question":
            return self._question(change)
        if change.sign == "~" and change.subject in self._asked:
            return self._now_asked(change)
        affected, who = _who(change, self._counts)
        if change.what in ("threshold", "setting") and change.subject in self._gained:
            return self._lowered(change, affected, who)
        see, choice = self._see(change, affected)
        return Line(change, affected, who, see, choice)

    def _now_asked(self, change: Change) -> Line:
        """Say who has to do a unit, or a task, that was optional; the first line about it says it."""
        self._asked.discard(change.subject)
        counts = self._counts
        who = ngettext("one in progress", "%(n)s in progress", counts.in_progress)
        see = _("It was optional and is asked for now. Whoever has the certificate keeps it.")
        return Line(change, counts.in_progress, who, see, "required" if counts.in_progress else "")

    def _lowered(self, change: Change, affected: int, who: str) -> Line:
        """Say who reaches a lower number; the first of several numbers of one task says it."""
        found = self._gained.pop(change.subject)
        number = len(found.found)
        gain = ngettext("one gains it", "%(n)s gain it", number)
        if found.more:
            gain = ngettext("one or more gain it", "%(n)s or more gain it", number)
        see = _("What is done stays done; whoever gains it reads so on Today.")
        return Line(change, affected, f"{who}, {gain}" if who else gain, see, "lowered")

    def _question(self, change: Change) -> Line:
        number = self._answered.get(change.subject, 0)
        who = ngettext("one answered", "%(n)s answered", number) if number else _("nobody answered it")
        if change.sign == "!" and change.subject in self._pass:
            passes = self._pass[change.subject]
            if passes:
                who += ", " + ngettext("one gains a pass", "%(n)s gain a pass", passes)
            return Line(change, number, who, _("The next try has the new key."), "remark" if number else "")
        if change.sign == "-" and number and change.subject in self._gone:
            return Line(change, number, who, _("Marks are kept."), "confirm")
        see = {
            "+": _("It may come up in the next try."),
            "-": _("Marks are kept."),
            "!": _("Marks are kept; the next try has the new words."),
            "~": _("Marks are kept."),
        }
        return Line(change, number, who if number or change.sign == "!" else "", see[change.sign])

    def _see(self, change: Change, affected: int) -> tuple[str, str]:
        counts = self._counts
        unit = self._new.unit(change.subject.partition("#")[0]) if "/" in change.subject else None
        if change.sign == "+" and change.what in ("lesson", "quiz", "action", "task") and unit is not None:
            if unit.optional or not counts.enrolled:
                return _("It is new in the outline."), ""
            return _("Whoever has the certificate keeps it."), "required" if counts.in_progress else ""
        if change.sign == "-" and change.what in ("lesson", "quiz", "action", "task"):
            if change.subject in self._gone and affected:
                return _("It is hidden; what they did is kept."), "confirm"
            return _("It is gone from the outline."), ""
        if change.what == "lesson" and change.sign == "~":
            return _("It stays finished."), "note" if affected else ""
        if change.what in ("quiz", "action", "task", "final") and change.sign == "~":
            return _("What is done stays done."), ""
        if change.what in ("threshold", "setting"):
            return _("What is done stays done; the rest is counted by the new number."), ""
        return "", ""


def _now_required(old: Course, new: Course) -> set[str]:
    """Return the units and tasks that were optional and are not any more."""
    before = _optional(old)
    after = _optional(new)
    return {name for name, optional in after.items() if not optional and before.get(name)}


def _optional(course: Course) -> dict[str, bool]:
    found = {unit.address: unit.optional for unit in course.units()}
    for unit in course.units():
        if isinstance(unit.body, ActionStep):
            found |= {f"{unit.address}#{task.id}": task.optional for task in unit.body.tasks}
    return found


def _differs(old: Question, new: Question | None) -> bool:
    return new is None or old != new


def _who(change: Change, counts: Reached) -> tuple[int, str]:
    """Return how many learners a change touches, and that in words."""
    subject, what = change.subject, change.what
    if change.sign == "+" and what in ("lesson", "quiz", "action", "task", "module"):
        if not counts.enrolled:
            return 0, _("nobody has begun")
        said = ngettext("one in progress", "%(n)s in progress", counts.in_progress)
        return counts.in_progress, said + (_(", %(n)s certified", n=counts.certified) if counts.certified else "")
    if what in ("lesson", "quiz"):
        number = counts.subjects.get((DONE_BY[what], subject), 0)
        words = {"lesson": ("one finished it", "%(n)s finished it"), "quiz": ("one took it", "%(n)s took it")}[what]
        return number, ngettext(*words, number) if number else _("nobody did it yet")
    if what in ("action", "task", "threshold"):
        number = _most(counts, subject)
        return number, ngettext("one did it", "%(n)s did it", number) if number else _("nobody did it yet")
    if what == "setting":
        number = counts.subjects.get((Kind.CHECK, subject), 0) or counts.subjects.get((Kind.FINAL, subject), 0)
        return number, ngettext("one took it", "%(n)s took it", number) if number else ""
    if what == "final":
        number = counts.subjects.get((Kind.FINAL, "final"), 0)
        return number, ngettext("one took it", "%(n)s took it", number) if number else ""
    return 0, ""


def _most(counts: Reached, subject: str) -> int:
    """Return how many learners did a task, or that task of a step that most did."""
    return max(
        (
            number
            for (kind, name), number in counts.subjects.items()
            if kind == Kind.TASK_MET and (name == subject or name.startswith(f"{subject}#"))
        ),
        default=0,
    )


def required_subjects(course: Course, subject: str) -> list[str]:
    """Return what a waiver of something new is about: the unit itself, or the task in it."""
    unit = course.unit(subject)
    if unit is not None and isinstance(unit.body, ActionStep):
        return [subject, *(f"{subject}#{task.id}" for task in unit.body.tasks if not task.optional)]
    return [subject]
