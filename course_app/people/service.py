"""Change spheres and people. The caller owns the transaction; nothing here commits.

Each function takes the ``Keeper``: nobody's rows but the keeper's own are ever found, whatever id is given.
"""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.domain.followup import ASIDE, state_of
from course_app.domain.names import fold, looks_made_up
from course_app.domain.people import (
    HIGHEST_GUESS,
    LONGEST_NAME,
    LOWEST_GUESS,
    OLDEST_YEAR,
    DuplicateError,
    FillerError,
    Person,
    check_room,
    twins,
)
from course_app.infrastructure import erasures
from course_app.people import changes, queries
from course_app.people.keeper import Keeper
from course_app.people.models import PersonRow, SphereRow
from course_app.people.sealing import bound, seal, sealed_fields, unseal

LONGEST = {
    "given": LONGEST_NAME,
    "family": LONGEST_NAME,
    "call_name": LONGEST_NAME,
    "email": 254,
    "phone": 40,
    "link": 300,
    "place": 80,
    "memory": 1_000,
    "next_line": 280,
}
"""The most letters of each text about a person."""
PERSON = "person"
FEWEST_DIGITS = 3
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_LINK = re.compile(r"https?://[^\s/]+\.?[^\s]*", re.IGNORECASE)
_OPEN_TO_CHANGE = sealed_fields(Person) | {"sphere", "also"}


class StalePersonError(ConflictError):
    """The person was changed elsewhere; ``theirs`` is how it stands there."""

    def __init__(self, theirs: Person) -> None:
        super().__init__("You changed this person on another device. Both versions are below.")
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Added:
    """What became of several names: who was added, who was there already, which look made up, which found no room."""

    ids: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    no_room: tuple[str, ...] = ()


def new_id() -> str:
    """Return a fresh random id of 96 bits, fit for an address."""
    return secrets.token_urlsafe(12)


def add_person(
    session: Session, keeper: Keeper, *, same_name: bool = False, real: bool = False, batch: str = "", **values: Any
) -> str:
    """Put a person on the list and return its id.

    Args:
        session: of the caller's transaction.
        keeper: whose list.
        same_name: the learner said that this is another person of a name on the list.
        real: the learner said that an odd name is real.
        batch: the import that brings the person, '' when typed.
        values: fields of ``Person``; ``given`` and ``sphere`` at least.

    Raises:
        DuplicateError, FillerError, FullError, DomainError: at the field that is refused.
    """
    people = queries.circle(session.connection(), keeper).people
    check_room(len(people))
    person = Person(**values, id=new_id(), confirmed=real)
    check_person(person, keeper.today)
    if not real and looks_made_up(person.name):
        raise FillerError("Is this a real name?", "given")
    found = () if same_name else twins(people, person.name)
    if found:
        raise DuplicateError(f"{found[0].name} is already on your list.", "given", found[0].id)
    _add_row(session, keeper, person, batch, keeper.now)
    return person.id


def add_people(
    session: Session, keeper: Keeper, people: list[dict[str, Any]], batch: str = "", real: bool = False
) -> Added:
    """Add several people at once and say what became of each; nobody is doubled, and no name is a reason to refuse all.

    Each item holds fields of ``Person``. Matching is by e-mail address, else by folded name.
    """
    there = queries.circle(session.connection(), keeper).people
    names, addresses = {fold(each.name) for each in there}, {keeper.index.email(each.email) for each in there}
    count = len(there)
    ids: list[str] = []
    known, doubtful, no_room = list[str](), list[str](), list[str]()
    for place, values in enumerate(people, 1):
        person = Person(**values, id=new_id(), confirmed=real)
        check_person(person, keeper.today)
        address = keeper.index.email(person.email)
        if fold(person.name) in names or (address is not None and address in addresses):
            known.append(person.name)
        elif not real and looks_made_up(person.name):
            doubtful.append(person.name)
        else:
            try:
                check_room(count)
            except DomainError:
                no_room.append(person.name)
                continue
            # A paste keeps its order: rows stand in the order of their moments.
            _add_row(session, keeper, person, batch, keeper.now + timedelta(microseconds=place))
            names.add(fold(person.name))
            addresses.add(address)
            ids.append(person.id)
            count += 1
    return Added(tuple(ids), tuple(known), tuple(doubtful), tuple(no_room))


