"""What the learner does with one person: log, answer, plan, offer."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.followup import clock_start, has_answered, rest_suggestion
from course_app.domain.people import HIGHEST_GUESS, LOWEST_GUESS, Channel, Direction, Plan, PlanKind, Tie
from course_app.infrastructure.database import transaction
from course_app.people import dealings, service, words
from course_app.people.blueprint import bp
from course_app.people.forms import OfferForm, read_day
from course_app.people.keeper import keeper_of
from course_app.people.views import tie_of
from course_app.web.access import Visitor, for_learner
from course_app.web.forms import tidy
from course_app.web.i18n import gettext as _


def _back(person: str, **values: Any) -> ResponseReturnValue:
    return redirect(url_for(".person", person=person, **values), 303)


def text(name: str) -> str:
    """Return a text of this request's form, tidied."""
    return str(tidy(request.form.get(name, "").replace("\r\n", "\n")))


@bp.get("/people/<person>/log")
@for_learner
def log(learner: Visitor, person: str) -> str:
    """Ask who reached whom, how and when; two taps say that they answered today."""
    _keeper, _circle, tie = tie_of(learner, person)
    direction = "in" if request.args.get("direction") == "in" else "out"
    return _log_page(tie, {"direction": direction, "channel": usual_channel(tie), "when": "today", "day": ""})


def usual_channel(tie: Tie) -> str:
    """Return the channel used last with a person, e-mail when there was none yet."""
    return str(tie.touches[-1].channel if tie.touches else Channel.EMAIL)


def _log_page(tie: Tie, typed: dict[str, str], refusal: DomainError | None = None) -> str:
    return render_template(
        "people/log.html",
        person=tie.person,
        typed=typed,
        refusal=refusal,
        channels=list(words.CHANNELS.items()),
        usual=usual_channel(tie),
        planned=[plan for plan in tie.open_plans if plan.kind is not PlanKind.FAVOUR],
        plan_words=words.plan_words,
    )


@bp.post("/people/<person>/log")
@for_learner
def log_post(learner: Visitor, person: str) -> ResponseReturnValue:
    """Log that something went between the two."""
    keeper, _circle, tie = tie_of(learner, person)
    typed = {name: text(name) for name in ("direction", "channel", "when", "day", "plan")}
    try:
        direction = _direction(typed["direction"])
        channel = _channel(typed["channel"])
        day = read_day(typed["day"] if typed["when"] in ("", "date") else typed["when"], keeper.today)
        with transaction() as session:
            dealings.log_touch(session, keeper, person, direction, channel, day)
            if typed["plan"]:
                dealings.change_plan(session, keeper, person, typed["plan"], done=day)
    except NotFoundError:
        raise
    except DomainError as refusal:
        return _log_page(tie, typed, refusal), 422
    if direction is Direction.IN:
        flash(_("Back in touch.") if not has_answered(tie) else _("Logged. They were in touch again."), "ok")
        return _back(person, heard=1)
    flash(_("Sent. That was the hard part.") if not tie.touches else _("Logged. Now it is their turn."), "ok")
    return _back(person)


def _direction(word: str) -> Direction:
    if word not in set(Direction):
        raise DomainError(_("Say who reached whom."), "direction")
    return Direction(word)


def _channel(word: str) -> Channel:
    if word not in set(Channel):
        raise DomainError(_("Say how."), "channel")
    return Channel(word)


@bp.post("/people/<person>/log/<touch>/remove")
@for_learner
def unlog(learner: Visitor, person: str, touch: str) -> ResponseReturnValue:
    """Take a logged touch back."""
    keeper = keeper_of(learner)
    with transaction() as session:
        dealings.remove_touch(session, keeper, person, touch)
    flash(_("Taken out of the log."), "ok")
    return _back(person)


@bp.post("/people/<person>/heard")
@for_learner
def heard(learner: Visitor, person: str) -> ResponseReturnValue:
    """Keep how an answer felt, and what comes next: a call, a note, a rest, or nothing for now."""
    keeper, _circle, tie = tie_of(learner, person)
    felt, then, day = text("reality"), text("then"), text("day")
    with transaction() as session:
        if felt.isdecimal() and LOWEST_GUESS <= int(felt) <= HIGHEST_GUESS:
            service.change_person(session, keeper, person, reality=int(felt))
        if then in ("call", "note"):
            plan = _step(then, read_day(day, keeper.today) if day else keeper.today)
            dealings.add_plan(session, keeper, person, PlanKind.STEP, **plan)
        if then == "rest":
            service.change_person(session, keeper, person, rest_until=rest_suggestion(keeper.today))
        if then in ("nothing", "rest"):
            service.change_person(session, keeper, person, settled=clock_start(tie))
    flash(_("Kept."), "ok")
    return _back(person)


