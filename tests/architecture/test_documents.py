"""The documents: every link leads somewhere, every command and setting exists, and the tutorial can be followed."""

import re
import shlex
import tomllib
from contextlib import suppress
from pathlib import Path

import click
import pytest

from course_app.cli import course
from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from course_app.infrastructure.config import SETTINGS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "instance" / "README.md"])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
COMMAND = re.compile(r"(?:^|\./|/site/)course ((?:--?)?[a-z][^\n#|`]*)")
FILE = re.compile(r"`content/balcony/(start/[\w-]+\.md)`:\n\n```markdown\n(.*?)^```", re.MULTILINE | re.DOTALL)
TUTORIAL = ROOT / "docs" / "tutorial" / "your-first-course.md"


def name_of(path):
    return str(path.relative_to(ROOT))


def blocks(document, *languages):
    found = FENCE.findall(document.read_text("utf-8"))
    return [text for language, text in found if language in languages]


def anchors(document):
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def commands(document):
    """Return the commands that a document tells people to type: in blocks of a shell, and in its sentences."""
    for block in blocks(document, "sh", "ini", ""):
        for line in block.splitlines():
            yield from COMMAND.findall(line.partition("  #")[0])
    yield from re.findall(r"`(?:\./)?course ([a-z][^`\n]*)`", FENCE.sub("", document.read_text("utf-8")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(document):
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", FENCE.sub("", document.read_text("utf-8")))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            lost.append(target)
    assert not lost


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_command_in_it_can_be_typed(document):
    wrong = []
    for line in commands(document):
        words = shlex.split(line.replace("…", "").replace("<", "'<").replace(">", ">'"))
        if not understood(words):
            wrong.append(line)
    assert not wrong


def understood(words):
    """Return whether the words are a command with options that it has."""
    command = course
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.get_command(click.Context(command), words.pop(0))
    if command is None:
        return False
    options = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
    return command.context_settings.get("ignore_unknown_options", False) or all(
        word.partition("=")[0] in options for word in words if word.startswith("-")
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_setting_in_it_exists(document):
    text = document.read_text("utf-8")
    named = {name.removesuffix("_FILE") for name in re.findall(r"\bCOURSE_([A-Z_]+[A-Z])\b", text)}
    for block in blocks(document, "toml"):
        named |= {name.upper() for name in tomllib.loads(block)}
    assert named <= {setting.name for setting in SETTINGS}


def test_whoever_follows_the_tutorial_has_a_course_without_a_problem(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CONTENT_DIR", str(tmp_path))
    monkeypatch.setenv("COURSE_INSTANCE", str(tmp_path / "instance"))
    new, *_ = blocks(TUTORIAL, "sh")
    run(new.split()[1:])
    folder = tmp_path / "balcony"
    outline, credential = blocks(TUTORIAL, "yaml")
    (folder / "course.yml").write_text(outline + credential)
    for name, source in FILE.findall(TUTORIAL.read_text("utf-8")):
        (folder / name).write_text(source)
    run(["content", "fmt", str(folder)])
    read = read_course(read_folder(folder))
    assert [str(problem) for problem in read.problems] == []
    assert {unit.id for unit in read.course.units()} == {"welcome", "check", "first-step", "soil", "water", "plan"}
    assert read.course.credential.title == "Certified Balcony Gardener"


def run(words):
    with suppress(SystemExit):
        course.main(words, standalone_mode=False)
