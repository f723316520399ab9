"""`course`: the commands of every feature, gathered under one name.

Results go to standard output, problems to standard error. Exit codes: 0 done, 1 problems found, 2 wrong use.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "init": "course_app.operations.commands:init",
    "serve": "course_app.operations.commands:serve",
    "worker": "course_app.operations.commands:worker",
    "db": "course_app.operations.backup.commands:database",
    "backup": "course_app.operations.backup.commands:backup",
    "restore": "course_app.operations.backup.commands:restore",
    "jobs": "course_app.operations.commands:jobs_group",
    "doctor": "course_app.operations.doctor.commands:doctor",
    "docs": "course_app.operations.reference:docs",
    "create-owner": "course_app.accounts.commands:create_owner",
    "reset-password": "course_app.accounts.commands:reset_password",
    "users": "course_app.accounts.commands:users",
    "privacy": "course_app.people.commands:privacy",
    "content": "course_app.authoring.commands:content",
    "guide": "course_app.printing.commands:guide",
    "demo": "course_app.reporting.commands:demo",
    "certs": "course_app.credentials.commands:certs",
    "keys": "course_app.operations.rotation:keys",
}
"""Where each command is. It is imported when it is asked for, so that `course version` and `--help` answer at once."""
DEVELOPMENT = {
    name: f"course_app.operations.development:{name.replace('-', '_')}" for name in ("test", "check", "lock", "bench")
}
"""Commands that need a checkout with its tests."""


EXTRAS = {
    "psycopg": "PostgreSQL needs a package that is not installed.",
    "redis": "Redis needs a package that is not installed.",
}


class Commands(click.Group):
    """The commands by name; what keeps a site from running ends them with one sentence, not with a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every name, in the order of the table."""
        return [*_table(), *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command called ``name``."""
        if name not in _table():
            return super().get_command(ctx, name)
        module, _, attribute = _table()[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _in_a_sentence():
            return super().invoke(ctx)


def _table() -> dict[str, str]:
    from course_app.operations.checkout import in_checkout

    return COMMANDS | DEVELOPMENT if in_checkout() else COMMANDS


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    from course_app.infrastructure.config import SettingsError

    try:
        yield
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    except (click.ClickException, click.exceptions.Exit):
        raise
    except ImportError as error:
        if error.name not in EXTRAS:
            raise
        raise click.ClickException(f"{EXTRAS[error.name]} Run: pip install 'course-app[scale]'") from error
    except Exception as error:
        from course_app.operations.refusals import sentence_of

        sentence = sentence_of(error)
        if not sentence:
            raise
        raise click.ClickException(sentence) from error


def _site() -> Any:
    from course_app.operations.commands import site

    return site()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.pass_context
def course(ctx: click.Context) -> None:
    """Self-paced certification courses: serve a site, check and publish content, look after accounts.

    Settings come from the environment (COURSE_…) and instance/config.toml; `course doctor --settings` shows them.
    """
    ctx.obj = _site  # commands of features call it for the application


@course.command(name="version")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show_version(as_json: bool) -> None:
    """Print the version."""
    from course_app.infrastructure.versions import own_version

    click.echo(json.dumps({"version": own_version()}) if as_json else own_version())
