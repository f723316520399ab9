"""Another implementation of what verifies a badge: none of ours, no JSON-LD library, no connection.

It knows the published words as a table of facts, writes the statements of a badge in canonical order, and checks the
proof by the keys of a did document. Source: W3C, Data Integrity EdDSA Cryptosuites 1.0 (eddsa-rdfc-2022), RDF Dataset
Canonicalization 1.0, Bitstring Status List 1.0; 1EdTech, Open Badges 3.0.
"""

import base64
import gzip
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CRED, SEC = "https://www.w3.org/2018/credentials#", "https://w3id.org/security#"
STATUS, OB = "https://www.w3.org/ns/credentials/status#", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
SCHEMA, TERMS = "https://schema.org/", "http://purl.org/dc/terms/"
XSD, XSD_OF_BADGES = "http://www.w3.org/2001/XMLSchema#", "https://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NODE = "a node"
DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

MEANINGS = {
    **{term: (CRED + term, NODE) for term in ("credentialStatus", "credentialSubject", "evidence", "issuer")},
    **{term: (CRED + term, XSD + "dateTime") for term in ("validFrom", "validUntil")},
    **{term: (STATUS + term, "") for term in ("statusListIndex", "statusPurpose")},
    **{term: (SCHEMA + term, "") for term in ("name", "description", "email", "caption", "genre", "inLanguage")},
    **{
        term: (OB + term, "")
        for term in ("achievementType", "version", "resultType", "narrative", "identityHash", "identityType", "status")
    },
    **{term: (OB + term, NODE) for term in ("image", "achievement", "identifier", "result", "resultDescription")},
    **{term: (OB + term, XSD_OF_BADGES + "date") for term in ("activityStartDate", "activityEndDate")},
    "statusListCredential": (STATUS + "statusListCredential", NODE),
    "encodedList": (STATUS + "encodedList", SEC + "multibase"),
    "awardedDate": (OB + "awardedDate", "xsd:dateTime"),
    "criteria": (OB + "Criteria", NODE),
    "hashed": (OB + "hashed", XSD_OF_BADGES + "boolean"),
    "tag": (SCHEMA + "keywords", ""),
    "url": (SCHEMA + "url", XSD_OF_BADGES + "anyURI"),
    "created": (TERMS + "created", XSD + "dateTime"),
    "cryptosuite": (SEC + "cryptosuite", SEC + "cryptosuiteString"),
    "proofPurpose": (SEC + "proofPurpose", NODE),
    "verificationMethod": (SEC + "verificationMethod", NODE),
}
OF_A_RESULT = {"resultDescription": (OB + "resultDescription", XSD_OF_BADGES + "anyURI")}
CLASSES = {
    "VerifiableCredential": CRED,
    "DataIntegrityProof": SEC,
    **dict.fromkeys(("BitstringStatusListCredential", "BitstringStatusListEntry", "BitstringStatusList"), STATUS),
}
"""The homes of classes that are not those of badges."""


def statements(document):
    """Return what a document says, as canonical N-Quads."""
    found, blanks = [], []
    _tell({name: value for name, value in document.items() if name != "@context"}, found, blanks)
    hashes = {blank: _first_degree(blank, found) for blank in blanks}
    assert len(set(hashes.values())) == len(hashes), "two nodes cannot be told apart by what they say"
    names = {blank: f"_:c14n{place}" for place, blank in enumerate(sorted(blanks, key=hashes.__getitem__))}
    return "".join(sorted(_line(triple, names.get) for triple in found))


def _tell(node, found, blanks):
    subject = f"<{node['id']}>" if "id" in node else f"_:b{len(blanks)}"
    if "id" not in node:
        blanks.append(subject)
    types = _list(node.get("type", ()))
    found += [(subject, f"<{TYPE}>", f"<{CLASSES.get(each, OB)}{each}>") for each in types]
    meanings = MEANINGS | (OF_A_RESULT if "Result" in types else {})
    for term, values in node.items():
        if term in {"id", "type"}:
            continue
        iri, kind = meanings[term]
        for value in _list(values):
            found.append((subject, f"<{iri}>", _object(value, kind, found, blanks)))
    return subject


def _object(value, kind, found, blanks):
    if isinstance(value, dict):
        return _tell(value, found, blanks)
    if kind == NODE:
        return f"<{SEC}{value}>" if value == "assertionMethod" else f"<{value}>"
    text = ("false", "true")[value] if isinstance(value, bool) else value
    for raw, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(raw, written)
    return f'"{text}"^^<{kind}>' if kind else f'"{text}"'


def _list(values):
    return values if isinstance(values, (list, tuple)) else [values]


def _first_degree(blank, found):
    mine = [triple for triple in found if blank in triple]
    return sha256(
        "".join(sorted(_line(triple, lambda name: "_:a" if name == blank else "_:z") for triple in mine)).encode()
    ).hexdigest()


def _line(triple, name_of):
    return " ".join(name_of(part) if part.startswith("_:") else part for part in triple) + " .\n"


def verifies(document, did_document):
    """Return whether the proof of a document was made over all it says by a key of the did document."""
    try:
        [proof] = document["proof"]
        method = next(each for each in did_document["verificationMethod"] if each["id"] == proof["verificationMethod"])
        good = method["id"] in did_document["assertionMethod"] and proof["proofPurpose"] == "assertionMethod"
        owner = document["issuer"]["id"] == did_document["id"] == method["controller"]
        said = {name: value for name, value in document.items() if name != "proof"}
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        digest = b"".join(sha256(statements(each).encode()).digest() for each in (options, said))
        key = Ed25519PublicKey.from_public_bytes(_base58(method["publicKeyMultibase"])[2:])
        key.verify(_base58(proof["proofValue"]), digest)
    except (InvalidSignature, LookupError, StopIteration, ValueError, AttributeError, TypeError):
        return False
    return good and owner


def withdrawn(document, status_list):
    """Return whether the list of states says that a credential is withdrawn."""
    entry, listed = document["credentialStatus"], status_list["credentialSubject"]
    assert entry["statusListCredential"] == status_list["id"]
    assert entry["statusPurpose"] == listed["statusPurpose"] == "revocation"
    bits = gzip.decompress(base64.urlsafe_b64decode(listed["encodedList"][1:] + "==="))
    place = int(entry["statusListIndex"])
    return f"{bits[place // 8]:08b}"[place % 8] == "1"


def _base58(text):
    """Return the bytes of a multibase text in base 58."""
    if text[:1] != "z":
        raise ValueError(text)
    number = 0
    for digit in text[1:]:
        number = number * 58 + DIGITS.index(digit)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
