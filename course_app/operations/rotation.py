"""`course keys rotate-master`: another master key, with everything that hangs on the old one rewritten.

The order makes it safe to be stopped at any moment: the new key is written to disk, everything is rewritten in one
transaction, then the new key takes the place of the old one. Stopped between the last two, the tables fit the new key
alone, which the next run sees, and it only ends the work.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask

from course_app.accounts.private_data import holds_private_data, key_fits, wrap_anew
from course_app.accounts.service import data_key
from course_app.credentials.commands import keys_group, yes_option
from course_app.infrastructure import clock, mail, rotating
from course_app.infrastructure.config import Settings
from course_app.infrastructure.crypto import MasterKey
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.keys import MissingKeyError, master_key
from course_app.operations.instance import CannotServeError, hold_lock
from course_app.people.keeper import BlindIndex
from course_app.people.rehashing import index_anew
from course_app.web import held

keys = keys_group


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was rewritten, and where the old key lies now."""

    accounts: int
    people: int
    old: Path


def rotate(app: Flask) -> Rotated:
    """Change the master key of a site that is not running.

    Raises:
        MissingKeyError: the key does not lie in the folder of keys, or does not open the data.
    """
    settings: Settings = app.extensions["settings"]
    present, following = master_key(settings), rotating.next_key(settings)
    accounts = people = 0
    if key_fits(reader(), present) or not holds_private_data(reader()):
        accounts, people = _rewrite(present, following, str(settings["COUNTRY"]))
    elif not key_fits(reader(), following):
        raise MissingKeyError("Neither the present key nor the next one opens the data of this site.")
    return Rotated(accounts, people, rotating.put_in_force(settings, clock.now().date()))


def _rewrite(present: MasterKey, following: MasterKey, country: str) -> tuple[int, int]:
    index = BlindIndex(following.blind_index(), country)
    with transaction() as session:
        people = index_anew(session, lambda wrapped: data_key(present, wrapped), index)
        accounts = wrap_anew(session, present, following)
        mail.seal_anew(session, present, following)
        held.forget_all(session)
    return accounts, people


@keys_group.command(name="rotate-master")
@yes_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rotate_master(yes: bool, as_json: bool) -> None:
    """Change the master key that wraps the learners' data keys. Stop the site and its workers first.

    Data keys stay as they are: each is wrapped anew, and the blind indexes of people are rewritten. The old key is
    kept beside the new one: backups made before need it. Delete it with the last of them.
    """
    app: Flask = click.get_current_context().find_root().obj()
    settings: Settings = app.extensions["settings"]
    if not yes:
        click.echo(f"Would change the master key in {settings.keys}. Stop the site, then repeat with --yes.")
        return
    try:
        with hold_lock(settings), app.app_context():
            done = rotate(app)
    except (CannotServeError, MissingKeyError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"accounts": done.accounts, "people": done.people, "old_key": str(done.old)}))
    else:
        click.echo(f"New master key. Wrapped anew: {done.accounts} accounts; hashed anew: {done.people} people.")
        click.echo(f"The old key lies in {done.old}: backups made before need it.")
