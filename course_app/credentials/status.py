"""The list that says which credentials are withdrawn: one bit each, published as a signed credential.

Source: W3C, Bitstring Status List 1.0. The list is large and places in it are drawn at random, so that nobody can
tell from it, or from asking for it, whose credential is meant.
"""

import gzip
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from course_app.credentials.badge import PURPOSE, Document, profile
from course_app.credentials.contexts import CREDENTIALS_V2
from course_app.credentials.did import Issuer
from course_app.credentials.proofs import moment

ENTRIES = 131_072  # the least that the specification allows
MOST_TAKEN = 100_000  # then a new list begins: drawing stays quick and says nothing
DRAWN = 8  # at once: even in a list that is nearly full, one of them is free nine times of ten
VALID_FOR = timedelta(days=7)
SIGN_AGAIN_AFTER = timedelta(days=1)
TTL_MS = 300_000


def draw(below: Callable[[int], int]) -> tuple[int, ...]:
    """Return places at random, the first that is free to be given; ``below`` is ``secrets.randbelow`` or its like."""
    return tuple(below(ENTRIES) for _ in range(DRAWN))


def encode(places: Iterable[int]) -> str:
    """Return the list with the bits at ``places`` set; the first place is the left-most bit."""
    bits = bytearray(ENTRIES // 8)
    for place in places:
        bits[place >> 3] |= 0x80 >> (place & 7)
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def is_set(encoded: str, place: int) -> bool:
    """Return the bit at ``place`` of a list."""
    bits = gzip.decompress(urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    return bool(bits[place >> 3] & 0x80 >> (place & 7))


def list_url(base_url: str, number: int) -> str:
    """Return the address of a list."""
    return f"{base_url}/status/{PURPOSE}/{number}"


def credential(url: str, issuer: Issuer, places: Iterable[int], at: datetime) -> Document:
    """Return the list as a credential without a proof."""
    document: dict[str, Any] = {
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": profile(issuer)["id"], "name": issuer.name},
        "validFrom": moment(at),
        "validUntil": moment(at + VALID_FOR),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encode(places),
        },
    }
    return document
