"""What people's states, steps, channels and rhythms are called on pages, in mails and in the calendar."""

from collections.abc import Mapping
from datetime import date, timedelta

from babel.dates import format_date, get_month_names

from course_app.domain.followup import Coming, ComingKind, State, Step, StepKind, Urgency, clock_start, state_of
from course_app.domain.partial_dates import PartialDate
from course_app.domain.people import (
    Cadence,
    Channel,
    Closeness,
    Direction,
    Effort,
    OfferKind,
    Person,
    Plan,
    PlanKind,
    SphereKind,
    Tie,
    Touch,
)
from course_app.web.i18n import gettext as _
from course_app.web.i18n import locale_of, ngettext

CHANNELS: Mapping[Channel, str] = {
    Channel.EMAIL: _("E-mail"),
    Channel.CALL: _("Call"),
    Channel.VIDEO: _("Video call"),
    Channel.TEXT: _("Text message"),
    Channel.MESSAGE: _("Private message online"),
    Channel.COMMENT: _("Comment online"),
    Channel.LETTER: _("Card or letter by post"),
    Channel.IN_PERSON: _("In person"),
    Channel.OTHER: _("Another way"),
}
CADENCES: Mapping[Cadence, str] = {
    Cadence.MONTHLY: _("Monthly"),
    Cadence.QUARTERLY: _("Quarterly"),
    Cadence.HALF_YEARLY: _("Twice a year"),
    Cadence.YEARLY: _("A yearly hello"),
    Cadence.REST: _("Let rest"),
    Cadence.CLOSED: _("Closed"),
}
SPHERE_KINDS: Mapping[SphereKind, str] = {
    SphereKind.FAMILY: _("Family"),
    SphereKind.FRIENDS: _("Friends"),
    SphereKind.STUDY: _("School or study"),
    SphereKind.WORK: _("Work"),
    SphereKind.CLIENTS: _("Clients"),
    SphereKind.COMMUNITY: _("Community"),
    SphereKind.INTEREST: _("Sport or interest"),
    SphereKind.PLACE: _("A place you lived"),
    SphereKind.ONLINE: _("Online"),
    SphereKind.OTHER: _("Something else"),
}
CLOSENESS: Mapping[Closeness, str] = {
    Closeness.HARDLY: _("Hardly knew each other"),
    Closeness.SOMEWHAT: _("Knew each other somewhat"),
    Closeness.VERY: _("Very close"),
}
OFFERS: Mapping[OfferKind, str] = {
    OfferKind.INTRODUCTION: _("An introduction"),
    OfferKind.KNOWLEDGE: _("Something you know"),
    OfferKind.TIME: _("Your time"),
    OfferKind.ENCOURAGEMENT: _("Encouragement"),
    OfferKind.VISIBILITY: _("Making their work seen"),
    OfferKind.RESOURCE: _("Something to lend or share"),
    OfferKind.GRATITUDE: _("Thanks"),
    OfferKind.NOT_SURE: _("Not sure yet"),
}
EFFORTS: Mapping[Effort, str] = {
    Effort.MINUTES: _("Five minutes"),
    Effort.HOUR: _("About an hour"),
    Effort.MORE: _("More than that"),
}
PLANS: Mapping[PlanKind, str] = {
    PlanKind.REACH: _("Another way to reach them"),
    PlanKind.FAVOUR: _("A small favour"),
    PlanKind.STEP: _("The next step"),
}
_SPOKEN = frozenset({Channel.CALL, Channel.VIDEO, Channel.IN_PERSON})
LINES: Mapping[State, str] = {
    State.LISTED: "dormant",
    State.READY: "dormant",
    State.DRAFTED: "dormant",
    State.SENT: "sent",
    State.QUIET: "sent",
    State.IN_TOUCH: "touch",
    State.KEEPING: "touch",
    State.RESTING: "rest",
    State.CLOSED: "rest",
    State.NO_CONTACT: "rest",
}
"""How the line between two dots is drawn in each state."""


def day_words(day: date, today: date, locale: str = "en", month: str = "MMMM") -> str:
    """Return a day as one says it: today, yesterday, tomorrow, 2 December, 2 December 2027; ``MMM`` for 2 Dec."""
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get((day - today).days)
    if near:
        return near
    form = f"d {month}" if day.year == today.year else f"d {month} y"
    return str(format_date(day, form, locale=locale_of(locale)))


def ago_words(day: date, today: date, locale: str = "en") -> str:
    """Return how long ago a day is, up to a month; then the day itself."""
    days = (today - day).days
    if days < 2 or days > 30:
        return day_words(day, today, locale, "MMM")
    return ngettext("%(n)s day ago", "%(n)s days ago", days)


def partial_words(value: PartialDate, locale: str = "en") -> str:
    """Return a partial date in words: 14 February, February 1984, 1984, February."""
    month = get_month_names("wide", "stand-alone", locale=locale_of(locale))[value.month] if value.month else ""
    if value.day is None:
        return f"{month} {value.year or ''}".strip()
    day = value.in_year(value.year or 2000)
    assert day is not None
    return str(format_date(day, "d MMMM y" if value.year else "d MMMM", locale=locale_of(locale)))


