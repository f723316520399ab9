"""The rule of every kind of people task, by the word behind the point."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from course_app.domain.people_tasks import inner, keeping, lists, writing
from course_app.domain.people_tasks.work import Look, Work

RULES: Mapping[str, Callable[[Work], Look]] = MappingProxyType(
    {
        "purpose": inner.purpose,
        "spheres": lists.spheres,
        "people": lists.people,
        "pick": lists.pick,
        "offers": lists.offers,
        "mindset": inner.mindset,
        "if-then": inner.if_then,
        "warm-up": writing.warm_up,
        "letters": writing.letters,
        "send": writing.send,
        "channels": keeping.channels,
        "gratitude": writing.gratitude,
        "favours": keeping.favours,
        "cadence": keeping.cadence,
        "dates": keeping.dates,
        "next-line": writing.next_line,
        "stuck": keeping.stuck,
        "look-back": inner.look_back,
    }
)


def judge(work: Work) -> Look:
    """Return how far a people task is.

    Raises:
        KeyError: it is of no such kind.
    """
    return RULES[work.task.kind](work)
