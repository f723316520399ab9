"""A course as a value: modules, units, policy. What the scanner makes and every feature reads.

Durations are whole seconds, percentages whole numbers from 0 to 100. Addresses are ``module/unit``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from course_app.domain.questions import Grading, Leaf, Place, Question

Setting = int | str | bool | tuple[int, int]
NO_SETTINGS: Mapping[str, Setting] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Download:
    """A file offered on a page: a resource sheet (as PDF) or something in assets/, by its path in the course."""

    name: str
    path: str


class SectionKind(StrEnum):
    """What a ``##`` section of a lesson is."""

    PROSE = "prose"
    RECALL = "recall"
    RESOURCES = "resources"


@dataclass(frozen=True, slots=True)
class Section:
    """A ``##`` section of a lesson."""

    id: str
    title: Leaf
    body: Leaf
    kind: SectionKind = SectionKind.PROSE
    questions: tuple[Question, ...] = ()
    downloads: tuple[Download, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """Prose in sections. ``footnotes`` are the sources that the file itself defines; its leaves do not hold them."""

    intro: Leaf
    sections: tuple[Section, ...]
    footnotes: Mapping[str, Leaf] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class QuizSettings:
    """How a quiz is taken.

    ``attempts`` 0 and ``pick`` 0 mean any number and all questions; ``free`` tries go before the ``cooldown``
    (seconds) counts; ``feedback`` is each, end or passed; ``time`` is a limit in seconds, 0 for none. The last
    four are what a question takes when its own marks do not say.
    """

    pass_percent: int = 80
    attempts: int = 0
    free: int = 1
    cooldown: int = 0
    pick: int = 0
    shuffle_questions: bool = True
    shuffle_options: bool = True
    feedback: str = "each"
    time: int = 0
    grading: Grading = Grading.PARTIAL
    points: int = 1
    case_exact: bool = False
    accents_exact: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """Questions of which ``pick`` are drawn."""

    id: str
    title: Leaf
    pick: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Quiz:
    """A check: either questions, or pools of them."""

    intro: Leaf
    settings: QuizSettings
    questions: tuple[Question, ...] = ()
    pools: tuple[Pool, ...] = ()

    def all_questions(self) -> Iterator[Question]:
        """Yield every question, pooled or not, in the order of the file."""
        yield from self.questions
        for pool in self.pools:
            yield from pool.questions


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to pick from, with its id ('' for prompts shown one at a time) and its marks, such as ``both``."""

    id: str
    text: Leaf
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a worksheet.

    ``type`` is text, long, number, date, year, email, phone, url, select, scale, plan or check. ``low`` and
    ``high`` bound a number or scale; ``shortest`` and ``longest`` count letters; ``items`` are the options of a
    select or the suggestions of a scale.
    """

    id: str
    type: str
    label: Leaf
    place: Place
    optional: bool = False
    low: int | None = None
    high: int | None = None
    shortest: int = 0
    longest: int = 0
    low_label: str = ""
    high_label: str = ""
    items: tuple[Item, ...] = ()
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table part; ``source`` names the select field whose options it offers."""

    id: str
    type: str
    label: Leaf
    optional: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class TablePart:
    """A ``.table``: rows to fill in, from ``least`` to ``most``; ``examples`` are Markdown cells."""

    id: str
    title: Leaf
    body: Leaf
    columns: tuple[Column, ...]
    least: int
    most: int
    examples: tuple[tuple[Leaf, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ListPart:
    """``.choices`` to pick from, or ``.cues`` shown one at a time."""

    id: str
    title: Leaf
    kind: str
    items: tuple[Item, ...]
    body: Leaf | None = None


@dataclass(frozen=True, slots=True)
class LetterPart:
    """A letter to fill in: an e-mail block with an id inside a worksheet."""

    id: str
    subject: str
    body: str
    place: Place


Part = TablePart | ListPart | LetterPart


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do in an action step; ``kind`` is text, worksheet, declare or a kind of people task.

    ``settings`` has a value for every setting of the kind, defaults filled in. ``order`` lists the ids of fields
    and parts as they stand in the file; ``between`` is prose that stands right above the one of that id, or at the
    end ('').
    """

    id: str
    kind: str
    title: Leaf
    body: Leaf
    place: Place
    settings: Mapping[str, Setting] = field(default_factory=lambda: NO_SETTINGS)
    fields: tuple[Field, ...] = ()
    parts: tuple[Part, ...] = ()
    after: str = ""
    optional: bool = False
    was: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    between: Mapping[str, Leaf] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ActionStep:
    """Things to do, one after the other."""

    intro: Leaf
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One file of a module: a lesson, a check or an action step.

    ``minutes`` is 0 where the file does not say. ``optional`` units count for nothing.
    """

    id: str
    module: str
    title: Leaf
    body: Lesson | Quiz | ActionStep
    file: str
    summary: str = ""
    minutes: int = 0
    requires: tuple[str, ...] = ()
    optional: bool = False
    draft: bool = False
    lang: str = ""
    license: str = ""
    was: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The unit's address in its course, ``module/unit``."""
        return f"{self.module}/{self.id}"

    @property
    def kind(self) -> str:
        """``lesson``, ``quiz`` or ``action``."""
        match self.body:
            case Lesson():
                return "lesson"
            case Quiz():
                return "quiz"
            case ActionStep():
                return "action"


@dataclass(frozen=True, slots=True)
class Module:
    """A module with its units in the order of the outline. ``objectives`` maps id to sentence."""

    id: str
    title: Leaf
    nav: str
    summary: str
    body: Leaf
    units: tuple[Unit, ...]
    objectives: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    downloads: tuple[Download, ...] = ()
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A line of the final's blueprint: draw ``draw`` of ``questions``; ``review`` is what to open again."""

    id: str
    title: str
    draw: int
    questions: tuple[Question, ...]
    review: str = ""


@dataclass(frozen=True, slots=True)
class Final:
    """The final assessment.

    ``own`` are the ids of questions that stand in no check; ``at_least`` maps a tag to the questions with it
    in each draw; ``unseen_percent`` of a draw was not in an earlier final of this learner; ``opens`` is always,
    checks or all.
    """

    title: Leaf
    intro: Leaf
    honour: Leaf
    settings: QuizSettings
    topics: tuple[Topic, ...]
    at_least: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    own: frozenset[str] = frozenset()
    unseen_percent: int = 0
    opens: str = "checks"
    minutes: int = 0

    @property
    def draw(self) -> int:
        """How many questions one try holds."""
        return sum(topic.draw for topic in self.topics)


@dataclass(frozen=True, slots=True)
class CredentialPolicy:
    """What the certificate says and asks; ``valid_months`` 0 = without end, ``requires`` () = all."""

    title: str
    valid_months: int = 0
    requires: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    criteria: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class PeoplePolicy:
    """Ceiling of the list, length at which a short one may be declared complete (0 = never), reuse ask or never."""

    limit: int = 60
    short_list: int = 0
    reuse: str = "ask"


@dataclass(frozen=True, slots=True)
class Document:
    """A page that stands outside the modules: a resource sheet, a Guide chapter or a letter template."""

    id: str
    title: Leaf
    body: Leaf
    file: str
    summary: str = ""
    use: str = ""
    channel: str = ""
    letter: LetterPart | None = None
    footnotes: Mapping[str, Leaf] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class GuidePolicy:
    """The Guide: its title, whether it is public, and its chapters in order."""

    title: str
    public: bool
    chapters: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary, its anchor and its meaning."""

    id: str
    title: Leaf
    body: Leaf


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course, parsed and checked."""

    id: str
    title: str
    summary: str
    language: str
    modules: tuple[Module, ...]
    edition: int = 1
    final: Final | None = None
    credential: CredentialPolicy | None = None
    people: PeoplePolicy = field(default_factory=PeoplePolicy)
    guide: GuidePolicy | None = None
    templates: tuple[Document, ...] = ()
    resources: tuple[Document, ...] = ()
    glossary: tuple[Term, ...] = ()
    sources: Mapping[str, Leaf] = field(default_factory=lambda: MappingProxyType({}))
    preview: int = 2
    reading_grade: int = 9
    languages: tuple[str, ...] = ()
    license: str = ""
    authors: tuple[str, ...] = ()
    was: tuple[str, ...] = ()

    def units(self) -> Iterator[Unit]:
        """Yield every unit in the order of the outline."""
        for module in self.modules:
            yield from module.units

    def unit(self, address: str) -> Unit | None:
        """Return the unit at ``module/unit``, or None."""
        return next((unit for unit in self.units() if unit.address == address), None)
