"""`course doctor`: exit code 1 when something is wrong, 0 when there is at most advice."""

import json
from dataclasses import asdict

import click

from course_app.infrastructure import clock
from course_app.infrastructure.config import PREFIX, SETTINGS, Settings, load_settings
from course_app.operations.doctor.examination import examine
from course_app.operations.doctor.findings import Finding, Level

SIGNS = {Level.FINE: ("ok", "green"), Level.ADVICE: ("!", "yellow"), Level.WRONG: ("x", "red"), Level.UNSEEN: ("?", "")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--settings", "show_settings", is_flag=True, help="Show every setting with its value and where it is from."
)
def doctor(as_json: bool, show_settings: bool) -> None:
    """Look at everything a site needs and say what to do; exit 1 when something is wrong."""
    if show_settings:
        _show_settings(load_settings(), as_json)
        return
    findings = examine(clock.now())
    if as_json:
        click.echo(json.dumps([asdict(found) for found in findings], ensure_ascii=False, indent=1))
    else:
        for found in findings:
            _show(found)
        _sum_up(findings)
    if any(found.level is Level.WRONG for found in findings):
        raise click.exceptions.Exit(1)


def _show(found: Finding) -> None:
    sign, colour = SIGNS[found.level]
    click.echo(f"{click.style(f'{sign:>2}', fg=colour or None)} {found.check}: {found.says}")
    if found.todo:
        click.echo(f"     → {found.todo}")


def _sum_up(findings: list[Finding]) -> None:
    counts = {level: sum(found.level is level for found in findings) for level in Level}
    unseen = f", {counts[Level.UNSEEN]} not looked at" if counts[Level.UNSEEN] else ""
    click.echo(
        f"{len(findings)} looked at: {counts[Level.WRONG]} wrong, {counts[Level.ADVICE]} to think about{unseen}."
    )


def _show_settings(settings: Settings, as_json: bool) -> None:
    shown = {
        PREFIX + setting.name: {
            "value": "(secret)" if setting.kind == "secret" and settings[setting.name] else settings[setting.name],
            "source": settings.sources[setting.name],
            "says": setting.says,
        }
        for setting in SETTINGS
    }
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for name, about in shown.items():
        value = "(empty)" if about["value"] == "" else about["value"]
        click.echo(f"{name} = {value}  [{about['source']}]\n     {about['says']}")
