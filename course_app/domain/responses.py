"""Responses: what may be answered to a question, as plain data that can be stored.

A response is an index for choose one, sorted indexes for choose several, the typed text for text and number, for
each left side the index of the pair whose right side was taken for match, the indexes of the steps in the order
given for order, a text or option index for each gap of a cloze, the index of the choice taken in each scene for a
scenario, the text of a reflection. Indexes count from 0 in the order of the file, whatever order was shown.
"""

from collections.abc import Sequence
from typing import Any

from course_app.domain.answers import parse_number
from course_app.domain.errors import DomainError
from course_app.domain.questions import (
    Choice,
    Cloze,
    Gap,
    Match,
    NumberEntry,
    Order,
    Question,
    Reflection,
    Scenario,
    Scene,
    Several,
    TextEntry,
)

Response = Any
LONGEST_TEXT = 500
LONGEST_REFLECTION = 5_000


class NoAnswerError(DomainError):
    """Nothing was answered, or not in a form this question can have."""

    field = "answer"


def check_response(question: Question, response: Response) -> Response:
    """Return ``response`` in its stored form.

    Raises:
        NoAnswerError: nothing was answered, or it does not fit the question; the message says what to do.
    """
    match question.body:
        case Choice(options):
            if not _index(response, len(options)):
                raise NoAnswerError("Choose an answer first.")
            return response
        case Several(options):
            return _picked(response, len(options))
        case TextEntry():
            return _typed(response, "Type an answer first.")
        case NumberEntry():
            return _number(_typed(response, "Type a number first."))
        case Match() as body:
            return _matched(body, response)
        case Order(steps):
            return _ordered(response, len(steps))
        case Cloze(_, gaps):
            return _filled(gaps, response)
        case Scenario() as body:
            return _path(body, response)
        case Reflection():
            if not isinstance(response, str) or len(response) > LONGEST_REFLECTION:
                raise NoAnswerError(f"Write at most {LONGEST_REFLECTION:,} letters.")
            return response


def _index(value: object, count: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count


def _picked(response: Response, count: int) -> list[int]:
    if not isinstance(response, list) or not all(_index(each, count) for each in response):
        raise NoAnswerError("Choose from the answers on the page.")
    if not response:
        raise NoAnswerError("Choose at least one answer.")
    return sorted(set(response))


def _typed(response: Response, nothing: str) -> str:
    if not isinstance(response, str) or not response.strip():
        raise NoAnswerError(nothing)
    if len(response) > LONGEST_TEXT:
        raise NoAnswerError(f"Type at most {LONGEST_TEXT} letters.")
    return response.strip()


def _number(text: str) -> str:
    """Refuse what is no number at all: it would be marked as wrong, and nobody would learn why."""
    if parse_number(text) is None:
        raise NoAnswerError("Type one number, such as 12 or 0.5.")
    return text


def _matched(body: Match, response: Response) -> list[int]:
    lefts = sum(pair.left is not None for pair in body.pairs)
    if not isinstance(response, list) or len(response) != lefts or any(each is None for each in response):
        raise NoAnswerError("Match every line; a guess is fine.")
    if not all(_index(each, len(body.pairs)) for each in response):
        raise NoAnswerError("Choose from the lines on the page.")
    return list(response)


def _ordered(response: Response, count: int) -> list[int]:
    if not isinstance(response, list) or not all(_index(each, count) for each in response):
        raise NoAnswerError("Give every line a place.")
    if sorted(response) != list(range(count)):
        raise NoAnswerError("Give every line a place of its own.")
    return list(response)


def _filled(gaps: Sequence[Gap], response: Response) -> list[str | int]:
    if not isinstance(response, list) or len(response) != len(gaps):
        raise NoAnswerError("Fill every gap; a guess is fine.")
    return [_gap(gap, given, number) for number, (gap, given) in enumerate(zip(gaps, response, strict=True), 1)]


def _gap(gap: Gap, given: Response, number: int) -> str | int:
    if gap.kind == "choice":
        if not isinstance(given, int) or not _index(given, len(gap.options)):
            raise NoAnswerError("Fill every gap; a guess is fine.")
        return given
    text = _typed(given, "Fill every gap; a guess is fine.")
    if gap.kind == "number" and parse_number(text) is None:
        raise NoAnswerError(f"Gap {number} takes one number, such as 12 or 0.5.")
    return text


def _path(body: Scenario, response: Response) -> list[int]:
    if not isinstance(response, list):
        raise NoAnswerError("Choose one of the lines.")
    if scene_after(body, response).choices or not response:
        raise NoAnswerError("The story goes on: choose one of the lines.")
    return list(response)


def scene_after(body: Scenario, path: Sequence[int]) -> Scene:
    """Return the scene that the choices of ``path`` lead to; it may pass through a scene more than once.

    Raises:
        NoAnswerError: the path leaves the story.
    """
    scene = body.scenes[0]
    for taken in path:
        if not _index(taken, len(scene.choices)):
            raise NoAnswerError("Choose one of the lines.")
        scene = scene_of(body, scene.choices[taken].target)
    return scene


def scene_of(body: Scenario, scene_id: str) -> Scene:
    """Return the scene with this id."""
    return next(scene for scene in body.scenes if scene.id == scene_id)
