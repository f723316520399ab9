"""A small cache of releases: one for each process, safe between threads, each value made once."""

from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")
MOST = 12


class ReleaseCache(Generic[Value]):
    """Keeps the values used last; ``make`` makes the one for an id.

    While one is being made, others who want any new one wait: two at once would cost twice the time and memory.
    """

    def __init__(self, make: Callable[[int], Value], most: int = MOST):
        self._make = make
        self._most = most
        self._values: dict[int, Value] = {}
        self._used: dict[int, int] = {}
        self._ticks = count()
        self._making = Lock()

    def get(self, key: int) -> Value:
        """Return the value for ``key``, made now if it is not at hand."""
        value = self._values.get(key)
        if value is None:
            value = self._made(key)
        self._used[key] = next(self._ticks)
        return value

    def _made(self, key: int) -> Value:
        with self._making:
            value = self._values.get(key)
            if value is None:
                value = self._make(key)
                while len(self._values) >= self._most:
                    oldest = min(self._values, key=lambda each: self._used.get(each, 0))
                    del self._values[oldest]
                    self._used.pop(oldest, None)
                self._values[key] = value
        return value
