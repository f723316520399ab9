"""Tasks of the letter desk on the page of a step: drafts to enough people, and sending them.

Both are judged by the learner's people; the letters themselves are written on the desk, to which each line leads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from course_app.domain.followup import ASIDE, state_of
from course_app.domain.names import fold
from course_app.domain.people import Direction, LetterLine, LetterStatus, Person, Tie, Touch
from course_app.domain.people_tasks.settings import switch, whole, word
from course_app.domain.people_tasks.work import Work
from course_app.domain.people_tasks.writing import WRITTEN
from course_app.people.words import CHANNELS, day_words
from course_app.web.i18n import gettext as _
from course_app.web.navigation import url_if
from course_app.workbook.people.private import PrivateTask, Sheet
from course_app.workbook.tasks import Desk

HELLOS: Mapping[str, str] = {
    "call": _("Call"),
    "text": _("Text message"),
    "message": _("Private message online"),
    "email": _("E-mail"),
    "letter": _("Card or letter by post"),
    "in-person": _("In person"),
    "other": _("Another way"),
}
"""How one says hello to somebody whom one is in touch with."""


@dataclass(frozen=True, slots=True)
class Line:
    """A person in the list of a task: how far it is, in words, and the one thing to do next with its address."""

    person: Person
    words: str
    done: bool
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class PenSheet(Sheet):
    """What the form of a letter task shows: people whose turn it is, and those who could be chosen too.

    For sending also: whether the practice path is offered, how many hellos it asks for, and how many picked ones.
    """

    lines: tuple[Line, ...] = ()
    more: tuple[Line, ...] = ()
    practice: bool = False
    hellos: int = 0
    channels: tuple[tuple[str, str], ...] = tuple(HELLOS.items())


def _ordered(ties: Iterable[Tie]) -> list[Tie]:
    """Return ties, the first picks before the others, each by name."""
    return sorted(ties, key=lambda tie: (not tie.person.picked, fold(tie.person.name)))


def _desk(person: str, **values: str) -> str:
    """Return the address of the desk, the person's page where there is no desk."""
    return url_if("letters.desk", person=person, **values) or url_if("people.person", person=person)


def _last(letters: Iterable[LetterLine]) -> LetterLine | None:
    return max(letters, key=lambda each: each.changed_at, default=None)


class Letters(PrivateTask):
    """Drafts to different people, which meet the starred checks of the desk."""

    def __init__(self) -> None:
        super().__init__("workbook/people/_letters.html", lambda _desk: frozenset())

    def dressed(self, sheet: Sheet, desk: Desk, work: Work) -> Sheet:
        """Return the sheet with the first picks and everybody who has a letter; the others are one step further."""
        use = word(desk.task.settings, "use", "first")
        lines, more = [], []
        for tie in _ordered(work.circle.ties.values()):
            mine = [each for each in tie.letters if each.use == use and each.status is not LetterStatus.DROPPED]
            if mine or (tie.person.picked and state_of(tie, work.today) not in ASIDE):
                lines.append(_drafted(tie, mine, use))
            elif state_of(tie, work.today) not in ASIDE:
                more.append(_drafted(tie, mine, use))
        return PenSheet(sheet.values, sheet.troubles, sheet.lists, lines=tuple(lines), more=tuple(more))


def _drafted(tie: Tie, letters: list[LetterLine], use: str) -> Line:
    person = tie.person
    written = [each for each in letters if each.status in WRITTEN]
    last = _last(written) or _last(letters)
    if last is None:
        return Line(person, _("not begun"), False, _("Write"), _desk(person.id, use=use))
    here = _desk(person.id, letter=last.id)
    said = {
        LetterStatus.READY: (_("draft ready"), _("Open")),
        LetterStatus.SENT: (_("sent"), _("Read")),
        LetterStatus.KEPT: (_("kept for yourself"), _("Read")),
    }.get(last.status, (_("begun"), _("Go on writing")))
    return Line(person, said[0], bool(written), said[1], here)


class Send(PrivateTask):
    """Messages that the learner sent and logged, or the practice path."""

    def __init__(self) -> None:
        super().__init__("workbook/people/_send.html", _send_controls)

    def dressed(self, sheet: Sheet, desk: Desk, work: Work) -> Sheet:
        """Return the sheet with what is sent and what is ready to go, and the practice path where it is open."""
        lines, more = [], []
        for tie in _ordered(work.circle.ties.values()):
            out = next((each for each in tie.touches if each.direction is Direction.OUT), None)
            ready = _last(each for each in tie.letters if each.status is LetterStatus.READY)
            if out is not None:
                lines.append(_reached(tie, out, work))
            elif state_of(tie, work.today) in ASIDE:
                continue
            elif ready is not None:
                url = url_if("letters.sending", person=tie.person.id, letter=ready.id) or _desk(tie.person.id)
                lines.append(Line(tie.person, _("ready to go"), False, _("Send"), url))
            else:
                more.append(Line(tie.person, "", False, _("Log"), url_if("people.log", person=tie.person.id)))
        return PenSheet(
            sheet.values,
            sheet.troubles,
            sheet.lists,
            lines=tuple(lines),
            more=tuple(more),
            practice=switch(desk.task.settings, "practice", True),
            hellos=whole(desk.task.settings, "count", 3),
        )


def _reached(tie: Tie, touch: Touch, work: Work) -> Line:
    channel, day = CHANNELS[touch.channel], day_words(touch.day, work.today)
    said = _("sent %(day)s (%(channel)s)", day=day, channel=channel[0].lower() + channel[1:])
    return Line(tie.person, said, True, _("Open"), url_if("people.person", person=tie.person.id))


def _send_controls(desk: Desk) -> frozenset[str]:
    if not switch(desk.task.settings, "practice", True):
        return frozenset()
    count = whole(desk.task.settings, "count", 3)
    hellos = (f"hello.{n}.{part}" for n in range(count) for part in ("channel", "day"))
    return frozenset({"practice", *hellos})


def letter_tasks() -> dict[str, PrivateTask]:
    """Return the kinds of task that belong to the letter desk, by name."""
    return {"letters": Letters(), "send": Send()}
