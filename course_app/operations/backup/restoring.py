"""Bring a site back from a backup: all of it is made ready and checked beside the old, then takes its place at once."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, text

from course_app.accounts import sessions
from course_app.accounts.private_data import key_fits
from course_app.infrastructure import erasures, keys, mail, migrating
from course_app.infrastructure.config import Settings
from course_app.infrastructure.crypto import MasterKey
from course_app.infrastructure.database import connect_for_reading, db, prepare_engine, transaction
from course_app.operations.backup.archive import (
    ERASURES,
    KEYS,
    SETTINGS,
    TABLES,
    BackupError,
    Manifest,
    lines_in,
    reading,
    verify,
)
from course_app.operations.backup.swapping import Exchange, exchange
from course_app.operations.backup.tables import count_on, empty, has_tables, point_ahead, put, tables_of
from course_app.operations.instance import private_files
from course_app.web import held

READY = ".restoring"
SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: the manifest, how many erasures were repeated, and where the old files lie now."""

    manifest: Manifest
    erased_again: int
    aside: tuple[Path, ...]


def restore(settings: Settings, path: Path, now: datetime, *, with_keys: bool) -> Restored:
    """Bring the site of a backup back into the instance of ``settings``, which is not served.

    Nothing changes before all of it is ready. Nobody is signed in afterwards, and no mail that waited is sent: it may
    have been sent since. What was erased after the backup is erased again.

    Raises:
        BackupError: the backup is damaged or of a newer version, its private data cannot be opened with the key of
            this instance, or the PostgreSQL database holds tables already.
    """
    manifest = verify(path)
    if manifest.revision not in migrating.revisions():
        raise BackupError(f"{path} was made by a newer version ({manifest.program}). Restore it with that one.")
    if with_keys and not manifest.keys:
        raise BackupError(f"{path} holds no keys. Leave --with-keys away, and bring the keys back yourself.")
    stamp = f".before-{now:%Y%m%d-%H%M%S}"
    with private_files(), reading(path) as (file, _manifest):
        target = _target(settings)
        fresh = _keys_ready(settings, file, stamp) if with_keys else []
        try:
            with _engine(target.database_url) as engine:
                _load(engine, file, manifest)
                _fits(engine, _key_after(settings, fresh))
            again = _settle(target, settings, file, fresh, now)
            exchanges = _database_ready(settings, stamp) + fresh
        except BaseException:
            _clear(settings, fresh)
            raise
        exchange(settings.instance, exchanges)
    aside = tuple(Path(each.aside) for each in exchanges if Path(each.aside).exists())
    return Restored(manifest, again, aside)


