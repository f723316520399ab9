"""Questions as values: what the content language says of them, and nothing of how they look.

A question holds exactly one ``body``, one of nine kinds. Texts are Markdown leaves. Shares of credit are
exact fractions from 0 to 1. Options, pairs, steps and gaps are numbered from 0 in the order of the
file; answers refer to these numbers together with the question's ``version``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the sources: a path below the course folder, line and column from 1."""

    file: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of Markdown that is rendered as a whole; ``inline`` ones hold no blocks."""

    text: str
    place: Place
    inline: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)


class Grading(StrEnum):
    """How several right answers count: all or nothing, or in part."""

    EXACT = "exact"
    PARTIAL = "partial"


class Mend(StrEnum):
    """How a bad option is mended after people answered it."""

    NONE = ""
    ANY = "any"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to pick: its credit is ``share`` (choose one) or ``right`` (choose several)."""

    text: Leaf
    right: bool
    share: Fraction
    feedback: Leaf
    key: str = ""
    mend: Mend = Mend.NONE
    was: tuple[str, ...] = ()
    more: Leaf | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Choose one; exactly one option is right."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """Choose several; at least one option is right."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Accept:
    """A line of a text or number question: an accepted value, or an expected wrong one (``share`` 0)."""

    value: str
    share: Fraction
    feedback: Leaf
    expected_wrong: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    key: str = ""
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextEntry:
    """Type a word; the first line that matches wins. ``*`` in a value stands for anything."""

    accepts: tuple[Accept, ...]


@dataclass(frozen=True, slots=True)
class NumberEntry:
    """Type a number; the first inclusive interval ``low..high`` that holds it wins."""

    accepts: tuple[Accept, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side and what belongs to it; a pair without a left side is a distractor."""

    left: Leaf | None
    right: Leaf
    feedback: Leaf
    key: str = ""
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Match each left side to a right one."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an order question; its place in the file is the right one."""

    text: Leaf
    feedback: Leaf
    key: str = ""
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Put three or more steps in order."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap in the stem: words to type, a number, or a choice (``options``, the right one first in the file marked).

    ``kind`` is ``text``, ``number`` or ``choice``. ``accepted`` are the texts that count (text), ``low`` and
    ``high`` the inclusive interval (number), ``options`` with the index ``right`` (choice).
    """

    kind: str
    accepted: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    options: tuple[str, ...] = ()
    right: int = 0


@dataclass(frozen=True, slots=True)
class Cloze:
    """A stem with gaps. ``text`` is Markdown in which the private-use character U+E000 stands for each gap in turn."""

    text: Leaf
    gaps: tuple[Gap, ...]


GAP_MARK = "\ue000"


@dataclass(frozen=True, slots=True)
class SceneChoice:
    """A choice in a scene, leading to the scene with id ``target``."""

    text: Leaf
    target: str
    right: bool
    share: Fraction
    feedback: Leaf
    key: str = ""
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene of a scenario; a scene without choices is an end."""

    id: str
    title: Leaf
    body: Leaf
    choices: tuple[SceneChoice, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A branching story; the first scene is the start, the last choice taken gives the credit."""

    scenes: tuple[Scene, ...]


@dataclass(frozen=True, slots=True)
class Reflection:
    """A long text for oneself; never marked."""

    label: Leaf


Body = Choice | Several | TextEntry | NumberEntry | Match | Order | Cloze | Scenario | Reflection


@dataclass(frozen=True, slots=True)
class Notes:
    """What is said beside the answers; each may stand once, ``see`` often."""

    hint: Leaf | None = None
    why: Leaf | None = None
    correct: Leaf | None = None
    partly: Leaf | None = None
    incorrect: Leaf | None = None
    see: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its settings, all defaults filled in.

    ``points`` is a whole number from 1 to 100. ``shuffle_options`` is already false where the question says
    ``fixed``. ``version`` is the hash of stem, options, key and marking settings: feedback, hints and tags are
    outside of it, so that a typo there does not reset the statistics.
    """

    id: str
    heading: Leaf
    stem: Leaf
    body: Body
    place: Place
    notes: Notes = field(default_factory=Notes)
    points: int = 1
    grading: Grading = Grading.PARTIAL
    tags: tuple[str, ...] = ()
    objective: str = ""
    shuffle_options: bool = True
    case_exact: bool = False
    accents_exact: bool = False
    draft: bool = False
    retired: bool = False
    was: tuple[str, ...] = ()
    version: str = ""


def version_of(question: Question) -> str:
    """Return the hash (16 hex digits) of all that decides how an answer to ``question`` is marked."""
    digest = sha256()
    for part in _marked_parts(question):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(4, "big"))
        digest.update(data)
    return digest.hexdigest()[:16]


def _marked_parts(question: Question) -> Iterator[str]:
    yield type(question.body).__name__
    yield question.heading.text
    yield question.stem.text
    yield f"{question.points} {question.grading} {question.case_exact} {question.accents_exact}"
    yield from _body_parts(question.body)


def _body_parts(body: Body) -> Iterator[str]:
    match body:
        case Choice(options) | Several(options):
            for option in options:
                more = option.more.text if option.more else ""
                yield f"{option.text.text}\0{more}\0{option.right} {option.share} {option.mend}"
        case TextEntry(accepts) | NumberEntry(accepts):
            for accept in accepts:
                yield f"{accept.value}\0{accept.share} {accept.expected_wrong} {accept.low} {accept.high}"
        case Match(pairs):
            for pair in pairs:
                yield f"{pair.left.text if pair.left else ''}\0{pair.right.text}"
        case Order(steps):
            for step in steps:
                yield step.text.text
        case Cloze(text, gaps):
            yield text.text
            for gap in gaps:
                yield repr(gap)
        case Scenario(scenes):
            for scene in scenes:
                yield f"{scene.id}\0{scene.title.text}\0{scene.body.text}"
                for choice in scene.choices:
                    yield f"{choice.text.text}\0{choice.target}\0{choice.right} {choice.share}"
        case Reflection(label):
            yield label.text
