"""Rows of any table as lines of JSON, and back: the same for SQLite and PostgreSQL.

What tables there are is asked of the database, not of the models, so that a backup of an older version comes back as
it was, before its tables are brought up to date.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from graphlib import CycleError, TopologicalSorter
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import JSON, Column, Connection, Engine, MetaData, String, Table, bindparam, func, inspect, select, text

from course_app.infrastructure.database import connect_for_reading

AT_ONCE = 500
REVISION = "alembic_version"


class MovingError(Exception):
    """Rows cannot be read or put back; the message says which and why."""


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Lend a connection that sees the database as it stands now, whatever is written meanwhile."""
    with connect_for_reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.exec_driver_sql("ROLLBACK")
            return
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
        yield connection


def has_tables(connection: Connection) -> bool:
    """Return whether anything of a site, or of something else, is in a database."""
    return bool(set(inspect(connection).get_table_names()) - {REVISION})


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables, each after those that it points to.

    Where two point to each other, the columns that may be empty and point ahead are in ``info["ahead"]`` of the table.
    """
    looked = inspect(connection)
    metadata = MetaData()
    found: dict[str, Table] = {}
    points: dict[str, dict[str, str]] = {}
    for name in looked.get_table_names():
        if name == REVISION:
            continue
        keys = set(looked.get_pk_constraint(name)["constrained_columns"])
        columns = [
            Column(each["name"], _type(each["type"]), primary_key=each["name"] in keys, nullable=each["nullable"])
            for each in looked.get_columns(name)
        ]
        found[name] = Table(name, metadata, *columns)
        foreign = looked.get_foreign_keys(name)
        points[name] = {each["constrained_columns"][0]: each["referred_table"] for each in foreign}
    order = _order(found, points)
    for place, name in enumerate(order):
        ahead = {column for column, target in points[name].items() if target not in order[:place]}
        found[name].info["ahead"] = ahead
    return [found[name] for name in order]


def _order(tables: dict[str, Table], points: dict[str, dict[str, str]]) -> list[str]:
    graph = {name: {target for target in columns.values() if target != name} for name, columns in points.items()}
    while True:
        try:
            return list(TopologicalSorter({name: sorted(graph[name]) for name in sorted(graph)}).static_order())
        except CycleError as error:
            _cut(error.args[1], graph, tables, points)


def _cut(
    cycle: list[str], graph: dict[str, set[str]], tables: dict[str, Table], points: dict[str, dict[str, str]]
) -> None:
    """Take away the first step of a cycle whose column may be empty."""
    for target, name in pairwise(cycle):
        columns = [column for column, to in points[name].items() if to == target]
        if all(tables[name].c[column].nullable for column in columns):
            graph[name].discard(target)
            return
    raise MovingError(f"These tables cannot be filled, as each needs the next: {', '.join(cycle)}.")


def _type(found: Any) -> Any:
    return JSON(none_as_null=True) if isinstance(found, JSON) else found


def lines_of(connection: Connection, table: Table) -> Iterator[str]:
    """Return the names of the columns as a line, then each row as one, in the order of the primary key."""
    yield json.dumps([column.name for column in table.columns])
    shapes = [isinstance(column.type, JSON) for column in table.columns]
    # The same order everywhere: PostgreSQL sorts words by its language, SQLite by their bytes.
    keys = table.primary_key.columns
    words = String if connection.dialect.name == "postgresql" else ()
    order = [key.collate("C") if isinstance(key.type, words) else key for key in keys]
    query = select(table).order_by(*order)
    for row in connection.execute(query, execution_options={"yield_per": AT_ONCE}):
        cells = [
            {"json": value} if shape and value is not None else _told(value)
            for shape, value in zip(shapes, row, strict=True)
        ]
        yield json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def _told(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"at": (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def put(connection: Connection, table: Table, lines: Iterable[str]) -> int:
    """Put the lines of a table into it, and return how many rows it has now.

    Columns that point ahead stay empty until ``point_ahead`` fills them.

    Raises:
        MovingError: the lines have other columns than the table.
    """
    cells = iter(lines)
    names = json.loads(next(cells, "[]"))
    if set(names) != {column.name for column in table.columns}:
        raise MovingError(f"The table {table.name} has other columns than the backup says.")
    heard = _hearing(connection)
    later: list[dict[str, Any]] = table.info.setdefault("later", [])
    rows = 0
    while batch := [json.loads(line) for line in islice(cells, AT_ONCE)]:
        values = [{name: heard(cell) for name, cell in zip(names, row, strict=True)} for row in batch]
        for row in values:
            if any(row[name] is not None for name in table.info["ahead"]):
                later.append({f"new_{name}": row[name] for name in table.info["ahead"]} | _key(table, row))
                row.update(dict.fromkeys(table.info["ahead"]))
        connection.execute(table.insert(), values)
        rows += len(batch)
    return rows


def point_ahead(connection: Connection, tables: Iterable[Table]) -> None:
    """Fill the columns that had to wait for the rows that they point to."""
    for table in tables:
        if later := table.info.pop("later", []):
            key = [column == bindparam(f"old_{column.name}") for column in table.primary_key.columns]
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in table.info["ahead"]}
            connection.execute(table.update().where(*key).values(values), later)


def _key(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {f"old_{column.name}": row[column.name] for column in table.primary_key.columns}


def _hearing(connection: Connection) -> Callable[[Any], Any]:
    naive = connection.dialect.name == "sqlite"  # which keeps moments in UTC and no zone

    def heard(cell: Any) -> Any:
        if not isinstance(cell, dict):
            return cell
        ((kind, value),) = cell.items()
        if kind == "bytes":
            return b64decode(value)
        if kind == "at":
            at = datetime.fromisoformat(value)
            return at.replace(tzinfo=None) if naive else at
        return date.fromisoformat(value) if kind == "day" else value

    return heard


def empty(connection: Connection, tables: Iterable[Table]) -> None:
    """Take out what migrations put into new tables, so that only rows of the backup are there."""
    for table in reversed(list(tables)):
        if connection.scalar(select(func.count()).select_from(table)):
            connection.execute(table.delete())


def count_on(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL number new rows after those that were put in."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if [column.name for column in table.primary_key.columns] == ["id"]:
            highest = connection.scalar(select(func.max(table.c.id)))
            counter = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
            if counter and highest:
                connection.execute(text("SELECT setval(:counter, :highest)"), {"counter": counter, "highest": highest})
