"""Open the room of people tasks: what the workbook can take of them."""

from flask import Flask

from course_app.domain.people_tasks.settings import whole
from course_app.workbook.people import private
from course_app.workbook.people.private import PrivateTask, mindset_before
from course_app.workbook.tasks import Desk, register


def open_people_tasks(app: Flask) -> None:
    """Let this site take the people tasks that are texts of the learner's own."""
    kinds: dict[str, PrivateTask] = {
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
    for name, kind in kinds.items():
        register(app, name, kind)


def _fixed(*names: str) -> private.Controls:
    return lambda _desk: frozenset(names)


def _warm_up(desk: Desk) -> frozenset[str]:
    return frozenset({"felt", *(f"tick.{n}" for n in range(whole(desk.task.settings, "count", 3)))})


def _mindset(desk: Desk) -> frozenset[str]:
    return frozenset(f"{each.id}{part}" for each in desk.task.fields for part in ("", ".reframe", ".own"))


def _look_back(desk: Desk) -> frozenset[str]:
    found = mindset_before(desk.release, desk.task)
    return frozenset({"lesson", "promise", *(each.id for each in (found[1].fields if found else ()))})
