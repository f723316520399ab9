"""Does the master key fit the data keys of this site? Asked before a start, and by `course doctor`."""

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from course_app.accounts.models import AccountRow
from course_app.accounts.service import OWNER_OF_KEY, data_key
from course_app.infrastructure.crypto import MasterKey, SealedError

_NEWEST = select(AccountRow.__table__.c.wrapped_key).order_by(AccountRow.__table__.c.id.desc()).limit(1)


def holds_private_data(reader: Connection | Session) -> bool:
    """Return whether anybody has a wrapped data key here."""
    return reader.execute(_NEWEST).first() is not None


def key_fits(reader: Connection | Session, master: MasterKey) -> bool:
    """Return whether ``master`` opens the newest data key; yes when there is none yet."""
    row = reader.execute(_NEWEST).first()
    if row is None:
        return True
    try:
        data_key(master, row.wrapped_key)
    except SealedError:
        return False
    return True


def wrap_anew(session: Session, old: MasterKey, new: MasterKey) -> int:
    """Wrap every data key with another master key, and return how many there are; the data keys stay as they are.

    Raises:
        SealedError: ``old`` does not open one of them.
    """
    column = AccountRow.__table__.c
    rows = session.execute(select(column.id, column.wrapped_key)).all()
    for row in rows:
        wrapped = new.wrap(data_key(old, row.wrapped_key), OWNER_OF_KEY)
        session.execute(update(AccountRow).where(AccountRow.id == row.id).values(wrapped_key=wrapped))
    return len(rows)
