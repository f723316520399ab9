"""`course privacy …`: what people may ask of whoever runs a site, from a shell. No command shows anybody's list."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import Flask

from course_app.accounts import personal_data, service
from course_app.accounts import queries as accounts
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from course_app.people.forgetting import forget_contact
from course_app.people.retention import kept_for, let_old_lists_go

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
yes_option = click.option("--yes", is_flag=True, help="Do it; without, only say what would be done.")


def _site() -> Flask:
    app: Flask = click.get_current_context().find_root().obj()
    return app


@click.group()
def privacy() -> None:
    """Answer requests about personal data: export, delete, forget a contact; let old lists go."""


@privacy.command(name="forget-contact")
@click.argument("contact")
@yes_option
@json_option
def forget(contact: str, yes: bool, as_json: bool) -> None:
    """Remove whoever has this e-mail address or phone number from every learner's list.

    Each learner concerned gets a mail that a person asked to be removed, and not who. Backups made before still hold
    the entry, sealed with the learner's key; `course restore` takes it out again.
    """
    app = _site()
    with app.app_context(), transaction() as session:
        found = forget_contact(session, app.extensions["blind_index"], contact, really=yes)
    if as_json:
        click.echo(json.dumps({"entries": found.entries, "lists": found.lists, "done": yes}))
    elif not found.entries:
        click.echo("Nobody with this contact stands on a list.")
    elif yes:
        click.echo(f"Removed: {found.entries} from {found.lists} lists. The learners are told without a name.")
    else:
        click.echo(f"Would remove {found.entries} from {found.lists} lists. Repeat with --yes to do it.")


@privacy.command()
@click.argument("email")
@yes_option
@json_option
def delete(email: str, yes: bool, as_json: bool) -> None:
    """Delete the account of EMAIL with everything in it; certificates keep what they must."""
    with _site().app_context(), transaction() as session:
        found = accounts.account_by_email(session, email)
        if found is not None and yes:
            personal_data.erase(session, found.id)
            service.delete_account(session, found.id, clock.now())
    _tell(email, found is not None, yes, as_json)


def _tell(email: str, there: bool, done: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"found": there, "done": there and done}))
    elif not there:
        click.echo(f"Nobody has an account with {email}.", err=True)
    else:
        click.echo(f"{email} is deleted." if done else f"Would delete {email}. Repeat with --yes to do it.")
    if not there:
        sys.exit(1)


@privacy.command()
@click.argument("email")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(email: str, file: Path) -> None:
    """Write what is kept about the account of EMAIL into FILE, without the list of people: that needs its holder.

    People, letters and texts can be opened on the learner's own pages alone.
    """
    app = _site()
    with app.app_context(), transaction() as session:
        found = accounts.account_by_email(session, email)
        data: dict[str, Any] = accounts.whole_account(session, found.id) if found else {}
    if not data:
        click.echo(f"Nobody has an account with {email}.", err=True)
        sys.exit(1)
    file.touch(mode=0o600)
    file.write_text(json.dumps(data, ensure_ascii=False, indent=2, default=str), encoding="utf-8")
    click.echo(f"Written: {file}. The list of people is left to its holder: Your account, Download my data.")


@privacy.command()
@yes_option
@json_option
def retention(yes: bool, as_json: bool) -> None:
    """Tell learners who have not come for long, and delete the lists of those who were told; hourly by itself."""
    with _site().app_context(), transaction() as session:
        found = let_old_lists_go(session, kept_for(), clock.now(), really=yes)
    if as_json:
        click.echo(json.dumps({"told": found.told, "deleted": found.deleted, "done": yes}))
    elif yes:
        click.echo(f"Told: {found.told}. Lists deleted: {found.deleted}.")
    else:
        click.echo(f"Would tell {found.told} and delete {found.deleted} lists. Repeat with --yes to do it.")
