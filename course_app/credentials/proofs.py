"""Sign and verify linked data with ``eddsa-rdfc-2022``: statements in canonical order, hashed, signed by Ed25519.

Source: W3C, Data Integrity EdDSA Cryptosuites 1.0, section 3.2. Only this module knows the JSON-LD library.
"""

import threading
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from course_app.credentials import did
from course_app.credentials.contexts import CREDENTIALS_V2, load, terms

SUITE = "eddsa-rdfc-2022"
MOST_KEPT = 64  # a badge has a dozen types
Document = dict[str, Any]
_ONE_AT_A_TIME = threading.Lock()  # the library keeps resolved contexts in one cache without a lock
_CANONICAL = {
    "algorithm": "URDNA2015",
    "format": "application/n-quads",
    "documentLoader": load,
}


class UndefinedTermError(Exception):
    """A document has words that the contexts do not define."""


def canonical(document: Document) -> str:
    """Return the statements of a document as canonical N-Quads.

    Raises:
        UndefinedTermError: a word has no meaning here; it would be left out of what is signed, in silence.
        Exception: a context is none of ours, or the document is no linked data.
    """
    if undefined := _words(document) - terms():
        raise UndefinedTermError(", ".join(sorted(undefined))[:200])
    with _ONE_AT_A_TIME:
        statements: str = _processor().normalize(document, _CANONICAL)
    return statements


@cache
def _processor() -> Any:
    """Return the library's processor, which also keeps what it makes of the words that a type brings along.

    It makes them anew for every node that has a type, and asks the system for a unique number twice each time: half of
    all it does. They depend on the words in force, which it numbers, and on nothing else.
    """
    from pyld import jsonld

    class Processor(jsonld.JsonLdProcessor):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self._made: dict[tuple[str, int], tuple[Any, Any]] = {}

        def _process_context(self, active_ctx: Any, local_ctx: Any, options: Any, **how: Any) -> Any:
            if how != {"propagate": False} or "_uuid" not in active_ctx:
                return super()._process_context(active_ctx, local_ctx, options, **how)
            key = active_ctx["_uuid"], id(local_ctx)
            if key not in self._made:
                if len(self._made) >= MOST_KEPT:
                    self._made.clear()
                # Kept beside what was made of it, so that nothing else gets its number.
                self._made[key] = local_ctx, super()._process_context(active_ctx, local_ctx, options, **how)
            return self._made[key][1]

    return Processor()


def sign(document: Document, key: Ed25519PrivateKey, method: str, at: datetime) -> Document:
    """Return ``document`` with a proof by ``key``, whose public half others find at ``method``."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    value = did.encode(key.sign(_hashes(document, proof)))
    return document | {"proof": [proof | {"proofValue": value}]}


def verify(document: Document, keys: Collection[str]) -> bool:
    """Return whether one of ``keys`` (multibase) made the first proof of ``document``, and nothing has changed since.

    Any fault of a foreign document is a no.
    """
    try:
        proofs = document["proof"]
        proof = dict(proofs[0] if isinstance(proofs, list) else proofs)
        signature = did.decode(proof.pop("proofValue"))
        key = str(proof["verificationMethod"]).rpartition("#")[2]
        right = (proof["type"], proof["cryptosuite"], proof["proofPurpose"]) == (
            "DataIntegrityProof",
            SUITE,
            "assertionMethod",
        )
        unsigned = {name: value for name, value in document.items() if name != "proof"}
        return right and key in keys and did.signed_by(key, signature, _hashes(unsigned, proof))
    except Exception:
        return False


def moment(at: datetime) -> str:
    """Return a moment in UTC to the second, as badges write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _words(value: Any) -> set[str]:
    """Return the names of all members, at every depth."""
    if isinstance(value, dict):
        return set(value).union(*map(_words, value.values()))
    return set().union(*map(_words, value)) if isinstance(value, list) else set()


def _hashes(document: Document, proof: Document) -> bytes:
    options = {"@context": document.get("@context", CREDENTIALS_V2)} | proof
    return sha256(canonical(options).encode()).digest() + sha256(canonical(document).encode()).digest()
