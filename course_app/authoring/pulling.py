"""Pull a course out of a git repository: its newest files become a draft that waits for a person."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from course_app.courseware.folder import read_folder
from course_app.courseware.language.layout import COURSE_FILE
from course_app.domain.errors import DomainError

MOST_SECONDS = 300
PROTOCOLS = "file:git:http:https:ssh"


class PullError(DomainError):
    """A repository could not be read; the message says why."""


def files_of_repository(repository: str, branch: str = "", folder: str = "") -> dict[str, bytes]:
    """Return the files of the course that lies in ``folder`` of a repository, as its newest commit has them.

    Nothing of the repository is run: no hooks, no submodules, no helpers that ask for passwords.

    Raises:
        PullError: there is no git here, no such repository, branch or folder.
        FolderError: the folder holds what no course holds.
    """
    git = shutil.which("git")
    if git is None:
        raise PullError("There is no git on this machine. Install it, or import a zip.")
    if repository.startswith("-") or branch.startswith("-"):
        raise PullError("The repository is an address or a folder.")
    with TemporaryDirectory(prefix="course-pull-") as home:
        target = Path(home) / "repository"
        command = [git, "clone", "--quiet", "--depth=1", "--no-tags", "--single-branch", "--config", "core.hooksPath="]
        command += [f"--branch={branch}"] if branch else []
        _run([*command, "--", repository, str(target)])
        course = (target / folder).resolve()
        if not course.is_relative_to(target.resolve()) or not (course / COURSE_FILE).is_file():
            raise PullError(f"There is no {COURSE_FILE} in {folder or 'the repository'}. Say --folder PATH.")
        return read_folder(course)


def _run(command: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": PROTOCOLS, "GIT_LFS_SKIP_SMUDGE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - the words of the command are ours, the address stands behind --
            command, env=environment, capture_output=True, text=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PullError("The repository did not answer in time.") from error
    if done.returncode:
        lines = [line for line in done.stderr.strip().splitlines() if line] or ["git gave no reason"]
        raise PullError(f"The repository could not be read: {lines[-1].removeprefix('fatal: ')}")
