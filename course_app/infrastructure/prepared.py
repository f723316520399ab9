"""Statements of hot pages: built and compiled once, so that a request only binds values and reads rows.

A page of a lesson asks three. Through the execution layer of SQLAlchemy each takes four times as long as the database
itself needs for it; on SQLite they therefore run on the driver's connection, with the converters that SQLAlchemy names
for their columns. On PostgreSQL, where the way to the server outweighs that, they run as all others do.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Dialect, Select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

Convert = Callable[[Any], Any]

watchers: list[Callable[[str], None]] = []
"""Told of every statement that passes SQLAlchemy by: those who count statements listen here, too."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """A statement as the driver takes it."""

    sql: str
    names: tuple[str, ...]
    fixed: dict[str, Any]
    converters: tuple[tuple[int, Convert], ...]
    row: Callable[[list[Any]], Any]


class Prepared:
    """A SELECT with ``bindparam`` names, whose values are plain words and numbers."""

    __slots__ = ("_plain", "_statement")

    def __init__(self, statement: Select[Any] | CompoundSelect[Any]) -> None:
        self._statement = statement
        self._plain: _Plain | None = None

    def rows(self, reader: Connection | Session, **values: str | int | bytes) -> list[Any]:
        """Return the rows, with a name for each column; those of a session as its open changes have them."""
        connection = _connection_of(reader) if isinstance(reader, Session) else reader
        if connection.dialect.name != "sqlite":
            return list(connection.execute(self._statement, values))
        plain = self._plain
        if plain is None:
            plain = self._plain = _plain(self._statement, connection.dialect)
        for watch in watchers:
            watch(plain.sql)
        named = plain.fixed | values
        driver: Any = connection.connection.driver_connection
        try:
            rows = driver.execute(plain.sql, [named[name] for name in plain.names]).fetchall()
        except sqlite3.OperationalError as error:  # a full disk or a lock is told the same way everywhere
            raise OperationalError(plain.sql, None, error, hide_parameters=True) from error
        found = []
        for each in rows:
            cells = list(each)
            for place, convert in plain.converters:
                cells[place] = convert(cells[place])
            found.append(plain.row(cells))
        return found

    def first(self, reader: Connection | Session, **values: str | int | bytes) -> Any:
        """Return the first row, or None."""
        rows = self.rows(reader, **values)
        return rows[0] if rows else None


def _connection_of(session: Session) -> Connection:
    session.flush()
    return session.connection()


def _plain(statement: Select[Any] | CompoundSelect[Any], dialect: Dialect) -> _Plain:
    compiled = statement.compile(dialect=dialect)
    columns = list(statement.selected_columns)
    processors = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    row: Any = namedtuple("row", [column.name for column in columns])  # type: ignore[misc]
    # Some values are written into the text when it runs, like the comma of an aggregate: they are constants here.
    final = compiled.construct_expanded_state({name: 0 for name, value in compiled.params.items() if value is None})
    return _Plain(
        final.statement,
        tuple(final.positiontup or ()),
        {name: value for name, value in compiled.params.items() if value is not None},
        tuple((place, convert) for place, convert in enumerate(processors) if convert is not None),
        row._make,
    )
