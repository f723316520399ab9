"""Make the files of a certificate: the badge, then the PDF that carries it, both signed.

Loads the PDF engine and the signing libraries, so only the process that does jobs imports it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from course_app.credentials import badge, did, document, proofs, signature, status
from course_app.credentials.badge import Achievement, Award, Document, StatusEntry
from course_app.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES
from course_app.credentials.document import CertificateFacts, Paper, certificate_pdf
from course_app.credentials.queries import Credential
from course_app.credentials.status_lists import Place
from course_app.infrastructure.config import Settings
from course_app.infrastructure.pdf import Attachment
from course_app.infrastructure.signing_keys import SigningKeys

ATTACHED = "credential.json"


def signed_badge(
    settings: Settings,
    keys: SigningKeys,
    found: Credential,
    achievement: Achievement,
    place: Place,
    started_on: date | None,
    now: datetime,
) -> bytes:
    """Return the badge of a certificate with its proof, as it is stored."""
    issuer = did.issuer_of(settings, did.multibase(keys.badge))
    entry = StatusEntry(status.list_url(settings.base_url, place.number), place.index)
    award = Award(found.facts, issuer, achievement, entry, found.issued_at, started_on)
    return _signed(badge.credential(award), issuer, keys, now)


def signed_status_list(settings: Settings, keys: SigningKeys, number: int, places: list[int], now: datetime) -> bytes:
    """Return a list of states with its proof."""
    issuer = did.issuer_of(settings, did.multibase(keys.badge))
    url = status.list_url(settings.base_url, number)
    return _signed(status.credential(url, issuer, places, now), issuer, keys, now)


def signed_pdf(
    facts: CertificateFacts, paper: Paper, attached: bytes, keys: SigningKeys, at: datetime, logo: bytes | None = None
) -> bytes:
    """Return the certificate on one paper, with its badge inside and our signature around it."""
    attachment = Attachment(ATTACHED, attached, "This certificate as an Open Badge", "Data")
    with logo_file(logo) as path:
        unsigned = certificate_pdf(replace(facts, paper=paper), attachments=(attachment,), logo=path)
    return signature.sign(unsigned, keys, reason=facts.credential_title, location=facts.verify_url, at=at)


def warm_up() -> None:
    """Load engine, fonts, signing library and contexts, so that the first certificate is made as fast as the next."""
    document.warm_up()
    proofs.canonical({"@context": [CREDENTIALS_V2, OPEN_BADGES], "type": ["VerifiableCredential"], "name": "-"})


@contextmanager
def logo_file(logo: bytes | None) -> Iterator[Path | None]:
    """Lend a picture as a file, which is what the PDF engine reads."""
    if logo is None:
        yield None
        return
    with NamedTemporaryFile(suffix=".png") as file:
        file.write(logo)
        file.flush()
        yield Path(file.name)


def _signed(unsigned: Document, issuer: did.Issuer, keys: SigningKeys, now: datetime) -> bytes:
    method = issuer.method(did.multibase(keys.badge))
    signed = proofs.sign(unsigned, keys.badge, method, now)
    return json.dumps(signed, ensure_ascii=False, indent=1).encode()
