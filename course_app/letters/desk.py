"""The desk: one person, what is known of them, and the letters to them, with all that a letter is held against."""

from dataclasses import dataclass, replace

from course_app.domain.errors import NotFoundError
from course_app.domain.followup import State, has_answered, state_of
from course_app.domain.letters.checks import Around, Check, checks, is_ready, ranges
from course_app.domain.letters.slots import Sender, Sheet, begin, known_of
from course_app.domain.letters.wording import reading_seconds, word_count
from course_app.domain.people import Channel, Circle, Direction, Letter, LetterStatus, Person, Tie
from course_app.domain.worksheets import Trouble
from course_app.infrastructure.database import reader
from course_app.letters.senders import sender_of
from course_app.letters.shelf import USES, Shelf, Template, shelf_of
from course_app.people import queries
from course_app.people.keeper import Keeper, keeper_of
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _

WRITABLE = frozenset({LetterStatus.OPEN, LetterStatus.READY})
OVERRIDABLE = frozenset({"memory", "why-now", "request", "underselling", "question", "signed", "length"})
OTHER_LANGUAGE = "other"
_WRITTEN_CHANNELS = (Channel.EMAIL, Channel.TEXT, Channel.MESSAGE)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a letter is written. ``letter`` lies on it, None while nothing is chosen; ``letters`` are all there are."""

    keeper: Keeper
    circle: Circle
    tie: Tie
    letters: tuple[Letter, ...]
    shelf: Shelf
    sender: Sender
    letter: Letter | None = None

    @property
    def person(self) -> Person:
        """Who is written to."""
        return self.tie.person

    @property
    def to_them(self) -> tuple[Letter, ...]:
        """The letters to this person, the newest first."""
        return tuple(reversed([each for each in self.letters if each.person == self.person.id]))

    @property
    def template(self) -> Template | None:
        """What the letter began from, None for a blank sheet."""
        return self.shelf.template(self.letter.template) if self.letter and self.letter.template else None

    @property
    def channel(self) -> str:
        """How the letter is to travel: email, text, message or call."""
        return self.template.channel if self.template else thread_of(self.tie)

    @property
    def is_left_in_peace(self) -> bool:
        """Whether nobody writes to this person from here."""
        return state_of(self.tie, self.keeper.today) in (State.CLOSED, State.NO_CONTACT)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a letter reads: its checks, what is too long or short, whether it is ready, words and seconds."""

    checks: tuple[Check, ...]
    troubles: tuple[Trouble, ...]
    ready: bool
    words: int
    seconds: int


def open_desk(learner: Visitor, person_id: str, letter_id: str = "", use: str = "") -> Desk:
    """Return the desk for somebody on the learner's list.

    On it lies the letter of ``letter_id``, else the one being written last (of ``use``, if given).

    Raises:
        NotFoundError: there is no such person, or no such letter to them.
    """
    keeper, connection = keeper_of(learner), reader()
    circle = queries.circle(connection, keeper)
    tie = queries.tie_in(circle, person_id)
    letters = queries.letters_of(connection, keeper.account_id, keeper.key)
    sender = sender_of(connection, keeper, learner.name, learner.email)
    desk = Desk(keeper, circle, tie, letters, shelf_of(connection, learner.id), sender)
    return replace(desk, letter=_lying(desk, letter_id, use))


def _lying(desk: Desk, letter_id: str, use: str) -> Letter | None:
    if letter_id:
        found = next((each for each in desk.to_them if each.id == letter_id), None)
        if found is None:
            raise NotFoundError(_("This letter is not here any more."))
        return found
    begun = [each for each in desk.to_them if each.status in WRITABLE and (not use or each.use == use)]
    return max(begun, key=lambda each: each.changed_at or desk.keeper.now, default=None)


def usual_use(tie: Tie) -> str:
    """Return what one would write to somebody next: an answer, a second note, or the first letter."""
    if has_answered(tie):
        return "reply"
    return "second" if tie.touches else "first"


def wanted_use(asked: str, tie: Tie) -> str:
    """Return the use that an address asks for, the usual one for a word that is none."""
    return asked if asked in USES else usual_use(tie)


def thread_of(tie: Tie) -> str:
    """Return how a letter without a template travels: as the last words did, else by the address there is."""
    last = tie.touches[-1].channel if tie.touches else None
    if last in _WRITTEN_CHANNELS:
        return str(last)
    return "text" if tie.person.phone and not tie.person.email else "email"


def begun(desk: Desk, template: Template | None, use: str) -> Sheet:
    """Return the sheet that a letter begins with; without a template it is blank but for name and signature."""
    if template is None:
        last = desk.sender.signature or desk.sender.name
        sheet = Sheet("", _("Hi %(name)s,", name=desk.person.short) + f"\n\n\n\n{last}")
    else:
        sheet = begin(template.letter, known_of(desk.tie, desk.sender))
    channel = template.channel if template else thread_of(desk.tie)
    if use == "reply" and not sheet.subject and channel == "email":
        return replace(sheet, subject=_subject_again(desk))
    return sheet


def _subject_again(desk: Desk) -> str:
    """Return the subject of the letter that was answered, with ``Re:`` before it."""
    sent = next((each for each in desk.to_them if each.status is LetterStatus.SENT and each.subject), None)
    if sent is None:
        return ""
    return sent.subject if sent.subject.casefold().startswith("re:") else f"Re: {sent.subject}"


def around(desk: Desk, letter: Letter) -> Around:
    """Return what a letter is held against."""
    others = (each for each in desk.letters if each.id != letter.id and each.status is not LetterStatus.DROPPED)
    return Around(
        person=desk.person,
        sender=desk.sender,
        template=desk.template.letter if desk.template else None,
        others=tuple(each.body for each in others),
        overrides=frozenset(letter.overrides),
        channel=desk.channel,
        language=letter.language or desk.shelf.language,
        limits=desk.shelf.limits(letter.use),
        place=desk.tie.sphere.name,
    )


def read(desk: Desk, letter: Letter) -> Reading:
    """Return how a letter reads."""
    sheet, held = Sheet(letter.subject, letter.body), around(desk, letter)
    words = word_count(letter.body)
    return Reading(
        checks(sheet, held),
        ranges(sheet, held.limits, held.channel),
        is_ready(sheet, held),
        words,
        reading_seconds(words),
    )


def status_of(desk: Desk, letter: Letter) -> LetterStatus:
    """Return where a letter that is being written stands: ready, or open still."""
    return LetterStatus.READY if read(desk, letter).ready else LetterStatus.OPEN


def usual_way(desk: Desk) -> Channel:
    """Return how a letter on the desk most likely went."""
    return Channel(desk.channel)


def was_sent(desk: Desk) -> bool:
    """Return whether the letter on the desk is logged as sent."""
    assert desk.letter is not None
    return any(touch.letter == desk.letter.id and touch.direction is Direction.OUT for touch in desk.tie.touches)
