"""Migrations go up, down and up again with rows in every table, on both databases, and give what the models say."""

import re
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine, func, inspect, select
from sqlalchemy.schema import sort_tables

from course_app.infrastructure import migrating
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import Model, prepare_engine

ONE_OF = re.compile(r"""\b(\w+)\W*(?:::\w+\W*)?\s*(?:IN|= ANY)\b""", re.IGNORECASE)
"""The column of a check such as ``role IN ('a', 'b')``, which PostgreSQL writes as ``(role)::text = ANY (…)``."""
VALUES = (
    (sa.Boolean, False),
    (sa.Integer, 1),
    (sa.Numeric, 1),
    (sa.DateTime, datetime(2026, 3, 1, tzinfo=UTC)),
    (sa.Date, date(2026, 3, 1)),
    (sa.LargeBinary, b"\x01"),
    (sa.JSON, {}),
    (sa.String, "a"),
)


@pytest.fixture
def engine(database, tmp_path):
    url = load_settings({}, DATABASE_URL=database or f"sqlite:///{tmp_path / 'tables.db'}").database_url
    engine = create_engine(url)
    prepare_engine(engine)
    if database:  # the copy of the blank database has tables already
        migrating.downgrade(engine, "base")
    yield engine
    engine.dispose()


def counts(engine):
    """Return how many rows each table has."""
    names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    with engine.connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(sa.table(name))) for name in names}


def fill(engine):
    """Put a row into every table that has none, each after those that it refers to."""
    empty = [name for name, rows in counts(engine).items() if not rows]
    if empty:
        found = MetaData()
        found.reflect(engine, only=empty)  # and what they refer to; all others are as they were
        with engine.begin() as connection:
            for table in sort_tables(found.tables.values(), may_wait):
                if table.name in empty:
                    connection.execute(table.insert(), row_for(connection, table))
    filled = counts(engine)
    assert all(filled.values())
    return filled


def may_wait(foreign_key):
    """Return whether a row may come before the one it refers to."""
    return foreign_key.parent.nullable


def row_for(connection, table):
    """Return a row that keeps every constraint: what it refers to is the first row there."""
    chosen = {}
    for check in inspect(connection).get_check_constraints(table.name):
        named, words = ONE_OF.search(check["sqltext"]), re.findall(r"'([^']*)'", check["sqltext"])
        if named and words:
            chosen[named[1]] = words[0]
    row = {}
    for column in table.columns:
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column
            row[column.name] = connection.scalar(select(target).limit(1)) if target.table is not table else None
        elif column.name in chosen:
            row[column.name] = chosen[column.name]
        elif not (column.primary_key and isinstance(column.type, sa.Integer)):
            row[column.name] = next(value for kind, value in VALUES if isinstance(column.type, kind))
    return row


@pytest.mark.postgres
def test_up_down_and_up_again_with_rows(engine):
    steps = ["base", *reversed(migrating.revisions())]
    before = {}
    for below, revision in pairwise(steps):
        migrating.upgrade(engine, revision)
        after = fill(engine)
        migrating.downgrade(engine, below)
        assert counts(engine) == before, f"{revision} lost rows on its way down"
        migrating.upgrade(engine, revision)
        assert counts(engine).items() >= before.items(), f"{revision} lost rows on its way up"
        before = fill(engine)
        assert before == after
    migrating.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrating.upgrade(engine)
    assert fill(engine).keys() == before.keys()


@pytest.mark.postgres
def test_the_migrations_give_what_the_models_say(engine):
    migrating.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


def test_revisions_are_one_line_without_branches():
    assert migrating.head() == migrating.revisions()[0]


@pytest.mark.postgres
def test_every_constraint_has_a_name_of_its_own(engine):
    migrating.upgrade(engine)
    inspector = inspect(engine)
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        kinds = (inspector.get_foreign_keys, inspector.get_unique_constraints, inspector.get_check_constraints)
        assert all(found["name"] for kind in kinds for found in kind(table)), table
