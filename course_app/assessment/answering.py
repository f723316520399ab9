"""Read an answer from a posted form: places in the order shown become places in the file."""

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from course_app.domain.drawing import gap_orders
from course_app.domain.questions import (
    Choice,
    Cloze,
    Match,
    NumberEntry,
    Order,
    Question,
    Reflection,
    Scenario,
    Several,
    TextEntry,
)
from course_app.domain.responses import NoAnswerError
from course_app.web.forms import tidy

Form = MultiDict[str, str]


def read_response(question: Question, order: Sequence[int], form: Form) -> Any:
    """Return what was answered, as plain data; what does not fit the question comes as it can be refused."""
    match question.body:
        case Choice():
            return _at(order, form.get("answer"))
        case Several():
            return [_at(order, value) for value in form.getlist("answer")]
        case TextEntry() | NumberEntry() | Reflection():
            return tidy(form.get("answer", ""))
        case Match(pairs):
            lefts = sum(pair.left is not None for pair in pairs)
            return [_at(order, form.get(f"pair-{number}")) for number in range(lefts)]
        case Order():
            return _in_order(order, form)
        case Cloze() as body:
            shown = enumerate(zip(body.gaps, gap_orders(body, order), strict=True))
            return [
                _at(places, form.get(f"gap-{number}")) if gap.kind == "choice" else tidy(form.get(f"gap-{number}", ""))
                for number, (gap, places) in shown
            ]
        case Scenario():
            return _number(form.get("answer"))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 4 else None


def _at(order: Sequence[int], text: str | None) -> int | None:
    place = _number(text)
    return order[place] if place is not None and place < len(order) else None


def _in_order(order: Sequence[int], form: Form) -> list[int]:
    """Return the indexes by the places typed; equal places keep the order shown, those without one come last."""
    places = dict(zip(order, _places(order, form), strict=True))
    last = max((place for place in places.values() if place is not None), default=0) + 1
    return sorted(order, key=lambda index: last if (place := places[index]) is None else place)


def _places(order: Sequence[int], form: Form) -> list[int | None]:
    return [_number(form.get(f"answer-{place}")) for place in range(len(order))]


def check_places(question: Question, order: Sequence[int], form: Form) -> None:
    """Refuse an order in which two lines were given the same place, or one has none.

    Raises:
        NoAnswerError: the places do not say which line comes first.
    """
    if isinstance(question.body, Order):
        places = _places(order, form)
        if None in places or len(set(places)) < len(places):
            raise NoAnswerError("Give every line a place of its own.")


def moved(order: Sequence[int], response: list[int], move: str) -> list[int]:
    """Return the order after a press on an up or down button (``"3-up"``), for readers without JavaScript."""
    place, _, way = move.partition("-")
    index = _at(order, place)
    if index not in response or way not in {"up", "down"}:
        return response
    at = response.index(index)
    other = at - 1 if way == "up" else at + 1
    if 0 <= other < len(response):
        response[at], response[other] = response[other], response[at]
    return response