def _target(settings: Settings) -> Settings:
    """Return the settings with the database that is filled: a new file beside the old one, or an empty PostgreSQL."""
    if settings.database_url.startswith(SQLITE):
        ready = _database_file(settings).with_name(_database_file(settings).name + READY)
        for leftover in (ready, *(ready.with_name(ready.name + end) for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
        return replace(settings, values=MappingProxyType({**settings.values, "DATABASE_URL": f"{SQLITE}{ready}"}))
    with _engine(settings.database_url) as engine, connect_for_reading(engine) as connection:
        if has_tables(connection):
            raise BackupError(
                "The database at COURSE_DATABASE_URL holds tables already, and stays as it is. "
                "Make an empty one (createdb), name it there, and repeat."
            )
    return settings


def _database_file(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix(SQLITE))


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    prepare_engine(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def _load(engine: Engine, file: ZipFile, manifest: Manifest) -> None:
    """Make the tables as they were, fill them, and bring them up to date."""
    migrating.upgrade(engine, manifest.revision)
    with engine.begin() as connection:
        tables = tables_of(connection)
        inside = {name for name in manifest.parts if name.startswith(TABLES)}
        missing = inside ^ {f"{TABLES}{table.name}.jsonl" for table in tables}
        if missing:
            raise BackupError(f"The backup has other tables than revision {manifest.revision}: {min(missing)}.")
        empty(connection, tables)
        for table in tables:
            with lines_in(file, f"{TABLES}{table.name}.jsonl") as lines:
                put(connection, table, lines)
        point_ahead(connection, tables)
        count_on(connection, tables)
    migrating.upgrade(engine)
    with connect_for_reading(engine) as connection:
        _whole(connection)


def _whole(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return  # every row was checked when it came in
    said = connection.execute(text("PRAGMA integrity_check")).scalar()
    orphan = connection.execute(text("PRAGMA foreign_key_check")).first()
    if said != "ok" or orphan is not None:
        raise BackupError(f"The rows of the backup do not fit together ({said}, {orphan and orphan[0]}).")


def _fits(engine: Engine, master: MasterKey) -> None:
    with connect_for_reading(engine) as connection:
        if not key_fits(connection, master):
            raise BackupError(
                "The key of this instance does not open the private data of the backup. Bring its data.key into "
                "the folder of keys first, or restore with --with-keys where the backup holds it."
            )


def _key_after(settings: Settings, fresh: list[Exchange]) -> MasterKey:
    for each in fresh:
        if Path(each.old).name == keys.DATA_FILE:
            return keys.read_key(Path(each.new))
    return keys.master_key(settings)


def _settle(target: Settings, settings: Settings, file: ZipFile, fresh: list[Exchange], now: datetime) -> int:
    """Sign everybody out, hold mails back, and erase again what was erased since; return how much that was."""
    from course_app.application import create_app

    master = _key_after(settings, fresh)
    own = {"DATA_KEY": master.secret.hex(), "SECRET_KEY": secrets.token_hex(32)}
    app: Flask = create_app(replace(target, values=MappingProxyType({**target.values, **own})))
    app.extensions["jobs"].huey.flush()  # what is queued is about the old rows; sweeps find what is to do
    since = erasures.listed(settings.instance / erasures.FILE)
    if ERASURES in file.namelist():
        since += erasures.parsed(file.read(ERASURES).decode())
    with app.app_context():
        try:
            with transaction() as session:
                sessions.close_every_one(session)
                held.forget_all(session)
                mail.hold_back(session, "Not sent again after a restore.")
                return len(erasures.erase_again(session, since, now))
        finally:
            db.engine.dispose()


def _keys_ready(settings: Settings, file: ZipFile, stamp: str) -> list[Exchange]:
    settings.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = {name: settings.keys / name.removeprefix(KEYS) for name in file.namelist() if name.startswith(KEYS)}
    if SETTINGS in file.namelist():
        wanted[SETTINGS] = settings.instance / SETTINGS
    found = []
    for name, place in wanted.items():
        if place.parent not in {settings.keys, settings.instance}:
            raise BackupError(f"The backup names a key outside the folder of keys: {name}.")
        ready = place.with_name(place.name + READY)
        ready.write_bytes(file.read(name))
        found.append(Exchange(str(ready), str(place), str(place.with_name(place.name + stamp))))
    return found


def _database_ready(settings: Settings, stamp: str) -> list[Exchange]:
    """Close the old file and the new one, so that each is whole without its log."""
    if not settings.database_url.startswith(SQLITE):
        return []
    old = _database_file(settings)
    ready = old.with_name(old.name + READY)
    for file in (old, ready):
        if file.exists():
            with _engine(f"{SQLITE}{file}") as engine, closing(connect_for_reading(engine)) as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return [Exchange(str(ready), str(old), str(old.with_name(old.name + stamp)))]


def _clear(settings: Settings, fresh: list[Exchange]) -> None:
    """Leave no half of a restore behind."""
    for each in fresh:
        Path(each.new).unlink(missing_ok=True)
    if settings.database_url.startswith(SQLITE):
        ready = _database_file(settings)
        for end in ("", "-wal", "-shm"):
            ready.with_name(ready.name + READY + end).unlink(missing_ok=True)
        return
    with _engine(settings.database_url) as engine:  # which held nothing when this began
        migrating.downgrade(engine, "base")
