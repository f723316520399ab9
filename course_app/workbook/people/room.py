"""Open the room of people tasks: what the workbook can take of them."""

from flask import Flask

from course_app.domain.people_tasks.settings import whole
from course_app.workbook.people import giving, lists, private, rhythm, stuck, ways
from course_app.workbook.people.circle import CircleTask
from course_app.workbook.people.pen import letter_tasks
from course_app.workbook.people.private import PrivateTask, mindset_before
from course_app.workbook.tasks import Desk, register


def open_people_tasks(app: Flask) -> None:
    """Let this site take the people tasks: texts of one's own, those on the circle, those of the letter desk."""
    texts: dict[str, PrivateTask] = {
        "purpose": PrivateTask("workbook/people/_purpose.html", _fixed("purpose")),
        "mindset": private.Mindset("workbook/people/_mindset.html", _mindset),
        "if-then": private.IfThen(
            "workbook/people/_if-then.html", _fixed("cue", "person", "place", "step", "day", "time")
        ),
        "warm-up": private.WarmUp("workbook/people/_warm-up.html", _warm_up),
        "gratitude": private.Gratitude(
            "workbook/people/_gratitude.html", _fixed("person", "did", "changed", "today", "note")
        ),
        "look-back": private.LookBack("workbook/people/_look-back.html", _look_back),
    }
    circle: dict[str, CircleTask] = {
        "spheres": lists.Spheres("workbook/people/_spheres.html"),
        "people": lists.People("workbook/people/_people.html"),
        "pick": lists.Pick("workbook/people/_pick.html"),
        "offers": giving.Offers("workbook/people/_offers.html"),
        "channels": ways.Channels("workbook/people/_channels.html"),
        "favours": giving.Favours("workbook/people/_favours.html"),
        "cadence": rhythm.CadenceTask("workbook/people/_cadence.html"),
        "dates": rhythm.Dates("workbook/people/_dates.html"),
        "next-line": rhythm.NextLine("workbook/people/_next-line.html"),
        "stuck": stuck.Stuck("workbook/people/_stuck.html"),
    }
    for name, text_kind in texts.items():
        register(app, name, text_kind)
    for name, pen_kind in letter_tasks().items():
        register(app, name, pen_kind)
    for name, circle_kind in circle.items():
        register(app, name, circle_kind)


def _fixed(*names: str) -> private.Controls:
    return lambda _desk: frozenset(names)


def _warm_up(desk: Desk) -> frozenset[str]:
    return frozenset({"felt", *(f"tick.{n}" for n in range(whole(desk.task.settings, "count", 3)))})


def _mindset(desk: Desk) -> frozenset[str]:
    return frozenset(f"{each.id}{part}" for each in desk.task.fields for part in ("", ".reframe", ".own"))


def _look_back(desk: Desk) -> frozenset[str]:
    found = mindset_before(desk.release, desk.task)
    return frozenset({"lesson", "promise", *(each.id for each in (found[1].fields if found else ()))})
