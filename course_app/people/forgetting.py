"""A person who stands on lists asks to be forgotten: found by a blind index, removed everywhere, told to nobody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import column, delete, or_, select, table
from sqlalchemy.orm import Session

from course_app.accounts.letters import Words, address, send
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock, erasures
from course_app.people.keeper import BlindIndex
from course_app.people.models import PersonRow
from course_app.web.i18n import gettext as _

KIND = "person forgotten"
CONTACT = "contact"
FEWEST_DIGITS = 4
_account = table("account", column("id"), column("email"), column("status"))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many entries were removed, from how many lists; never whose."""

    entries: int
    lists: int


def forget_contact(session: Session, index: BlindIndex, contact: str, *, really: bool = True) -> Forgotten:
    """Remove whoever has this e-mail address or phone number from every list, for good, with letters and log.

    Each learner concerned is told that a person asked to be removed, and not who. Without ``really`` only counts.

    Raises:
        DomainError: ``contact`` is neither an address nor a number.
    """
    hashes = [hashed for hashed in _hashes(index, contact) if hashed is not None]
    if not hashes:
        raise DomainError("Give an e-mail address or a phone number.")
    here = or_(PersonRow.email_index.in_(hashes), PersonRow.phone_index.in_(hashes))
    found = session.execute(select(PersonRow.id, PersonRow.account_id).where(here)).all()
    concerned = sorted({row.account_id for row in found})
    if really:
        erasures.record(session, CONTACT, [hashed.hex() for hashed in hashes], clock.now())
    if really and found:
        session.execute(delete(PersonRow).where(PersonRow.id.in_([row.id for row in found])))
        query = select(_account.c.email).where(_account.c.id.in_(concerned), _account.c.status == "active")
        for email in session.execute(query).scalars().all():
            send(session, KIND, email, _words(), clock.now())
    return Forgotten(len(found), len(concerned))


def forget_again(session: Session, subject: str, _now: datetime) -> None:
    """Remove from every list whom a restored backup brought back, by the hash of an address or number."""
    hashed = bytes.fromhex(subject)
    session.execute(delete(PersonRow).where(or_(PersonRow.email_index == hashed, PersonRow.phone_index == hashed)))


def is_contact(text: str) -> bool:
    """Return whether a text can be looked for: it reads like an e-mail address or a phone number."""
    name, at, host = text.strip().partition("@")
    return bool(name and "." in host.strip(".")) if at else sum(sign.isdecimal() for sign in text) > FEWEST_DIGITS


def _hashes(index: BlindIndex, contact: str) -> tuple[bytes | None, ...]:
    if "@" in contact:
        return (index.email(contact),)
    return (index.phone(contact),) if is_contact(contact) else ()


def _words() -> Words:
    return Words(
        _("A person asked to be removed"),
        (
            _("Somebody who stood on your list asked to be removed from this site, and is."),
            _("Letters, plans and log with this person went along. Steps that you finished stay finished."),
        ),
        _("Open My people"),
        address("/people"),
        _("We do not say who it was, and whoever runs this site cannot see it either."),
    )