def check_person(person: Person, today: date) -> None:
    """Refuse what cannot be kept of a person, at its field; every script and a single name are fine."""
    if not person.given.strip():
        raise DomainError("Give at least a name.", "given")
    for field, most in LONGEST.items():
        length = len(getattr(person, field))
        if length > most:
            raise DomainError(f"At most {most} letters fit here; this has {length}.", field)
    if any(len(kept.label) > LONGEST_NAME for kept in person.dates):
        raise DomainError(f"At most {LONGEST_NAME} letters fit here.", "dates-0")
    if person.last_year is not None and not OLDEST_YEAR <= person.last_year <= today.year:
        raise DomainError(f"Give a year from {OLDEST_YEAR} to {today.year}, or leave it empty.", "last_year")
    for field in ("guess", "reality"):
        value = getattr(person, field)
        if value is not None and not LOWEST_GUESS <= value <= HIGHEST_GUESS:
            raise DomainError(f"Give a number from {LOWEST_GUESS} to {HIGHEST_GUESS}.", field)
    if person.email and not _EMAIL.fullmatch(person.email):
        raise DomainError("This does not look like an e-mail address.", "email")
    if person.phone and sum(sign.isdecimal() for sign in person.phone) < FEWEST_DIGITS:
        raise DomainError("This does not look like a phone number.", "phone")
    # Links are drawn as links: anything but the web could do harm when it is followed.
    if person.link and not _LINK.fullmatch(person.link):
        raise DomainError("A link begins with https:// and has no blanks.", "link")
    if person.also and person.also == person.sphere:
        raise DomainError("The second sphere is the same as the first.", "also")


def change_person(
    session: Session, keeper: Keeper, person_id: str, version: int | None = None, **values: Any
) -> Person:
    """Change fields of a person and return how it stands now.

    With ``version`` the change is refused when the person was changed since; without it only the given fields are
    set, whatever else was changed meanwhile (a switch, an offer's flag, a cadence).

    Raises:
        NotFoundError: nobody of this id is on the keeper's list.
        StalePersonError: it was changed since ``version``; ``theirs`` is how it stands.
        DomainError: at the field that is refused.
    """
    assert _OPEN_TO_CHANGE.issuperset(values), values
    row = person_row(session, keeper, person_id)
    before = _open(row, keeper)
    person = replace(before, **values)
    if person == before:
        return before
    if version is not None and row.version != version:
        raise StalePersonError(before)
    check_person(person, keeper.today)
    if person.name != before.name and not person.confirmed and looks_made_up(person.name):
        raise FillerError("Is this a real name?", "given")
    _in_own_sphere(session, keeper, person)
    row.sphere_id, row.also_id = person.sphere, person.also or None
    row.sealed = seal(keeper.key, person, bound("person", keeper.account_id, row.id))
    row.email_index, row.phone_index = keeper.index.email(person.email), keeper.index.phone(person.phone)
    row.version += 1
    row.sequence += 1
    row.changed_at = keeper.now
    session.flush()
    changes.note(session, keeper)
    return replace(person, version=row.version, sequence=row.sequence)


def rename_check(session: Session, keeper: Keeper, person: Person, values: dict[str, Any], *, same_name: bool) -> None:
    """Raise ``DuplicateError`` when new ``values`` give a person a name that is on the list, unless that is meant."""
    renamed = replace(person, **values).name
    if same_name or fold(renamed) == fold(person.name):
        return
    others = [each for each in queries.circle(session.connection(), keeper).people if each.id != person.id]
    found = twins(others, renamed)
    if found:
        raise DuplicateError(f"{found[0].name} is already on your list.", "given", found[0].id)


def person_row(session: Session, keeper: Keeper, person_id: str, *, deleted: bool = False) -> PersonRow:
    """Return the row of a person of the keeper's, held against changes by others until the transaction ends."""
    query = select(PersonRow).filter_by(id=person_id, account_id=keeper.account_id).with_for_update()
    row = session.scalar(query)
    if row is None or (row.deleted_at is not None) is not deleted:
        raise NotFoundError("This person is not on your list.")
    return row


def _open(row: PersonRow, keeper: Keeper) -> Person:
    told = unseal(keeper.key, Person, row.sealed, bound("person", keeper.account_id, row.id))
    return Person(
        id=row.id,
        sphere=row.sphere_id,
        also=row.also_id or "",
        version=row.version,
        sequence=row.sequence,
        created_at=row.created_at,
        **told,
    )


