"""What a people task is judged by, and what is said of it.

Controls are named as follows: typed texts as each kind says; ``person.<id>``, ``letter.<id>``, ``plan.<id>`` lead to
somebody or something on the list; ``list``, ``spheres`` and the like to the place where more is added.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from course_app.domain.course import Task
from course_app.domain.people import Circle
from course_app.domain.people_tasks.settings import span, switch, whole, word
from course_app.domain.worksheets import Filled, Lack, Raw, Trouble

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NOTHING: Raw = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Work:
    """A task and all that it is about.

    ``typed`` are the texts of its own form. ``short_list`` is the length from which the course lets a list be declared
    complete, 0 for never. ``before`` is the task that a look back looks back at. ``feed`` tells whether the learner
    has a private calendar link.
    """

    task: Task
    today: date
    circle: Circle = field(default_factory=Circle)
    typed: Raw = field(default_factory=lambda: NOTHING)
    short_list: int = 0
    before: Task | None = None
    feed: bool = False

    def text(self, control: str) -> str:
        """Return what was typed into a control, without blanks around it."""
        return self.typed.get(control, "").strip()

    def ticked(self, control: str) -> bool:
        """Return whether a box is ticked."""
        return bool(self.text(control))

    def number(self, name: str, default: int) -> int:
        """Return a setting that is a whole number."""
        return whole(self.task.settings, name, default)

    def span(self, name: str, low: int, high: int) -> tuple[int, int]:
        """Return a setting that is a range."""
        return span(self.task.settings, name, (low, high))

    def word(self, name: str, default: str) -> str:
        """Return a setting that is a word."""
        return word(self.task.settings, name, default)

    def switch(self, name: str, default: bool) -> bool:
        """Return a setting that is a switch."""
        return switch(self.task.settings, name, default)

    def lack(self, control: str, sentence: str, label: str = "") -> Lack:
        """Return something still to do; it is labelled with the task unless it has a name of its own."""
        return Lack(control, label or self.task.title.text, sentence)


@dataclass(frozen=True, slots=True)
class Look:
    """How far a task is, and the counts that go into the fact when it is done; never a name or a text."""

    filled: Filled
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether the task is done."""
        return self.filled.met


def look(
    done: int,
    asked: int,
    lacks: Iterable[Lack] = (),
    troubles: Iterable[Trouble] = (),
    /,
    **numbers: int,
) -> Look:
    """Return how far a task is; ``done`` is never more than ``asked``."""
    filled = Filled(min(done, asked), asked, tuple(lacks), tuple(troubles))
    return Look(filled, {"done": filled.done, "asked": asked, **numbers})


def in_words(number: int) -> str:
    """Return a number as it is written in a sentence: in words up to twelve."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def more(number: int) -> str:
    """Return how many are missing, at the start of a sentence: One more, Seven more."""
    return f"{in_words(number)} more".capitalize()


def of(count: int, asked: int) -> str:
    """Return how many of those asked for are there, with its verb: four of five are."""
    return f"{in_words(count)} of {in_words(asked)} {'is' if count == 1 else 'are'}"


def written(work: Work, control: str, limits: tuple[int, int], label: str = "") -> Filled:
    """Return whether a text is there and within its range of letters."""
    low, high = limits
    length = len(work.text(control))
    if low <= length <= high:
        return Filled(1, 1)
    if length > high:
        return Filled(0, 1, troubles=(Trouble(control, f"At most {high:,} letters; this has {length:,}."),))
    sentence = f"Write a little more: {low} letters at least, this has {length}." if length else "Still empty."
    return Filled(0, 1, (work.lack(control, sentence, label),))


def together(pieces: Iterable[Filled], **numbers: int) -> Look:
    """Return how far a task of several pieces is."""
    found = tuple(pieces)
    return look(
        sum(each.done for each in found),
        sum(each.asked for each in found),
        (lack for each in found for lack in each.lacks),
        (trouble for each in found for trouble in each.troubles),
        **numbers,
    )
