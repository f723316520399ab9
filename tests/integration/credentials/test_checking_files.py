"""Check a file: what we issued is known, whatever was done to it is seen."""

import io
import json
import re
import time
from datetime import UTC, datetime

import pikepdf
import pytest
from sqlalchemy import func, select

from course_app.credentials import baking, document, signature, verification
from course_app.credentials.models import CredentialEventRow, CredentialFileRow
from course_app.infrastructure import signing_keys
from course_app.infrastructure.database import transaction
from tests.certificates import make_facts, needs
from tests.integration.credentials.conftest import HOLDER

EXACT = "This is exactly the file we issued"
GENUINE = "Genuine: another copy of what we issued"
ALTERED = "Altered after issue"
DIFFERS = "Not what we issued, though it names a certificate of ours"
NOT_OURS = "Not ours"


@pytest.fixture
def check(issued):
    def send(data, name="file.pdf", **headers):
        response = issued.client.post(
            "/verify/file", data={"file": (io.BytesIO(data), name)}, headers={"Sec-Fetch-Site": "same-origin"} | headers
        )
        response.request.environ["wsgi.input"].close()  # the client keeps a large body in a temporary file
        title = re.search(r"<h1[^>]*>(?:.*?</svg>)?\s*(.*?)</h1>", response.text, re.DOTALL)
        return (title[1].strip() if title else ""), response

    return send


@pytest.mark.parametrize("file", ["pdf", "letter", "badge", "png", "svg"])
def test_every_file_we_hand_out_is_known_to_the_byte(issued, check, file):
    verdict, response = check(getattr(issued, file))
    assert verdict == EXACT
    assert "The certificate is valid." in response.text
    assert HOLDER in response.text


def rewritten(data, change=lambda pdf: None):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def appended(data, change):
    """Write a change behind the signed file, as editors do that keep the signature."""
    writer = signature.IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def other_title(writer):
    info = writer.trailer["/Info"]
    info["/Title"] = signature_text("Certified Balcony Gardener: Eve Black")
    writer.mark_update(writer.trailer.raw_get("/Info"))


def other_page(writer):
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    writer.root["/Pages"]["/Kids"].append(page)
    writer.mark_update(writer.root.raw_get("/Pages"))


def signature_text(words):
    from pyhanko.pdf_utils import generic

    return generic.TextStringObject(words)


def flipped(data):
    at = data.index(b"stream\n", 2000) + 60
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize(
    "tamper",
    [
        flipped,
        lambda data: appended(data, other_title),
        lambda data: appended(data, other_page),
        lambda data: data + b"\n% x",
    ],
    ids=["byte flip", "appended title", "appended page", "appended comment"],
)
def test_a_signed_file_that_was_changed_is_altered(issued, check, tamper):
    changed = tamper(issued.pdf)
    assert changed != issued.pdf
    verdict, response = check(changed)
    assert verdict == ALTERED
    assert "Do not rely on it" in response.text


def test_a_file_written_anew_names_ours_and_is_not_it(issued, check):
    verdict, _ = check(rewritten(issued.pdf))
    assert verdict in {ALTERED, DIFFERS}


def strip(pdf):
    del pdf.Root.AcroForm
    del pdf.Root.Perms
    for page in pdf.pages:
        page.Annots = pikepdf.Array([each for each in page.Annots if each.Subtype != "/Widget"])
    pdf.docinfo["/Title"] = "Certified Balcony Gardener: Eve Black"


def test_a_file_without_our_signature_is_told_where_it_differs(issued, check):
    verdict, response = check(rewritten(issued.pdf, strip))
    assert verdict == DIFFERS
    assert "Eve Black" in response.text
    assert "Title of the file" in response.text


