"""How ``course content`` tells what it did and found: in words for people, as JSON for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from course_app.courseware.changes import Change
from course_app.courseware.checking import printed
from course_app.courseware.language.problems import Problem
from course_app.courseware.service import PublishResult
from course_app.courseware.sync import Outcome

COLOURS = {"+": "green", "-": "red", "!": "yellow", "~": "cyan"}


def tell_result(result: PublishResult, in_json: bool, dry_run: bool) -> None:
    """Print what came of publishing: the release, the changes and the warnings."""
    said = f"{result.slug}: published as r{result.number}."
    if not result.new:
        said = f"{result.slug}: r{result.number} is the same, nothing to publish."
    if in_json:
        click.echo(printed(as_data(said, Outcome.PUBLISHED if result.new else Outcome.UNCHANGED, result)))
        return
    click.echo(in_words(said, dry_run))
    show_changes(result.changes)
    show_problems(result.warnings, "")


def as_data(sentence: str, outcome: Outcome, result: PublishResult | None) -> dict[str, Any]:
    """Return the outcome of one course as plain data."""
    return {
        "outcome": outcome.value,
        "sentence": sentence,
        "course": result.slug if result else "",
        "release": result.number if result else 0,
        "changes": [asdict(each) for each in result.changes] if result else [],
    }


def in_words(sentence: str, dry_run: bool) -> str:
    """Return the sentence, marked as a supposition after a dry run."""
    return f"Would be: {sentence}" if dry_run else sentence


def show_changes(found: Sequence[Change]) -> None:
    """Print changes, a line for each."""
    for each in found:
        click.echo(f"  {click.style(each.sign, fg=COLOURS[each.sign], bold=True)} {each.sentence}")


def show_problems(found: Sequence[Problem], folder: str) -> None:
    """Print problems to standard error, a line for each; ``folder`` stands before their files."""
    for each in found:
        colour = "red" if each.severity == "error" else "yellow"
        place = click.style(f"{folder}{each.file}:{each.line}:{each.column}", bold=True)
        click.echo(f"{place}: {click.style(each.code, fg=colour)} {each.sentence} → {each.hint}", err=True)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
