"""The people of the workbook: spheres, people, and what the learner offers, writes, plans and logs with each.

Pure values. A day is a calendar date in the learner's own time zone; a guess or a reality is a whole number from
1 to 7; ids are random texts. How it stands with a person is never stored: see ``followup``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from course_app.domain.errors import ConflictError, DomainError
from course_app.domain.names import fold
from course_app.domain.partial_dates import PartialDate

MOST_PEOPLE = 60
MOST_SPHERES = 12
LONGEST_NAME = 80
SPHERE_NAME = (2, 40)
OLDEST_YEAR = 1900
LOWEST_GUESS, HIGHEST_GUESS = 1, 7


class SphereKind(StrEnum):
    """What kind of place in life a sphere is."""

    FAMILY = "family"
    FRIENDS = "friends"
    STUDY = "study"
    WORK = "work"
    CLIENTS = "clients"
    COMMUNITY = "community"
    INTEREST = "interest"
    PLACE = "place"
    ONLINE = "online"
    OTHER = "other"


class Closeness(StrEnum):
    """How close two people were then."""

    HARDLY = "hardly"
    SOMEWHAT = "somewhat"
    VERY = "very"


class OfferKind(StrEnum):
    """What one could bring."""

    INTRODUCTION = "introduction"
    KNOWLEDGE = "knowledge"
    TIME = "time"
    ENCOURAGEMENT = "encouragement"
    VISIBILITY = "visibility"
    RESOURCE = "resource"
    GRATITUDE = "gratitude"
    NOT_SURE = "not-sure"


class Effort(StrEnum):
    """What an offer costs."""

    MINUTES = "five-minutes"
    HOUR = "hour"
    MORE = "more"


class Channel(StrEnum):
    """How people reach each other."""

    EMAIL = "email"
    CALL = "call"
    VIDEO = "video"
    TEXT = "text"
    MESSAGE = "message"
    COMMENT = "comment"
    LETTER = "letter"
    IN_PERSON = "in-person"
    OTHER = "other"


class Direction(StrEnum):
    """Who reached whom."""

    OUT = "out"
    IN = "in"


class Cadence(StrEnum):
    """How often the learner wants to be in touch."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"
    REST = "rest"
    CLOSED = "closed"


class LetterStatus(StrEnum):
    """Where a letter is: being written, ready, gone, kept for practice, or let go."""

    OPEN = "open"
    READY = "ready"
    SENT = "sent"
    KEPT = "kept"
    DROPPED = "dropped"


