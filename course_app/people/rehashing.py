"""Blind indexes made anew: their key comes from the master key, so that another one needs other hashes."""

from collections.abc import Callable

from sqlalchemy import column, select, table, update
from sqlalchemy.orm import Session

from course_app.domain.people import Person
from course_app.infrastructure.crypto import DataKey
from course_app.people.keeper import BlindIndex
from course_app.people.models import PersonRow
from course_app.people.sealing import bound, unseal

_account = table("account", column("id"), column("wrapped_key"))
_person = PersonRow.__table__


def index_anew(session: Session, unwrap: Callable[[bytes], DataKey], index: BlindIndex) -> int:
    """Hash the address and number of everybody on every list anew, those included whose deletion can be undone.

    ``unwrap`` opens a wrapped data key. Returns how many people there are.
    """
    query = (
        select(_person.c.id, _person.c.account_id, _person.c.sealed, _account.c.wrapped_key)
        .join_from(_person, _account, _account.c.id == _person.c.account_id)
        .order_by(_person.c.account_id)
    )
    keys: dict[int, DataKey] = {}
    count = 0
    for row in session.execute(query).all():
        if row.account_id not in keys:
            keys = {row.account_id: unwrap(row.wrapped_key)}
        told = unseal(keys[row.account_id], Person, row.sealed, bound("person", row.account_id, row.id))
        hashes = {"email_index": index.email(told.get("email", "")), "phone_index": index.phone(told.get("phone", ""))}
        session.execute(update(PersonRow).where(PersonRow.id == row.id).values(**hashes))
        count += 1
    return count
