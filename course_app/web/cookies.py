"""The cookie of a session: signed, with messages for the next page sealed.

A signed cookie can be read on the way, and messages may name people.
"""

import hmac
from base64 import b64decode, b64encode
from typing import Any

from flask import Flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, session_json_serializer
from itsdangerous import Signer, TimestampSigner, URLSafeTimedSerializer

from course_app.infrastructure.crypto import DataKey, SealedError

FLASHES = "_flashes"
MOST_FLASHES = 1_500
"""Characters of messages in a cookie: a browser drops one of over 4,096 bytes, and with it the session."""


class SealedFlashes(TaggedJSONSerializer):
    """Writes and reads what is in the cookie, with its messages sealed."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._key = DataKey(hmac.digest(secret.encode(), b"messages for the next page", "sha256"))

    def dumps(self, value: dict[str, Any]) -> str:
        """Return the contents of a cookie as text."""
        if FLASHES in value:
            sealed = self._key.seal(session_json_serializer.dumps(_newest(value[FLASHES])), FLASHES)
            value = value | {FLASHES: b64encode(sealed).decode()}
        return session_json_serializer.dumps(value)

    def loads(self, text: str) -> dict[str, Any]:
        """Return the contents of a cookie; messages that cannot be opened are dropped."""
        value: dict[str, Any] = session_json_serializer.loads(text)
        if FLASHES in value:
            try:
                opened = self._key.open(b64decode(value.pop(FLASHES)), FLASHES)
            except (SealedError, TypeError, ValueError):
                return value
            value[FLASHES] = session_json_serializer.loads(opened)
        return value


def _newest(flashes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the newest messages, as many as a cookie holds; they pile up when nobody looks at a page."""
    kept: list[tuple[str, str]] = []
    room = MOST_FLASHES
    for kind, text in reversed(flashes):
        room -= len(session_json_serializer.dumps((kind, text)))
        if room < 0:
            break
        kept.insert(0, (kind, text))
    return kept


class _Signer(TimestampSigner):
    """Derives the key of a secret once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._derived: dict[str | bytes | None, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the key that signs with ``secret_key``."""
        found = self._derived.get(secret_key)
        if found is None:
            found = self._derived[secret_key] = super().derive_key(secret_key)
        return found


class _Cookies(URLSafeTimedSerializer):
    """Makes its signer once."""

    default_signer = _Signer
    _signer: Signer | None = None

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        """Return the signer of cookies."""
        if salt not in {None, self.salt}:
            return super().make_signer(salt)
        if self._signer is None:
            self._signer = super().make_signer()
        return self._signer


class SealedCookies(SecureCookieSessionInterface):
    """Keeps the session in a signed cookie in which messages are sealed.

    What reads and signs cookies is made once, not twice a request: that costs as much as a statement.
    """

    def __init__(self, secret: str) -> None:
        self.serializer = SealedFlashes(secret)
        self._cookies = _Cookies(
            secret,
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self.digest_method},
        )

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what reads and signs the cookies of ``app``."""
        return self._cookies
