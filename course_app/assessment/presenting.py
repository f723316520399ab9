"""A question as its page shows it: never more than the reader may know.

Before an answer nothing about the key leaves this module: values in the page are places in the order shown, not
places in the file, and texts of feedback, reasons and links come with the answer only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from course_app.domain.drawing import gap_orders
from course_app.domain.marking import Mark, Verdict, mark, verdict_of
from course_app.domain.questions import (
    GAP_MARK,
    Choice,
    Cloze,
    Leaf,
    Match,
    NumberEntry,
    Option,
    Order,
    Question,
    Reflection,
    Scenario,
    Several,
    TextEntry,
)
from course_app.domain.responses import scene_after
from course_app.web.i18n import gettext as _

Html = Callable[[Leaf], Markup]
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
    """A question ready for its template; ``kind`` decides which of the lists are filled."""

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
    hint: Markup = EMPTY
    verdict: VerdictView | None = None
    extra: dict[str, Any] = field(default_factory=dict)


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


HOW = {
    "choice": "Choose one.",
    "several": "Choose all that fit.",
    "text": "Type a word or two.",
    "number": "Type a number.",
    "match": "Choose what belongs to each line.",
    "order": "Put the lines in order: first is 1.",
    "cloze": "Fill the gaps.",
    "scenario": "Choose what you would do.",
    "reflection": "For you alone. It is not marked.",
}


def view_of(question: Question, html: Html, shown: Shown) -> QuestionView:
    """Return how the question is shown."""
    result = mark(question, shown.response, shown.decimal_comma) if shown.marked else None
    parts = _PARTS[type(question.body)](question, html, shown, result)
    kind = parts.pop("kind")
    return QuestionView(
        id=question.id,
        kind=kind,
        heading=html(question.heading),
        stem=parts.pop("stem", html(question.stem) if question.stem else EMPTY),
        how=_(HOW[kind]),
        locked=shown.marked,
        hint=html(question.notes.hint) if question.notes.hint and not shown.marked else EMPTY,
        verdict=_verdict(question, html, result) if result else None,
        **parts,
    )


def _options(kind: str) -> Callable[..., dict[str, Any]]:
    def build(question: Question, html: Html, shown: Shown, result: Mark | None) -> dict[str, Any]:
        assert isinstance(question.body, Choice | Several)
        picked = shown.response if isinstance(shown.response, list) else [shown.response]
        views = []
        for place, index in enumerate(shown.order):
            option = question.body.options[index]
            is_picked = index in picked
            state = _option_state(option, is_picked, kind, shown.key) if result else ""
            said = html(option.feedback) if result and option.feedback and (is_picked or shown.key) else EMPTY
            text = html(option.text)
            if option.more:
                text += html(option.more)
            views.append(ChoiceView(str(place), text, is_picked, state, said))
        return {"kind": kind, "choices": tuple(views)}

    return build


def _option_state(option: Option, picked: bool, kind: str, key: bool) -> str:
    if picked:
        credit = option.share if kind == "choice" else Fraction(option.right)
        return verdict_of(credit)
    return "missed" if key and option.right else ""


def _typed(kind: str) -> Callable[..., dict[str, Any]]:
    def build(question: Question, _html: Html, shown: Shown, result: Mark | None) -> dict[str, Any]:
        return {"kind": kind, "value": shown.response or "", "state": result.verdict if result else ""}

    return build


def _match(question: Question, html: Html, shown: Shown, result: Mark | None) -> dict[str, Any]:
    assert isinstance(question.body, Match)
    body = question.body
    lefts = [pair for pair in body.pairs if pair.left is not None]
    place_of = {index: str(place) for place, index in enumerate(shown.order)}
    taken = shown.response or [None] * len(lefts)
    pairs = []
    for number, (pair, index) in enumerate(zip(lefts, taken, strict=True)):
        assert pair.left is not None
        right = bool(result and result.parts[number])
        state = ("right" if right else "not-yet") if result else ""
        said = html(pair.feedback) if result and pair.feedback and (right or shown.key) else EMPTY
        if result and shown.key and not right:
            said = Markup("{} {}").format(html(pair.right), said)
        pairs.append(PairView(f"pair-{number}", html(pair.left), place_of.get(index, ""), state, said))
    offers = tuple((str(place), html(body.pairs[index].right).striptags()) for place, index in enumerate(shown.order))
    return {"kind": "match", "pairs": tuple(pairs), "offers": offers}


def _order(question: Question, html: Html, shown: Shown, result: Mark | None) -> dict[str, Any]:
    assert isinstance(question.body, Order)
    place_of = {index: str(place) for place, index in enumerate(shown.order)}
    steps = []
    for number, index in enumerate(shown.response or shown.order):
        state = ""
        if result:
            state = "right" if result.parts[number] else "not-yet"
        steps.append((place_of[index], html(question.body.steps[index].text), state))
    solution = [html(step.text) for step in question.body.steps] if result and shown.key else []
    return {"kind": "order", "steps": tuple(steps), "extra": {"solution": solution}}


def _cloze(question: Question, html: Html, shown: Shown, result: Mark | None) -> dict[str, Any]:
    assert isinstance(question.body, Cloze)
    pieces = str(html(question.body.text)).split(GAP_MARK)
    orders = gap_orders(question.body, shown.order)
    views = []
    for number, (gap, order) in enumerate(zip(question.body.gaps, orders, strict=True)):
        given = shown.response[number] if shown.response else None
        state = ("right" if result.parts[number] else "not-yet") if result else ""
        options = tuple((str(place), gap.options[index]) for place, index in enumerate(order))
        label = _("Gap %(number)s", number=number + 1)
        if given is None:
            value = ""
        else:
            value = str(order.index(given)) if gap.kind == "choice" else str(given)
        views.append(GapView(Markup(pieces[number]), f"gap-{number}", label, value, options, state))  # noqa: S704
    views.append(GapView(Markup(pieces[-1])))  # noqa: S704 - split from HTML that was sanitised at publishing
    return {"kind": "cloze", "gaps": tuple(views), "stem": EMPTY}


def _scenario(question: Question, html: Html, shown: Shown, result: Mark | None) -> dict[str, Any]:
    assert isinstance(question.body, Scenario)
    path = shown.response if result else shown.path
    scene = scene_after(question.body, path)
    choices = tuple(ChoiceView(str(i), html(choice.text)) for i, choice in enumerate(scene.choices))
    return {
        "kind": "scenario",
        "scene": html(scene.body) if scene.body else EMPTY,
        "scene_title": html(scene.title),
        "choices": choices,
    }


def _reflection(question: Question, html: Html, shown: Shown, _result: Mark | None) -> dict[str, Any]:
    assert isinstance(question.body, Reflection)
    return {"kind": "reflection", "label": html(question.body.label), "value": shown.response or ""}


_PARTS: dict[type, Callable[..., dict[str, Any]]] = {
    Choice: _options("choice"),
    Several: _options("several"),
    TextEntry: _typed("text"),
    NumberEntry: _typed("number"),
    Match: _match,
    Order: _order,
    Cloze: _cloze,
    Scenario: _scenario,
    Reflection: _reflection,
}

TITLES = {
    Verdict.RIGHT: "Right.",
    Verdict.PARTLY: "Partly right.",
    Verdict.NOT_YET: "Not yet.",
    Verdict.NOTED: "Kept.",
}


def _verdict(question: Question, html: Html, result: Mark) -> VerdictView:
    notes = question.notes
    word = {Verdict.RIGHT: notes.correct, Verdict.PARTLY: notes.partly, Verdict.NOT_YET: notes.incorrect}
    said: list[Leaf | None] = [word.get(result.verdict)]
    if not isinstance(question.body, Choice | Several):
        said += result.feedback
    said.append(notes.why if result.verdict is Verdict.RIGHT else None)
    see = () if result.verdict is Verdict.RIGHT else notes.see
    state = "saved" if result.verdict is Verdict.NOTED else str(result.verdict)
    return VerdictView(
        state, _(TITLES[result.verdict]), tuple(html(leaf) for leaf in said if leaf), tuple(html(leaf) for leaf in see)
    )