def _add_row(session: Session, keeper: Keeper, person: Person, batch: str, moment: datetime) -> None:
    _in_own_sphere(session, keeper, person)
    row = PersonRow(
        id=person.id,
        account_id=keeper.account_id,
        sphere_id=person.sphere,
        also_id=person.also or None,
        sealed=seal(keeper.key, person, bound("person", keeper.account_id, person.id)),
        email_index=keeper.index.email(person.email),
        phone_index=keeper.index.phone(person.phone),
        batch=batch or None,
        version=1,
        sequence=0,
        created_at=moment,
        changed_at=keeper.now,
    )
    session.add(row)
    session.flush()
    changes.note(session, keeper)


def _in_own_sphere(session: Session, keeper: Keeper, person: Person) -> None:
    wanted = {each for each in (person.sphere, person.also) if each}
    query = select(func.count()).select_from(SphereRow).where(SphereRow.id.in_(wanted))
    if session.scalar(query.where(SphereRow.account_id == keeper.account_id)) != len(wanted):
        raise DomainError("Choose one of your spheres.", "sphere")


def bump(session: Session, keeper: Keeper, person_id: str) -> None:
    """Count a change that a calendar shows, such as a touch; the person's own version stays."""
    row = person_row(session, keeper, person_id)
    row.sequence += 1
    session.flush()


def delete_person(session: Session, keeper: Keeper, person_id: str) -> None:
    """Take a person off the list with all that belongs to them; ``restore_person`` brings them back for a day."""
    row = person_row(session, keeper, person_id)
    row.deleted_at = keeper.now
    session.flush()


def restore_person(session: Session, keeper: Keeper, person_id: str) -> Person:
    """Bring a deleted person back.

    Raises:
        NotFoundError: it is too late.
        FullError: the list is full again.
    """
    row = person_row(session, keeper, person_id, deleted=True)
    assert row.deleted_at is not None
    if row.deleted_at <= keeper.now - queries.UNDO_LASTS:
        raise NotFoundError("This person is gone for good.")
    check_room(len(queries.circle(session.connection(), keeper).ties))
    row.deleted_at = None
    row.sequence += 1
    session.flush()
    return _open(row, keeper)


def purge_deleted(session: Session, before: datetime, account_id: int | None = None) -> None:
    """Delete for good the people deleted until ``before``, of one account or of all."""
    where = [PersonRow.deleted_at <= before] + ([] if account_id is None else [PersonRow.account_id == account_id])
    gone = session.scalars(select(PersonRow.id).where(*where)).all()
    if gone:
        session.execute(delete(PersonRow).where(*where))
        erasures.record(session, PERSON, gone, before)


def delete_everybody(session: Session, account_id: int, now: datetime) -> None:
    """Delete the whole list with its spheres, at once and for good; facts about the course stay."""
    gone = session.scalars(select(PersonRow.id).where(PersonRow.account_id == account_id)).all()
    session.execute(delete(PersonRow).where(PersonRow.account_id == account_id))
    erasures.record(session, PERSON, gone, now)
    session.execute(delete(SphereRow).where(SphereRow.account_id == account_id))


def delete_again(session: Session, person_id: str, _now: datetime) -> None:
    """Delete a person whom a restored backup brought back."""
    session.execute(delete(PersonRow).where(PersonRow.id == person_id))


FRESH = "fresh"


def fresh_start(session: Session, keeper: Keeper, until: date) -> int:
    """Let everybody rest whom the list asks something about, and return how many they are; nobody is lost."""
    found = queries.circle(session.connection(), keeper)
    count = 0
    for tie in found.ties.values():
        if tie.touches and state_of(tie, keeper.today) not in ASIDE:
            change_person(session, keeper, tie.person.id, rest_until=until, rest_reason=FRESH)
            count += 1
    return count


def undo_fresh_start(session: Session, keeper: Keeper) -> int:
    """Wake everybody whom the fresh start put to rest and return how many they are."""
    found = queries.circle(session.connection(), keeper)
    rested = [tie.person for tie in found.ties.values() if tie.person.rest_reason == FRESH]
    for person in rested:
        change_person(session, keeper, person.id, rest_until=None, rest_reason="")
    return len(rested)
