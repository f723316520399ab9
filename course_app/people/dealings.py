"""Change what lies between two people: offers, plans, touches, the forecast. The caller owns the transaction."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.domain.people import Channel, Direction, Effort, Offer, OfferKind, Plan, PlanKind, Touch
from course_app.people import changes, sent
from course_app.people.keeper import Keeper
from course_app.people.models import OfferRow, PlanRow, TouchRow
from course_app.people.sealing import bound, seal, unseal
from course_app.people.service import bump, change_person, new_id, person_row

LONGEST_TEXT = 600
LONGEST_LOG = timedelta(days=366 * 100)


def log_touch(
    session: Session,
    keeper: Keeper,
    person_id: str,
    direction: Direction,
    channel: Channel,
    day: date,
    letter: str = "",
) -> Touch:
    """Log that something went between two people; whatever rest there was ends with it.

    Raises:
        NotFoundError: nobody of this id is on the keeper's list.
        DomainError: the day is still to come.
    """
    person_row(session, keeper, person_id)
    if day > keeper.today:
        raise DomainError("This day has not come yet.", "day")
    if keeper.today - day > LONGEST_LOG:
        raise DomainError("This day is too long ago.", "day")
    touch = Touch(new_id(), person_id, direction, channel, day, keeper.now, letter)
    place = bound("person_touch", keeper.account_id, touch.id, person_id)
    session.add(
        TouchRow(
            id=touch.id,
            account_id=keeper.account_id,
            person_id=person_id,
            direction=direction,
            sealed=seal(keeper.key, touch, place),
            created_at=keeper.now,
        )
    )
    change_person(session, keeper, person_id, rest_until=None, rest_reason="")
    bump(session, keeper, person_id)
    changes.note(session, keeper)
    if direction is Direction.OUT:
        sent.tell(session, keeper)
    return touch


def remove_touch(session: Session, keeper: Keeper, person_id: str, touch_id: str) -> None:
    """Take a logged touch back."""
    gone = session.execute(
        delete(TouchRow).where(
            TouchRow.id == touch_id, TouchRow.person_id == person_id, TouchRow.account_id == keeper.account_id
        )
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise NotFoundError("This is not in the log.")
    bump(session, keeper, person_id)
    sent.tell(session, keeper)


def save_offer(
    session: Session,
    keeper: Keeper,
    person_id: str,
    kind: OfferKind,
    text: str,
    effort: Effort | None = None,
    offer_id: str = "",
    version: int | None = None,
) -> Offer:
    """Add an offer to a person, or change the one of ``offer_id``, and return it.

    Raises:
        ConflictError: it was changed since ``version``.
    """
    person_row(session, keeper, person_id)
    if len(text) > LONGEST_TEXT:
        raise DomainError(f"At most {LONGEST_TEXT} letters fit here; this has {len(text)}.", "text")
    offer = Offer(offer_id or new_id(), person_id, kind, text, effort)
    sealed = seal(keeper.key, offer, bound("person_offer", keeper.account_id, offer.id, person_id))
    if not offer_id:
        row = OfferRow(id=offer.id, account_id=keeper.account_id, person_id=person_id, sealed=sealed, version=1)
        row.created_at = row.changed_at = keeper.now
        session.add(row)
    else:
        row = _owned(session, keeper, OfferRow, offer_id, person_id)
        _fresh(row, version)
        row.sealed, row.version, row.changed_at = sealed, row.version + 1, keeper.now
    session.flush()
    changes.note(session, keeper)
    return replace(offer, version=row.version)


def remove_offer(session: Session, keeper: Keeper, person_id: str, offer_id: str) -> None:
    """Remove an offer."""
    session.delete(_owned(session, keeper, OfferRow, offer_id, person_id))
    session.flush()


def add_plan(session: Session, keeper: Keeper, person_id: str, kind: PlanKind, **values: Any) -> Plan:
    """Plan something with a person and return it; ``values`` are fields of ``Plan``."""
    person_row(session, keeper, person_id)
    plan = Plan(new_id(), person_id, kind, **values)
    _check_plan(plan)
    row = PlanRow(
        id=plan.id,
        account_id=keeper.account_id,
        person_id=person_id,
        kind=kind,
        sealed=seal(keeper.key, plan, bound("person_plan", keeper.account_id, plan.id, person_id)),
        version=1,
        created_at=keeper.now,
        changed_at=keeper.now,
    )
    session.add(row)
    bump(session, keeper, person_id)
    changes.note(session, keeper)
    return plan


def change_plan(
    session: Session, keeper: Keeper, person_id: str, plan_id: str, version: int | None = None, **values: Any
) -> Plan:
    """Change a plan, such as ``done=day``, and return it.

    Raises:
        ConflictError: it was changed since ``version``.
    """
    row = _owned(session, keeper, PlanRow, plan_id, person_id)
    place = bound("person_plan", keeper.account_id, plan_id, person_id)
    told = unseal(keeper.key, Plan, row.sealed, place)
    before = Plan(id=plan_id, person=person_id, kind=PlanKind(row.kind), version=row.version, **told)
    plan = replace(before, **values)
    if plan == before:
        return before
    _fresh(row, version)
    _check_plan(plan)
    row.sealed, row.version, row.changed_at = seal(keeper.key, plan, place), row.version + 1, keeper.now
    bump(session, keeper, person_id)
    changes.note(session, keeper)
    return replace(plan, version=row.version)


def remove_plan(session: Session, keeper: Keeper, person_id: str, plan_id: str) -> None:
    """Drop a plan."""
    session.delete(_owned(session, keeper, PlanRow, plan_id, person_id))
    bump(session, keeper, person_id)


def _check_plan(plan: Plan) -> None:
    for field, text in (("what", plan.what), ("why", plan.why)):
        if len(text) > LONGEST_TEXT:
            raise DomainError(f"At most {LONGEST_TEXT} letters fit here; this has {len(text)}.", field)


def _owned(session: Session, keeper: Keeper, table: type[Any], row_id: str, person_id: str) -> Any:
    query = select(table).filter_by(id=row_id, account_id=keeper.account_id, person_id=person_id).with_for_update()
    row = session.scalar(query)
    if row is None:
        raise NotFoundError("This is not here any more.")
    person_row(session, keeper, person_id)
    return row


def _fresh(row: Any, version: int | None) -> None:
    if version is not None and row.version != version:
        raise ConflictError("You changed this on another device. Load the page to see how it stands.")
