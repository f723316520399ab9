"""What is installed is what is locked, and a package works without its checkout."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.served import with_assets

ROOT = Path(__file__).parents[2]
PLAN = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PLAN["project"]
LOCKS = {
    "requirements.txt": PROJECT["dependencies"],
    "requirements-scale.txt": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["scale"],
    "requirements-dev.txt": PROJECT["dependencies"]
    + PROJECT["optional-dependencies"]["scale"]
    + PLAN["dependency-groups"]["dev"],
    "requirements-uv.txt": ["uv"],
}
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", re.IGNORECASE | re.MULTILINE)


def pinned(name):
    found = PINNED.findall((ROOT / name).read_text())
    return {canonical(package): version for package, version in found}


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_for_every_package_and_no_address(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "--index" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == len(PINNED.findall(text))
    for entry in entries:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(lock):
    versions = pinned(lock)
    for line in LOCKS[lock]:
        wanted = Requirement(line)
        version = versions.get(canonical(wanted.name))
        assert version, f"{wanted.name} is not in {lock}; run: ./course lock"
        assert wanted.specifier.contains(version), f"{wanted} is locked at {version}; run: ./course lock"


def test_the_locks_agree():
    larger = pinned("requirements-dev.txt")
    for lock in ("requirements.txt", "requirements-scale.txt"):
        assert pinned(lock).items() <= larger.items()


def test_the_script_that_installs_needs_the_standard_library_only():
    text = (ROOT / "course").read_text()
    modules = set(re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE))
    assert modules <= set(sys.stdlib_module_names)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_a_package_holds_what_a_site_needs_and_no_tests(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in (("migrations", "_data/migrations"), ("content", "_data/content"), ("course_app", "")):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                name = str(Path("course_app") / inside / path.relative_to(ROOT / folder))
                assert name in names, name
    assert not [name for name in names if "test" in name.split("/")[0] or "instance" in name.split("/")]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_site_is_made_by_the_package_alone(wheel, manifest, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "instance").mkdir()
    with_assets(tmp_path / "instance")  # cutting the fonts takes seconds and is tested elsewhere
    environment = {"PYTHONPATH": str(tmp_path / "site"), "COURSE_INSTANCE": str(tmp_path / "instance")}
    command = [sys.executable, "-m", "course_app", "init"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "published as r1" in done.stdout
    help_text = subprocess.run([*command[:-1], "--help"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert " lock " not in help_text.stdout, "commands for a checkout are not for a package"