def test_a_stranger_who_calls_himself_as_we_do_is_not_us(issued, check, tmp_path):
    signing_keys.make_missing(tmp_path, "NetWorkWise", datetime.now(UTC))
    keys = signing_keys.load(tmp_path)
    facts = make_facts(verify_url=f"https://learn.networkwise.example/v/{issued.number}", holder_name="Eve Black")
    forged = signature.sign(document.certificate_pdf(facts), keys, reason="x", location="y", at=datetime.now(UTC))
    verdict, response = check(forged)
    assert verdict == DIFFERS
    assert "somebody else, who calls themselves “NetWorkWise certificates”" in response.text


def test_another_signing_of_the_same_certificate_is_genuine(issued, check):
    with issued.app.app_context():
        keys = signing_keys.load(issued.app.extensions["settings"].keys)
    facts = make_facts(verify_url=f"https://learn.networkwise.example/v/{issued.number}")
    again = signature.sign(document.certificate_pdf(facts), keys, reason="x", location="y", at=datetime.now(UTC))
    assert check(again)[0] == GENUINE


def test_a_badge_in_other_words_is_told_where_it_differs(issued, check):
    changed = json.loads(issued.badge)
    changed["credentialSubject"]["identifier"][0]["identityHash"] = "Eve Black"
    data = json.dumps(changed).encode()
    for file, name in ((data, "a.json"), (baking.bake_png(issued.png[:33] + issued.png[-12:], data), "a.png")):
        verdict, response = check(file, name)
        assert verdict == ALTERED
        assert "Eve Black" in response.text
        assert HOLDER in response.text


def test_the_same_badge_written_otherwise_is_genuine(issued, check):
    assert check(json.dumps(json.loads(issued.badge)).encode(), "a.json")[0] == GENUINE


def test_a_word_that_means_nothing_does_not_ride_along(issued, check):
    changed = json.loads(issued.badge) | {"honours": "summa cum laude"}
    assert check(json.dumps(changed).encode(), "a.json")[0] == ALTERED


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + b"1 0 obj<</Length 99999999>>stream\n" * 5000,
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 500,
        b"<svg></svg>",
        b"{" * 100_000,
        b'{"@context": "https://example.org/evil", "proof": {}}',
        b'{"proof": [{"proofValue": "z' + b"1" * 100 + b'"}]}',
    ],
    ids=["text", "head", "streams", "chunks", "empty svg", "deep", "context", "proof"],
)
def test_what_cannot_be_read_is_not_ours(check, data):
    assert check(data)[0] == NOT_OURS


def test_a_file_that_takes_too_long_is_given_up(issued, check, monkeypatch):
    changed = flipped(issued.pdf)
    assert check(changed)[0] == ALTERED
    monkeypatch.setattr(verification, "SECONDS", 0.02)
    begun = time.monotonic()
    assert check(changed)[0] == NOT_OURS
    assert time.monotonic() - begun < 2


def test_an_empty_or_huge_file_is_refused_in_a_sentence(check):
    assert "Choose a file first." in check(b"")[1].text
    _, response = check(b"%PDF-" + b"0" * 2_000_001)
    assert (response.status_code, "larger than 2 MB" in response.text) == (422, True)
    assert check(b"0" * 2_100_000)[1].status_code == 413


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_other_sites_cannot_send_files(check, headers):
    assert check(b"hello", **headers)[1].status_code == 403


def test_nothing_of_a_file_is_kept_and_no_cookie_is_set(issued, check):
    def counts():
        with issued.app.app_context(), transaction() as session:
            return [
                session.scalar(select(func.count()).select_from(row)) for row in (CredentialFileRow, CredentialEventRow)
            ]

    before = counts()
    _, response = check(flipped(issued.pdf))
    assert counts() == before
    assert "Set-Cookie" not in response.headers


@needs("qpdf")
def test_a_made_up_number_in_a_badge_is_not_ours(issued, check):
    changed = json.loads(issued.badge)
    changed["id"] = "https://learn.networkwise.example/v/0000-0000-0000-0000.json"
    assert check(json.dumps(changed).encode(), "a.json")[0] == NOT_OURS
