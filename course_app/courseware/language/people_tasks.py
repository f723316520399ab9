"""The kinds of tasks: settings with types and defaults, what may stand in each, which numbers can be met.

Durations are whole seconds, percentages whole numbers, ranges pairs.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from course_app.courseware.language.mark_settings import address, span, words_of
from course_app.courseware.language.setting_types import SettingType, duration, number, one_of, percent, switch
from course_app.domain.course import Setting

DAY = 86_400
CHANNELS = ("call", "letter", "email", "text", "message", "meeting", "in-person", "other")
_PEOPLE, _LETTERS = 60, 2_000

Clash = tuple[str, str]
"""Two settings that cannot both be met, such as ``("min=5", "max=3")``: the first is more than the second."""


@dataclass(frozen=True, slots=True)
class TaskKind:
    """One kind of task.

    ``settings`` gives each setting its type and default. ``parts`` are the ``###`` that may stand in it,
    ``fields`` the types of fields; ``item_flags`` what an item may be marked with. ``reads`` and ``writes`` name
    what the task works on; ``at_most`` lists pairs of settings of which the first may not be more.
    """

    settings: Mapping[str, tuple[SettingType[Any], Setting]] = field(default_factory=lambda: MappingProxyType({}))
    parts: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    item_flags: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    at_most: tuple[tuple[str, str], ...] = ()

    def clashes(self, settings: Mapping[str, Setting]) -> Iterator[Clash]:
        """Yield the settings that cannot be met."""
        for low, high in self.at_most:
            less, more = settings[low], settings[high]
            if isinstance(less, int) and isinstance(more, int) and less > more:
                yield f"{low}={less}", f"{high}={more}"


def _whole(default: int, low: int = 1, high: int = _PEOPLE) -> tuple[SettingType[Any], Setting]:
    return number(low, high), default


def _span(low: int, high: int) -> tuple[SettingType[Any], Setting]:
    return span(1, _LETTERS, f"{low}..{high}"), (low, high)


_YES_OR_NO: Callable[[bool], tuple[SettingType[Any], Setting]] = lambda default: (switch(), default)  # noqa: E731

KINDS: Mapping[str, TaskKind] = MappingProxyType(
    {
        "text": TaskKind(),
        "worksheet": TaskKind(parts=("table", "choices", "cues"), fields=("any",)),
        "declare": TaskKind({"channels": (words_of(*CHANNELS), "")}),
        "purpose": TaskKind({"text": _span(20, 600), "remind": (duration(), 10 * DAY)}, ("choices",)),
        "spheres": TaskKind(
            {"min": _whole(3), "max": _whole(12)}, ("choices", "cues"),
            writes=("spheres",), at_most=(("min", "max"),),
        ),
        "people": TaskKind(
            {
                "min": _whole(15), "spheres": _whole(3), "per-sphere": _whole(5),
                "old": _whole(3, 0), "old-years": _whole(5), "quiet-years": _whole(1, 0),
            },
            ("cues",), reads=("spheres",), writes=("people",), at_most=(("spheres", "min"), ("old", "min")),
        ),
        "pick": TaskKind(
            {"count": _whole(5), "stretch": _whole(2, 0)}, ("cues",),
            reads=("people",), writes=("picks",), at_most=(("stretch", "count"),),
        ),
        "offers": TaskKind(
            {"min": _whole(10), "text": _span(15, 300), "not-sure": _whole(3, 0), "same": _whole(3)},
            reads=("people", "picks"), writes=("offers",), at_most=(("not-sure", "min"),),
        ),
        "mindset": TaskKind(
            {"from": _whole(3, 0, 10), "text": _span(20, 300)}, fields=("scale",), writes=("forecasts",),
        ),
        "if-then": TaskKind(reads=("picks",)),
        "warm-up": TaskKind({"count": _whole(3), "minutes": _whole(3), "skip-after": _whole(2)}),
        "letters": TaskKind(
            {
                "count": _whole(5), "use": (one_of("first", "second", "thanks", "reply"), "first"),
                "subject": _span(3, 120), "body": _span(60, 1800), "words": _whole(160, 1, 1_000),
                "own": (percent(), 30), "apart": (percent(), 20),
            },
            reads=("people",), writes=("drafts",),
        ),
        "send": TaskKind(
            {"count": _whole(3), "first": _whole(1, 0), "practice": _YES_OR_NO(True)},
            reads=("people", "picks"), writes=("touches",), at_most=(("first", "count"),),
        ),
        "channels": TaskKind(
            {
                "extra": _whole(3, 0), "do": _whole(1, 0),
                "beyond": (one_of(*CHANNELS), "email"),
            },
            reads=("people", "picks"), writes=("plans",),
        ),
        "gratitude": TaskKind({"part": _span(20, 500), "words": _span(80, 150)}, reads=("people",)),
        "favours": TaskKind(
            {"plan": _whole(3), "do": _whole(1, 0)}, ("choices",), item_flags=("both",),
            reads=("people",), writes=("plans",), at_most=(("do", "plan"),),
        ),
        "cadence": TaskKind(
            {"default": (one_of("monthly", "quarterly", "half-yearly", "yearly", "rest", "closed"), "quarterly")},
            reads=("touches",),
        ),
        "dates": TaskKind(),
        "next-line": TaskKind({"count": _whole(3), "text": _span(10, 280)}, reads=("people",)),
        "stuck": TaskKind({}, ("choices",), reads=("drafts", "plans")),
        "look-back": TaskKind(
            {"of": (address(), ""), "lesson": _span(20, 600), "replies": _whole(3, 0)}, reads=("forecasts",),
        ),
    }
)  # fmt: skip
"""Every kind of task, by the word behind the point."""

CALLED = MappingProxyType(
    {
        "spheres": "spheres", "people": "people", "picks": "the picked people", "forecasts": "forecasts",
        "drafts": "drafts", "plans": "plans", "touches": "who was written to",
    }
)  # fmt: skip
