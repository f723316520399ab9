"""The words of a badge and what they mean in linked data: as many of the published terms as we use.

The two addresses are those of the published contexts, so that others read a badge by theirs. Ours hold fewer terms
and give the same statements; a test compares both. Nothing is ever fetched: an address that is not here is refused.
"""

from functools import cache
from typing import Any, Final

CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

_CRED = "https://www.w3.org/2018/credentials#"
_SEC = "https://w3id.org/security#"
_STATUS = "https://www.w3.org/ns/credentials/status#"
_OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_SCHEMA = "https://schema.org/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_XSD_OB = "https://www.w3.org/2001/XMLSchema#"  # the badge context names the data types with https
_LINK = {"@type": "@id"}
_SET = {"@container": "@set"}
_KEYWORDS = {"@protected": True, "id": "@id", "type": "@type"}

Terms = dict[str, Any]


class ForbiddenContextError(Exception):
    """A document names a context that we do not carry."""


@cache
def contexts() -> dict[str, Terms]:
    """Return both contexts by their address."""
    return {
        CREDENTIALS_V2: {"@context": _KEYWORDS | _named() | _credential() | _status() | _proof()},
        OPEN_BADGES: {"@context": _KEYWORDS | _badge()},
    }


@cache
def terms() -> frozenset[str]:
    """Return every word that the contexts define, at whatever depth."""
    return frozenset({"@context"} | _defined(contexts()[CREDENTIALS_V2]) | _defined(contexts()[OPEN_BADGES]))


def _defined(value: Any) -> set[str]:
    if not isinstance(value, dict):
        return set()
    names = {name for name in value if not name.startswith("@")}
    return names.union(*(_defined(each) for each in value.values()))


def load(url: str, _options: object = None) -> dict[str, Any]:
    """Return a context in the form the JSON-LD library asks for; raise ``ForbiddenContextError`` for all others."""
    if url not in contexts():
        raise ForbiddenContextError(url[:200])
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": contexts()[url],
        "tag": "static",  # it never changes, so the library may keep what it made of it
    }


def _term(base: str, name: str, **more: Any) -> Terms:
    return {name: {"@id": base + name, **{f"@{key}": value for key, value in more.items()}}}


def _scoped(base: str, name: str, terms: Terms) -> Terms:
    return {name: {"@id": base + name, "@context": _KEYWORDS | terms}}


def _named() -> Terms:
    return {"name": _SCHEMA + "name", "description": _SCHEMA + "description"}


def _links(base: str, *names: str) -> Terms:
    return {name: {"@id": base + name, **_LINK} for name in names}


def _plain(base: str, *names: str) -> Terms:
    return {name: {"@id": base + name} for name in names}


def _sets(base: str, *names: str) -> Terms:
    return {name: {"@id": base + name, **_SET} for name in names}


def _credential() -> Terms:
    when = {name: {"@id": _CRED + name, "@type": _XSD + "dateTime"} for name in ("validFrom", "validUntil")}
    links = _links(_CRED, "credentialStatus", "credentialSubject", "evidence", "issuer")
    proof = {"proof": {"@id": _SEC + "proof", "@type": "@id", "@container": "@graph"}}
    return _scoped(_CRED, "VerifiableCredential", _named() | when | links | proof)


def _status() -> Terms:
    entry = _links(_STATUS, "statusListCredential") | _plain(_STATUS, "statusListIndex", "statusPurpose")
    encoded = {"encodedList": {"@id": _STATUS + "encodedList", "@type": _SEC + "multibase"}}
    return {
        **_plain(_STATUS, "BitstringStatusListCredential"),
        **_scoped(_STATUS, "BitstringStatusListEntry", entry),
        **_scoped(_STATUS, "BitstringStatusList", encoded | _plain(_STATUS, "statusPurpose", "ttl")),
    }


def _proof() -> Terms:
    purpose = {"assertionMethod": {"@id": _SEC + "assertionMethod", "@type": "@id", "@container": "@set"}}
    terms = {
        "created": {"@id": "http://purl.org/dc/terms/created", "@type": _XSD + "dateTime"},
        "cryptosuite": {"@id": _SEC + "cryptosuite", "@type": _SEC + "cryptosuiteString"},
        "proofPurpose": {"@id": _SEC + "proofPurpose", "@type": "@vocab", "@context": _KEYWORDS | purpose},
        "proofValue": {"@id": _SEC + "proofValue", "@type": _SEC + "multibase"},
        "verificationMethod": {"@id": _SEC + "verificationMethod", "@type": "@id"},
    }
    return _scoped(_SEC, "DataIntegrityProof", terms)


def _badge() -> Terms:
    achievement = {
        **_plain(_OB, "achievementType", "version"),
        "criteria": {"@id": _OB + "Criteria", **_LINK},
        **_links(_OB, "image"),
        **_plain(_OB, "creator"),
        **_sets(_OB, "resultDescription"),
        "tag": {"@id": _SCHEMA + "keywords", **_SET},
        "inLanguage": {"@id": _SCHEMA + "inLanguage"},
    }
    days = {name: {"@id": _OB + name, "@type": _XSD_OB + "date"} for name in ("activityStartDate", "activityEndDate")}
    subject = days | _plain(_OB, "achievement") | _sets(_OB, "identifier", "result")
    identity = _plain(_OB, "identityHash", "identityType") | _term(_OB, "hashed", type=_XSD_OB + "boolean")
    result = {"value": {"@id": _SCHEMA + "value"}, **_plain(_OB, "status")} | _term(
        _OB, "resultDescription", type=_XSD_OB + "anyURI"
    )
    return {
        **_plain(_OB, "OpenBadgeCredential", "Criteria"),
        **_scoped(_OB, "Achievement", achievement),
        **_scoped(_OB, "AchievementSubject", subject),
        **_scoped(_OB, "Evidence", {"genre": {"@id": _SCHEMA + "genre"}}),
        **_scoped(_OB, "IdentityObject", identity),
        **_scoped(_OB, "Image", {"caption": {"@id": _SCHEMA + "caption"}}),
        **_scoped(_OB, "Profile", {"email": {"@id": _SCHEMA + "email"}} | _links(_OB, "image")),
        **_scoped(_OB, "Result", result),
        **_scoped(_OB, "ResultDescription", _plain(_OB, "resultType", "requiredValue", "valueMax", "valueMin")),
        **_named(),
        **_plain(_OB, "narrative"),
        **_links(_OB, "image"),
        "url": {"@id": _SCHEMA + "url", "@type": _XSD_OB + "anyURI"},
        "awardedDate": {"@id": _OB + "awardedDate", "@type": "xsd:dateTime"},
    }
