"""Passwords: argon2id, one at a time in each process, so that a wave of sign-ins cannot starve the lessons."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from course_app.domain.errors import DomainError

SHORTEST, LONGEST = 10, 128
_WAITING = 8
_ZXCVBN_READS = 72  # it raises above
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_slot = threading.Lock()
_queue = threading.BoundedSemaphore(_WAITING + 1)


class BusyError(Exception):
    """Too many people sign in at once; answered with 503 and a kind word."""


class WeakPasswordError(DomainError):
    """The password is too short, too long or easy to guess."""

    field = "password"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise BusyError
    try:
        with _slot:
            yield
    finally:
        _queue.release()


def check_strength(password: str, *words: str) -> None:
    """Refuse a password that is short, long, common or made of ``words`` such as name and address.

    Raises:
        WeakPasswordError: with the reason and what would help.
    """
    from zxcvbn import zxcvbn  # its lists of words take 12 MiB, which a process that only signs people in can spare

    if len(password) < SHORTEST:
        raise WeakPasswordError(f"Use {SHORTEST} characters or more. Three unrelated words are easy to remember.")
    if len(password) > LONGEST:
        raise WeakPasswordError(f"Use {LONGEST} characters or fewer.")
    parts = [part for word in words for part in (word, *word.replace("@", " ").replace(".", " ").split()) if part]
    if zxcvbn(password[:_ZXCVBN_READS], user_inputs=[part[:60] for part in parts])["score"] < 2:
        raise WeakPasswordError("This one is easy to guess. Three unrelated words are easy to remember.")


def hash_password(password: str) -> str:
    """Return the argon2id hash to store."""
    with _one_at_a_time():
        return _hasher.hash(_bytes(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Return whether the password fits; without a hash it takes the same time and says no."""
    with _one_at_a_time():
        try:
            _hasher.verify(password_hash or _nobody(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
