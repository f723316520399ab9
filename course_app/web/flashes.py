"""Messages for the next page travel sealed: they may name people, and the signed cookie can be read on the way."""

import hmac
from base64 import b64decode, b64encode
from typing import Any

from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, session_json_serializer

from course_app.infrastructure.crypto import DataKey, SealedError

FLASHES = "_flashes"


class SealedFlashes(TaggedJSONSerializer):
    """Writes and reads what is in the cookie, with its messages sealed."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._key = DataKey(hmac.digest(secret.encode(), b"messages for the next page", "sha256"))

    def dumps(self, value: dict[str, Any]) -> str:
        """Return the contents of a cookie as text."""
        if FLASHES in value:
            sealed = self._key.seal(session_json_serializer.dumps(value[FLASHES]), FLASHES)
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


class SealedCookies(SecureCookieSessionInterface):
    """Keeps the session in a signed cookie in which messages are sealed."""

    def __init__(self, secret: str) -> None:
        self.serializer = SealedFlashes(secret)
