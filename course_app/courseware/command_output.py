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


def tell_result(result: PublishResult, in_json: bool, dry_run: bool, touched: Sequence[str] = ()) -> None:
    """Print what came of publishing: the release, the changes with whom each touches, and the warnings."""
    said = f"{result.slug}: published as r{result.number}."
    if not result.new:
        said = f"{result.slug}: r{result.number} is the same, nothing to publish."
    if in_json:
        click.echo(printed(as_data(said, Outcome.PUBLISHED if result.new else Outcome.UNCHANGED, result, touched)))
        return
    click.echo(in_words(said, dry_run))
    show_changes(result.changes, touched)
    show_problems(result.warnings, "")


def as_data(
    sentence: str, outcome: Outcome, result: PublishResult | None, touched: Sequence[str] = (), slug: str = ""
) -> dict[str, Any]:
    """Return the outcome of one course as plain data."""
    return {
        "outcome": outcome.value,
        "sentence": sentence,
        "course": result.slug if result else slug,
        "release": result.number if result else 0,
        "changes": changes_as_data(result.changes if result else (), touched),
    }


def in_words(sentence: str, dry_run: bool) -> str:
    """Return the sentence, marked as a supposition after a dry run."""
    return f"Would be: {sentence}" if dry_run else sentence


def changes_as_data(found: Sequence[Change], touched: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return changes as plain data, each with whom it touches."""
    return [asdict(each) | {"touches": touched[at] if at < len(touched) else ""} for at, each in enumerate(found)]


def show_changes(found: Sequence[Change], touched: Sequence[str] = ()) -> None:
    """Print changes, a line for each, with whom it touches."""
    for at, each in enumerate(found):
        who = f" ({touched[at]})" if at < len(touched) and touched[at] else ""
        click.echo(f"  {click.style(each.sign, fg=COLOURS[each.sign], bold=True)} {each.sentence}{who}")


def show_problems(found: Sequence[Problem], folder: str) -> None:
    """Print problems to standard error, a line for each; ``folder`` stands before their files."""
    for each in found:
        colour = "red" if each.severity == "error" else "yellow"
        place = click.style(f"{folder}{each.file}:{each.line}:{each.column}", bold=True)
        click.echo(f"{place}: {click.style(each.code, fg=colour)} {each.sentence} → {each.hint}", err=True)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
