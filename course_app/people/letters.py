"""Keep letters: their texts, sealed, and where each one is. The caller owns the transaction; nothing here commits."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.domain.people import Letter, LetterStatus
from course_app.people import changes
from course_app.people.keeper import Keeper
from course_app.people.models import LetterRow
from course_app.people.queries import letter_of
from course_app.people.sealing import bound, seal
from course_app.people.service import new_id, person_row

LONGEST_SUBJECT, LONGEST_BODY = 200, 10_000


class StaleLetterError(ConflictError):
    """The letter was changed elsewhere; ``theirs`` is how it stands there."""

    def __init__(self, theirs: Letter) -> None:
        super().__init__("You changed this letter on another device. Both texts are below.")
        self.theirs = theirs


def save_letter(session: Session, keeper: Keeper, letter: Letter) -> Letter:
    """Keep a letter and return it with its new version; one without an id (``""``) is begun.

    ``letter.version`` is the one that was read; the same text again is no change.

    Raises:
        StaleLetterError: it was changed since.
        DomainError: it is too long.
    """
    person_row(session, keeper, letter.person)
    for field, most in (("subject", LONGEST_SUBJECT), ("body", LONGEST_BODY)):
        length = len(getattr(letter, field))
        if length > most:
            raise DomainError(f"At most {most} letters fit here; this has {length}.", field)
    if not letter.id:
        return _begin(session, keeper, letter)
    row = _row(session, keeper, letter.id, letter.person)
    theirs = letter_of(row, keeper.account_id, keeper.key)
    if replace(letter, version=theirs.version, changed_at=theirs.changed_at) == theirs:
        return theirs
    if row.version != letter.version:
        raise StaleLetterError(theirs)
    moved = (row.use, row.status) != (letter.use, letter.status)
    row.use, row.status = letter.use, letter.status
    row.sealed = seal(keeper.key, letter, bound("person_letter", keeper.account_id, letter.id, letter.person))
    row.version += 1
    row.changed_at = keeper.now
    session.flush()
    if moved:  # where a letter stands may finish a task; its words are for the learner alone
        changes.note(session, keeper)
    return replace(letter, version=row.version, changed_at=keeper.now)


def set_status(session: Session, keeper: Keeper, person_id: str, letter_id: str, status: LetterStatus) -> bool:
    """Say where a letter is: sent, kept for practice, let go, open again. Return whether that is news."""
    row = _row(session, keeper, letter_id, person_id)
    if row.status == status:
        return False
    row.status, row.version, row.changed_at = status, row.version + 1, keeper.now
    session.flush()
    changes.note(session, keeper)
    return True


def _begin(session: Session, keeper: Keeper, letter: Letter) -> Letter:
    begun = replace(letter, id=new_id(), version=1, changed_at=keeper.now)
    row = LetterRow(
        id=begun.id,
        account_id=keeper.account_id,
        person_id=begun.person,
        use=begun.use,
        status=begun.status,
        sealed=seal(keeper.key, begun, bound("person_letter", keeper.account_id, begun.id, begun.person)),
        version=1,
        created_at=keeper.now,
        changed_at=keeper.now,
    )
    session.add(row)
    session.flush()
    changes.note(session, keeper)
    return begun


def _row(session: Session, keeper: Keeper, letter_id: str, person_id: str) -> LetterRow:
    query = select(LetterRow).filter_by(id=letter_id, account_id=keeper.account_id, person_id=person_id)
    row = session.scalar(query.with_for_update())
    if row is None:
        raise NotFoundError("This letter is not here any more.")
    return row
