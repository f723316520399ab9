"""A backup as one file: a zip with the rows of every table, what was erased, the keys when asked for, and a manifest.

The manifest comes last and tells the hash of everything else, so that a file that was cut short or altered is seen.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

FORMAT = 1
MANIFEST = "manifest.json"
TABLES, KEYS = "tables/", "keys/"
ERASURES = "erasures.jsonl"
SETTINGS = "config.toml"
BLOCK = 1 << 20


class BackupError(Exception):
    """A backup cannot be made or used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside: its hash, its size in bytes, and its rows when it is a table."""

    sha256: str
    bytes: int
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: ``revision`` is that of its tables."""

    program: str
    revision: str
    database: str
    site: str
    taken_at: datetime
    parts: Mapping[str, Part] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(part.rows or 0 for part in self.parts.values())

    @property
    def keys(self) -> list[str]:
        """The names of the keys inside."""
        return [name.removeprefix(KEYS) for name in self.parts if name.startswith(KEYS)]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        parts = {
            name: {"sha256": each.sha256, "bytes": each.bytes, "rows": each.rows} for name, each in self.parts.items()
        }
        facts = {"program": self.program, "revision": self.revision, "database": self.database, "site": self.site}
        return {"format": FORMAT, **facts, "taken_at": self.taken_at.isoformat(), "parts": parts}


class Archive:
    """A backup that is being written."""

    def __init__(self, file: ZipFile) -> None:
        self._file = file
        self._parts: dict[str, Part] = {}

    def add(self, name: str, data: bytes) -> None:
        """Add a file."""
        self._file.writestr(name, data)
        self._parts[name] = Part(hashlib.sha256(data).hexdigest(), len(data))

    def add_lines(self, name: str, lines: Iterable[str]) -> None:
        """Add a file line by line; the first one is a heading, the others are rows."""
        digest, size, count = hashlib.sha256(), 0, 0
        with self._file.open(name, "w", force_zip64=True) as into:
            for line in lines:
                data = line.encode() + b"\n"
                into.write(data)
                digest.update(data)
                size, count = size + len(data), count + 1
        self._parts[name] = Part(digest.hexdigest(), size, count - 1)

    def finish(self, **facts: Any) -> Manifest:
        """Write the manifest and return it."""
        manifest = Manifest(**facts, parts=self._parts)
        self._file.writestr(MANIFEST, json.dumps(manifest.plain(), indent=1, ensure_ascii=False))
        return manifest


@contextmanager
def writing(path: Path) -> Iterator[Archive]:
    """Write a backup inside the block; it stands at ``path`` when it is whole, readable by its owner alone.

    Raises:
        BackupError: there is a file already, or the folder cannot be written.
    """
    if path.exists():
        raise BackupError(f"{path} is there already. Give each backup a name of its own, such as one with the day.")
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "w+b") as raw:
            with ZipFile(raw, "w", ZIP_DEFLATED, compresslevel=6) as file:
                yield Archive(file)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


@contextmanager
def reading(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Open a backup inside the block, with its manifest.

    Raises:
        BackupError: it is no backup, or one that this version cannot read.
    """
    try:
        file = ZipFile(path)
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error
    except (BadZipFile, OSError) as error:
        raise BackupError(f"{path} is no whole backup: {error}.") from error
    with file:
        try:
            yield file, _manifest(file, path)
        except (BadZipFile, EOFError, zlib.error) as error:
            raise BackupError(f"{path} is damaged: {error}.") from error


def _manifest(file: ZipFile, path: Path) -> Manifest:
    try:
        found = json.loads(file.read(MANIFEST))
        form = found["format"]
        parts = {name: Part(each["sha256"], each["bytes"], each["rows"]) for name, each in found["parts"].items()}
        facts = {name: str(found[name]) for name in ("program", "revision", "database", "site")}
        manifest = Manifest(**facts, taken_at=datetime.fromisoformat(found["taken_at"]), parts=parts)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BackupError(f"{path} is no backup of a site: it has no manifest that can be read.") from error
    if form != FORMAT:
        raise BackupError(f"{path} was made by a newer version ({manifest.program}). Restore it with that one.")
    return manifest


def verify(path: Path) -> Manifest:
    """Read a backup to its end, and return its manifest.

    Raises:
        BackupError: something is missing, altered or not to be read; it says what.
    """
    with reading(path) as (file, manifest):
        inside = {name for name in file.namelist() if name != MANIFEST}
        for name in sorted(inside ^ set(manifest.parts)):
            raise BackupError(
                f"{path} is not what its manifest says: {name} is {'missing' if name not in inside else 'more'}."
            )
        for name, part in manifest.parts.items():
            digest, rows = hashlib.sha256(), -1
            with file.open(name) as member:
                while block := member.read(BLOCK):
                    digest.update(block)
                    rows += block.count(b"\n")
            if digest.hexdigest() != part.sha256 or (part.rows is not None and rows != part.rows):
                raise BackupError(f"{path} is damaged: {name} is not what was written.")
    return manifest


@contextmanager
def lines_in(file: ZipFile, name: str) -> Iterator[Iterator[str]]:
    """Lend the lines of a file inside."""
    with file.open(name) as member, TextIOWrapper(member, "utf-8") as text:
        yield (line.rstrip("\n") for line in text)
