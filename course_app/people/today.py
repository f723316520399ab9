"""What people put on Today: who is waiting, the one next thing, the figures, the next 30 days."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import url_for

from course_app.domain.followup import (
    State,
    StepKind,
    Urgency,
    coming,
    due_on,
    has_answered,
    next_step,
    state_of,
    urgency_of,
)
from course_app.domain.people import Circle, Direction, LetterStatus, Tie
from course_app.infrastructure.database import reader
from course_app.people import listing, queries, words
from course_app.people.keeper import Keeper, keeper_of
from course_app.people.listing import Line
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext
from course_app.web.today import Card, Part, Rank, Thing

MOST_ROWS = 5
MOST_DAYS = 6
DRAFT_WAITS = timedelta(days=2)
LONG_PAUSE = timedelta(days=21)
MANY_OVERDUE = 3


def tell(visitor: Visitor) -> Part:
    """Return things and cards for a learner with people on the list; for anybody else nothing."""
    keeper = keeper_of(visitor)
    circle = queries.circle(reader(), keeper)
    if not circle.ties:
        return Part()
    today, locale = keeper.today, visitor.locale
    asking = listing.lines_of(circle, "due", today, locale)
    cards = [Card("aside", 20, "people/_card_figures.html", _figures(circle, keeper, locale))]
    if asking:
        view = {"rows": [_row(line, today, locale) for line in asking[:MOST_ROWS]], "more": len(asking) - MOST_ROWS}
        cards.append(Card("main", 20, "people/_card_waiting.html", view))
    if asking and _paused(circle, keeper):
        cards.append(Card("main", 15, "people/_card_fresh_start.html"))
    days = coming(circle, today)
    if days:
        lines = listing.coming_lines(days[:MOST_DAYS], today, locale)
        cards.append(Card("aside", 30, "people/_card_coming.html", {"days": lines, "more": len(days) - MOST_DAYS}))
    return Part(tuple(_things(circle, asking, today, locale)), tuple(cards))


def _things(circle: Circle, asking: list[Line], today: date, locale: str) -> Iterator[Thing]:
    ranks = {StepKind.ANSWER: Rank.ANSWERED, StepKind.SEND: Rank.DRAFT_READY, StepKind.PLANNED: Rank.PLANNED_TODAY}
    for line in asking:
        day = line.step.day
        if line.step.kind in ranks and not (line.step.kind is StepKind.SEND and day and today - day < DRAFT_WAITS):
            yield _thing(line, ranks[line.step.kind], today, locale)
    out = sum(state_of(tie, today) in listing.WAITING for tie in circle.ties.values())
    if out and not asking:
        said = ngettext("One letter is out.", "%(n)s letters are out.", out)
        later = listing.next_day(circle, today, locale)
        more = _("Next: %(day)s.", day=later) if later else ""
        yield Thing(
            Rank.REST,
            _("All quiet"),
            said,
            _("Nothing to do but wait, kindly. %(more)s", more=more).strip(),
            url_for("people.index", view="waiting"),
            _("See who"),
        )


def _thing(line: Line, rank: Rank, today: date, locale: str) -> Thing:
    person = line.tie.person
    day = line.step.day
    when = words.ago_words(day, today, locale) if day else ""
    kicker, title, action = {
        Rank.ANSWERED: (
            _("%(name)s answered %(when)s", name=person.short, when=when),
            _("Write back to %(name)s", name=person.short),
            _("Write back"),
        ),
        Rank.DRAFT_READY: (
            _("Draft ready since %(when)s", when=words.day_words(day, today, locale) if day else ""),
            _("Send your letter to %(name)s", name=person.short),
            _("Open draft"),
        ),
        Rank.PLANNED_TODAY: (
            _("Planned for %(when)s", when=words.day_words(day, today, locale) if day else ""),
            f"{words.plan_words(line.step.plan)}: {person.short}" if line.step.plan else person.short,
            _("Log it"),
        ),
    }[rank]
    return Thing(rank, kicker, title, person.next_line or person.memory, line.step_url or line.url, action)


def _row(line: Line, today: date, locale: str) -> dict[str, str]:
    day = line.step.day
    when = words.day_words(day, today, locale) if day else ""
    detail, action = {
        StepKind.ANSWER: (_("Answered %(when)s", when=words.ago_words(day, today, locale) if day else ""), _("Answer")),
        StepKind.SEND: (_("Draft ready since %(when)s", when=when), _("Open draft")),
        StepKind.PLANNED: (_("%(what)s", what=line.step_words), _("Log it")),
        StepKind.SECOND_NOTE: (line.words + ". " + _("One gentle second note, or rest?"), _("Decide")),
        StepKind.LET_REST: (line.words + ". " + _("Silence says little."), _("Let rest")),
        StepKind.REACH_OUT: (_("Last in touch %(when)s", when=line.last), _("Say hello")),
    }[line.step.kind]
    return {
        "name": line.tie.person.name,
        "url": line.url,
        "detail": detail,
        "next_line": line.tie.person.next_line,
        "action": action,
        "action_url": line.step_url or line.url,
    }


def _figures(circle: Circle, keeper: Keeper, locale: str) -> dict[str, object]:
    ties = circle.ties.values()
    sent = sum(any(touch.direction is Direction.OUT for touch in tie.touches) for tie in ties)
    replies = sum(has_answered(tie) for tie in ties)
    quiet = any(state_of(tie, keeper.today) is State.QUIET for tie in ties)
    drafts = sum(letter.status is LetterStatus.OPEN for tie in ties for letter in tie.letters)
    return {
        "sent": sent,
        "replies": replies,
        "people": len(circle.ties),
        "quiet": quiet,
        "drafts": drafts,
        "next": _next(circle, keeper.today, locale),
    }


def _next(circle: Circle, today: date, locale: str) -> str:
    later = [
        (step.day, tie.person.short)
        for tie in circle.ties.values()
        if (step := next_step(tie, today)).day is not None and step.day > today and step.kind in listing.ASKING
    ]
    if not later:
        return ""
    day, name = min(later)
    return _("%(name)s, %(day)s", name=name, day=words.day_words(day, today, locale))


def _paused(circle: Circle, keeper: Keeper) -> bool:
    """Return whether a fresh start is worth offering: nothing was logged for long, or much is overdue."""
    logged = [touch.recorded_at for tie in circle.ties.values() for touch in tie.touches]
    if logged and keeper.now - max(logged) > LONG_PAUSE:
        return True
    return sum(_overdue(tie, keeper.today) for tie in circle.ties.values()) >= MANY_OVERDUE


def _overdue(tie: Tie, today: date) -> bool:
    due = due_on(tie)
    return due is not None and urgency_of(due, tie.cadence, today) is Urgency.OVERDUE
