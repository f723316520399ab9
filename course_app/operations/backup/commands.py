"""`course backup FILE | backup verify FILE | restore FILE | db move URL`."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import create_engine

from course_app.infrastructure import clock, migrating
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db, prepare_engine
from course_app.operations.backup import making, moving, restoring, swapping
from course_app.operations.backup.archive import BackupError, Manifest, verify
from course_app.operations.backup.tables import MovingError
from course_app.operations.commands import database, json_option, site
from course_app.operations.instance import hold_lock, make_instance, private_files

file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
yes_option = click.option("--yes", is_flag=True, help="Do it; without it, only say what would happen.")


class _BackupGroup(click.Group):
    """`course backup FILE` makes one; `course backup verify FILE` is the other command."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command called ``name``; any other word is the file of a backup to make."""
        return super().get_command(ctx, name) or self.commands["make"]

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command and its words."""
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["make", *args])


@click.group(cls=_BackupGroup, invoke_without_command=False, subcommand_metavar="FILE | verify FILE")
def backup() -> None:
    """Make a backup of the whole site while it is served: `course backup FILE`; read one: `course backup verify FILE`.

    A backup is one file, readable by its owner alone, that restores onto SQLite and PostgreSQL. What learners wrote in
    private is sealed in it; names and addresses of accounts are not.
    """


@backup.command(name="make", hidden=True)
@file_argument
@click.option(
    "--with-keys", is_flag=True, help="Put the keys and config.toml inside: whoever has the file can read everything."
)
@json_option
@private_files()
def make(file: Path, with_keys: bool, as_json: bool) -> None:
    """Make a backup of the whole site; `course backup FILE` is short for it."""
    app = site()
    try:
        done = making.make(app, file, clock.now(), with_keys=with_keys)
    except (BackupError, MovingError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        with app.app_context():
            db.engine.dispose()
    if as_json:
        click.echo(json.dumps(_facts(file, done)))
        return
    click.echo(f"{file}: {done.rows} rows, {_size(file)}.")
    click.echo(_about_keys(done))


@backup.command(name="verify")
@file_argument
@json_option
def verify_file(file: Path, as_json: bool) -> None:
    """Read a backup to its end and say whether it is whole."""
    try:
        found = verify(file)
    except (BackupError, MovingError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(_facts(file, found)))
        return
    known = "" if found.revision in migrating.revisions() else " Tables of a newer version: restore it with that one."
    click.echo(f"Whole: {found.rows} rows of {found.site}, taken at {found.taken_at.isoformat()}.{known}")
    click.echo(_about_keys(found))


@click.command()
@file_argument
@click.option("--with-keys", is_flag=True, help="Take the keys and config.toml from the backup as well.")
@yes_option
@json_option
@private_files()
def restore(file: Path, with_keys: bool, yes: bool, as_json: bool) -> None:
    """Bring the site of a backup back. Stop the site and its workers first.

    All is made ready and checked before anything takes the place of the old, which is kept beside it. Everybody signs
    in anew, mails that waited are not sent, and what was erased since the backup is erased again.
    """
    settings = load_settings()
    try:
        if not yes:
            found = verify(file)
            click.echo(f"Would restore {found.rows} rows of {found.site}, taken at {found.taken_at.isoformat()}.")
            click.echo(f"{_about_keys(found)} Stop the site, then repeat with --yes.")
            return
        make_instance(settings, with_keys=False)
        with hold_lock(settings):
            swapping.finish(settings.instance)
            done = restoring.restore(settings, file, clock.now(), with_keys=with_keys)
    except (BackupError, MovingError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        aside = [str(path) for path in done.aside]
        click.echo(json.dumps(_facts(file, done.manifest) | {"erased_again": done.erased_again, "aside": aside}))
        return
    click.echo(f"Restored: {done.manifest.rows} rows, as of {done.manifest.taken_at.isoformat()}.")
    if done.erased_again:
        click.echo(f"Erased again what was erased since: {done.erased_again}.")
    for path in done.aside:
        click.echo(f"The old one is kept: {path}")
    click.echo("Next: course doctor, then course serve.")


@database.command()
@click.argument("url")
@json_option
@private_files()
def move(url: str, as_json: bool) -> None:
    """Copy the site into the empty database at URL and compare every row. Stop the site first."""
    app = site()
    settings = app.extensions["settings"]
    try:
        with hold_lock(settings), app.app_context():
            target = create_engine(load_settings(DATABASE_URL=url).database_url)
            prepare_engine(target)
            try:
                rows = moving.move(db.engine, target, lambda line: click.echo(line, err=True))
            finally:
                target.dispose()
                db.engine.dispose()
    except MovingError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"rows": rows}))
    else:
        click.echo(
            f"{rows} rows are there as they were. Now set COURSE_DATABASE_URL to that address, then course serve."
        )


def _facts(file: Path, manifest: Manifest) -> dict[str, Any]:
    plain = manifest.plain()
    tables = {name: part["rows"] for name, part in plain.pop("parts").items() if part["rows"] is not None}
    return plain | {"file": str(file), "rows": manifest.rows, "keys": manifest.keys, "parts": tables}


def _about_keys(manifest: Manifest) -> str:
    if manifest.keys:
        return "The keys are INSIDE: whoever has this file can read everything and sign certificates. Lock it away."
    return "The keys are not inside. Keep them in another place: without data.key nobody can read what learners wrote."


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f} MB"
