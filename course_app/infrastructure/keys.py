"""The keys of an instance: files only their owner can read, made once by ``init``.

``secret.key`` signs cookies, ``data.key`` wraps the learners' data keys; settings win over these files. The keys
that sign certificates lie beside them (``signing_keys``).
"""

import os
import secrets
from pathlib import Path

from course_app.infrastructure import clock, signing_keys
from course_app.infrastructure.config import Settings
from course_app.infrastructure.crypto import MasterKey

SECRET_FILE = "secret.key"
DATA_FILE = "data.key"


class MissingKeyError(Exception):
    """A key is neither set nor in its file; the message says what to do."""


def make_keys(settings: Settings) -> list[Path]:
    """Make the keys that are missing and return their files; existing ones are never touched."""
    made = []
    settings.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.keys.chmod(0o700)
    for name, setting in ((SECRET_FILE, "SECRET_KEY"), (DATA_FILE, "DATA_KEY")):
        path = settings.keys / name
        if not settings[setting] and not path.exists():
            _write_once(path, secrets.token_hex(32))
            made.append(path)
    return made + signing_keys.make_missing(settings.keys, settings.issuer_name, clock.now())


def secret_key(settings: Settings) -> str:
    """Return the key that signs cookies; raise ``MissingKeyError`` when there is none."""
    return str(settings["SECRET_KEY"]) or _read(settings, SECRET_FILE, "COURSE_SECRET_KEY")


def master_key(settings: Settings) -> MasterKey:
    """Return the key that wraps data keys; raise ``MissingKeyError`` when there is none."""
    text = str(settings["DATA_KEY"]) or _read(settings, DATA_FILE, "COURSE_DATA_KEY")
    return _key_of(text, settings.keys / DATA_FILE)


def new_key_file(path: Path) -> None:
    """Make a file with a new master key; one that is there already is never touched."""
    _write_once(path, secrets.token_hex(32))


def read_key(path: Path) -> MasterKey:
    """Return the master key in a file; raise ``MissingKeyError`` when it holds none."""
    return _key_of(path.read_text().strip(), path)


def _key_of(text: str, path: Path) -> MasterKey:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise MissingKeyError(f"{path} does not hold a key of 64 hexadecimal digits.")
    return MasterKey(key)


def _read(settings: Settings, name: str, setting: str) -> str:
    path = settings.keys / name
    try:
        return path.read_text().strip()
    except FileNotFoundError as error:
        raise MissingKeyError(
            f"There is no key: {path} is missing and {setting} is not set. "
            "Run: course init (a new site), or bring the key back from its backup."
        ) from error


def _write_once(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
