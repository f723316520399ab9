"""`course init | serve | worker | db … | jobs …`: what makes a site run."""

import json
from datetime import UTC, datetime
from typing import Any

import click
from flask import Flask

from course_app.accounts.service import first_owner_link
from course_app.courseware.sync import publish_demonstrations, sync_at_start
from course_app.infrastructure import migrating
from course_app.infrastructure.config import Settings, load_settings
from course_app.infrastructure.database import db
from course_app.infrastructure.jobs import Jobs
from course_app.operations.instance import hold_lock, make_instance, private_files, try_port

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def settings_with(**given: Any) -> Settings:
    """Read the settings; what is None was not given on the command line."""
    return load_settings(**{name: value for name, value in given.items() if value is not None})


@click.command()
@click.option("--demo", is_flag=True, help="Also publish the small demonstration course.")
@json_option
@private_files()
def init(demo: bool, as_json: bool) -> None:
    """Make a site ready: its folder, keys, tables and courses. What exists already is left as it is."""
    from course_app.operations import serving

    settings = settings_with()
    app = serving.prepare(settings, _say, with_keys=True)
    with app.app_context():
        lines = sync_at_start(app)
        if demo:
            lines += publish_demonstrations(app)
        link = first_owner_link(settings.base_url)
    if as_json:
        click.echo(json.dumps({"instance": str(settings.instance), "courses": lines, "first_owner_link": link}))
        return
    for line in lines:
        click.echo(line)
    click.echo(f"Ready: {settings.instance}")
    if link:
        click.echo("Next: course create-owner EMAIL, or open the link that `course serve` prints.")
    click.echo("Then: course serve")


@click.command()
@click.option("--host", help="Address to listen on (COURSE_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (COURSE_PORT).")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes (COURSE_WORKERS).")
@click.option("--no-worker", is_flag=True, help="Do no jobs here; run `course worker` elsewhere.")
@private_files()
def serve(host: str | None, port: int | None, workers: int | None, no_worker: bool) -> None:
    """Serve the site: keys, tables, static files and courses are made ready first.

    On a local address missing keys are made; in production they never are (`course init` makes them).
    """
    from course_app.operations import serving

    settings = settings_with(HOST=host, PORT=port, WORKERS=workers)
    make_instance(settings, with_keys=False)
    with hold_lock(settings):
        with serving.ends_when_asked():
            address = try_port(settings["HOST"], settings["PORT"])
            app = serving.prepare(settings, _say, with_keys=not settings.production)
            with app.app_context():
                for line in sync_at_start(app):
                    click.echo(line)
                link = first_owner_link(settings.base_url)
            _announce(settings, link)
        serving.serve(settings, app, address, with_jobs=not no_worker)


def _announce(settings: Settings, first_owner: str) -> None:
    """Print where the site is, and the link that makes its first owner."""
    click.echo(f"{settings['SITE_NAME']} is at {settings.base_url}")
    if first_owner:
        click.echo(f"No owner yet. This link makes the first one, once:\n  {first_owner}")
    if not settings.production:
        click.echo("Local address: certificates are marked as demonstrations. Stop with Ctrl+C.")


def _say(line: str) -> None:
    click.echo(line, err=True)


@click.command()
@private_files()
def worker() -> None:
    """Do the jobs of a site that is served elsewhere: mails, certificates, sheets."""
    from course_app.operations import serving

    serving.work(site())


def site() -> Flask:
    """Return the application of a site that is ready, or end with what is missing."""
    from course_app.application import create_app

    app = create_app(load_settings())
    with app.app_context():
        found, newest = migrating.current(db.engine), migrating.head()
    if found != newest:
        raise click.ClickException(
            f"The tables are {'at revision ' + found if found else 'missing'}, this version needs {newest}. "
            "Run: course db upgrade"
        )
    return app


@click.group(name="db")
def database() -> None:
    """Look after the tables."""


@database.command()
@json_option
def status(as_json: bool) -> None:
    """Say at which revision the tables are; exit 1 when they are not up to date."""
    with _any_site().app_context():
        found, newest = migrating.current(db.engine), migrating.head()
        kind = db.engine.dialect.name
    if as_json:
        click.echo(json.dumps({"database": kind, "revision": found, "newest": newest, "current": found == newest}))
    else:
        click.echo(f"{kind}: {found or 'no tables yet'}; newest: {newest}")
    if found != newest:
        raise click.exceptions.Exit(1)


@database.command()
@private_files()
def upgrade() -> None:
    """Bring the tables up to date."""
    with _any_site().app_context():
        before = migrating.current(db.engine)
        migrating.upgrade(db.engine)
        after = migrating.current(db.engine)
    click.echo(
        f"The tables are at {after}." if before == after else f"The tables went from {before or 'none'} to {after}."
    )


def _any_site() -> Flask:
    from course_app.application import create_app

    settings = load_settings()
    make_instance(settings, with_keys=False)
    return create_app(settings)


@click.group(name="jobs")
def jobs_group() -> None:
    """Look at background jobs."""


@jobs_group.command(name="list")
@json_option
def list_jobs(as_json: bool) -> None:
    """List the jobs that wait, and when a worker was last seen."""
    app = site()
    with app.app_context():
        jobs: Jobs = app.extensions["jobs"]
        waiting, seen = jobs.waiting(), jobs.last_seen()
    if as_json:
        click.echo(
            json.dumps({"waiting": [job._asdict() for job in waiting], "worker_seen": seen and seen.isoformat()})
        )
        return
    for job in waiting:
        due = f" at {job.due}" if job.due else ""
        click.echo(f"{job.name} {' '.join(map(str, job.ids))}{due}")
    ago = f"{(datetime.now(UTC) - seen).total_seconds():.0f} s ago" if seen else "never"
    click.echo(f"{len(waiting)} waiting. A worker was last seen: {ago}.")
