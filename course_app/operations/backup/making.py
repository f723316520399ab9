"""Make a backup while the site is served."""

from datetime import datetime
from pathlib import Path

from flask import Flask

from course_app.infrastructure import last_backup, migrating
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import db
from course_app.infrastructure.erasures import FILE as ERASURES_FILE
from course_app.infrastructure.versions import own_version
from course_app.operations.backup.archive import ERASURES, KEYS, SETTINGS, TABLES, Archive, Manifest, writing
from course_app.operations.backup.tables import lines_of, snapshot, tables_of
from course_app.operations.instance import private_files


def make(app: Flask, path: Path, now: datetime, *, with_keys: bool) -> Manifest:
    """Write everything that a site is made of to ``path``, as it stands at one moment; return what is inside.

    Published courses, PDFs and drafts are rows. ``config.toml`` may hold passwords, so it comes along with the keys.

    Raises:
        BackupError: the file is there already, or cannot be written.
    """
    settings: Settings = app.extensions["settings"]
    with app.app_context(), writing(path) as archive:
        revision = migrating.current(db.engine)
        with snapshot(db.engine) as connection:
            for table in tables_of(connection):
                archive.add_lines(f"{TABLES}{table.name}.jsonl", lines_of(connection, table))
        _add_file(archive, ERASURES, settings.instance / ERASURES_FILE)
        if with_keys:
            for file in key_files(settings):
                _add_file(archive, KEYS + file.name, file)
            _add_file(archive, SETTINGS, settings.instance / SETTINGS)
        kind = db.engine.dialect.name
        manifest = archive.finish(
            program=own_version(), revision=revision, database=kind, site=settings.base_url, taken_at=now
        )
    with private_files():
        last_backup.note(settings.instance, now)
    return manifest


def key_files(settings: Settings) -> list[Path]:
    """Return the files of the keys, those that are retired among them."""
    return sorted(path for path in settings.keys.glob("*") if path.is_file()) if settings.keys.is_dir() else []


def _add_file(archive: Archive, name: str, path: Path) -> None:
    if path.is_file():
        archive.add(name, path.read_bytes())
