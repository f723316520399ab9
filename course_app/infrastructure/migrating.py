"""Migrations: run from the checkout or from the installed package, on a connection of our own.

Whether there is something to migrate is read without the library, which is loaded to do it: most starts need it not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from course_app.infrastructure.database import connect_for_reading, use_wal

if TYPE_CHECKING:
    from alembic.config import Config

_REVISION = re.compile(r"^(down_revision|revision) = ['\"](\w+)['\"]", re.MULTILINE)
_PACKAGE = Path(__file__).parents[1]


def data_folder(name: str) -> Path:
    """Return ``migrations`` or ``content``, beside the package in a checkout, inside it when installed."""
    beside = _PACKAGE.parent / name
    return beside if (_PACKAGE.parent / "pyproject.toml").is_file() else _PACKAGE / "_data" / name


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(data_folder("migrations")).replace("%", "%%"))
    return config


def head() -> str:
    """Return the newest revision there is."""
    return next(iter(revisions()), "")


def revisions() -> tuple[str, ...]:
    """Return every revision that this version knows, the newest first."""
    files = (data_folder("migrations") / "versions").glob("[0-9]*.py")
    found = [dict(_REVISION.findall(file.read_text("utf-8"))) for file in files]
    after = {each.get("down_revision", ""): each["revision"] for each in found}
    chain = [""]
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    return tuple(reversed(chain[1:]))


def current(engine: Engine) -> str:
    """Return the revision of the database, '' for an empty one."""
    with connect_for_reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database up to revision ``to``."""
    from alembic import command

    use_wal(engine)
    _run(engine, command.upgrade, to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to revision ``to``."""
    from alembic import command

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
