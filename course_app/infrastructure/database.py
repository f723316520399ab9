"""The database: one base for all tables, reads in autocommit, writes in short transactions of their own.

SQLite by default, in WAL mode with ``synchronous=FULL`` (an acknowledged answer survives a power cut);
PostgreSQL through ``DATABASE_URL``. Reading never opens a transaction: a read transaction that is upgraded to
a write fails at once on SQLite, whatever ``busy_timeout`` says. So ``transaction()`` begins with
``BEGIN IMMEDIATE`` on a connection of its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """The base of every table; constraint names follow one convention from the first day."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; naive values are refused, so that no local time slips in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as the database stores it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


db = SQLAlchemy(model_class=Model, disable_autonaming=True)

_open: ContextVar[bool] = ContextVar("a transaction is open", default=False)
_READ_ONLY = {"course_reads": True}


def init_database(app: Flask, url: str, pool_size: int = 16) -> None:
    """Bind the database at ``url`` to ``app``."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 4, "pool_timeout": 10}
    options["pool_use_lifo"] = True  # the connection that was just used has its pages at hand
    options["hide_parameters"] = True  # errors are logged, and values are people's own words
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": 5, "check_same_thread": False}
    else:
        options["pool_pre_ping"] = True
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    app.teardown_appcontext(_close_reader)


def prepare_engine(engine: Engine) -> None:
    """Give a SQLite engine its pragmas and its way to begin a transaction."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("course_reads"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def use_wal(engine: Engine) -> None:
    """Put a SQLite database into WAL mode, which it remembers."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(**_READ_ONLY) as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def connect_for_reading(engine: Engine) -> Connection:
    """Return a new connection on which every statement stands alone."""
    if engine.dialect.name == "sqlite":
        return engine.connect().execution_options(**_READ_ONLY)
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT", **_READ_ONLY)


def reader() -> Connection:
    """Return the reading connection of this request or command; it is given back at its end."""
    connection: Connection | None = g.get("reader")
    if connection is None:
        connection = g.reader = connect_for_reading(db.engine)
    return connection


def _close_reader(_error: BaseException | None) -> None:
    connection: Connection | None = g.pop("reader", None)
    if connection is not None:
        connection.close()


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one write transaction of a view, command or job; commit at the end, roll back on any error."""
    if _open.get():
        raise RuntimeError("a transaction is open already: pass its session on")
    token = _open.set(True)
    try:
        with Session(db.engine, expire_on_commit=False) as session:
            with session.begin():
                yield session
                for before in session.info.get("before_commit", ()):
                    before()
            for then in session.info.get("after_commit", ()):
                then()
    finally:
        _open.reset(token)


def before_commit(session: Session, before: Callable[[], object]) -> None:
    """Run ``before`` at the end of the transaction of ``session``, as its last part."""
    session.info.setdefault("before_commit", []).append(before)


def after_commit(session: Session, then: Callable[[], object]) -> None:
    """Run ``then`` when the transaction of ``session`` is committed, and never if it is not."""
    session.info.setdefault("after_commit", []).append(then)
