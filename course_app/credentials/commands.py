"""``course certs …`` and ``course keys …``: certificates and the keys that sign them, from a shell.

Whatever changes more than one certificate, or withdraws one, only says what it would do until ``--yes`` is given.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask

from course_app.accounts.queries import account_by_email
from course_app.courseware import releases
from course_app.credentials import keyring, lifecycle, public_id, queries, service
from course_app.credentials.lifecycle import REASONS, Deed, OnlyLookedError
from course_app.credentials.queries import Credential
from course_app.credentials.verification import check_file
from course_app.domain.errors import DomainError
from course_app.enrolment.queries import facts_of, visit
from course_app.infrastructure import clock, signing_keys
from course_app.infrastructure.database import reader, transaction

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
yes_option = click.option("--yes", is_flag=True, help="Do it; without, only say what would be done.")
note_option = click.option("--note", default="", help="Why, in words that are never shown in public.")


@click.group()
def certs() -> None:
    """Issue, withdraw and verify certificates."""


@certs.command(name="list")
@click.option("--course", default="", help="Only of this course.")
@click.option("--state", type=click.Choice(["valid", "expired", "superseded", "revoked"]), help="Only in this state.")
@click.option("--search", default="", help="Part of a number or a name.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=1000)
@json_option
def list_certificates(course: str, state: str | None, search: str, limit: int, as_json: bool) -> None:
    """List certificates, the newest first."""
    with _site().app_context():
        today = clock.now().date()
        found = queries.listed(reader(), queries.Filter(course, state or "", search), today, limit)
        told = [_told(each) | {"verdict": each.verdict(today)} for each in found]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for each in told:
        click.echo(f"{each['number']}  {each['issued']}  {each['verdict']:<10}  {each['course']}  {each['name']}")
    click.echo(f"{len(told)} certificates." if len(told) != 1 else "1 certificate.", err=True)


@certs.command()
@click.argument("email")
@click.argument("course")
@click.option("--name", default="", help="Name to print; else that of the account.")
@click.option("--reason", default="", help="Why it is issued by hand; needed when something is missing.")
@json_option
def issue(email: str, course: str, name: str, reason: str, as_json: bool) -> None:
    """Issue the certificate of COURSE to EMAIL; exit 1 when a requirement is missing and no reason is given."""
    app = _site()
    with app.app_context(), _refusals():
        account = account_by_email(reader(), email)
        work = visit(reader(), account.id, course) if account else None
        if account is None or work is None or work.enrolment is None:
            raise click.UsageError(f"{email} has not begun a course called {course}.")
        release = releases.get(work.release_id)
        with transaction() as session:
            now_at = release.standing(facts_of(session, work.enrolment), app.extensions["task_kinds"])
            claim = service.Claim(
                account.id, work.enrolment, name or account.name, clock.today(account.time_zone), reason
            )
            number = service.issue(session, app.extensions["settings"], release, now_at, claim, clock.now())
        shown = public_id.shown(number)
    click.echo(json.dumps({"number": shown}) if as_json else f"{shown} is issued. Its files are made by the worker.")


@certs.command()
@click.argument("numbers", nargs=-1, required=True)
@click.option("--reason", type=click.Choice(list(REASONS)), required=True, help="Class of the reason.")
@note_option
@yes_option
@json_option
def revoke(numbers: tuple[str, ...], reason: str, note: str, yes: bool, as_json: bool) -> None:
    """Withdraw certificates by their NUMBERS."""
    _each(
        numbers,
        "withdraw",
        lambda session, found: lifecycle.revoke(session, found.id, reason, Deed(None, clock.now(), note)),
        yes,
        as_json,
    )


@certs.command()
@click.argument("numbers", nargs=-1, required=True)
@note_option
@yes_option
@json_option
def reinstate(numbers: tuple[str, ...], note: str, yes: bool, as_json: bool) -> None:
    """Take the withdrawal of certificates back, by their NUMBERS."""
    _each(
        numbers,
        "reinstate",
        lambda session, found: lifecycle.reinstate(session, found.id, Deed(None, clock.now(), note)),
        yes,
        as_json,
    )


@certs.command()
@click.argument("numbers", nargs=-1, required=True)
@click.option("--name", default="", help="Another name, for one certificate.")
@note_option
@yes_option
@json_option
def reissue(numbers: tuple[str, ...], name: str, note: str, yes: bool, as_json: bool) -> None:
    """Issue certificates again, each in place of the old one, by their NUMBERS."""
    if name and len(numbers) > 1:
        raise click.UsageError("A name can be given for one certificate only.")
    settings = _site().extensions["settings"]

    def again(session: Any, found: Credential) -> str:
        number = lifecycle.reissue(session, settings, found, Deed(None, clock.now(), note), name=name)
        return public_id.shown(number)

    _each(numbers, "reissue", again, yes, as_json)


@certs.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def verify(file: Path, as_json: bool) -> None:
    """Say whether FILE (PDF, PNG, SVG, JSON) is ours; exit 1 unless it is genuine and its certificate is valid."""
    app = _site()
    with app.app_context(), _refusals():
        answer = check_file(reader(), app.extensions["settings"], file.read_bytes())
        found = answer.credential
        state = found.verdict(clock.now().date()) if found else "unknown"
    told = {
        "file": str(answer.verdict),
        "certificate": state,
        "number": public_id.shown(found.public_id) if found else "",
        "differences": [[each.fact, each.file_says, each.we_say] for each in answer.differences],
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"File: {told['file']}. Certificate: {state} {told['number']}".rstrip())
        for fact, theirs, ours in told["differences"]:
            click.echo(f"  {fact}: the file says “{theirs}”, our record “{ours}”")
    if answer.verdict not in {"exact", "genuine"} or state != "valid":
        raise click.exceptions.Exit(1)


@click.group(name="keys")
def keys_group() -> None:
    """Look after the keys that sign certificates."""


@keys_group.command()
@json_option
def show(as_json: bool) -> None:
    """Show the public halves of all keys, the retired ones too."""
    app = _site()
    with app.app_context():
        found = keyring.public_keys(reader(), app.extensions["settings"])
    if as_json:
        fields = ("kind", "name", "state", "public")
        click.echo(json.dumps([{field: getattr(each, field) for field in fields} for each in found]))
        return
    for each in found:
        click.echo(f"{each.kind:<9} {each.state:<12} {each.name}")
    click.echo(f"Files: {app.extensions['settings'].keys} (back them up apart from the site)", err=True)


@keys_group.command()
@click.argument("kind", type=click.Choice(["leaf", "badge", "root"]))
@click.option("--compromised", is_flag=True, help="The old key got into wrong hands: trust it no more.")
@yes_option
@json_option
def rotate(kind: str, compromised: bool, yes: bool, as_json: bool) -> None:
    """Make a new key in place of the one in force: the leaf, that of badges, or the root with a new leaf.

    What the old one signed stays good, unless it is compromised: then reissue what it signed.
    """
    app = _site()
    settings, now = app.extensions["settings"], clock.now()
    full = signing_keys.BADGE if kind == "badge" else f"pdf-{kind}"
    with app.app_context():
        old = [
            each for each in keyring.public_keys(reader(), settings) if each.kind == full and each.state == "in force"
        ]
        if not yes:
            click.echo(f"Would replace the {kind} key in {settings.keys}. Repeat with --yes to do it.")
            return
        with transaction() as session:
            keyring.register(session, signing_keys.load(settings.keys), now)
        _make(kind, settings, now)
        with transaction() as session:
            keyring.register(session, signing_keys.load(settings.keys), now)
            for each in old if compromised else ():
                keyring.mark_compromised(session, each.name)
        new = [
            each for each in keyring.public_keys(reader(), settings) if each.kind == full and each.state == "in force"
        ]
    names = [each.name for each in new]
    click.echo(json.dumps({"kind": full, "name": names}) if as_json else f"New {kind} key: {', '.join(names)}")


def _make(kind: str, settings: Any, now: Any) -> None:
    if kind == "badge":
        signing_keys.make_badge_key(settings.keys)
        return
    if kind == "root":
        signing_keys.make_root(settings.keys, settings.issuer_name, now)
    signing_keys.make_leaf(settings.keys, now)


def _each(
    numbers: tuple[str, ...], verb: str, act: Callable[[Any, Credential], str | None], yes: bool, as_json: bool
) -> None:
    """Do ``act`` to each certificate, or only try it and say what would be done; exit 1 when one cannot be done."""
    results, refused = [], False
    with _site().app_context():
        for typed in numbers:
            found = queries.credential_by_public_id(reader(), public_id.parse(typed) or "")
            result = {"number": typed, "done": False, "says": "there is no such certificate"}
            if found is not None:
                result = _told(found) | {"done": False, "says": f"would {verb}"}
            if found is None:
                refused = True
            else:
                try:
                    with transaction() as session:
                        new = act(session, found)
                        if not yes:
                            raise OnlyLookedError
                    result |= {"done": True, "says": f"{verb}: done" + (f", new number {new}" if new else "")}
                except OnlyLookedError:
                    pass
                except DomainError as refusal:
                    result["says"], refused = refusal.message, True
            results.append(result)
    if as_json:
        click.echo(json.dumps(results, ensure_ascii=False))
    else:
        for each in results:
            click.echo(
                f"{each['number']}  {each['name']}: {each['says']}"
                if "name" in each
                else f"{each['number']}: {each['says']}"
            )
        if not yes:
            click.echo("Nothing was changed. Repeat with --yes to do it.", err=True)
    if refused:
        raise click.exceptions.Exit(1)


def _told(found: Credential) -> dict[str, Any]:
    return {
        "number": public_id.shown(found.public_id),
        "name": found.facts.holder_name,
        "course": found.course,
        "edition": found.edition,
        "issued": found.facts.issued_on.isoformat(),
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "status": found.status,
        "visibility": found.visibility,
    }


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except DomainError as refusal:
        raise click.ClickException(refusal.message) from refusal


def _site() -> Flask:
    app: Flask = click.get_current_context().obj()
    return app
