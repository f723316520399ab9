"""Files of a change of the master key: the new one lies beside the old one until everything is rewritten."""

import os
from datetime import date
from pathlib import Path

from course_app.infrastructure.config import Settings
from course_app.infrastructure.crypto import MasterKey
from course_app.infrastructure.keys import DATA_FILE, MissingKeyError, new_key_file, read_key

NEXT_FILE = "data.key.next"


def next_key(settings: Settings) -> MasterKey:
    """Return the key that comes next, made now or by a change that was interrupted.

    Raises:
        MissingKeyError: the present key does not lie in the folder of keys.
    """
    if settings["DATA_KEY"]:
        raise MissingKeyError(
            "The master key is set as COURSE_DATA_KEY. Put it into the folder of keys as data.key, take the setting "
            "away, and repeat."
        )
    path = settings.keys / NEXT_FILE
    if not path.exists():
        new_key_file(path)
    return read_key(path)


def is_interrupted(settings: Settings) -> bool:
    """Return whether a change of the master key was begun and not ended."""
    return (settings.keys / NEXT_FILE).exists()


def put_in_force(settings: Settings, day: date) -> Path:
    """Put the next key into the place of the present one, and return where that one lies now."""
    present, old = settings.keys / DATA_FILE, settings.keys / f"data-until-{day.isoformat()}.key"
    number = 1
    while old.exists():
        number += 1
        old = settings.keys / f"data-until-{day.isoformat()}-{number}.key"
    os.link(present, old)
    (settings.keys / NEXT_FILE).replace(present)
    folder = os.open(settings.keys, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return old
