"""What the learner decides about one person, or all: rhythm, marks, rest, close, delete, start fresh."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import DomainError
from course_app.domain.followup import ASIDE, REST_MONTHS, add_months, state_of
from course_app.domain.people import Cadence, Person, Tie
from course_app.infrastructure.database import reader, transaction
from course_app.people import queries, service, words
from course_app.people.blueprint import bp
from course_app.people.dealing_views import text
from course_app.people.forms import read_day
from course_app.people.keeper import keeper_of
from course_app.people.views import tie_of
from course_app.web.access import Visitor, for_learner
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext

MARKS = ("picked", "stretch", "do_not_contact")
NO_END = "open"


def _back(person: str) -> ResponseReturnValue:
    return redirect(url_for(".person", person=person), 303)


def _set(learner: Visitor, person: str, **values: Any) -> Person:
    with transaction() as session:
        return service.change_person(session, keeper_of(learner), person, **values)


@bp.post("/people/<person>/rhythm")
@for_learner
def rhythm(learner: Visitor, person: str) -> ResponseReturnValue:
    """Choose how often to be in touch; "as the sphere" is no choice of its own."""
    tie_of(learner, person)
    chosen = text("cadence")
    if chosen and chosen not in set(Cadence):
        raise DomainError(_("Choose a rhythm."))
    _set(learner, person, cadence=Cadence(chosen) if chosen else None)
    flash(_("Kept."), "ok")
    return _back(person)


@bp.post("/people/<person>/mark")
@for_learner
def mark(learner: Visitor, person: str) -> ResponseReturnValue:
    """Set or take away a mark: first five, stretch, do not contact."""
    tie_of(learner, person)
    name = text("mark")
    if name not in MARKS:
        raise DomainError(_("There is no such mark."))
    _set(learner, person, **{name: text("value") == "yes"})
    flash(_("Kept."), "ok")
    return _back(person)


@bp.post("/people/<person>/next-line")
@for_learner
def next_line(learner: Visitor, person: str) -> ResponseReturnValue:
    """Keep the line to pick up next time."""
    _set(learner, person, next_line=text("next_line"))
    flash(_("Kept. It stands in the reminder."), "ok")
    return _back(person)


@bp.get("/people/<person>/rest")
@for_learner
def rest(learner: Visitor, person: str) -> str:
    """Ask until when somebody may rest."""
    keeper, _circle, tie = tie_of(learner, person)
    return _rest_page(tie, keeper.today, learner.locale)


def _rest_page(tie: Tie, today: date, locale: str, refusal: DomainError | None = None) -> str:
    spans = [
        (str(months), ngettext("One month", "%(n)s months", months), add_months(today, months)) for months in (1, 3, 6)
    ]
    options = [
        (value, label, _("until %(day)s", day=words.day_words(day, today, locale))) for value, label, day in spans
    ]
    options.append((NO_END, _("Without an end"), _("Nothing asks about them until you wake them.")))
    options.append(("date", _("Until a day"), ""))
    return render_template(
        "people/rest.html",
        person=tie.person,
        options=options,
        picked=text("span") or str(REST_MONTHS),
        day=text("day"),
        today=today,
        refusal=refusal,
    )


@bp.post("/people/<person>/rest")
@for_learner
def rest_post(learner: Visitor, person: str) -> ResponseReturnValue:
    """Let somebody rest."""
    keeper, _circle, tie = tie_of(learner, person)
    span = text("span")
    try:
        if span == NO_END:
            _set(learner, person, cadence=Cadence.REST, rest_until=None)
        else:
            months = int(span) if span in ("1", "3", "6") else 0
            until = add_months(keeper.today, months) if months else read_day(text("day"), keeper.today)
            if until <= keeper.today:
                raise DomainError(_("Choose a day to come."), "day")
            _set(learner, person, rest_until=until, rest_reason="")
    except DomainError as refusal:
        return _rest_page(tie, keeper.today, learner.locale, refusal), 422
    flash(_("%(name)s rests. That is a good decision too.", name=tie.person.short), "ok")
    return _back(person)


@bp.post("/people/<person>/wake")
@for_learner
def wake(learner: Visitor, person: str) -> ResponseReturnValue:
    """End a rest, or open somebody again who was closed."""
    _keeper, _circle, tie = tie_of(learner, person)
    aside = tie.person.cadence in (Cadence.REST, Cadence.CLOSED)
    _set(
        learner,
        person,
        rest_until=None,
        rest_reason="",
        closed=False,
        do_not_contact=False,
        cadence=None if aside else tie.person.cadence,
    )
    flash(_("%(name)s is back on your list.", name=tie.person.short), "ok")
    return _back(person)


@bp.post("/people/<person>/close")
@for_learner
def close(learner: Visitor, person: str) -> ResponseReturnValue:
    """Close quietly: no reminder and no prompt about this person ever again, and no reason asked."""
    _set(learner, person, closed=True)
    flash(_("Closed quietly. Nothing here will ask again."), "ok")
    return _back(person)


@bp.post("/people/<person>/delete")
@for_learner
def delete(learner: Visitor, person: str) -> ResponseReturnValue:
    """Take somebody off the list; the list offers to undo it."""
    with transaction() as session:
        service.delete_person(session, keeper_of(learner), person)
    return redirect(url_for(".index"), 303)


@bp.post("/people/<person>/restore")
@for_learner
def restore(learner: Visitor, person: str) -> ResponseReturnValue:
    """Bring somebody back."""
    with transaction() as session:
        found = service.restore_person(session, keeper_of(learner), person)
    flash(_("%(name)s is back, with everything.", name=found.name), "ok")
    return redirect(url_for(".person", person=person), 303)


@bp.get("/people/fresh-start")
@for_learner
def fresh_start(learner: Visitor) -> str:
    """Offer to rest everybody after a pause."""
    keeper = keeper_of(learner)
    circle = queries.circle(reader(), keeper)
    moving = [tie for tie in circle.ties.values() if tie.touches and state_of(tie, keeper.today) not in ASIDE]
    rested = [tie for tie in circle.ties.values() if tie.person.rest_reason == service.FRESH]
    until = add_months(keeper.today, REST_MONTHS)
    return render_template(
        "people/fresh_start.html",
        moving=moving,
        rested=rested,
        until=words.day_words(until, keeper.today, learner.locale),
        people=sorted(circle.people, key=lambda person: person.name.casefold()),
    )


@bp.post("/people/fresh-start")
@for_learner
def fresh_start_post(learner: Visitor) -> ResponseReturnValue:
    """Rest everybody, or wake those again whom a fresh start put to rest."""
    keeper = keeper_of(learner)
    with transaction() as session:
        if request.form.get("undo"):
            count = service.undo_fresh_start(session, keeper)
            said = ngettext("One person is awake again.", "%(n)s people are awake again.", count)
        else:
            count = service.fresh_start(session, keeper, add_months(keeper.today, REST_MONTHS))
            said = ngettext(
                "One person rests. Start with whom you like.", "%(n)s people rest. Start with whom you like.", count
            )
    flash(said, "ok")
    return redirect(url_for(".fresh_start"), 303)
