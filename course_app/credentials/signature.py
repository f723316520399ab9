"""Sign a certificate, and see what a signature in a file says. Only this module knows the signing library.

A certification signature (PAdES B-B) by our own leaf, after which no change is allowed. It is added behind the
bytes of the file, which keep saying what they said: the file stays archival and accessible.
"""

import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256, shake_256
from typing import Any

from asn1crypto import cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers, validation
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from course_app.infrastructure.signing_keys import SigningKeys

FIELD = "Certificate"
ROOM_FOR_SIGNATURE = 4096  # bytes; two certificates and a P-256 signature take about 1,700


@dataclass(frozen=True, slots=True)
class Finding:
    """What the first signature of a file says; nothing of it is true when there is none or it cannot be read.

    ``ours`` means that it names a key that our root vouches for, ``trusted`` that this key did make it; ``whole`` that
    it covers every byte of the file, and that no change was to be allowed after it.
    """

    signed: bool = False
    ours: bool = False
    trusted: bool = False
    intact: bool = False
    whole: bool = False
    signer: str = ""

    @property
    def genuine(self) -> bool:
        """Whether the file is as we signed it."""
        return self.trusted and self.intact and self.whole


class _Signer(signers.SimpleSigner):
    """Signs as the library does, and has it write down only once what is the same in every signature.

    Its encoder takes four times as long as all else about a signature, and two of ours differ in nothing but the
    digest of the file and the 70 to 72 bytes that the key makes of it: these are put into a form with their length.
    """

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._attributes = b""
        self._forms: dict[int, bytes] = {}

    async def async_sign(  # type: ignore[override]
        self, data_digest: bytes, digest_algorithm: str, dry_run: bool = False, **how: Any
    ) -> Any:
        """Return the signature of a file as the library stores it. ``how`` is the same for all files of ours."""
        if not self._attributes:
            self._attributes = (await self.signed_attrs(_DIGEST, digest_algorithm, **_for_attributes(how))).dump()
        attributes = _filled(self._attributes, _DIGEST, data_digest)
        made = await self.async_sign_raw(attributes, digest_algorithm, dry_run)
        blank = shake_256(b"the signature of a file").digest(len(made))
        if len(made) not in self._forms:
            form = self._package_signature(
                digest_algorithm=digest_algorithm,
                cms_version="v1",
                signed_attrs=cms.CMSAttributes.load(self._attributes),
                signature=blank,
                unsigned_attrs=None,
                encap_content_info=None,
            )
            self._forms[len(made)] = form.dump()
        return cms.ContentInfo.load(_filled(_filled(self._forms[len(made)], _DIGEST, data_digest), blank, made))


_DIGEST = sha256(b"the digest of a file").digest()


def _filled(form: bytes, blank: bytes, value: bytes) -> bytes:
    """Put ``value`` where ``blank`` stands; they are of one length, so that the lengths around them stay true."""
    if form.count(blank) != 1 or len(blank) != len(value):
        raise ValueError("a form for signatures has one blank of a kind")
    return form.replace(blank, value)


def _for_attributes(how: dict[str, Any]) -> dict[str, Any]:
    """Return what the library hands on from a signature to its attributes."""
    names = {"signed_attr_settings": "attr_settings", "use_pades": "use_pades", "is_pdf_sig": "is_pdf_sig"}
    return {names[name]: value for name, value in how.items() if name in names}


class _Writer(IncrementalPdfFileWriter):
    """Adds a signature and nothing else: a new version or new dates would take the file out of its standard."""

    def ensure_output_version(self, version: object) -> None:
        """Leave the version as it is."""

    def _update_meta(self) -> None:
        """Leave the metadata as they are."""


