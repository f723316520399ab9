"""Who issues a badge, as an identifier others can resolve: ``did:web`` from the public address, else ``did:key``.

The host is that of the setting, never that of a request. A site without a public address has nothing to resolve:
its issuer is the key itself, and says that it is a demonstration.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from course_app.infrastructure.config import Settings

_ED25519 = b"\xed\x01"  # multicodec
_BASE58 = "z"  # multibase
DID_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


class KeyFormatError(ValueError):
    """A text is not an Ed25519 key in multibase."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs badges: ``id`` is the identifier, ``name`` what people call them."""

    id: str
    name: str
    url: str
    email: str = ""
    demonstration: bool = False

    def method(self, key: str) -> str:
        """Return the address of a public key of this issuer."""
        return f"{self.id}#{key}"


def issuer_of(settings: Settings, key: str) -> Issuer:
    """Return the issuer that ``settings`` name; ``key`` is the public key in force, in multibase."""
    public = settings.production and settings.https
    name = settings.issuer_name if settings.production else f"{settings.issuer_name} (demonstration)"
    identifier = web_identifier(settings.base_url) if public else f"did:key:{key}"
    return Issuer(identifier, name, settings.issuer_url, settings["SUPPORT_EMAIL"], not settings.production)


def web_identifier(base_url: str) -> str:
    """Return the ``did:web`` of an address; a port is written with its colon encoded."""
    return "did:web:" + urlsplit(base_url).netloc.replace(":", "%3A")


def multibase(key: Ed25519PublicKey | Ed25519PrivateKey) -> str:
    """Return the public half of a key in multibase."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return encode(_ED25519 + raw)


def public_key(text: str) -> Ed25519PublicKey:
    """Return the key that ``text`` is in multibase; raise ``KeyFormatError`` when it is none."""
    raw = decode(text)
    if len(raw) != 34 or not raw.startswith(_ED25519):
        raise KeyFormatError("not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def encode(data: bytes) -> str:
    """Return bytes in base 58 with the letter that says so."""
    text: bytes = base58.b58encode(data)
    return _BASE58 + text.decode()


def decode(text: str) -> bytes:
    """Return the bytes of a base 58 text; raise ``KeyFormatError`` when it is none."""
    if not text.startswith(_BASE58) or len(text) > 200:
        raise KeyFormatError("not base 58")
    try:
        data: bytes = base58.b58decode(text[1:])
    except ValueError as error:
        raise KeyFormatError("not base 58") from error
    return data


def signed_by(key: str, signature: bytes, data: bytes) -> bool:
    """Return whether ``signature`` over ``data`` is by the key ``key`` in multibase."""
    try:
        public_key(key).verify(signature, data)
    except (InvalidSignature, KeyFormatError):
        return False
    return True


def document(issuer: Issuer, keys: Iterable[str]) -> dict[str, Any]:
    """Return the document of an issuer: every key it ever signed with, for all but the compromised stay good."""
    methods = [
        {"id": issuer.method(key), "type": "Multikey", "controller": issuer.id, "publicKeyMultibase": key}
        for key in keys
    ]
    return {
        "@context": list(DID_CONTEXTS),
        "id": issuer.id,
        "verificationMethod": methods,
        "assertionMethod": [each["id"] for each in methods],
    }
