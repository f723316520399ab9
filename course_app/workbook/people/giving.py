"""Tasks of giving: what one could bring, and small favours."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from course_app.domain.course import ListPart
from course_app.domain.errors import DomainError
from course_app.domain.followup import ASIDE, state_of
from course_app.domain.people import Effort, Offer, OfferKind, Plan, PlanKind, Tie
from course_app.domain.people_tasks.rules import judge
from course_app.domain.people_tasks.work import Work
from course_app.domain.worksheets import parse_day
from course_app.people import dealings, words
from course_app.web.i18n import gettext as _
from course_app.workbook.people.circle import Change, CircleTask, Texts
from course_app.workbook.people.weeks import weeks
from course_app.workbook.tasks import Desk

STANCE = _("I can listen, and I would be glad for them.")
NEW_FAVOUR = ("new.person", "new.item", "new.what", "new.day")
USUAL_OFFER = OfferKind.ENCOURAGEMENT


def by_name(ties: Mapping[str, Tie], today: date) -> list[tuple[str, str]]:
    """Return whom one may choose: everybody but those left in peace, by name."""
    free = [tie.person for tie in ties.values() if state_of(tie, today) not in ASIDE]
    return [(each.id, each.name) for each in sorted(free, key=lambda each: each.name.casefold())]


class Offers(CircleTask):
    """One offer for each person; those beyond the first stand on the person's own page."""

    def stands(self, work: Work) -> Texts:
        """Return kind, text and effort of the first offer to everybody."""
        texts = {}
        for tie in work.circle.ties.values():
            offer = tie.offers[0] if tie.offers else None
            name = f"person.{tie.person.id}"
            texts[f"{name}.kind"] = str(offer.kind) if offer else ""
            texts[f"{name}.text"] = offer.text if offer else ""
            texts[f"{name}.effort"] = str(offer.effort or "") if offer else ""
        return texts

    def meant(self, texts: Texts) -> Texts:
        """Return the texts; a kind that is chosen for nothing says nothing."""
        idle = {
            name
            for name, kind in texts.items()
            if name.endswith(".kind") and kind != OfferKind.NOT_SURE and not texts[f"{name[:-5]}.text"].strip()
        }
        return {name: "" if name in idle else text for name, text in texts.items()}

    def change(self, change: Change) -> Texts:
        """Keep what was changed; an emptied text takes the offer away."""
        people = dict.fromkeys(control.split(".")[1] for control in change.changed)
        for person in people:
            _keep_offer(change, person)
        return {}

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return the people to begin with, the first picks on top, at whom the page is open, and who else there is."""
        asked = sorted(work.circle.ties.values(), key=lambda tie: (not tie.person.picked, not tie.offers))
        asked = [each for each in asked if each.offers or each.person.picked or state_of(each, work.today) not in ASIDE]
        begun = sum(bool(tie.offers) or tie.person.picked for tie in asked)
        ties = asked[: max(begun, work.number("min", 10))]
        lacking = {lack.control.removeprefix("person.") for lack in judge(work).filled.lacks}
        empty = [tie.person.id for tie in ties if not tie.offers and state_of(tie, work.today) not in ASIDE]
        unfinished = {tie.person.id for tie in ties if tie.offers and tie.person.id in lacking}
        return {
            "ties": ties,
            "others": asked[len(ties) :],
            "open": unfinished | set(empty[:1]),
            "lacking": unfinished,
            "kinds": [(str(kind), said) for kind, said in words.OFFERS.items()],
            "kind_words": words.OFFERS,
            "usual": str(USUAL_OFFER),
            "efforts": [("", _("Choose"))] + [(str(effort), said) for effort, said in words.EFFORTS.items()],
            "range": work.span("text", 15, 300),
            "stance": STANCE,
            "unsure": work.number("not-sure", 3),
        }


def _keep_offer(change: Change, person: str) -> None:
    name = f"person.{person}"
    text, kind, effort = (change.text(f"{name}.{part}") for part in ("text", "kind", "effort"))
    chosen = OfferKind(kind) if kind in set(OfferKind) else USUAL_OFFER
    if chosen is OfferKind.NOT_SURE and not text:
        text = STANCE
    there: tuple[Offer, ...] = change.work.circle.ties[person].offers
    first = there[0] if there else None
    try:
        if not text and first is not None:
            dealings.remove_offer(change.session, change.keeper, person, first.id)
        elif text:
            cost = Effort(effort) if effort in set(Effort) else None
            kept = first.id if first else ""
            dealings.save_offer(change.session, change.keeper, person, chosen, text, cost, kept)
    except DomainError as refusal:
        raise DomainError(refusal.message, f"{name}.text") from refusal


class Favours(CircleTask):
    """Small favours: planned from a menu or one's own, done on a day."""

    def stands(self, work: Work) -> Texts:
        """Return what is planned, for when, and on which day it was done."""
        texts = {}
        for _tie, plan in favours_of(work):
            texts[f"plan.{plan.id}.what"] = plan.what
            texts[f"plan.{plan.id}.day"] = plan.day.isoformat() if plan.day else ""
            texts[f"plan.{plan.id}.done"] = plan.done.isoformat() if plan.done else ""
            texts[f"plan.{plan.id}.drop"] = ""
        return texts

    def kept(self, work: Work) -> frozenset[str]:
        """Return what is typed for the next favour, and for each the item of the menu and whether both were asked."""
        plans = [f"plan.{plan.id}" for _tie, plan in favours_of(work)]
        return frozenset({*NEW_FAVOUR, *(f"{plan}.{part}" for plan in plans for part in ("item", "both"))})

    def boxes(self, work: Work) -> frozenset[str]:
        """Return the boxes."""
        return frozenset(f"plan.{plan.id}.{part}" for _tie, plan in favours_of(work) for part in ("both", "drop"))

    def change(self, change: Change) -> Texts:
        """Change plans, and plan the next one once a button is pressed."""
        for tie, plan in favours_of(change.work):
            name = f"plan.{plan.id}"
            if change.text(f"{name}.drop"):
                dealings.remove_plan(change.session, change.keeper, tie.person.id, plan.id)
            elif any(control.startswith(f"{name}.") for control in change.changed):
                values: dict[str, Any] = {
                    "what": change.text(f"{name}.what"),
                    "day": day_of(change.text(f"{name}.day"), f"{name}.day"),
                    "done": past_day_of(change.text(f"{name}.done"), f"{name}.done", change.work.today),
                }
                dealings.change_plan(change.session, change.keeper, tie.person.id, plan.id, **values)
        kept = dict(super().change(change))
        if change.pressed and any(map(change.text, NEW_FAVOUR)):
            plan_id, item = _plan_favour(change)
            kept = {name: text for name, text in kept.items() if name not in NEW_FAVOUR}
            kept |= {f"plan.{plan_id}.item": item} if item else {}
        return kept

    def dressed(self, work: Work, desk: Desk, values: Texts) -> Mapping[str, Any]:
        """Return the favours, the menu, and the offers of five minutes that wait here."""
        menu = [(item.id, desk.release.html(item.text).striptags(), "both" in item.flags) for item in _menu(work)]
        asking = {item for item, _said, both in menu if both}
        rows = favours_of(work)
        undone = [plan for _tie, plan in rows if plan.done is None or _must_ask(work, plan, values, asking)]
        enough = len(rows) >= work.number("plan", 3)
        return {
            "rows": [(tie, plan, _asks(work, plan, asking)) for tie, plan in rows],
            "first": f"plan.{undone[0].id}" if undone and enough else "",
            "people": [("", _("Choose")), *by_name(work.circle.ties, work.today)],
            "menu": [("", _("Something of my own")), *((item, said) for item, said, _both in menu)],
            "offers": [
                (f"offer.{offer.id}", _("%(name)s: %(text)s", name=tie.person.short, text=offer.text))
                for tie, offer in _small_offers(work)
            ],
            "weeks": weeks(work.today, desk.locale),
            "today": work.today,
        }


