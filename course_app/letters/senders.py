"""How a learner signs: kept once, sealed, and used for every letter."""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from course_app.domain.errors import DomainError
from course_app.domain.letters.slots import Sender
from course_app.infrastructure.crypto import DataKey
from course_app.letters.models import SenderRow
from course_app.people.keeper import Keeper

LONGEST = 120
_table = SenderRow.__table__


def _bound(account_id: int) -> str:
    return f"letter_sender {account_id}"


def kept_sender(connection: Connection, account_id: int, key: DataKey) -> Sender | None:
    """Return how somebody signs, None when they never said."""
    sealed = connection.execute(select(_table.c.sealed).where(_table.c.account_id == account_id)).scalar()
    return Sender(**json.loads(key.open(sealed, _bound(account_id)))) if sealed else None


def sender_of(connection: Connection, keeper: Keeper, name: str, email: str) -> Sender:
    """Return how the learner signs; who never said signs with the name and address of the account."""
    return kept_sender(connection, keeper.account_id, keeper.key) or Sender(name, email)


def save_sender(session: Session, keeper: Keeper, sender: Sender) -> None:
    """Keep how the learner signs.

    Raises:
        DomainError: there is no name, or something is too long.
    """
    if not sender.name:
        raise DomainError("A letter is signed with a name.", "sender-name")
    for field, text in asdict(sender).items():
        if len(text) > LONGEST:
            raise DomainError(f"At most {LONGEST} letters fit here; this has {len(text)}.", f"sender-{field}")
    sealed = keeper.key.seal(json.dumps(asdict(sender)), _bound(keeper.account_id))
    row = session.get(SenderRow, keeper.account_id)
    if row is None:
        session.add(SenderRow(account_id=keeper.account_id, sealed=sealed, changed_at=keeper.now))
    else:
        row.sealed, row.changed_at = sealed, keeper.now
    session.flush()


def told_of(session: Session, account_id: int, key: DataKey) -> dict[str, Any]:
    """Return how somebody signs, for an export."""
    sender = kept_sender(session.connection(), account_id, key)
    return {"signature": asdict(sender) if sender else None}
