"""Is this file ours? Compare a foreign file with what was issued; nothing of it is kept.

The hash decides first: exactly what we issued needs no further look. Everything else is looked into by a process of
its own (``inspection``), a few at a time.
"""

import json
import os
import re
import subprocess
import sys
import threading
from base64 import b64encode
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from course_app.credentials import baking, keyring, public_id, queries
from course_app.credentials.models import CredentialFileRow
from course_app.credentials.queries import Credential
from course_app.domain.errors import DomainError
from course_app.infrastructure.config import Settings

log = structlog.get_logger(__name__)
Reader = Connection | Session
LARGEST = 2_000_000
SECONDS = 8
AT_ONCE = 2
_ROOM = threading.BoundedSemaphore(AT_ONCE)
_NUMBER = re.compile(r"/v/([0-9A-Za-z-]{16,19})(?![0-9A-Za-z-])")
_PACKAGE = Path(__file__).parents[2]
_file = CredentialFileRow.__table__


class Verdict(StrEnum):
    """What a file is, beside what we issued."""

    EXACT = "exact"
    GENUINE = "genuine"
    ALTERED = "altered"
    DIFFERS = "differs"
    NOT_OURS = "not-ours"


class TooBusyError(Exception):
    """Other files are being looked into; try again in a moment."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that a file tells otherwise than our record."""

    fact: str
    file_says: str
    we_say: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a file is. ``credential`` is the record it belongs to; None when there is none, or none any more."""

    verdict: Verdict
    credential: Credential | None = None
    differences: tuple[Difference, ...] = ()
    signer: str = ""
    kind: str = ""


def check_file(reader: Reader, settings: Settings, data: bytes) -> Answer:
    """Return what ``data`` is.

    Raises:
        DomainError: it is empty or too large.
        TooBusyError: too many are being looked into.
    """
    if not data:
        raise DomainError("Choose a file first.", "file")
    if len(data) > LARGEST:
        raise DomainError("This file is larger than 2 MB; a certificate of ours is far smaller.", "file")
    exact = _issued(reader, data)
    if exact is not None:
        return exact
    keys = keyring.public_keys(reader, settings)
    found = _look_into(data, keyring.roots(keys), keyring.badge_keys(keys))
    if found is None:
        return Answer(Verdict.NOT_OURS)
    record = _named(reader, found)
    if found["kind"] == "pdf":
        return _of_pdf(reader, found, record)
    return _of_badge(reader, found, record, data)


def _issued(reader: Reader, data: bytes) -> Answer | None:
    digest = sha256(data).hexdigest()
    row = reader.execute(select(_file.c.credential_id, _file.c.paper).where(_file.c.sha256 == digest)).first()
    if row is None:
        return None
    kind = "json" if row.paper == "json" else "pdf"
    return Answer(Verdict.EXACT, queries.credential_by_id(reader, row.credential_id), kind=kind)


def _of_pdf(reader: Reader, found: dict[str, Any], record: Credential | None) -> Answer:
    signature = found["signature"]
    if signature["trusted"] and signature["intact"] and signature["whole"]:
        return Answer(Verdict.GENUINE, record, kind="pdf")
    differences = _differences(reader, found, record)
    if signature["ours"]:
        return Answer(Verdict.ALTERED, record, differences, kind="pdf")
    if record is not None:
        return Answer(Verdict.DIFFERS, record, differences, signature["signer"], "pdf")
    return Answer(Verdict.NOT_OURS, kind="pdf")


def _of_badge(reader: Reader, found: dict[str, Any], record: Credential | None, data: bytes) -> Answer:
    kind = found["kind"]
    if found["proved"]:
        return Answer(_as_baked(reader, found, record, data), record, kind=kind)
    if record is None:
        return Answer(Verdict.NOT_OURS, kind=kind)
    differences = _differences(reader, found, record)
    issued = _issued_badge(reader, record)
    ours = bool(issued) and found["credential"].get("proof") == issued.get("proof")
    return Answer(Verdict.ALTERED if ours else Verdict.DIFFERS, record, differences, kind=kind)


def _as_baked(reader: Reader, found: dict[str, Any], record: Credential | None, data: bytes) -> Verdict:
    """Return whether a picture is to the byte what we hand out, or another copy with the same credential."""
    if record is None or found["kind"] == "json":
        return Verdict.GENUINE
    stored = queries.stored_file(reader, record.id, "json")
    return Verdict.EXACT if stored and data == baked(record, stored, found["kind"]) else Verdict.GENUINE


def baked(record: Credential, stored: bytes, kind: str) -> bytes:
    """Return the badge of a certificate as a picture that carries its credential; ``kind`` is png or svg."""
    from course_app.credentials import pictures

    title, issuer = record.facts.credential_title, record.facts.issuer_name
    if kind == "png":
        return baking.bake_png(pictures.badge_png(title, issuer), stored)
    return baking.bake_svg(pictures.badge_svg(title, issuer), stored)


def _named(reader: Reader, found: dict[str, Any]) -> Credential | None:
    """Return the record whose number a file names."""
    document = found["credential"] or {}
    texts = [str(document.get("id", "")), *found.get("links", ())]
    for text in texts:
        seen = _NUMBER.search(text)
        number = public_id.parse(seen[1]) if seen else None
        if number and (record := queries.credential_by_public_id(reader, number)):
            return record
    return None


def _differences(reader: Reader, found: dict[str, Any], record: Credential | None) -> tuple[Difference, ...]:
    if record is None:
        return ()
    issued = _issued_badge(reader, record)
    ours, theirs = said_by(issued), said_by(found["credential"] or {})
    told = [
        Difference(fact, theirs.get(fact, ""), ours.get(fact, ""))
        for fact in dict.fromkeys((*ours, *theirs))
        if found["credential"] and ours.get(fact, "") != theirs.get(fact, "")
    ]
    title = f"{record.facts.credential_title}: {record.facts.holder_name}"
    if found["kind"] == "pdf" and found["title"] != title:
        told.append(Difference("Title of the file", found["title"], title))
    return tuple(told)


def _issued_badge(reader: Reader, record: Credential) -> dict[str, Any]:
    stored = queries.stored_file(reader, record.id, "json")
    return json.loads(stored) if stored else {}


def said_by(document: dict[str, Any]) -> dict[str, str]:
    """Return the facts that a badge tells, by their names; what has not the shape of a badge tells nothing."""
    subject = _dict(document.get("credentialSubject"))
    identifiers = subject.get("identifier")
    identity = _dict(identifiers[0]) if isinstance(identifiers, list) and identifiers else {}
    achievement = _dict(subject.get("achievement"))
    facts = {
        "Name": identity.get("identityHash"),
        "Credential": document.get("name"),
        "Programme and number": document.get("description"),
        "Issued by": _dict(document.get("issuer")).get("name"),
        "Issuer": _dict(document.get("issuer")).get("id"),
        "Issued": document.get("awardedDate"),
        "Valid from": document.get("validFrom"),
        "Valid to": document.get("validUntil"),
        "Achievement": achievement.get("name"),
        "Criteria": _dict(achievement.get("criteria")).get("narrative"),
    }
    evidence = document.get("evidence")
    for each in evidence if isinstance(evidence, list) else ():
        facts[str(_dict(each).get("name"))[:40]] = _dict(each).get("narrative")
    return {fact: str(value)[:400] for fact, value in facts.items() if value}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _look_into(data: bytes, roots: tuple[bytes, ...], keys: list[str]) -> dict[str, Any] | None:
    """Return what the other process finds; None when it finds no end."""
    head = json.dumps({"roots": [b64encode(root).decode() for root in roots], "keys": keys}).encode()
    if not _ROOM.acquire(timeout=2):
        raise TooBusyError
    try:
        done = subprocess.run(
            [sys.executable, "-m", "course_app.credentials.inspection"],
            input=head + b"\n" + data,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={"PYTHONPATH": str(_PACKAGE), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as problem:
        log.info("file_not_read", reason=type(problem).__name__)
        return None
    finally:
        _ROOM.release()
    return found