def sign(pdf: bytes, keys: SigningKeys, *, reason: str, location: str, at: datetime) -> bytes:
    """Return ``pdf`` with our signature behind it; no two signatures are alike.

    Args:
        pdf: a file without a signature.
        keys: the keys in force.
        reason: shown by readers, such as the title of the credential.
        location: shown by readers, such as the address of the site.
        at: the hour the signature states.
    """
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        location=location,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    signer = signers.PdfSigner(metadata, signer=_signer(keys))
    out = io.BytesIO()
    signer.sign_pdf(_Writer(io.BytesIO(pdf)), bytes_reserved=2 * ROOM_FOR_SIGNATURE, output=out)
    return out.getvalue()


def check(pdf: bytes, roots: tuple[bytes, ...]) -> Finding:
    """Return what the signature in a foreign file says.

    Args:
        pdf: anything.
        roots: our own roots, old and new, as DER.

    Raises:
        Exception: whatever the library meets in a file that is damaged or hostile; the caller takes it for a no.
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return Finding()
    first = signatures[0]
    trusted = [asn1_x509.Certificate.load(root) for root in roots]
    status = validation.validate_pdf_signature(first, _context(trusted, first.self_reported_timestamp))
    coverage = first.evaluate_signature_coverage()
    whole = (
        len(signatures) == 1
        and coverage is SignatureCoverageLevel.ENTIRE_FILE
        and first.docmdp_level is MDPPerm.NO_CHANGES
        and bool(status.docmdp_ok)
    )
    return Finding(
        signed=True,
        ours=_vouched_for(first, roots),
        trusted=bool(status.trusted),
        intact=bool(status.intact and status.valid),
        whole=whole,
        signer=_common_name(first),
    )


def attached_files(pdf: bytes, limit: int = 200_000) -> dict[str, bytes]:
    """Return the files inside a PDF by their names, those up to ``limit`` bytes.

    Raises:
        Exception: as ``check``.
    """
    root = PdfFileReader(io.BytesIO(pdf)).root
    names = root["/Names"]["/EmbeddedFiles"]["/Names"] if "/Names" in root else []
    found = {}
    for at in range(1, min(len(names), 20), 2):
        specification: Any = names[at]
        data = specification["/EF"]["/F"].data
        if len(data) <= limit:
            found[str(specification.get("/UF") or specification.get("/F"))] = data
    return found


def title(pdf: bytes) -> str:
    """Return the title that a PDF gives itself.

    Raises:
        Exception: as ``check``.
    """
    return str(PdfFileReader(io.BytesIO(pdf)).trailer["/Info"].get("/Title", ""))


def links(pdf: bytes) -> list[str]:
    """Return the addresses that the first page links to.

    Raises:
        Exception: as ``check``.
    """
    page = PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Kids"][0]
    marks: Any = page.get("/Annots", ())
    notes = [marks[at] for at in range(min(len(marks), 50))]
    return [str(note["/A"]["/URI"]) for note in notes if "/A" in note and "/URI" in note["/A"]]


def _vouched_for(signature: Any, roots: tuple[bytes, ...]) -> bool:
    """Return whether one of our roots issued the certificate that a signature, good or broken, names."""
    leaf = load_der_x509_certificate(signature.signer_cert.dump())
    for root in roots:
        with suppress(InvalidSignature, ValueError, TypeError):
            leaf.verify_directly_issued_by(load_der_x509_certificate(root))
            return True
    return False


def _context(roots: list[Any], moment: datetime | None) -> Any:
    """Judge at the hour that the signature states: ours is the only key that could state it for us."""
    return ValidationContext(
        trust_roots=roots, moment=moment, best_signature_time=moment, allow_fetching=False, revocation_mode="soft-fail"
    )


@lru_cache(maxsize=2)
def _signer(keys: SigningKeys) -> Any:
    """Return the library's signer; one for all certificates that the same keys sign."""
    private = keys.leaf.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    leaf, root = (
        asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in (keys.leaf.certificate, keys.root)
    )
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([root])
    return _Signer(signing_cert=leaf, signing_key=asn1_keys.PrivateKeyInfo.load(private), cert_registry=store)


def _common_name(signature: Any) -> str:
    names = signature.signer_cert.subject.native
    return str(names.get("common_name", ""))[:200]
