"""`course create-owner | reset-password | users list`: accounts from a shell, for the one who runs the machine."""

import json
import sys
from typing import Any

import click
from email_validator import EmailNotValidError, validate_email
from flask import Flask
from sqlalchemy.orm import Session

from course_app.accounts import links, passwords, queries, roles, service
from course_app.accounts.queries import Account
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import transaction
from course_app.web.access import Role

PAGE = 500
NOBODY = 0
"""Who did it, for the log: somebody at the machine."""
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
stdin_option = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@click.command(name="create-owner")
@click.argument("email")
@click.option("--name", default="", help="Name of the owner, for --password-stdin; else the page asks for it.")
@stdin_option
@json_option
def create_owner(email: str, name: str, password_stdin: bool, as_json: bool) -> None:
    """Make EMAIL an owner: print a link that opens the account once, or make an existing account an owner."""
    email = _address(email)
    with _site().app_context(), transaction() as session:
        known = queries.account_by_email(session, email)
        if known is not None:
            _promote(session, known)
            said, link = f"{known.email} is an owner now.", ""
        elif password_stdin:
            _add_owner(session, email, name or email.partition("@")[0])
            said, link = f"{email} is an owner now. Sign in with the password.", ""
        else:
            token = links.make_link(session, "invite", clock.now(), detail=f"{Role.OWNER} {email}")
            said, link = f"This link makes {email} an owner, once, within 14 days:", _address_of(f"/invite/{token}")
    _tell(said, link, as_json)


def _promote(session: Session, known: Account) -> None:
    roles.set_open(session, known.id, True, NOBODY, clock.now())
    if known.status == "pending":
        service.confirm_account(session, known.id, clock.now())
    roles.set_role(session, known.id, Role.OWNER, NOBODY, clock.now())


def _add_owner(session: Session, email: str, name: str) -> None:
    service.add_account(
        session,
        _site().extensions["master_key"],
        email=email,
        name=name,
        password_hash=_password(email, name),
        now=clock.now(),
        role=Role.OWNER,
        time_zone=_settings()["TIMEZONE"],
    )


@click.command(name="reset-password")
@click.argument("email")
@stdin_option
@json_option
def reset_password(email: str, password_stdin: bool, as_json: bool) -> None:
    """Print a link that signs EMAIL in once, within an hour, and lets a new password be chosen."""
    with _site().app_context(), transaction() as session:
        known = queries.account_by_email(session, email)
        if known is None:
            raise click.ClickException(f"Nobody has an account with {email}. See: course users list")
        if known.status != "active":
            raise click.ClickException(f"This account is {known.status}. An owner can open it on the accounts page.")
        if password_stdin:
            service.change_password(session, known.id, _password(known.email, known.name), clock.now())
            said, link = "The password is changed, and every device is signed out.", ""
        else:
            links.drop_links(session, known.id, "signin")
            token = links.make_link(session, "signin", clock.now(), account_id=known.id)
            said, link = f"This link signs {known.email} in, once, within an hour:", _address_of(f"/link/{token}")
    _tell(said, link, as_json)


@click.group()
def users() -> None:
    """Look at accounts."""


@users.command(name="list")
@click.option("--search", default="", help="Only those whose name or address contains this.")
@click.option("--role", type=click.Choice([str(role) for role in Role]), help="Only this role.")
@json_option
def list_users(search: str, role: str | None, as_json: bool) -> None:
    """List accounts by name."""
    with _site().app_context(), transaction() as session:
        found = [each for each in _all(session, search) if role is None or each.role == role]
    if as_json:
        click.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        state = "" if each.status == "active" else f" ({each.status})"
        click.echo(f"{each.role:8} {each.email:40} {each.name}{state}")
    click.echo(f"{len(found)} account{'' if len(found) == 1 else 's'}.")


def _all(session: Session, search: str) -> list[Account]:
    found: list[Account] = []
    while page := queries.accounts(session, search, PAGE, len(found)):
        found += page
    return found


def _plain(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "role": account.role,
        "status": account.status,
        "created_at": account.created_at.isoformat(timespec="seconds"),
    }


def _tell(said: str, link: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"done": said, "link": link}))
    else:
        click.echo(f"{said}\n  {link}" if link else said)


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.UsageError(f"{email} is not an e-mail address: {error}") from error


def _password(*words: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    try:
        passwords.check_strength(password, *words)
    except DomainError as refusal:
        raise click.ClickException(refusal.message) from refusal
    return passwords.hash_password(password)


def _site() -> Flask:
    """Return the application, which the root command makes."""
    context = click.get_current_context()
    app: Flask | None = context.meta.get("app")
    if app is None:
        app = context.meta["app"] = context.find_root().obj()
    return app


def _settings() -> Settings:
    settings: Settings = _site().extensions["settings"]
    return settings


def _address_of(path: str) -> str:
    return f"{_settings().base_url}{path}"
