"""Circles for the tests of people tasks: as little of each person as the rule in question needs."""

from datetime import UTC, date, datetime

from course_app.domain.course import Item, ListPart
from course_app.domain.people import (
    Channel,
    Circle,
    Direction,
    LetterLine,
    Offer,
    OfferKind,
    Person,
    Plan,
    PlanKind,
    Sphere,
    Tie,
    Touch,
)
from course_app.domain.people_tasks.rules import judge
from course_app.domain.people_tasks.work import Work
from tests.unit.domain.making import leaf, task

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
OUT, IN = Direction.OUT, Direction.IN
SIGNS = "abcdefghijklmnopqrstuvwxyz"
NAMES = tuple(f"{a}{b}".capitalize() + "nna" for a in SIGNS for b in "aeiou")


def tie(name, sphere="work", *, offers=(), letters=(), touches=(), plans=(), **person):
    home = sphere if isinstance(sphere, Sphere) else Sphere(sphere, sphere.capitalize())
    return Tie(
        Person(name.lower(), name, home.id, **person),
        home,
        offers=tuple(offers),
        letters=tuple(
            LetterLine(f"l-{name}-{n}", name.lower(), use, at, NOW, 1) for n, (use, at) in enumerate(letters)
        ),
        touches=tuple(
            Touch(f"t-{name}-{n}", name.lower(), way, Channel.EMAIL, TODAY, NOW) for n, way in enumerate(touches)
        ),
        plans=tuple(plans),
    )


def circle(*ties):
    return Circle({each.sphere.id: each.sphere for each in ties}, {each.person.id: each for each in ties})


def many(count, sphere="work", start=0, **person):
    """Return so many ties of a sphere, with names that are real."""
    return [tie(name, sphere, **person) for name in NAMES[start : start + count]]


def offer(name, text="I could read a page of theirs", kind=OfferKind.TIME):
    return Offer(f"o-{name}", name.lower(), kind, text)


def plan(name, kind=PlanKind.REACH, **values):
    return Plan(f"p-{name}", name.lower(), kind, **values)


def choices(*items):
    """Return a menu; ``introduce!`` is an item of which both have to be asked."""
    made = (
        Item(each.rstrip("!"), leaf(each.rstrip("!").capitalize()), ("both",) * each.endswith("!")) for each in items
    )
    return ListPart("menu", leaf("Menu"), "choices", tuple(made))


def see(kind, ties=(), typed=None, settings=None, fields=(), parts=(), **work):
    asked = task("it", kind, settings=settings or {}, fields=fields, parts=parts)
    return judge(Work(asked, TODAY, circle(*ties), typed or {}, **work))


def said(look):
    """Return what lacks, as pairs of control and sentence."""
    return [(each.control, each.sentence) for each in look.filled.lacks]
