"""``course content …``: check, compare, publish and carry courses from a shell.

Exit codes: 0 done, 1 problems found, 2 wrong use. Results go to standard output, problems to standard error.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app, has_app_context
from sqlalchemy.orm import Session

from course_app.courseware import queries
from course_app.courseware.changes import Change
from course_app.courseware.checking import as_json, check_folder, errors_in, printed
from course_app.courseware.command_output import (
    as_data,
    changes_as_data,
    counted,
    in_words,
    show_changes,
    show_problems,
    tell_result,
)
from course_app.courseware.folder import FolderError, read_folder, write_back
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.room import impact_on, learner_data
from course_app.courseware.service import Publishing, PublishRefusedError, PublishResult, check, publish, rollback
from course_app.courseware.skeleton import SkeletonError, new_course
from course_app.courseware.sync import Outcome, content_folder, course_folders, sync_folder
from course_app.courseware.tidying import tidy_folder
from course_app.courseware.transfer import ArchiveError, export_course, import_course
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import reader, transaction

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
json_option = click.option("--json", "in_json", is_flag=True, help="Print JSON.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")


@click.group()
def content() -> None:
    """Check, compare, publish and carry courses."""


@content.command(name="check")
@click.argument("paths", nargs=-1, type=FOLDER)
@json_option
def check_command(paths: tuple[Path, ...], in_json: bool) -> None:
    """Check the courses in PATHS, or every course of the content folder; exit 1 on errors."""
    folders = _folders(paths)
    found = {folder: check_folder(folder) for folder in folders}
    if in_json:
        click.echo(printed([each for folder, problems in found.items() for each in as_json(problems, str(folder))]))
    else:
        for folder, problems in found.items():
            show_problems(problems, f"{folder}/")
            warnings = len(problems) - errors_in(problems)
            click.echo(f"{folder}: {counted(errors_in(problems), 'error')}, {counted(warnings, 'warning')}")
    _end(any(errors_in(problems) for problems in found.values()))


@content.command(name="fmt")
@click.argument("paths", nargs=-1, type=FOLDER)
@json_option
@dry_run_option
def fmt_command(paths: tuple[Path, ...], in_json: bool, dry_run: bool) -> None:
    """Write the ids that are missing in the courses in PATHS; nothing else changes."""
    written = {str(folder): tidy_folder(folder, write=not dry_run) for folder in _folders(paths)}
    if in_json:
        click.echo(printed(written))
        return
    for name, files in written.items():
        for file in files:
            click.echo(f"{name}/{file}")
        click.echo(f"{name}: {counted(len(files), 'file')} {'would get' if dry_run else 'got'} ids")


@content.command(name="diff")
@click.argument("paths", nargs=-1, type=FOLDER)
@json_option
def diff_command(paths: tuple[Path, ...], in_json: bool) -> None:
    """Say what publishing the courses in PATHS would change for learners."""
    told: dict[str, tuple[Sequence[Change], list[str]]] = {}
    with application(in_json) as app:
        for folder in _folders(paths, app):
            found = check(reader(), read_folder(folder), publishing_by_command(app))
            slug = found.before.slug if found.before else found.course.id
            told[str(folder)] = found.changes, impact_on(app, reader(), slug, found.changes)
    if in_json:
        click.echo(printed({folder: changes_as_data(*each) for folder, each in told.items()}))
        return
    for name, (changed, touched) in told.items():
        click.echo(f"{name}: {counted(len(changed), 'change')}")
        show_changes(changed, touched)


@content.command(name="sync")
@click.argument("paths", nargs=-1, type=FOLDER)
@json_option
@dry_run_option
def sync_command(paths: tuple[Path, ...], in_json: bool, dry_run: bool) -> None:
    """Bring the courses in PATHS and the site together; edits made in the browser are never overwritten."""
    done = []
    with application() as app:
        production = app.extensions["settings"].production
        for folder in _folders(paths, app):
            with writing(dry_run) as session:
                done.append(sync_folder(session, folder, publishing_by_command(app), production=production))
        touched = [impact_on(app, reader(), each.slug, each.changes) for each in done]
    if in_json:
        said = zip(done, touched, strict=True)
        click.echo(printed([as_data(each.sentence, each.outcome, each.result, who, each.slug) for each, who in said]))
    for each, who in zip(done, touched, strict=True):
        if not in_json:
            click.echo(in_words(each.sentence, dry_run))
            show_changes(each.changes, who)
        show_problems(each.problems if each.outcome is Outcome.REFUSED else (), f"{each.folder}/")
    _end(any(each.outcome is Outcome.REFUSED for each in done))


@content.command(name="publish")
@click.argument("path", type=FOLDER)
@click.option("--note", default="", help="What changed, in a sentence for the history.")
@click.option("--confirm", multiple=True, metavar="ID", help="A published id that may go; several times.")
@json_option
@dry_run_option
def publish_command(path: Path, note: str, confirm: Sequence[str], in_json: bool, dry_run: bool) -> None:
    """Publish the course in PATH as a new release, over edits made in the browser too."""
    with application(in_json) as app:
        how = publishing_by_command(app, note=note, confirmed=frozenset(confirm))
        result = _publish(read_folder(path), how, dry_run)
        touched = impact_on(app, reader(), result.slug, result.changes)
    tell_result(result, in_json, dry_run, touched)


@content.command(name="rollback")
@click.argument("course")
@click.argument("release")
@click.option("--confirm", multiple=True, metavar="ID", help="A published id that may go; several times.")
@json_option
@dry_run_option
def rollback_command(course: str, release: str, confirm: Sequence[str], in_json: bool, dry_run: bool) -> None:
    """Publish the files of an earlier RELEASE (such as r3) of COURSE again, as a new release."""
    number = release.removeprefix("r")
    if not number.isascii() or not number.isdigit():
        raise click.BadParameter("write it as r3", param_hint="RELEASE")
    with application(in_json) as app, writing(dry_run) as session:
        how = publishing_by_command(app, note=f"Back to r{number}", confirmed=frozenset(confirm))
        result = rollback(session, course, int(number), how)
        touched = impact_on(app, session, result.slug, result.changes)
    tell_result(result, in_json, dry_run, touched)


@content.command(name="export")
@click.argument("course")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--release", help="An earlier release, such as r3; the live one by default.")
@json_option
@dry_run_option
def export_command(course: str, file: Path, release: str | None, in_json: bool, dry_run: bool) -> None:
    """Write the sources of COURSE to FILE, a zip, or back into FILE when it is a folder; byte for byte.

    In a folder only files that differ are written, and those that the course does not have are named, not removed.
    """
    with application():
        files = _released(course, release)
    if file.is_dir():
        written, others = write_back(file, files, write=not dry_run)
        data = {"folder": str(file), "written": written, "others": others}
        lines = [*(f"{file / name}" for name in written), *(f"{file / name}: not in the course" for name in others)]
        lines.append(f"{file}: {counted(len(written), 'file')} {'would be written' if dry_run else 'written'}")
        click.echo(printed(data) if in_json else "\n".join(lines))
        return
    archive = export_course(files)
    if not dry_run:
        try:
            file.write_bytes(archive)
        except OSError as error:
            raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    shown = {"file": str(file), "bytes": len(archive)}
    click.echo(printed(shown) if in_json else f"{file}: {len(archive):,} bytes")


def _released(course: str, release: str | None) -> dict[str, bytes]:
    """Return the sources of a release, of the live one by default."""
    found = queries.course_by_slug(reader(), course)
    number = (release or "").removeprefix("r")
    release_id = found.release_id if found else 0
    if found and release:
        release_id = (queries.release_number(reader(), found.id, int(number)) if number.isdigit() else 0) or 0
    if not release_id:
        raise click.UsageError(f"There is no {'release ' + release + ' of ' if release else ''}course “{course}”.")
    return queries.files_of(reader(), release_id)


@content.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--note", default="", help="What changed, in a sentence for the history.")
@json_option
@dry_run_option
def import_command(file: Path, note: str, in_json: bool, dry_run: bool) -> None:
    """Publish the course in FILE, a zip such as export writes."""
    with application(in_json) as app:
        result = _publish(import_course(file.read_bytes()), publishing_by_command(app, note=note), dry_run)
    tell_result(result, in_json, dry_run)


@content.command(name="new")
@click.argument("name")
@click.option("--title", default="", help="Title of the course.")
@json_option
@dry_run_option
def new_command(name: str, title: str, in_json: bool, dry_run: bool) -> None:
    """Begin a course: a folder NAME in the content folder with a small course that checks clean."""
    try:
        written = new_course(content_folder(load_settings()), name, title, write=not dry_run)
    except SkeletonError as error:
        raise click.UsageError(error.message) from error
    if in_json:
        click.echo(printed([str(path) for path in written]))
        return
    for path in written:
        click.echo(path)
    click.echo(f"Next: edit these files, then run: course content check {written[0].parent}")


@contextmanager
def application(in_json: bool = False) -> Iterator[Flask]:
    """Enter the application that the root command makes; its refusals end the command with their sentence."""
    try:
        if has_app_context():
            yield current_app._get_current_object()  # type: ignore[attr-defined]
            return
        app: Flask = click.get_current_context().find_root().obj()
        with app.app_context():
            yield app
    except PublishRefusedError as refusal:
        if in_json:
            click.echo(printed({"outcome": Outcome.REFUSED.value, "problems": as_json(refusal.problems)}))
            raise click.exceptions.Exit(1) from refusal
        show_problems(refusal.problems, "")
        raise click.ClickException("Nothing was published.") from refusal
    except (FolderError, ArchiveError) as error:
        raise click.UsageError(error.message) from error
    except DomainError as error:
        raise click.ClickException(error.message) from error


class _DryRunOverError(Exception):
    """Ends the transaction of a dry run."""


@contextmanager
def writing(dry_run: bool) -> Iterator[Session]:
    """Open a transaction; a dry run is rolled back at its end."""
    try:
        with transaction() as session:
            yield session
            if dry_run:
                raise _DryRunOverError
    except _DryRunOverError:
        pass


def _publish(files: dict[str, bytes], how: Publishing, dry_run: bool) -> PublishResult:
    checked = check(reader(), files, how)
    with writing(dry_run) as session:
        return publish(session, files, how, checked)


def publishing_by_command(app: Flask, *, note: str = "", confirmed: frozenset[str] = frozenset()) -> Publishing:
    """Return how a command publishes: now, by nobody in particular."""
    return Publishing(
        clock.now(),
        app.extensions["render_context"],
        note=note,
        origin="command",
        confirmed=confirmed,
        data=learner_data(app),
    )


def _folders(paths: Sequence[Path], app: Flask | None = None) -> list[Path]:
    if paths:
        return [folder for path in paths for folder in _courses_in(path)]
    home = content_folder(app.extensions["settings"] if app else load_settings())
    folders = course_folders(home)
    if not folders:
        raise click.UsageError(f"There is no course in {home}. Begin one: course content new NAME")
    return [_shown(folder) for folder in folders]


def _courses_in(path: Path) -> list[Path]:
    """Return ``path``, or the courses in it when it is no course itself but holds some."""
    return [path] if (path / COURSE_FILE).exists() else course_folders(path) or [path]


def _shown(folder: Path) -> Path:
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _end(problems: bool) -> None:
    if problems:
        raise click.exceptions.Exit(1)
