"""Migrations: run from the checkout or from the installed package, on a connection of our own."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from course_app.infrastructure.database import connect_for_reading, use_wal

_PACKAGE = Path(__file__).parents[1]


def data_folder(name: str) -> Path:
    """Return ``migrations`` or ``content``, beside the package in a checkout, inside it when installed."""
    beside = _PACKAGE.parent / name
    return beside if (_PACKAGE.parent / "pyproject.toml").is_file() else _PACKAGE / "_data" / name


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(data_folder("migrations")).replace("%", "%%"))
    return config


def head() -> str:
    """Return the newest revision there is."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revisions() -> tuple[str, ...]:
    """Return every revision that this version knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def current(engine: Engine) -> str:
    """Return the revision of the database, '' for an empty one."""
    with connect_for_reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database up to revision ``to``."""
    use_wal(engine)
    _run(engine, command.upgrade, to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to revision ``to``."""
    _run(engine, command.downgrade, to)


def _run(engine: Engine, step: Callable[[Config, str], None], to: str) -> None:
    config = _config()
    with engine.connect() as connection:
        # SQLite rebuilds a table by copying it; the switch does nothing inside a transaction, so that it is
        # turned on the bare connection before SQLAlchemy begins one.
        _foreign_keys(connection, "OFF")
        try:
            config.attributes["connection"] = connection
            step(config, to)
            connection.commit()
        finally:
            _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, switch: str) -> None:
    if connection.dialect.name == "sqlite":
        bare = connection.connection.dbapi_connection
        assert bare is not None
        bare.cursor().execute(f"PRAGMA foreign_keys={switch}")
