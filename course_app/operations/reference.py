"""`course docs reference`: the pages of docs/reference/ that follow from the programme itself."""

import inspect
from collections.abc import Iterator
from tempfile import TemporaryDirectory

import click
from flask import Flask

from course_app.infrastructure.config import PREFIX, SETTINGS, Setting, load_settings
from course_app.operations.checkout import ROOT
from course_app.web.access import gate_of

FOLDER = ROOT / "docs" / "reference"
GATES = {"public": "anyone", "learner": "anyone signed in"}
DEFAULTS = {"": "none", "True": "yes", "False": "no"}


@click.group()
def docs() -> None:
    """Look after the documentation."""


@docs.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 when a page is not current.")
def reference(only_check: bool) -> None:
    """Write the pages of docs/reference/ that follow from the programme: settings, commands, addresses."""
    old = []
    root = click.get_current_context().find_root().command
    assert isinstance(root, click.Group)
    for name, text in pages(root, _application()).items():
        path = FOLDER / name
        if not path.exists() or path.read_text("utf-8") != text:
            old.append(name)
            if not only_check:
                FOLDER.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    said = "not current. Run: course docs reference" if only_check else "written."
    click.echo(f"{', '.join(old)}: {said}" if old else "Every page is current.")
    if old and only_check:
        raise click.exceptions.Exit(1)


def pages(root: click.Group, app: Flask) -> dict[str, str]:
    """Return each page of the reference by its file name."""
    return {
        "settings.md": "\n".join(_settings()) + "\n",
        "commands.md": "\n".join(_commands(root)) + "\n",
        "addresses.md": "\n".join(_addresses(app)) + "\n",
    }


def _application() -> Flask:
    """Return an application whose addresses can be listed; it needs no site, and leaves none behind."""
    from course_app.application import STATIC, create_app
    from course_app.web import assets

    with TemporaryDirectory() as folder:
        settings = load_settings({}, INSTANCE=folder, SECRET_KEY="s" * 32, DATA_KEY="0" * 64)
        return create_app(settings, assets.build(STATIC, ROOT / ".course" / "test-assets"))


def _settings() -> Iterator[str]:
    yield "# Settings"
    yield ""
    yield "A setting comes from the environment, else from `config.toml` in the instance folder (there without the"
    yield f"`{PREFIX}` and in small letters), else it has its default. `{PREFIX}<NAME>_FILE` names a file that holds"
    yield "the value. An unknown name is an error. `course doctor --settings` shows what is in force, and its source."
    yield ""
    yield "| Setting | Value | Default | What it does |"
    yield "|---|---|---|---|"
    for setting in SETTINGS:
        default = DEFAULTS.get(str(setting.default), f"`{setting.default}`")
        yield f"| `{PREFIX}{setting.name}` | {_kind(setting)} | {default} | {setting.says} |"


def _kind(setting: Setting) -> str:
    if setting.choices:
        return " or ".join(f"`{choice}`" for choice in setting.choices)
    if setting.kind == "number":
        return f"{setting.low} to {setting.high}" if setting.high < 10**9 else f"{setting.low} or more"
    return {"switch": "`yes` or `no`", "secret": "secret"}.get(setting.kind, setting.kind)


def _commands(root: click.Group) -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "In a checkout write `./course …`, after an installation `course …`. Results go to standard output, problems"
    yield "to standard error. Exit codes: 0 done, 1 problems found, 2 wrong use. Every command has `--help`."
    for path, command in _walk(root, ("course",)):
        yield ""
        yield f"## `{' '.join(path)}`"
        yield ""
        yield _flat(command.help or "")
        options = [each for each in command.params if isinstance(each, click.Option) and "--help" not in each.opts]
        arguments = [each for each in command.params if isinstance(each, click.Argument)]
        if arguments:
            yield ""
            yield f"Usage: `{' '.join([*path, *(_argument(each) for each in arguments)])}`"
        if options:
            yield ""
            yield "| Option | |"
            yield "|---|---|"
            for option in options:
                yield f"| `{', '.join(option.opts)}` | {option.help or ''} |"


def _walk(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group, info_name=path[-1])
    for name in sorted(group.list_commands(context)):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _walk(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


def _argument(argument: click.Argument) -> str:
    name = (argument.name or "").upper() + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _flat(text: str) -> str:
    """Return a help text with one line for each paragraph."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _addresses(app: Flask) -> Iterator[str]:
    yield "# Addresses"
    yield ""
    yield "Every page and what may be sent to it. An owner may use everything."
    yield ""
    yield "| Address | Method | Who | |"
    yield "|---|---|---|---|"
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    for rule in rules:
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        gate = gate_of(app, rule.endpoint) or "nobody"
        says = (inspect.getdoc(app.view_functions[rule.endpoint]) or "").split("\n")[0]
        yield f"| `{rule.rule}` | {methods} | {GATES.get(gate, gate.replace('+', ', '))} | {says} |"
