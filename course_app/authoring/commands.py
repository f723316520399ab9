"""``course content pull``: what a repository holds becomes a draft beside the live course."""

from dataclasses import replace

import click
from flask import current_app

from course_app.authoring.pulling import files_of_repository
from course_app.courseware import queries
from course_app.courseware.changes import Change
from course_app.courseware.checking import printed
from course_app.courseware.command_output import as_data, counted, in_words, show_changes
from course_app.courseware.commands import application, dry_run_option, json_option, publishing_by_command, writing
from course_app.courseware.drafts import begin_course
from course_app.courseware.language.course_yml import read_course_yml
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.room import impact_on
from course_app.courseware.sync import Outcome, stage
from course_app.domain.errors import DomainError
from course_app.infrastructure.database import reader
from course_app.printing.commands import content as content


@content.command(name="pull")
@click.argument("repository")
@click.option("--branch", default="", help="The branch; the repository's own by default.")
@click.option("--folder", default="", help="The folder of the course in the repository; its top by default.")
@json_option
@dry_run_option
def pull_command(repository: str, branch: str, folder: str, in_json: bool, dry_run: bool) -> None:
    """Take the course in REPOSITORY, a git address or folder, as a draft that waits; nothing is published."""
    with application(in_json):
        files = files_of_repository(repository, branch, folder)
        policy, problems = read_course_yml(files.get(COURSE_FILE))
        if policy is None:
            raise DomainError(f"Its {COURSE_FILE} cannot be read: {problems[0].sentence}")
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        how = replace(publishing_by_command(app), origin="folder")
        known = (queries.course_by_slug(reader(), slug) for slug in (policy.id, *policy.was))
        course = next((each for each in known if each is not None), None)
        changes: tuple[Change, ...] = ()
        with writing(dry_run) as session:
            if course is None:
                begin_course(session, policy.id, policy.title, policy.summary, files, 0, how.now)
                slug = policy.id
            else:
                slug, changes = course.slug, stage(session, course, files, how).changes
        touched = impact_on(app, reader(), slug, changes)
        page = f"{app.extensions['settings'].base_url}/author/{slug}"
    said = (
        f"{slug}: {counted(len(changes), 'change')} waiting beside the live course. See: {page}/publish?origin=folder"
    )
    if course is None:
        said = f"{slug}: begun as a draft, nothing is published. See: {page}"
    if in_json:
        data = as_data(said, Outcome.STAGED, None, slug=slug)
        click.echo(printed(data | {"changes": [str(each) for each in changes]}))
        return
    click.echo(in_words(said, dry_run))
    show_changes(changes, touched)
