"""The certificate as data: an Open Badges 3.0 credential, which is a W3C Verifiable Credential 2.0.

Every fact that the paper prints stands in it. It is built from the frozen facts alone, so that it can be built
again and compared.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote

from course_app.credentials import public_id
from course_app.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES
from course_app.credentials.did import Issuer
from course_app.credentials.document import CertificateFacts
from course_app.credentials.proofs import moment

Document = dict[str, Any]
PURPOSE = "revocation"


@dataclass(frozen=True, slots=True)
class Achievement:
    """What is achieved by an edition of a course, frozen when it is first awarded; ``id`` is its address."""

    id: str
    name: str
    description: str
    narrative: str
    version: str
    image: str
    language: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where the state of a credential is published: the address of a list and a place in it."""

    url: str
    index: int


@dataclass(frozen=True, slots=True)
class Award:
    """One certificate to be written as a badge; ``started_on`` is the first day of the work, when known."""

    facts: CertificateFacts
    issuer: Issuer
    achievement: Achievement
    status: StatusEntry
    issued_at: datetime
    started_on: date | None = None


def achievement_slug(course: str, edition: int) -> str:
    """Return the last part of an achievement's address."""
    return f"{course}-{edition}"


def credential(award: Award) -> Document:
    """Return the credential without a proof."""
    facts = award.facts
    day = moment(award.issued_at)
    document: Document = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES],
        "id": f"{facts.verify_url}.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.credential_title,
        "description": _description(facts),
        "image": _image(f"{facts.verify_url}.png", facts),
        "issuer": profile(award.issuer),
        "validFrom": day,
        "awardedDate": moment(datetime.combine(facts.issued_on, time(), UTC)),
    }
    if facts.valid_until:
        document["validUntil"] = moment(datetime.combine(facts.valid_until, time(23, 59, 59), UTC))
    return document | {
        "credentialSubject": _subject(award),
        "evidence": _evidence(facts),
        "credentialStatus": {
            "id": f"{award.status.url}#{award.status.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": str(award.status.index),
            "statusListCredential": award.status.url,
        },
    }


def profile(issuer: Issuer) -> Document:
    """Return who issues, as badges write it."""
    email = {"email": issuer.email} if issuer.email else {}
    return {"id": issuer.id, "type": ["Profile"], "name": issuer.name, "url": issuer.url, **email}


def key_in(document: Document) -> str:
    """Return the key, in multibase, that a badge of ours says it is signed with."""
    return str(document["proof"][0]["verificationMethod"]).rpartition("#")[2]


def achievement_document(achievement: Achievement, facts: CertificateFacts | None = None) -> Document:
    """Return what is achieved, as badges write it; with ``facts`` also what a result of it means."""
    document: Document = {
        "id": achievement.id,
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"id": f"{achievement.id}#criteria", "type": "Criteria", "narrative": achievement.narrative},
        "version": achievement.version,
        "image": {"id": achievement.image, "type": "Image", "caption": achievement.name},
        "inLanguage": achievement.language,
    }
    if achievement.tags:
        document["tag"] = list(achievement.tags)
    if facts is not None and facts.tested:
        document["resultDescription"] = [
            {
                "id": f"{achievement.id}#result-{number}",
                "type": ["ResultDescription"],
                "name": sentence,
                "resultType": "Status",
            }
            for number, sentence in enumerate(facts.tested, 1)
        ]
    return document


def _subject(award: Award) -> Document:
    facts, achievement = award.facts, award.achievement
    subject: Document = {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": facts.holder_name,
                "identityType": "name",
            }
        ],
    }
    if award.started_on:
        subject["activityStartDate"] = award.started_on.isoformat()
    subject["activityEndDate"] = facts.issued_on.isoformat()
    subject["achievement"] = achievement_document(achievement, facts)
    if facts.tested:
        subject["result"] = [
            {"type": ["Result"], "resultDescription": f"{achievement.id}#result-{number}", "status": "Completed"}
            for number, _sentence in enumerate(facts.tested, 1)
        ]
    return subject


def _evidence(facts: CertificateFacts) -> list[Document]:
    levels = (("Read", facts.read), ("Tested", facts.tested), ("Made", facts.made), ("Declared", facts.declared))
    return [
        {
            "id": f"{facts.verify_url}#{quote(genre.lower())}",
            "type": ["Evidence"],
            "name": genre,
            "narrative": "; ".join(sentences),
            "genre": genre,
        }
        for genre, sentences in levels
        if sentences
    ]


def _image(url: str, facts: CertificateFacts) -> Document:
    return {"id": url, "type": "Image", "caption": f"{facts.credential_title}, {facts.issuer_name}"}


def _description(facts: CertificateFacts) -> str:
    said = f"{facts.program_title}, edition {facts.edition}. Number {public_id.shown(facts.public_id)}."
    if facts.signatory:
        said += f" Signed by {', '.join(part for part in facts.signatory if part)}."
    if facts.statement:
        said += f" {facts.statement}"
    return said + (" Demonstration: made on a site that is not public." if facts.demonstration else "")
