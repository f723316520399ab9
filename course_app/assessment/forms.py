"""Read an answer from a posted form: places in the order shown become places in the file."""

from collections.abc import Mapping, Sequence
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
    """Return the indexes by the places typed; equal places keep the order shown."""
    places = {index: _number(form.get(f"answer-{place}")) for place, index in enumerate(order)}
    last = len(order) + 1
    return sorted(order, key=lambda index: last if places[index] is None else places[index] or 0)


def moved(order: Sequence[int], response: list[int], move: str) -> list[int]:
    """Return the order after a press on an up or down button (``"3-up"``), for readers without JavaScript."""
    place, _, way = move.partition("-")
    index = _at(order, place)
    if index is None or way not in {"up", "down"}:
        return response
    at = response.index(index)
    other = at - 1 if way == "up" else at + 1
    if 0 <= other < len(response):
        response[at], response[other] = response[other], response[at]
    return response


def typed(form: Mapping[str, str]) -> bool:
    """Return whether the form holds an answer at all."""
    return any(name.startswith(("answer", "pair-", "gap-")) for name in form)
