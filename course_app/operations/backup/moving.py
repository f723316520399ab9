"""Move a site to another database, and compare every row."""

from collections.abc import Callable
from itertools import zip_longest

from sqlalchemy import Connection, Engine

from course_app.infrastructure import migrating
from course_app.infrastructure.database import connect_for_reading
from course_app.operations.backup.tables import (
    MovingError,
    count_on,
    empty,
    has_tables,
    lines_of,
    point_ahead,
    put,
    snapshot,
    tables_of,
)


def move(source: Engine, target: Engine, say: Callable[[str], object]) -> int:
    """Copy every row of a site that is not served into an empty database, and return how many there are.

    The source stays as it is.

    Raises:
        MovingError: the target holds tables already, or a row is not there as it was.
    """
    with connect_for_reading(target) as connection:
        if has_tables(connection):
            raise MovingError("That database holds tables already. Give an empty one, such as createdb makes.")
    migrating.upgrade(target, migrating.current(source))
    rows = 0
    with snapshot(source) as old:
        with target.begin() as new:
            tables = tables_of(new)
            known = {table.name: table for table in tables_of(old)}
            empty(new, tables)
            for table in tables:
                rows += put(new, table, lines_of(old, known[table.name]))
            point_ahead(new, tables)
            count_on(new, tables)
        say(f"{rows} rows copied. Comparing them …")
        with snapshot(target) as new:
            _compare(old, new)
    return rows


def _compare(old: Connection, new: Connection) -> None:
    known = {table.name: table for table in tables_of(old)}
    for table in tables_of(new):
        here, there = lines_of(old, known[table.name]), lines_of(new, table)
        for number, (one, other) in enumerate(zip_longest(here, there)):
            if one != other:
                raise MovingError(f"Row {number} of the table {table.name} is not what it was.")
