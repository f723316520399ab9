"""The house as its plan says: floors, rooms, sizes and names."""

import ast
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "course_app"
SOURCES = sorted(PACKAGE.rglob("*.py"))
PLAN = tomllib.loads((ROOT / "pyproject.toml").read_text())
LONGEST_FILE = 400
"""Lines. Files are meant to stay below 300; a little more is sometimes one subject."""
LONGEST_FUNCTION = 60
NAMELESS = {"utils.py", "helpers.py", "common.py", "misc.py", "util.py", "helper.py", "base.py"}
INSIDE = {"models", "forms", "views"}
"""What a room keeps to itself."""
FEATURES = {
    path.name
    for path in PACKAGE.iterdir()
    if (path / "__init__.py").exists() and path.name not in {"domain", "infrastructure", "web"}
}


def name_of(path):
    return str(path.relative_to(ROOT))


def tree_of(path):
    return ast.parse(path.read_text("utf-8"))


def test_imports_go_down_only():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_every_room_has_its_floor():
    layers = PLAN["tool"]["importlinter"]["contracts"][0]["layers"]
    planned = {part.strip().removeprefix("course_app.") for line in layers for part in line.split("|")}
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    files = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert planned == rooms | files


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_has_one_subject(path):
    lines = path.read_text("utf-8").count("\n")
    assert lines <= LONGEST_FILE, f"{lines} lines: part it by subject"
    assert path.name not in NAMELESS, "name it after its subject"


def test_functions_can_be_read_at_once():
    long = [
        f"{name_of(path)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_packages_hold_a_docstring_and_nothing_else():
    for path in PACKAGE.rglob("__init__.py"):
        if path.parent != PACKAGE:
            body = tree_of(path).body
            assert len(body) == 1, path
            assert isinstance(body[0], ast.Expr), path


def test_every_module_says_what_it_is_for():
    assert [name_of(path) for path in SOURCES if not ast.get_docstring(tree_of(path))] == []


def imports_of(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_rooms_enter_each_other_by_their_front_doors():
    trespassers = []
    for path in SOURCES:
        room = path.relative_to(PACKAGE).parts[0]
        for module in imports_of(path):
            parts = module.split(".")
            if parts[0] == "course_app" and len(parts) > 2 and parts[1] in FEATURES - {room} and parts[2] in INSIDE:
                trespassers.append(f"{name_of(path)} imports {module}")
    assert trespassers == []


def test_the_rules_need_the_standard_library_only():
    for path in (PACKAGE / "domain").rglob("*.py"):
        for module in imports_of(path):
            top = module.split(".")[0]
            assert top in sys.stdlib_module_names or module.startswith("course_app.domain"), f"{path}: {module}"


def test_the_clock_is_asked_in_one_place():
    asking = re.compile(r"\b(?:datetime\.now|date\.today|datetime\.utcnow)\(")
    allowed = {"infrastructure/clock.py", "infrastructure/jobs.py", "operations/commands.py"}
    for path in SOURCES:
        if str(path.relative_to(PACKAGE)) not in allowed:
            assert not asking.search(path.read_text("utf-8")), path


def tracked():
    """Return the text files of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file():
            try:
                yield path, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def test_nothing_tells_on_which_machine_it_was_written():
    # Put together here, so that this file does not find itself.
    places = re.compile(
        "|".join(("/wo" + "rk/", "/ro" + r"ot\b", r"/ho" + r"me/[a-z]", "py" + r"pi\.org", "pythonho" + "sted"))
    )
    told = [f"{path.relative_to(ROOT)}: {found[0]}" for path, text in tracked() if (found := places.search(text))]
    assert told == []


def test_no_style_or_script_stands_in_a_template():
    inside = re.compile(r"<style\b|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)
    pages = chain(PACKAGE.rglob("templates/**/*.html"))
    found = [name_of(path) for path in pages if inside.search(path.read_text("utf-8"))]
    # The certificate and mails are documents of their own, outside of any page.
    assert [name for name in found if "document" not in name and "mail" not in name] == []
