"""The shapes in which templates get questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

EMPTY = Markup("")


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An option: ``state`` is '' before it is marked, then right, not-yet, partly or missed."""

    value: str
    text: Markup
    checked: bool = False
    state: str = ""
    feedback: Markup = EMPTY


@dataclass(frozen=True, slots=True)
class PairView:
    """A left side with what was picked for it."""

    name: str
    left: Markup
    picked: str = ""
    state: str = ""
    feedback: Markup = EMPTY


@dataclass(frozen=True, slots=True)
class GapView:
    """A piece of a stem with gaps: text before the gap, then the gap; the last piece has no ``name``."""

    before: Markup
    name: str = ""
    label: str = ""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What came of an answer: the word, the reasons, and where to read on."""

    state: str
    title: str
    said: tuple[Markup, ...] = ()
    see: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question ready for its template; ``kind`` decides which of the lists are filled.

    ``taken`` are the choices of a story that has ended; ``solution`` is what would have been right, where the parts
    themselves do not show it.
    """

    id: str
    kind: str
    heading: Markup
    stem: Markup
    how: str
    locked: bool = False
    choices: tuple[ChoiceView, ...] = ()
    pairs: tuple[PairView, ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, Markup, str], ...] = ()
    gaps: tuple[GapView, ...] = ()
    label: Markup = EMPTY
    value: str = ""
    state: str = ""
    scene: Markup = EMPTY
    scene_title: Markup = EMPTY
    taken: tuple[Markup, ...] = ()
    solution: tuple[Markup, ...] = ()
    hint: Markup = EMPTY
    verdict: VerdictView | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """How a question is to be shown.

    ``order`` is the order of its parts; ``response`` what was answered, or typed and refused; ``marked`` whether its
    mark is shown; ``key`` whether the right answer is, too; ``path`` the choices taken in a scenario.
    """

    order: Sequence[int]
    response: Any = None
    marked: bool = False
    key: bool = False
    path: Sequence[int] = ()
    decimal_comma: bool = False
