"""Read a course's folder from the disk: every file that belongs to it, as bytes, within limits."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from course_app.domain.errors import DomainError

MOST_FILES = 5_000
MOST_BYTES_A_FILE = 50_000_000
MOST_BYTES = 300_000_000
DEEPEST = 6


class FolderError(DomainError):
    """The folder cannot be taken as a course: it is missing, too large, or holds what no course holds."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files below ``folder`` by their paths, with ``/``, in the order of their names.

    Names that start with a dot are left out: they belong to editors and version control.

    Raises:
        FolderError: no such folder, a link or device in it, or more than the limits above.
    """
    if not folder.is_dir():
        raise FolderError(f"There is no folder {folder}.")
    files: dict[str, bytes] = {}
    total = 0
    for path, name in _files(folder, "", 1):
        total += path.stat().st_size
        if path.stat().st_size > MOST_BYTES_A_FILE:
            raise FolderError(f"{name} is larger than {MOST_BYTES_A_FILE // 1_000_000} MB.")
        if total > MOST_BYTES:
            raise FolderError(f"{folder} holds more than {MOST_BYTES // 1_000_000} MB.")
        if len(files) >= MOST_FILES:
            raise FolderError(f"{folder} holds more than {MOST_FILES:,} files.")
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            raise FolderError(f"{name} cannot be read: {error.strerror}.") from error
    return files


def _files(folder: Path, within: str, depth: int) -> Iterator[tuple[Path, str]]:
    if depth > DEEPEST:
        raise FolderError(f"{within} is nested more than {DEEPEST} folders deep.")
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise FolderError(f"{within or folder} cannot be read: {error.strerror}.") from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = f"{within}{entry.name}"
        if not name.isprintable():
            raise FolderError(f"The name {name!a} holds letters that cannot be shown.")
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path), name + "/", depth + 1)
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path), name
        else:
            # A link could lead out of the folder, to files that were never meant to be published.
            raise FolderError(f"{name} is no plain file: put the file itself here.")


def write_back(folder: Path, files: Mapping[str, bytes], *, write: bool = True) -> tuple[list[str], list[str]]:
    """Write those of ``files`` that differ into ``folder``; return them, and what else lies there and is left alone.

    Raises:
        FolderError: the folder cannot be read, or a file in it cannot be written.
    """
    there = read_folder(folder)
    written = [path for path, data in files.items() if there.get(path) != data]
    for path in written if write else ():
        try:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(files[path])
        except OSError as error:
            raise FolderError(f"{path} cannot be written: {error.strerror}.") from error
    return written, [path for path in there if path not in files]
