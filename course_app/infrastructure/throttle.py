"""Counters that slow guessing down, in a file of their own, so that a GET writes nothing to the main database.

The file is a storage for the ``limits`` library: all workers share one count, and it survives a restart.
"""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from limits.storage import Storage

_SCHEMA = "CREATE TABLE IF NOT EXISTS counter (key TEXT PRIMARY KEY, count INTEGER NOT NULL, expires REAL NOT NULL)"
_INCREMENT = """
INSERT INTO counter (key, count, expires) VALUES (:key, :amount, :now + :expiry)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN expires <= :now THEN :amount ELSE count + :amount END,
  expires = CASE WHEN expires <= :now THEN :now + :expiry ELSE expires END
RETURNING count
"""


class FileStorage(Storage):
    """Counters in a SQLite file: ``counters:///path``."""

    STORAGE_SCHEME = ["counters"]  # noqa: RUF012 - the base class reads a list here

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._path = Path(urlsplit(uri).path)
        self._local = threading.local()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What this storage raises."""
        return sqlite3.Error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=2, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(_SCHEMA)
            self._local.connection = connection
        return connection

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add ``amount`` to the counter ``key``, which begins anew ``expiry`` seconds after its first count."""
        values = {"key": key, "amount": amount, "expiry": expiry, "now": time.time()}
        with closing(self._connection().execute(_INCREMENT, values)) as cursor:
            return int(cursor.fetchone()[0])

    def get(self, key: str) -> int:
        """Return the counter, 0 when it is over."""
        row = self._row(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        """Return when the counter begins anew, in seconds since 1970."""
        row = self._row(key)
        return row[1] if row else time.time()

    def _row(self, key: str) -> tuple[int, float] | None:
        query = "SELECT count, expires FROM counter WHERE key = ? AND expires > ?"
        with closing(self._connection().execute(query, (key, time.time()))) as cursor:
            row: tuple[int, float] | None = cursor.fetchone()
            return row

    def check(self) -> bool:
        """Return whether the file can be used."""
        try:
            self._connection().execute("SELECT 1")
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every counter and return how many there were."""
        return self._connection().execute("DELETE FROM counter").rowcount

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._connection().execute("DELETE FROM counter WHERE key = ?", (key,))

    def purge(self) -> None:
        """Drop counters that are over."""
        self._connection().execute("DELETE FROM counter WHERE expires <= ?", (time.time(),))
