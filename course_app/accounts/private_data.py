"""Does the master key fit the data keys of this site? Asked before a start, and by `course doctor`."""

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from course_app.accounts.models import AccountRow
from course_app.accounts.service import data_key
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