def last_words(tie: Tie, today: date, locale: str = "en") -> str:
    """Return when two people were last in touch: the latest touch, else the year the learner remembers."""
    start = clock_start(tie)
    if start is not None:
        return ago_words(start, today, locale)
    year = tie.person.last_year
    return _("about %(year)s", year=year) if year else _("not known")


def state_words(tie: Tie, today: date, locale: str = "en") -> str:
    """Return how it stands with a person, in words."""
    state, start, rest = state_of(tie, today), clock_start(tie), tie.person.rest_until
    if state in (State.SENT, State.QUIET):
        assert start is not None
        if state is State.QUIET:
            return ngettext("Quiet for %(n)s day", "Quiet for %(n)s days", (today - start).days)
        spoken = tie.touches[-1].channel in _SPOKEN
        ago = ago_words(start, today, locale)
        return _("You reached out %(ago)s", ago=ago) if spoken else _("Sent %(ago)s", ago=ago)
    if state is State.RESTING and rest is not None and rest > today:
        return _("Resting until %(day)s", day=day_words(rest, today, locale, "MMM"))
    return {
        State.LISTED: _("On the list"),
        State.READY: _("Ready to write"),
        State.DRAFTED: _("Draft ready"),
        State.IN_TOUCH: _("Back in touch"),
        State.KEEPING: _("In touch, keeping it up"),
        State.RESTING: _("Resting"),
        State.CLOSED: _("Closed"),
        State.NO_CONTACT: _("Not to be contacted"),
    }[state]


def step_words(step: Step, person: Person, today: date, locale: str = "en") -> str:
    """Return what comes next with a person, in words; '' for nothing."""
    day = day_words(step.day, today, locale, "MMM") if step.day else ""
    later = step.urgency is Urgency.LATER
    if step.kind is StepKind.PLANNED:
        assert step.plan is not None
        what = plan_words(step.plan)
        if step.urgency is Urgency.LATER or step.day == today:
            return _("%(what)s, %(day)s", what=what, day=day)
        return _("%(what)s, planned for %(day)s", what=what, day=day)
    if step.kind is StepKind.SECOND_NOTE:
        return _("A gentle second note, %(day)s", day=day) if later else _("One gentle second note, or rest")
    if step.kind is StepKind.REACH_OUT:
        return _("Say hello, %(day)s", day=day) if later else _("Say hello")
    return {
        StepKind.ANSWER: _("Write back"),
        StepKind.SEND: _("Send or copy"),
        StepKind.LET_REST: _("Let it rest"),
        StepKind.WAIT: _("Nothing but to wait, kindly"),
        StepKind.CHOOSE_RHYTHM: _("Choose a rhythm"),
        StepKind.REMEMBER: _("What do you remember?"),
        StepKind.OFFER: _("What could you offer?"),
        StepKind.WRITE: _("Write to %(name)s", name=person.short),
        StepKind.FINISH: _("Finish your draft"),
        StepKind.RESTING: _("Nothing until then") if step.day else _("Nothing for now"),
        StepKind.NOTHING: "",
    }[step.kind]


def touch_words(touch: Touch, tie: Tie) -> str:
    """Return what was logged, in words: You wrote (e-mail), Evan answered (call), Evan got in touch (letter)."""
    channel, name = _small(CHANNELS[touch.channel]), tie.person.short
    if touch.direction is Direction.IN:
        asked = any(each.direction is Direction.OUT and each.day <= touch.day for each in tie.touches)
        if asked:
            return _("%(name)s answered (%(channel)s)", name=name, channel=channel)
        return _("%(name)s got in touch (%(channel)s)", name=name, channel=channel)
    if touch.channel in _SPOKEN:
        return _("You reached out (%(channel)s)", channel=channel)
    return _("You wrote (%(channel)s)", channel=channel)


def plan_words(plan: Plan) -> str:
    """Return what is planned, in words."""
    return plan.what or (CHANNELS[plan.channel] if plan.channel else PLANS[plan.kind])


def months(locale: str = "en") -> list[tuple[str, str]]:
    """Return the months for a choice, by number."""
    names = get_month_names("wide", "stand-alone", locale=locale_of(locale))
    return [(str(number), names[number]) for number in range(1, 13)]


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def coming_words(coming: Coming, *, name: str) -> str:
    """Return what a coming day is about; ``name`` is how the person is called there (whole, short, initials)."""
    if coming.kind is ComingKind.PLAN:
        assert coming.plan is not None
        return _("%(what)s: %(name)s", what=plan_words(coming.plan), name=name)
    if coming.kind is ComingKind.DATE:
        return _("%(what)s: %(name)s", what=coming.label or _("A date"), name=name)
    return {
        ComingKind.REACH_OUT: _("Say hello: %(name)s", name=name),
        ComingKind.SECOND_NOTE: _("A gentle second note: %(name)s", name=name),
        ComingKind.REST_ENDS: _("The rest ends: %(name)s", name=name),
        ComingKind.BIRTHDAY: _("Birthday: %(name)s", name=name),
    }[coming.kind]


def yesterday(today: date) -> date:
    """Return the day before, for the choice of a log."""
    return today - timedelta(days=1)


def dialled(number: str) -> str:
    """Return a phone number as a link dials it."""
    return "".join(sign for sign in number if sign.isdecimal() or sign == "+")
