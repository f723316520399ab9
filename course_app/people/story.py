"""What happened with a person and what comes, in the order of a timeline."""

from datetime import date

from course_app.domain.followup import ComingKind, coming_with
from course_app.domain.people import Direction, Tie
from course_app.people import words
from course_app.web.i18n import gettext as _

StoryLine = tuple[str, str, str, str]
"""When, what, a detail, and ``past`` or ``next``."""


def story_of(tie: Tie, today: date, locale: str) -> list[StoryLine]:
    """Return what was logged, the guess beside the first letter and what it felt like beside the first answer.

    Below stands what comes: plans, the second note, the next hello; birthdays are told elsewhere.
    """
    lines: list[StoryLine] = []
    person = tie.person
    waiting = {Direction.OUT: person.guess, Direction.IN: person.reality}
    said = {Direction.OUT: _("guess %(n)s of 7"), Direction.IN: _("felt %(n)s of 7")}
    for touch in tie.touches:
        number = waiting.pop(touch.direction, None)
        detail = said[touch.direction] % {"n": number} if number is not None else ""
        lines.append((words.day_words(touch.day, today, locale), words.touch_words(touch, tie), detail, "past"))
    done = sorted((plan for plan in tie.plans if plan.done), key=lambda plan: plan.done or today)
    for plan in done:
        assert plan.done is not None
        lines.append((words.day_words(plan.done, today, locale), words.plan_words(plan), _("done"), "past"))
    told = (ComingKind.PLAN, ComingKind.REACH_OUT, ComingKind.SECOND_NOTE, ComingKind.REST_ENDS)
    for coming in sorted(coming_with(tie, today), key=lambda each: each.day):
        if coming.kind in told:
            said_of_it = words.coming_words(coming, name=person.short)
            lines.append((words.day_words(coming.day, today, locale), said_of_it, "", "next"))
    return lines
