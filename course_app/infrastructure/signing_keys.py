"""The keys that sign certificates: our own root and leaf for PDFs (P-256), and one for badges (Ed25519).

Each lies in a file of its own that holds the private key and, for the first two, the certificate with it, so that
one rename replaces both. Ed25519 in a PDF is refused by common readers; RSA is several times slower.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

ROOT, LEAF, BADGE = "pdf-root", "pdf-leaf", "badge"
KINDS = (ROOT, LEAF, BADGE)
ROOT_YEARS, LEAF_YEARS = 30, 10
# A signature without a time stamp is doubted by others once its leaf has run out; so a leaf is used for two years
# of its ten, and outlives the certificates that it signed.
LEAF_IN_USE = timedelta(days=730)
NAME_BYTES = 64


class SigningKeyError(Exception):
    """A key for signing is missing or damaged; the message says what to do."""


class Pair(NamedTuple):
    """A private key with the certificate of its public half."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """What signs now. The root's private key is not among them: only making a leaf needs it."""

    root: x509.Certificate
    leaf: Pair
    badge: Ed25519PrivateKey

    def __repr__(self) -> str:
        return "SigningKeys(…)"


def make_missing(folder: Path, issuer: str, now: datetime) -> list[Path]:
    """Make the keys that are missing and return their files; a root that was made anew gets a leaf of its own."""
    made = []
    root_file, leaf_file, badge_file = (path_of(folder, kind) for kind in KINDS)
    if not root_file.exists():
        made.append(make_root(folder, issuer, now))
        leaf_file.unlink(missing_ok=True)
    if not leaf_file.exists():
        made.append(make_leaf(folder, now))
    if not badge_file.exists():
        made.append(make_badge_key(folder))
    return made


def make_root(folder: Path, issuer: str, now: datetime) -> Path:
    """Make a new root in place of the one there is. Its leaf must be made anew after it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"{issuer} certificate root", issuer)
    builder = (
        _certificate(name, name, key, now, ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )
    return _write_pair(path_of(folder, ROOT), Pair(key, builder.sign(key, hashes.SHA256())))


def make_leaf(folder: Path, now: datetime) -> Path:
    """Make a new leaf in place of the one there is; raise ``SigningKeyError`` without a root."""
    root = _pair(folder, ROOT)
    issuer = root.certificate.subject
    organisation = str(issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)
    key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    builder = (
        _certificate(_name(f"{organisation} certificates", organisation), issuer, key, now, LEAF_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(authority, critical=False)
    )
    return _write_pair(path_of(folder, LEAF), Pair(key, builder.sign(root.key, hashes.SHA256())))


def make_badge_key(folder: Path) -> Path:
    """Make a new key for badges in place of the one there is."""
    key = Ed25519PrivateKey.generate()
    return _write(path_of(folder, BADGE), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def load(folder: Path) -> SigningKeys:
    """Return the keys in force, read anew when a file has changed.

    Raises:
        SigningKeyError: one is missing or damaged.
    """
    try:
        stamp = tuple(path_of(folder, kind).stat().st_mtime_ns for kind in KINDS)
    except FileNotFoundError as error:
        raise _missing(Path(error.filename)) from error
    known = _loaded.get(folder)
    if known is None or known[0] != stamp:
        keys = SigningKeys(_pair(folder, ROOT).certificate, _pair(folder, LEAF), _badge_key(folder))
        known = _loaded[folder] = stamp, keys
    return known[1]


_loaded: dict[Path, tuple[tuple[int, ...], SigningKeys]] = {}


def path_of(folder: Path, kind: str) -> Path:
    """Return the file of a key."""
    return folder / f"{kind}.pem"


def pem(certificate: x509.Certificate) -> str:
    """Return a certificate in the form that is published."""
    return certificate.public_bytes(Encoding.PEM).decode()


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate in hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _missing(path: Path) -> SigningKeyError:
    return SigningKeyError(
        f"There is no key to sign with: {path} is missing. "
        "Run: course init (a new site), or bring the key back from its backup."
    )


def _pair(folder: Path, kind: str) -> Pair:
    path = path_of(folder, kind)
    try:
        data = path.read_bytes()
        key, certificate = load_pem_private_key(data, None), x509.load_pem_x509_certificate(data)
    except FileNotFoundError as error:
        raise _missing(path) from error
    except ValueError as error:
        raise SigningKeyError(f"{path} is damaged. Bring the key back from its backup.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise SigningKeyError(f"{path} holds a key and a certificate that do not belong together.")
    return Pair(key, certificate)


def _badge_key(folder: Path) -> Ed25519PrivateKey:
    path = path_of(folder, BADGE)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except ValueError as error:
        raise SigningKeyError(f"{path} is damaged. Bring the key back from its backup.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyError(f"{path} does not hold an Ed25519 key.")
    return key


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, years: int
) -> x509.CertificateBuilder:
    begin = now.astimezone(UTC) - timedelta(days=1)  # clocks of others may be behind
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:NAME_BYTES] or "-"),
            x509.NameAttribute(NameOID.COMMON_NAME, common[-NAME_BYTES:]),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Return the uses of a key. No extended use: with one for documents some libraries trust the leaf no more."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_pair(path: Path, pair: Pair) -> Path:
    private = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return _write(path, private + pem(pair.certificate).encode())


def _write(path: Path, data: bytes) -> Path:
    """Put ``data`` in place in one step; only the owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(f".new-{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return path