def _step(then: str, day: date) -> dict[str, Any]:
    call = {"what": _("Call"), "channel": Channel.CALL}
    return {**(call if then == "call" else {"what": _("Write a note"), "channel": Channel.EMAIL}), "day": day}


@bp.post("/people/<person>/plans")
@for_learner
def plan(learner: Visitor, person: str) -> ResponseReturnValue:
    """Plan something for a day."""
    keeper, _circle, _tie = tie_of(learner, person)
    what, channel = text("what"), text("channel")
    if not what and channel not in set(Channel):
        flash(_("Say what you would like to do."), "warn")
        return _back(person)
    day = read_day(text("day"), keeper.today) if text("day") else None
    with transaction() as session:
        values = {"what": what, "channel": Channel(channel) if channel in set(Channel) else None, "day": day}
        dealings.add_plan(session, keeper, person, PlanKind.STEP, **values)
    flash(_("Planned."), "ok")
    return _back(person)


@bp.post("/people/<person>/plans/<plan>/done")
@for_learner
def plan_done(learner: Visitor, person: str, plan: str) -> ResponseReturnValue:
    """Say that a plan is done, and log it when it was a way to reach them."""
    keeper, _circle, tie = tie_of(learner, person)
    found = _plan_in(tie, plan)
    with transaction() as session:
        dealings.change_plan(session, keeper, person, plan, done=keeper.today)
        if found.channel is not None and found.kind is not PlanKind.FAVOUR:
            dealings.log_touch(session, keeper, person, Direction.OUT, found.channel, keeper.today)
    flash(_("Done."), "ok")
    return _back(person)


@bp.post("/people/<person>/plans/<plan>/drop")
@for_learner
def plan_drop(learner: Visitor, person: str, plan: str) -> ResponseReturnValue:
    """Drop a plan."""
    keeper, _circle, tie = tie_of(learner, person)
    _plan_in(tie, plan)
    with transaction() as session:
        dealings.remove_plan(session, keeper, person, plan)
    flash(_("Let go. That is fine."), "ok")
    return _back(person)


def _plan_in(tie: Tie, plan_id: str) -> Plan:
    found = next((plan for plan in tie.open_plans if plan.id == plan_id), None)
    if found is None:
        raise NotFoundError(_("This plan is not here any more."))
    return found


@bp.get("/people/<person>/offer")
@for_learner
def offer(learner: Visitor, person: str) -> str:
    """Ask what the learner could bring."""
    _keeper, _circle, tie = tie_of(learner, person)
    form = OfferForm(formdata=None)
    wanted = request.args.get("offer", "")
    found = next((each for each in tie.offers if each.id == wanted), None)
    if found is not None:
        form.kind.data, form.text.data, form.effort.data = str(found.kind), found.text, str(found.effort or "")
    return render_template("people/offer.html", person=tie.person, form=form, offer=found)


@bp.post("/people/<person>/offer")
@for_learner
def offer_post(learner: Visitor, person: str) -> ResponseReturnValue:
    """Keep an offer."""
    keeper, _circle, tie = tie_of(learner, person)
    form, wanted = OfferForm(), text("offer")
    found = next((each for each in tie.offers if each.id == wanted), None)
    if wanted and found is None:
        raise NotFoundError(_("This offer is not here any more."))
    if form.validate():
        try:
            with transaction() as session:
                version = request.form.get("version", type=int)
                dealings.save_offer(session, keeper, person, *form.values(), offer_id=wanted, version=version)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Kept. It will stand beside your letter."), "ok")
            return _back(person)
    return render_template("people/offer.html", person=tie.person, form=form, offer=found), 422


@bp.post("/people/<person>/offer/<offer>/remove")
@for_learner
def offer_remove(learner: Visitor, person: str, offer: str) -> ResponseReturnValue:
    """Remove an offer."""
    keeper = keeper_of(learner)
    with transaction() as session:
        dealings.remove_offer(session, keeper, person, offer)
    flash(_("Removed."), "ok")
    return _back(person)
