"""Letters that are written and not sent: whose, and since when; never to whom. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, select, text
from sqlalchemy.orm import Session

from course_app.people.models import WAITING, LetterRow, PersonRow

_letter, _person = LetterRow.__table__, PersonRow.__table__
_newer = _letter.alias("newer")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A learner with letters that wait, and when one was last worked on."""

    account_id: int
    since: datetime


def waiting(
    reader: Connection | Session, until: datetime, among: Select[Any] | None = None, limit: int = 50
) -> list[Waiting]:
    """Return learners who have letters that wait and touched none after ``until``, who did so last first.

    ``among`` selects the accounts that are looked at; None looks at all.
    """
    touched_since = exists().where(
        _newer.c.account_id == _letter.c.account_id,
        _newer.c.changed_at > _letter.c.changed_at,
        _newer.c.status.in_(("open", "ready")),
    )
    # Not joined: SQLite would begin with all people who are not deleted.
    still_there = exists().where(_person.c.id == _letter.c.person_id, _person.c.deleted_at.is_(None))
    query = (
        select(_letter.c.account_id, _letter.c.changed_at)
        .where(text(WAITING), _letter.c.changed_at <= until, still_there, ~touched_since)
        .order_by(_letter.c.changed_at.desc())
        .limit(limit)
    )
    if among is not None:
        query = query.where(_letter.c.account_id.in_(among))
    found = {row.account_id: row.changed_at for row in reader.execute(query)}
    return [Waiting(account_id, since) for account_id, since in found.items()]