class PlanKind(StrEnum):
    """What a plan is for: another way to reach, a five-minute favour, or the next step after an answer."""

    REACH = "reach"
    FAVOUR = "favour"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Sphere:
    """A place in life where the learner knew people; ``cadence`` is what its people take unless they have their own."""

    id: str
    name: str
    kind: SphereKind = SphereKind.OTHER
    since: int | None = None
    until: int | None = None
    answer: str = ""
    cadence: Cadence | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class KeptDate:
    """A date to remember with somebody, such as a work anniversary."""

    label: str
    date: PartialDate


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the learner's list.

    ``sphere`` is the id of the sphere that counts, ``also`` of a second one or ''. ``last_year`` is roughly when they
    were last in touch, None for "do not know". ``picked`` are the first five. ``confirmed`` means that the learner said
    that an odd name is a real one. ``settled`` is the day up to which answers ask nothing more of the learner.
    ``guess`` and ``reality`` are the forecast. ``sequence`` counts whatever changes what a calendar shows.
    """

    id: str
    given: str
    sphere: str
    family: str = ""
    call_name: str = ""
    also: str = ""
    last_year: int | None = None
    close: Closeness | None = None
    email: str = ""
    phone: str = ""
    link: str = ""
    born: PartialDate | None = None
    place: str = ""
    memory: str = ""
    next_line: str = ""
    dates: tuple[KeptDate, ...] = ()
    stretch: bool = False
    picked: bool = False
    confirmed: bool = False
    do_not_contact: bool = False
    closed: bool = False
    rest_until: date | None = None
    rest_reason: str = ""
    cadence: Cadence | None = None
    settled: date | None = None
    guess: int | None = None
    reality: int | None = None
    version: int = 1
    sequence: int = 0
    created_at: datetime | None = None

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.given} {self.family}".strip()

    @property
    def short(self) -> str:
        """How to call them."""
        return self.call_name or self.given

    @property
    def initials(self) -> str:
        """The initials, for places where others may look: ``E. B.``."""
        return " ".join(f"{part[0].upper()}." for part in (self.given, self.family) if part)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the learner could bring; of the kind "not sure yet" the text is a stance."""

    id: str
    person: str
    kind: OfferKind
    text: str
    effort: Effort | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class LetterLine:
    """What lists say of a letter, without its text; ``use`` is first, second, thanks or reply."""

    id: str
    person: str
    use: str
    status: LetterStatus
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one person. ``overrides`` are the checks of which the learner said: right as it is."""

    id: str
    person: str
    use: str
    status: LetterStatus
    subject: str = ""
    body: str = ""
    template: str = ""
    language: str = ""
    overrides: tuple[str, ...] = ()
    version: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that went between two people, as the learner declares it; ``letter`` is the id of the letter sent."""

    id: str
    person: str
    direction: Direction
    channel: Channel
    day: date
    recorded_at: datetime
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Something the learner means to do with a person; ``done`` is the day on which it was."""

    id: str
    person: str
    kind: PlanKind
    what: str = ""
    channel: Channel | None = None
    why: str = ""
    day: date | None = None
    done: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Tie:
    """A person with everything between the two; touches stand in the order in which they happened."""

    person: Person
    sphere: Sphere
    offers: tuple[Offer, ...] = ()
    letters: tuple[LetterLine, ...] = ()
    touches: tuple[Touch, ...] = ()
    plans: tuple[Plan, ...] = ()

    @property
    def cadence(self) -> Cadence | None:
        """The person's own cadence, else the sphere's."""
        return self.person.cadence or self.sphere.cadence

    @property
    def open_plans(self) -> tuple[Plan, ...]:
        """What is planned and not done, the earliest day first, those without a day last."""
        still = (plan for plan in self.plans if plan.done is None)
        return tuple(sorted(still, key=lambda plan: (plan.day or date.max, plan.id)))


@dataclass(frozen=True, slots=True)
class Circle:
    """All spheres and ties of a learner, by id, in the order in which they were added."""

    spheres: Mapping[str, Sphere] = field(default_factory=lambda: MappingProxyType({}))
    ties: Mapping[str, Tie] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def people(self) -> tuple[Person, ...]:
        """The people, without what belongs to them."""
        return tuple(tie.person for tie in self.ties.values())

    @property
    def picked(self) -> tuple[Tie, ...]:
        """The first five."""
        return tuple(tie for tie in self.ties.values() if tie.person.picked)

    def in_sphere(self, sphere: str) -> tuple[Person, ...]:
        """Return the people who count in a sphere."""
        return tuple(person for person in self.people if person.sphere == sphere)


class FullError(DomainError):
    """The list, or the map, holds all that it may."""


class DuplicateError(ConflictError):
    """Somebody of this name is on the list already; saying that it is another person lets it pass."""

    def __init__(self, message: str, field: str, twin: str) -> None:
        super().__init__(message, field)
        self.twin = twin


class FillerError(DomainError):
    """A name looks made up; saying that it is real lets it pass."""


def check_room(count: int, adding: int = 1, most: int = MOST_PEOPLE) -> None:
    """Let ``adding`` people onto a list of ``count``, or raise ``FullError``."""
    if count + adding > most:
        room = max(most - count, 0)
        left = "It is full now." if room == 0 else f"There is room for {room} more."
        raise FullError(f"A list holds {most} people, so that each can be a person. {left}", "given")


def quiet_years(last_year: int | None, today: date) -> int | None:
    """Return how many years a person has been out of touch, roughly; None when the learner does not know."""
    return None if last_year is None else today.year - last_year


def recent_hint(last_year: int | None, today: date, least: int = 1) -> str:
    """Return a soft hint when somebody is hardly out of touch, '' otherwise."""
    years = quiet_years(last_year, today)
    if years is None or years >= least:
        return ""
    return "You were in touch not long ago. That is fine; it works best with people you lost sight of years ago."


def twins(people: Iterable[Person], name: str) -> tuple[Person, ...]:
    """Return the people whose folded name is that of ``name``."""
    wanted = fold(name)
    return tuple(person for person in people if fold(person.name) == wanted)
