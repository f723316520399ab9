"""`course test | check | lock | bench`: for those who change the programme. They need a checkout."""

import os
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import click

from course_app.operations.checkout import ROOT

TOOLS = {
    "chromium": "the browser tests",
    "pdftoppm": "the tests that look at pages of PDFs",
    "qpdf": "the tests of the inside of PDFs",
    "zbarimg": "the tests that read codes on certificates",
    "initdb": "the tests on PostgreSQL",
    "redis-server": "the tests of jobs and counters on Redis",
}
"""Programmes of the system that tests need, and what is skipped without them."""
MOST_PROCESSES = 8
LOCKS: dict[str, tuple[str, ...]] = {
    "requirements.txt": (),
    "requirements-scale.txt": ("--extra", "scale"),
    "requirements-dev.txt": ("--extra", "scale", "--group", "dev"),
}
LOCK_FLAGS = (
    "--universal",
    "--generate-hashes",
    "--no-build",
    "--python-version",
    "3.11",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
    "--quiet",
)

passed_on = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


@click.command(context_settings=passed_on)
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def test(args: tuple[str, ...]) -> None:
    """Run every test, on SQLite and PostgreSQL, with a browser where there is one.

    ARGS go to pytest: `course test tests/unit -k marking`.
    """
    say_what_is_missing()
    sys.exit(pytest(*args))


def say_what_is_missing() -> None:
    """Count aloud what cannot be tested on this machine."""
    missing = {tool: what for tool, what in TOOLS.items() if not has(tool)}
    if missing:
        click.echo(f"{len(missing)} of {len(TOOLS)} tools are not here, so these are skipped:")
        for tool, what in missing.items():
            click.echo(f"  {tool}: {what}")


def has(tool: str) -> bool:
    """Return whether the system has a programme."""
    if tool == "initdb":
        return shutil.which(tool) is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return shutil.which(tool) is not None


def pytest(*args: str) -> int:
    """Run pytest on all cores and return its exit code; fonts are cut before, so that no process does it twice."""
    _make_assets()
    parallel = () if any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in args) else _processes()
    command = [sys.executable, "-m", "pytest", *parallel, "--databases=all", "--hypothesis-profile=gate", *args]
    return subprocess.run(command, cwd=ROOT, env=_environment(), check=False).returncode  # noqa: S603


def _processes() -> tuple[str, ...]:
    cores = min(os.cpu_count() or 1, MOST_PROCESSES)
    return ("-n", str(cores), "--dist", "worksteal") if cores > 1 else ()


def _environment() -> dict[str, str]:
    """Return our environment without settings of a site, which are not for tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")}


def _make_assets() -> None:
    from course_app.application import STATIC
    from course_app.web import assets

    assets.build(STATIC, ROOT / ".course" / "test-assets")


CHECKS: dict[str, tuple[str, ...]] = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "."),
    "types": ("mypy", "--no-error-summary"),
    "templates": ("djlint", "course_app", "--lint", "--quiet"),
    "floors": ("lint-imports",),
}


@click.command()
def check() -> None:
    """Check format, lint, types, templates and floors; then run the tests that need no browser."""
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    say_what_is_missing()
    tests = pytest("tests/unit", "tests/integration", "tests/architecture", "-q", "--databases=sqlite")
    if tests:
        failed.append("tests")
    click.echo(f"Not in order: {', '.join(failed)}" if failed else "All in order.")
    sys.exit(1 if failed else 0)


def _passes(name: str, command: tuple[str, ...]) -> bool:
    begun = time.monotonic()
    tool = Path(sys.executable).parent / command[0]
    done = subprocess.run(  # noqa: S603
        [tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False, env=_environment()
    )
    fine = done.returncode == 0
    click.echo(
        f"{click.style('ok  ', fg='green') if fine else click.style('FAIL', fg='red')} "
        f"{name} ({time.monotonic() - begun:.1f} s)"
    )
    if not fine:
        click.echo((done.stdout + done.stderr).strip())
    return fine


@click.command()
@click.option("--upgrade", is_flag=True, help="Take the newest versions that pyproject.toml allows.")
def lock(upgrade: bool) -> None:
    """Write the lock files anew from pyproject.toml: every version with its hashes, no address of a registry."""
    uv = next(
        (path for path in (ROOT / ".venv" / "bin" / "uv", shutil.which("uv")) if path and Path(path).exists()), None
    )
    if uv is None:
        raise click.ClickException("uv is not here. Run: .venv/bin/python -m pip install -r requirements-uv.txt")
    for name, extras in LOCKS.items():
        newest = ("--upgrade",) if upgrade else ()
        command = [str(uv), "pip", "compile", "pyproject.toml", *extras, *LOCK_FLAGS, *newest, "-o", name]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:  # noqa: S603
            raise click.ClickException(f"{name} was not written.")
        click.echo(f"{name}: {_count_of(ROOT / name)} packages")


def _count_of(path: Path) -> int:
    return sum("==" in line for line in path.read_text().splitlines())


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--quick", is_flag=True, help="Measure for a shorter time; the figures are rougher.")
@click.option("--only", multiple=True, help="Only measures whose name contains this.")
def bench(as_json: bool, quick: bool, only: tuple[str, ...]) -> None:
    """Measure speed, size and memory on a temporary site, beside a floor application; print figure, target, verdict.

    It starts its own servers on loopback and never touches the instance. Exit 1 when a target is missed.
    """
    sys.path.insert(0, str(ROOT))
    measuring = import_module("tests.bench.measuring")
    sys.exit(measuring.run(as_json=as_json, quick=quick, only=only))
