"""Badges: proofs hold, changes break them, and the published contexts read them as ours do."""

import json
import os
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from course_app.credentials import badge, baking, contexts, did, proofs, status
from tests.certificates import make_facts

HERE = Path(__file__).parent
VERIFIER = Path(os.environ.get("SECOND_VERIFIER", Path(__file__).parents[2] / "release" / "second_verifier"))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = did.multibase(KEY)
AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
ISSUER = did.Issuer("did:web:learn.networkwise.example", "NetWorkWise", "https://networkwise.example", "a@b.example")
ADDRESS = "https://learn.networkwise.example"


def make_award(**changes):
    achievement = badge.Achievement(
        f"{ADDRESS}/achievements/reconnect-1",
        "NetWorkWise Certified Professional",
        "NetWorkWise Certification Program",
        "Tested: everything.",
        "1",
        f"{ADDRESS}/achievements/reconnect-1.png",
        "en",
        ("networking", "letters"),
    )
    entry = badge.StatusEntry(f"{ADDRESS}/status/revocation/1", 94567)
    values = {"facts": make_facts(), "issuer": ISSUER, "started_on": date(2026, 9, 1)} | changes
    return badge.Award(achievement=achievement, status=entry, issued_at=AT, **values)


@pytest.fixture(scope="module")
def signed():
    return proofs.sign(badge.credential(make_award()), KEY, ISSUER.method(PUBLIC), AT)


def test_a_proof_holds(signed):
    assert proofs.verify(signed, [PUBLIC])


def test_equal_facts_and_keys_give_equal_proofs(signed):
    assert proofs.sign(badge.credential(make_award()), KEY, ISSUER.method(PUBLIC), AT) == signed


def every_text(value, path=()):
    if isinstance(value, dict):
        for name, each in value.items():
            yield from every_text(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from every_text(each, (*path, number))
    else:
        yield path


def test_a_change_of_any_value_breaks_the_proof(signed):
    for path in every_text(signed):
        changed = json.loads(json.dumps(signed))
        at = changed
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = not at[path[-1]] if isinstance(at[path[-1]], bool) else f"{at[path[-1]]}x"
        assert not proofs.verify(changed, [PUBLIC]), path


def test_leaving_anything_out_breaks_the_proof(signed):
    for name in signed:
        assert not proofs.verify({key: value for key, value in signed.items() if key != name}, [PUBLIC]), name


def test_a_word_without_a_meaning_is_refused(signed):
    assert not proofs.verify(signed | {"honours": "summa cum laude"}, [PUBLIC])
    with pytest.raises(proofs.UndefinedTermError, match="honours"):
        proofs.canonical(signed | {"honours": "x"})


def test_another_key_proves_nothing(signed):
    assert not proofs.verify(signed, [did.multibase(Ed25519PrivateKey.generate())])
    assert not proofs.verify(signed, [])


def test_no_context_is_fetched():
    with pytest.raises(contexts.ForbiddenContextError):
        contexts.load("https://example.org/context")
    assert not proofs.verify({"@context": "https://example.org/c", "proof": [{}]}, [PUBLIC])


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_json_gets_an_answer(value):
    assert not proofs.verify({"proof": value}, [PUBLIC])


def test_the_statements_are_those_that_the_published_contexts_make(signed):
    # badge.nq was written by the JSON-LD library with both contexts as published.
    assert proofs.canonical(signed) == (HERE / "badge.nq").read_text("utf-8")


def test_the_status_list_too_has_the_published_meaning():
    listed = status.credential(f"{ADDRESS}/status/revocation/1", ISSUER, [5, 131_071], AT)
    signed = proofs.sign(listed, KEY, ISSUER.method(PUBLIC), AT)
    assert proofs.verify(signed, [PUBLIC])
    assert proofs.canonical(signed) == (HERE / "status_list.nq").read_text("utf-8")


def second_verifier():
    if shutil.which("node") is None:
        return "Node is not installed"
    if not (VERIFIER / "node_modules").is_dir():
        return "run npm install in tests/release/second_verifier"
    return ""


@pytest.mark.skipif(
    bool(second_verifier()), reason=f"badges not verified by the npm library as well: {second_verifier()}"
)
def test_a_second_verifier_agrees(signed, tmp_path):
    def verified(credential, issuer=ISSUER):
        (tmp_path / "badge.json").write_text(json.dumps(credential))
        (tmp_path / "did.json").write_text(json.dumps(did.document(issuer, [PUBLIC])))
        done = subprocess.run(
            ["node", VERIFIER / "verify.mjs", tmp_path / "badge.json", tmp_path / "did.json"],
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)["verified"]

    assert verified(signed)
    changed = json.loads(json.dumps(signed))
    changed["credentialSubject"]["identifier"][0]["identityHash"] = "Eve Black"
    assert not verified(changed)
    listed = status.credential(f"{ADDRESS}/status/revocation/1", ISSUER, [5], AT)
    assert verified(proofs.sign(listed, KEY, ISSUER.method(PUBLIC), AT))


@given(st.sets(st.integers(0, status.ENTRIES - 1), max_size=20))
def test_the_list_says_what_was_set_and_nothing_else(places):
    encoded = status.encode(places)
    assert all(status.is_set(encoded, place) for place in places)
    assert not any(status.is_set(encoded, place) for place in {0, 1, 7, 8, 131_071} - places)


@given(st.binary(max_size=300).map(lambda data: data.hex().encode()))
def test_what_is_baked_comes_out_again(credential):
    picture = baking.PNG_START + b"\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82"
    assert baking.credential_in_png(baking.bake_png(picture, credential)) == credential
    assert baking.credential_in_svg(baking.bake_svg('<svg viewBox="0 0 1 1"></svg>', credential)) == credential


@given(st.binary(max_size=200))
def test_a_foreign_picture_gives_no_credential_and_no_crash(data):
    for look, start in ((baking.credential_in_png, baking.PNG_START), (baking.credential_in_svg, b"<svg>")):
        with pytest.raises(baking.NoCredentialError):
            look(start + data)


@pytest.mark.parametrize(
    ("address", "identifier"),
    [
        ("https://learn.example.org", "did:web:learn.example.org"),
        ("https://learn.example.org:8443", "did:web:learn.example.org%3A8443"),
    ],
)
def test_the_identifier_is_that_of_the_public_address(address, identifier):
    assert did.web_identifier(address) == identifier


@pytest.mark.parametrize(
    ("address", "start", "demonstration"),
    [
        ("https://learn.example.org", "did:web:learn.example.org", False),
        ("http://learn.example.org", "did:key:z6Mk", False),
        ("http://localhost:8000", "did:key:z6Mk", True),
    ],
)
def test_without_a_public_https_address_the_key_is_the_issuer(address, start, demonstration):
    from course_app.infrastructure.config import load_settings

    issuer = did.issuer_of(load_settings({}, BASE_URL=address), PUBLIC)
    assert issuer.id.startswith(start)
    assert issuer.demonstration is demonstration
    assert ("(demonstration)" in issuer.name) is demonstration


def test_keys_are_written_as_others_read_them():
    assert did.public_key(PUBLIC).public_bytes_raw() == KEY.public_key().public_bytes_raw()
    assert PUBLIC.startswith("z6Mk")
    for text in ("", "z", "zzzz", "x6Mk", PUBLIC[:-1], PUBLIC + "1", "z" + "1" * 300):
        with pytest.raises(did.KeyFormatError):
            did.public_key(text)
