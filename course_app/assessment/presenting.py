"""A question as its page shows it: never more than the reader may know.

Before an answer nothing about the key leaves this module: values in the page are places in the order shown, not
places in the file, and texts of feedback, reasons and links come with the answer only.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from markupsafe import Markup, escape

from course_app.assessment.question_views import (
    EMPTY,
    ChoiceView,
    GapView,
    PairView,
    QuestionView,
    Shown,
    VerdictView,
)
from course_app.domain.drawing import gap_orders
from course_app.domain.marking import ONE, Mark, Verdict, mark, option_credit, verdict_of
from course_app.domain.questions import (
    GAP_MARK,
    Accept,
    Choice,
    Cloze,
    Gap,
    Leaf,
    Match,
    Mend,
    NumberEntry,
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
            state = _option_state(question.body, index, is_picked, shown.key) if result else ""
            said = html(option.feedback) if result and option.feedback and (is_picked or shown.key) else EMPTY
            text = html(option.text)
            if option.more:
                text += html(option.more)
            views.append(ChoiceView(str(place), text, is_picked, state, said))
        return {"kind": kind, "choices": tuple(views)}

    return build


def _option_state(body: Choice | Several, index: int, picked: bool, key: bool) -> str:
    option = body.options[index]
    if isinstance(body, Choice):
        credit = option_credit(body.options, index)
    else:
        credit = ONE if option.mend is Mend.ANY else Fraction(option.right)
    if picked:
        return verdict_of(credit)
    return "missed" if key and option.right and option.mend is Mend.NONE else ""


def _typed(kind: str) -> Callable[..., dict[str, Any]]:
    def build(question: Question, _html: Html, shown: Shown, result: Mark | None) -> dict[str, Any]:
        assert isinstance(question.body, TextEntry | NumberEntry)
        asks = {"kind": kind, "value": shown.response or "", "state": result.verdict if result else ""}
        if result and shown.key and result.credit < ONE:
            rights = [accept for accept in question.body.accepts if accept.share == ONE]
            asks["solution"] = tuple(escape(_accepted(accept)) for accept in rights)
        return asks

    return build


def _accepted(accept: Accept | Gap) -> str:
    """Return an accepted value in words; whatever may stand for a star is an ellipsis."""
    if accept.low is not None and accept.high is not None:
        low, high = (f"{end.normalize():f}" for end in (accept.low, accept.high))
        return low if low == high else _("from %(low)s to %(high)s", low=low, high=high)
    value = accept.value if isinstance(accept, Accept) else accept.accepted[0]
    return value.replace("*", "…")


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
    solution = tuple(html(step.text) for step in question.body.steps) if result and shown.key else ()
    return {"kind": "order", "steps": tuple(steps), "solution": solution if result and result.credit < ONE else ()}


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
    solution = tuple(_missed_gaps(question.body, result)) if result and shown.key else ()
    return {"kind": "cloze", "gaps": tuple(views), "stem": EMPTY, "solution": solution}


def _missed_gaps(body: Cloze, result: Mark) -> Iterator[Markup]:
    for number, (gap, right) in enumerate(zip(body.gaps, result.parts, strict=True), 1):
        if not right:
            value = gap.options[gap.right] if gap.kind == "choice" else _accepted(gap)
            yield escape(_("Gap %(number)s: %(value)s", number=number, value=value))


def _scenario(question: Question, html: Html, shown: Shown, result: Mark | None) -> dict[str, Any]:
    assert isinstance(question.body, Scenario)
    path = shown.response if result else shown.path
    scene = scene_after(question.body, path)
    taken = []
    for step, choice in enumerate(path if result else ()):
        taken.append(html(scene_after(question.body, path[:step]).choices[choice].text))
    return {
        "kind": "scenario",
        "scene": html(scene.body) if scene.body else EMPTY,
        "scene_title": html(scene.title),
        "choices": tuple(ChoiceView(str(place), html(choice.text)) for place, choice in enumerate(scene.choices)),
        "taken": tuple(taken),
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
    # Options and pairs say theirs beside themselves.
    if not isinstance(question.body, Choice | Several | Match):
        said += result.feedback
    said.append(notes.why if result.verdict is Verdict.RIGHT else None)
    see = () if result.verdict is Verdict.RIGHT else notes.see
    state = "saved" if result.verdict is Verdict.NOTED else str(result.verdict)
    return VerdictView(
        state, _(TITLES[result.verdict]), tuple(html(leaf) for leaf in said if leaf), tuple(html(leaf) for leaf in see)
    )
