"""``course demo ...``: made-up learners, to try the pages of a programme and to measure them."""

import secrets
from random import Random
from typing import Any

import click
from flask import Flask

from course_app.accounts.demo import add_people
from course_app.courseware import releases
from course_app.courseware.queries import course_by_slug, live_courses
from course_app.enrolment.cohorts import Plan, add_cohort
from course_app.enrolment.demo import enrol_people
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction

PIECE = 2000
COHORTS = 20


@click.group()
def demo() -> None:
    """Made-up learners on a local site."""


@demo.command()
@click.argument("number", type=click.IntRange(1, 1_000_000))
@click.option("--course", "slug", default="", help="The course they take; without it the first live one.")
@click.option("--seed", default=1, help="Another number gives other learners.")
@click.pass_context
def learners(ctx: click.Context, number: int, slug: str, seed: int) -> None:
    """Add NUMBER made-up learners with their progress, in twenty cohorts and in none. Not on a site that is live."""
    app: Flask = ctx.obj()
    if app.extensions["settings"].production:
        raise click.ClickException("This site is live. Made-up learners belong on a local one.")
    with app.app_context():
        found = course_by_slug(reader(), slug) if slug else next(iter(live_courses(reader())), None)
        if found is None or not found.release_id:
            raise click.ClickException("There is no such live course. Run: course content list")
        made = seed_learners(app, found.release_id, number, Random(seed))  # noqa: S311 - made-up data
    click.echo(f"{made} learners take {found.slug} now.")


def seed_learners(app: Flask, release_id: int, number: int, chance: Random) -> int:
    """Add made-up learners to the course of a release, in pieces, inside an application context."""
    release, now = releases.get(release_id), clock.now()
    kinds: Any = app.extensions["task_kinds"]
    with transaction() as session:
        cohorts = [
            add_cohort(session, release.course.id, Plan(f"Group {each + 1}"), secrets.token_urlsafe(12), now)
            for each in range(COHORTS)
        ]
    for begun in range(0, number, PIECE):
        with transaction() as session:
            people = add_people(session, app.extensions["master_key"], min(PIECE, number - begun), now)
            enrol_people(session, release, people, cohorts, kinds, chance, now)
    return number
