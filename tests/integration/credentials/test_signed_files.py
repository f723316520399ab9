"""The files of a certificate, taken apart by tools that are not ours."""

import asyncio
import json
import subprocess
from datetime import UTC, datetime
from hashlib import sha256

import pikepdf
import pytest
from asn1crypto import cms
from pyhanko.sign import signers

from course_app.credentials import baking, signature
from course_app.infrastructure import signing_keys
from tests.certificates import needs, run, text_of
from tests.integration.credentials.conftest import HOLDER


@pytest.fixture
def saved(tmp_path):
    def save(data, name="certificate.pdf"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save


@needs("pdfsig")
@pytest.mark.parametrize("paper", ["pdf", "letter"])
def test_the_signature_is_valid_and_covers_the_whole_file(issued, saved, paper):
    said = run("pdfsig", saved(getattr(issued, paper)))
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert said.count("Signature #") == 1


@needs("qpdf")
def test_signing_adds_behind_the_file_and_changes_none_of_its_claims(issued, saved):
    path = saved(issued.pdf)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
    assert issued.pdf.count(b"%%EOF") == 2
    with pikepdf.open(path) as pdf, pdf.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
        assert "/Version" not in pdf.Root
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]).endswith(HOLDER)
        [field] = pdf.Root.AcroForm.Fields
        assert str(field.FT) == "/Sig"
        assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1
        assert "/ModDate" not in pdf.docinfo or b"/ModDate" not in issued.pdf.split(b"%%EOF")[1]


def test_the_pdf_carries_the_very_badge_that_is_published(issued, saved):
    with pikepdf.open(saved(issued.pdf)) as pdf:
        attached = pdf.attachments["credential.json"]
        assert attached.get_file().read_bytes() == issued.badge
        assert str(pdf.Root.AF[0].AFRelationship) == "/Data"


@needs("pdftoppm", "zbarimg")
def test_the_code_leads_to_the_public_page_also_from_a_poor_scan(issued, saved):
    path = saved(issued.pdf)
    run("pdftoppm", "-r", "150", "-png", "-singlefile", path, path.with_suffix(""))
    said = subprocess.run(
        ["zbarimg", "-q", "--raw", path.with_suffix(".png")], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert said == f"https://learn.networkwise.example/v/{issued.number}"
    page = issued.client.get(said.removeprefix("https://learn.networkwise.example")).text
    assert HOLDER in page


@needs("pdftotext")
def test_every_line_that_is_printed_stands_on_the_public_page(issued, saved):
    printed = text_of(saved(issued.letter))
    page = issued.client.get(f"/v/{issued.number}").text
    for fact in (
        HOLDER,
        issued.number,
        "Certified Balcony Gardener",
        "one module check, pass mark 80",
        "Plan your balcony",
    ):
        assert fact in printed.replace("\u00a0", " "), fact
        assert fact in page.replace("\u00a0", " "), fact


def test_the_badge_tells_what_the_paper_tells(issued):
    badge = json.loads(issued.badge)
    subject = badge["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == HOLDER
    assert badge["issuer"]["id"] == "did:web:learn.networkwise.example"
    assert badge["proof"][0]["verificationMethod"].startswith("did:web:learn.networkwise.example#z6Mk")
    assert badge["id"] == f"https://learn.networkwise.example/v/{issued.number}.json"
    assert [each["name"] for each in badge["evidence"]] == ["Read", "Tested", "Declared"]
    assert "dana@" not in issued.badge.decode()


def test_the_pictures_carry_the_same_badge(issued):
    assert baking.credential_in_png(issued.png) == issued.badge
    assert baking.credential_in_svg(issued.svg) == issued.badge


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    signing_keys.make_missing(folder, "NetWorkWise", datetime.now(UTC))
    return signing_keys.load(folder)


def of_the_library(data, keys):
    """Sign as the library does when left to itself."""
    ours = signature._signer(keys)
    plain = signers.SimpleSigner(
        signing_cert=ours.signing_cert, signing_key=ours.signing_key, cert_registry=ours.cert_registry
    )
    return asyncio.run(plain.async_sign(sha256(data).digest(), "sha256", use_pades=True, is_pdf_sig=True))


@pytest.mark.parametrize("data", [b"one", b"another", b""])
def test_a_signature_is_written_down_as_the_library_writes_it(keys, data):
    async def ours():
        signer = signature._signer(keys)
        return await signer.async_sign(sha256(data).digest(), "sha256", use_pades=True, is_pdf_sig=True)

    for _ in range(8):  # a signature of ECDSA has one of three lengths
        made, plain = (
            cms.ContentInfo.load(each.dump()).native for each in (asyncio.run(ours()), of_the_library(data, keys))
        )
        for each in (made, plain):
            each["content"]["signer_infos"][0].pop("signature")
        assert made == plain


def test_the_signature_names_its_certificate_and_states_no_hour_beside_that_of_the_file(issued, saved):
    with pikepdf.open(saved(issued.pdf)) as pdf:
        said = pdf.Root.AcroForm.Fields[0].V
        assert str(said.M).startswith("D:")
        content = cms.ContentInfo.load(bytes(said.Contents))["content"]
    attributes = {each["type"].native for each in content["signer_infos"][0]["signed_attrs"]}
    assert {"content_type", "message_digest", "signing_certificate_v2"} <= attributes
    assert "signing_time" not in attributes
    assert len(content["certificates"]) == 2
