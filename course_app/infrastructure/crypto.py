"""Keys and tokens: a data key for each learner, wrapped by the master key, and tokens that are hashed at rest.

Data keys are random and never derived from a password, so that a reset does not touch them. Everything is
AES-256-GCM; what a ciphertext belongs to is authenticated with it (``bound_to``), so that a value cannot be moved
to another row. Layout of a sealed value: one version byte, 12 bytes of nonce, ciphertext and tag.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12


class SealedError(Exception):
    """A sealed value cannot be opened: wrong key, wrong place or damaged."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A learner's own key, unwrapped. Never stored, never logged."""

    secret: bytes

    def __repr__(self) -> str:
        return "DataKey(…)"

    def seal(self, text: str, bound_to: str) -> bytes:
        """Return ``text`` sealed for the place ``bound_to``."""
        return _seal(self.secret, text.encode(), bound_to)

    def open(self, sealed: bytes, bound_to: str) -> str:
        """Return the text sealed for ``bound_to``; raise ``SealedError`` when it cannot be opened."""
        return _open(self.secret, sealed, bound_to).decode()


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The key that wraps data keys."""

    secret: bytes

    def __repr__(self) -> str:
        return "MasterKey(…)"

    def new_data_key(self, owner: str) -> tuple[DataKey, bytes]:
        """Return a new data key for ``owner`` and its wrapped form, which is what is stored."""
        secret = os.urandom(KEY_BYTES)
        return DataKey(secret), _seal(self.secret, secret, owner)

    def wrap(self, key: DataKey, owner: str) -> bytes:
        """Return the wrapped form of a data key of ``owner``."""
        return _seal(self.secret, key.secret, owner)

    def unwrap(self, wrapped: bytes, owner: str) -> DataKey:
        """Return the data key of ``owner``; raise ``SealedError`` under another master key."""
        return DataKey(_open(self.secret, wrapped, owner))

    def blind_index(self) -> bytes:
        """Return the key of blind indexes, derived from this one; another master key needs the indexes made anew."""
        return hmac.digest(self.secret, b"blind index", "sha256")


def _seal(key: bytes, data: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, data, bound_to.encode())


def _open(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    if sealed[:1] != _VERSION:
        raise SealedError("unknown version of a sealed value")
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise SealedError("a sealed value cannot be opened") from error


def new_token() -> str:
    """Return a fresh random token of 256 bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token: its SHA-256."""
    return sha256(token.encode("utf-8", "replace")).digest()
