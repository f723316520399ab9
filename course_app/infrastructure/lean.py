"""What this site loads of libraries that bring more along in case it is wanted.

A console with colours and the clients of two databases are 17 MiB in every process, and a fifth of its start.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Let a library that is imported inside the block find these packages missing, as it is prepared to."""
    hidden = [name for name in packages if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def load() -> None:
    """Load logs and jobs before anything else does."""
    with without("rich"):
        import structlog  # noqa: F401
    with without("redis", "psycopg"):
        import huey  # noqa: F401
