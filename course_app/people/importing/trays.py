"""The sift tray between two pages: sealed with the learner's key, at most an hour old, one for each learner.

Nothing here commits. Whose tray it is not never learns that it exists.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from course_app.domain.errors import NotFoundError
from course_app.people.importing.columns import read_table
from course_app.people.importing.found import Mapped, Sift
from course_app.people.importing.models import ImportTrayRow
from course_app.people.importing.packing import packed, packed_look, unpacked, unpacked_look
from course_app.people.importing.sifting import AS_IN_FILE, OLDEST, Look, decade_of
from course_app.people.keeper import Keeper
from course_app.people.sealing import bound
from course_app.people.service import new_id

LASTS = timedelta(hours=1)
_table = ImportTrayRow.__table__


@dataclass(frozen=True, slots=True)
class Tray:
    """What was read, how the learner looks at it, and which rows (from 0) are ticked.

    ``text`` is that of a table whose columns may still be matched. ``kept`` says what became of the picks, None
    while they are not stored; then ``sift`` is empty.
    """

    id: str
    sift: Sift
    text: str
    look: Look
    ticked: frozenset[int]
    kept: dict[str, Any] | None


def open_tray(connection: Connection, keeper: Keeper, tray_id: str, *, hold: bool = False) -> Tray:
    """Return a tray of the keeper's; ``hold`` keeps it from others until the transaction ends.

    Raises:
        NotFoundError: there is none of this id, or its hour is over.
    """
    query = select(_table.c.rows, _table.c.look).where(
        _table.c.id == tray_id,
        _table.c.account_id == keeper.account_id,
        _table.c.created_at > keeper.now - LASTS,
    )
    row = connection.execute(query.with_for_update() if hold else query).first()
    if row is None:
        raise NotFoundError("This import is over: what was read is put away after an hour. Choose the file again.")
    sift, text = Sift("paste"), ""
    if row.rows is not None:
        sift, text = unpacked(keeper.key.open(row.rows, _place(keeper, tray_id, "rows")))
    look, ticked, kept = unpacked_look(keeper.key.open(row.look, _place(keeper, tray_id, "look")))
    return Tray(tray_id, sift, text, look, ticked, kept)


def lay_out(session: Session, keeper: Keeper, sift: Sift, text: str = "", ticked: frozenset[int] = frozenset()) -> str:
    """Put what was read on a tray, in the place of any other of the keeper's, and return its id."""
    session.execute(delete(ImportTrayRow).where(ImportTrayRow.account_id == keeper.account_id))
    tray_id = new_id()
    row = ImportTrayRow(
        id=tray_id,
        account_id=keeper.account_id,
        rows=keeper.key.seal(packed(sift, text), _place(keeper, tray_id, "rows")),
        look=_sealed_look(keeper, tray_id, first_look(sift), ticked, None),
        created_at=keeper.now,
    )
    session.add(row)
    session.flush()
    return tray_id


def everybody(sift: Sift) -> frozenset[int]:
    """Return the places of all who have a name, to be ticked, as with names that the learner pasted."""
    return frozenset(place for place, person in enumerate(sift.rows) if person.name)


def first_look(sift: Sift) -> Look:
    """Return how a tray is first looked at: the oldest connection first where there are dates."""
    return Look(order=OLDEST if any(map(decade_of, sift.rows)) else AS_IN_FILE)


def match_columns(session: Session, keeper: Keeper, tray: Tray, columns: Mapped, header: int) -> Sift:
    """Read the table of a tray again with the columns that the learner matched; ticks begin anew."""
    sift = replace(read_table(tray.text, columns, header), sure=True, looks_like="")
    session.execute(
        update(ImportTrayRow)
        .where(ImportTrayRow.id == tray.id, ImportTrayRow.account_id == keeper.account_id)
        .values(
            rows=keeper.key.seal(packed(sift, tray.text), _place(keeper, tray.id, "rows")),
            look=_sealed_look(keeper, tray.id, first_look(sift), frozenset(), None),
        )
    )
    return sift


def look_anew(session: Session, keeper: Keeper, tray: Tray) -> None:
    """Keep how the learner looks at a tray and what is ticked."""
    session.execute(
        update(ImportTrayRow)
        .where(ImportTrayRow.id == tray.id, ImportTrayRow.account_id == keeper.account_id)
        .values(look=_sealed_look(keeper, tray.id, tray.look, tray.ticked, tray.kept))
    )


def empty(session: Session, keeper: Keeper, tray_id: str, kept: dict[str, Any]) -> None:
    """Drop all that was read; only what became of the picks stays, until the hour is over."""
    session.execute(
        update(ImportTrayRow)
        .where(ImportTrayRow.id == tray_id, ImportTrayRow.account_id == keeper.account_id)
        .values(rows=None, look=_sealed_look(keeper, tray_id, Look(), frozenset(), kept))
    )


def put_away(session: Session, keeper: Keeper) -> None:
    """Drop the keeper's tray."""
    session.execute(delete(ImportTrayRow).where(ImportTrayRow.account_id == keeper.account_id))


def purge(session: Session, before: datetime, account_id: int | None = None) -> None:
    """Drop the trays laid out until ``before``, of one account or of all."""
    query = delete(ImportTrayRow).where(ImportTrayRow.created_at <= before)
    session.execute(query if account_id is None else query.where(ImportTrayRow.account_id == account_id))


def _sealed_look(
    keeper: Keeper, tray_id: str, look: Look, ticked: frozenset[int], kept: dict[str, Any] | None
) -> bytes:
    return keeper.key.seal(packed_look(look, ticked, kept), _place(keeper, tray_id, "look"))


def _place(keeper: Keeper, tray_id: str, column: str) -> str:
    return f"{bound('import_tray', keeper.account_id, tray_id)} {column}"
