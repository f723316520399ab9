"""Put new files in the place of old ones, all of them or none, whenever the machine stops.

Everything new lies ready beside the old when the list of exchanges is written. From then on it is only carried out, by
this process or by whichever comes next; before, nothing has changed.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

LIST = "restoring.json"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A file that takes the place of another, which is kept as ``aside``; paths as text, as JSON has them."""

    new: str
    old: str
    aside: str


def exchange(instance: Path, exchanges: Sequence[Exchange]) -> None:
    """Put each new file into its place."""
    listed = instance / LIST
    part = listed.with_suffix(".part")
    with part.open("w") as file:
        json.dump([asdict(each) for each in exchanges], file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(listed)
    _sync(instance)
    finish(instance)


def finish(instance: Path) -> bool:
    """Carry out what a restore had ready when it was stopped; return whether there was something."""
    listed = instance / LIST
    if not listed.exists():
        return False
    for each in json.loads(listed.read_text()):
        _exchange(Path(each["new"]), Path(each["old"]), Path(each["aside"]))
    listed.unlink()
    _sync(instance)
    return True


def _exchange(new: Path, old: Path, aside: Path) -> None:
    if not new.exists():  # done already
        return
    if old.exists() and not aside.exists():
        os.link(old, aside)
    for leftover in (old.with_name(f"{old.name}-wal"), old.with_name(f"{old.name}-shm")):
        leftover.unlink(missing_ok=True)  # of the old database, which was closed with all that they held
    new.replace(old)
    _sync(old.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
