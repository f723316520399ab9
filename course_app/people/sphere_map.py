"""The map of spheres as a drawing: the learner in the middle, a dot a sphere, a small dot a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin

from course_app.domain.followup import has_answered
from course_app.domain.people import Circle, Tie

WIDTH, HEIGHT = 720, 400
_REACH_X, _REACH_Y = 232, 136
_RADIUS = 15
_PETAL = 27
_MOST_DOTS = 12
_LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot: ``state`` of a person is touch, sent or dormant."""

    x: float
    y: float
    state: str


@dataclass(frozen=True, slots=True)
class Place:
    """A sphere on the map: its dot, those of its people, its label and where that stands (start, middle or end)."""

    id: str
    x: float
    y: float
    label: str
    label_x: float
    label_y: float
    anchor: str
    state: str
    count: int
    people: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing of a circle."""

    width: int
    height: int
    x: float
    y: float
    label: str
    places: tuple[Place, ...]


def drawn_map(circle: Circle, you: str) -> Map:
    """Return the map of a circle; spheres stand round the learner in the order in which they were added."""
    x, y = WIDTH / 2, HEIGHT / 2
    by_sphere: Mapping[str, list[Tie]] = {sphere: [] for sphere in circle.spheres}
    for tie in circle.ties.values():
        by_sphere[tie.person.sphere].append(tie)
    count = len(circle.spheres)
    places = tuple(
        _place(sphere, circle, by_sphere[sphere], -pi / 2 + 2 * pi * (number + (0.5 if count % 2 == 0 else 0)) / count)
        for number, sphere in enumerate(circle.spheres)
    )
    return Map(WIDTH, HEIGHT, x, y, you, places)


def _place(sphere: str, circle: Circle, ties: list[Tie], angle: float) -> Place:
    x, y = WIDTH / 2 + _REACH_X * cos(angle), HEIGHT / 2 + _REACH_Y * sin(angle)
    side = cos(angle)
    anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
    gap = _PETAL + 12
    label_x = x + (0 if anchor == "middle" else gap if anchor == "start" else -gap)
    label_y = y + ((gap + 12 if sin(angle) > 0 else -gap) if anchor == "middle" else 5)
    name = circle.spheres[sphere].name
    label = name if len(name) <= _LONGEST_LABEL else f"{name[: _LONGEST_LABEL - 1].rstrip()}…"
    states = [_state(tie) for tie in ties]
    return Place(
        sphere,
        round(x, 1),
        round(y, 1),
        label,
        round(label_x, 1),
        round(label_y, 1),
        anchor,
        "touch" if "touch" in states else "sent" if "sent" in states else "dormant",
        len(ties),
        tuple(_dots(x, y, angle, states[:_MOST_DOTS])),
    )


def _dots(x: float, y: float, angle: float, states: list[str]) -> list[Dot]:
    """Return the people round their sphere, the first one pointing away from the learner."""
    step = 2 * pi / _MOST_DOTS
    start = angle - step * (len(states) - 1) / 2
    return [
        Dot(round(x + _PETAL * cos(start + step * number), 1), round(y + _PETAL * sin(start + step * number), 1), state)
        for number, state in enumerate(states)
    ]


def _state(tie: Tie) -> str:
    if has_answered(tie):
        return "touch"
    return "sent" if tie.touches else "dormant"
