"""`course`: the commands of every feature, gathered under one name.

Results go to standard output, problems to standard error. Exit codes: 0 done, 1 problems found, 2 wrong use.
"""

import json
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from course_app.infrastructure.config import Settings, SettingsError, load_settings


def settings_for(**overrides: Any) -> Settings:
    """Read the settings, or end with their problem; overrides that are None are left out."""
    try:
        return load_settings(**{name: value for name, value in overrides.items() if value is not None})
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


def own_version() -> str:
    """Return the version of the programme, also in a checkout that was never installed."""
    try:
        return version("course-app")
    except PackageNotFoundError:
        return "0.1.0"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def course() -> None:
    """Self-paced certification courses: serve a site, check and publish content, look after accounts.

    Settings come from the environment (COURSE_…) and instance/config.toml; `course doctor` shows them.
    """


@course.command(name="version")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show_version(as_json: bool) -> None:
    """Print the version."""
    click.echo(json.dumps({"version": own_version()}) if as_json else own_version())


@course.command()
@click.option("--host", help="Address to listen on (COURSE_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (COURSE_PORT).")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes (COURSE_WORKERS).")
@click.option("--no-worker", is_flag=True, help="Do no jobs here; run `course worker` elsewhere.")
def serve(host: str | None, port: int | None, workers: int | None, no_worker: bool) -> None:
    """Serve the site: tables, keys and content are made ready first."""
    from course_app import serving
    from course_app.accounts.service import first_owner_link
    from course_app.courseware.sync import sync_at_start

    settings = settings_for(HOST=host, PORT=port, WORKERS=workers)
    try:
        serving.try_port(settings["HOST"], settings["PORT"])
        serving.make_instance(settings)
        lock = serving.hold_lock(settings)
        app = serving.prepare(settings)
    except serving.CannotServeError as error:
        raise click.ClickException(str(error)) from error
    with app.app_context():
        for line in sync_at_start(app):
            click.echo(line)
        link = first_owner_link(settings.base_url)
    serving.announce(settings, link)
    serving.serve(settings, app, with_jobs=not no_worker)
    lock.close()


@course.command()
def worker() -> None:
    """Do the jobs of a site that is served elsewhere: mails, certificates, sheets."""
    from course_app import serving

    serving.work(ready_app())


def ready_app() -> Any:
    """Return the application of an instance that exists, or end with what is missing."""
    from course_app.application import create_app
    from course_app.infrastructure.keys import MissingKeyError

    try:
        return create_app(settings_for())
    except MissingKeyError as error:
        raise click.ClickException(str(error)) from error