def favours_of(work: Work) -> list[tuple[Tie, Plan]]:
    """Return the favours with the people whom they are for, those to do first."""
    found = [
        (tie, plan) for tie in work.circle.ties.values() for plan in tie.plans if plan.kind is PlanKind.FAVOUR
    ]  # fmt: skip
    return sorted(found, key=lambda each: each[1].done is not None)


def _menu(work: Work) -> list[Any]:
    parts = (part for part in work.task.parts if isinstance(part, ListPart) and part.kind == "choices")
    return [item for part in parts for item in part.items if item.id]


def _asks(work: Work, plan: Plan, asking: set[str]) -> bool:
    return work.text(f"plan.{plan.id}.item") in asking


def _must_ask(work: Work, plan: Plan, values: Texts, asking: set[str]) -> bool:
    """Return whether both were not asked yet, though the favour is done."""
    return _asks(work, plan, asking) and not values.get(f"plan.{plan.id}.both")


def _small_offers(work: Work) -> list[tuple[Tie, Offer]]:
    """Return the offers of five minutes of which no favour was made yet."""
    planned = {plan.what for _tie, plan in favours_of(work)}
    return [
        (tie, offer)
        for tie in work.circle.ties.values()
        for offer in tie.offers
        if offer.effort is Effort.MINUTES and offer.kind is not OfferKind.NOT_SURE and offer.text not in planned
    ]


def _plan_favour(change: Change) -> tuple[str, str]:
    """Plan what is typed; return the plan's id and the item of the menu."""
    work, item, what = change.work, change.text("new.item"), change.text("new.what")
    person = change.text("new.person")
    for tie, offer in _small_offers(work):
        if item == f"offer.{offer.id}":
            person, what, item = tie.person.id, what or offer.text, ""
    if person not in work.circle.ties:
        raise DomainError(_("Choose whom it is for."), "new.person")
    named = next((each.text.text for each in _menu(work) if each.id == item), "")
    if not what and not named:
        raise DomainError(_("Choose a favour, or say what it is."), "new.what")
    values = {"what": what or named, "day": day_of(change.text("new.day"), "new.day")}
    plan = dealings.add_plan(change.session, change.keeper, person, PlanKind.FAVOUR, **values)
    return plan.id, item if named else ""


def day_of(text: str, control: str) -> date | None:
    """Return a day that was typed, None for an empty one."""
    day = parse_day(text)
    if text and day is None:
        raise DomainError(_("Type a date as year, month and day: 2026-03-31."), control)
    return day


def past_day_of(text: str, control: str, today: date) -> date | None:
    """Return a day that was typed and has come, None for an empty one."""
    day = day_of(text, control)
    if day is not None and day > today:
        raise DomainError(_("That day is still to come. Log it when it is done."), control)
    return day
