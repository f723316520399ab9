"""Read printed matter. Nothing here writes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from course_app.printing.models import PrintedFileRow

Reader = Connection | Session
_file = PrintedFileRow.__table__
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A PDF without its bytes; ``sha256`` is '' where it could not be made, and ``trouble`` says why."""

    key: str
    sha256: str
    size: int
    trouble: str
    made_at: datetime

    @property
    def ready(self) -> bool:
        """Whether there are bytes to send."""
        return bool(self.sha256)


def printed_file(reader: Reader, key: str) -> PrintedFile | None:
    """Return what is known of a file, None when nobody has tried to make it yet."""
    return printed_files(reader, (key,)).get(key)


def printed_files(reader: Reader, keys: Collection[str]) -> dict[str, PrintedFile]:
    """Return what is known of ``keys``; those that nobody has tried to make are left out."""
    columns = (_file.c.key, _file.c.sha256, _file.c.size, _file.c.trouble, _file.c.made_at)
    ordered = sorted(keys)
    found: dict[str, PrintedFile] = {}
    for start in range(0, len(ordered), _AT_ONCE):
        query = select(*columns).where(_file.c.key.in_(ordered[start : start + _AT_ONCE]))
        found.update((row.key, PrintedFile(*row)) for row in reader.execute(query))
    return found


def data_of(reader: Reader, key: str) -> bytes:
    """Return the bytes of a file, as they were made."""
    return reader.execute(select(_file.c.data).where(_file.c.key == key)).scalar() or b""
