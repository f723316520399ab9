"""Badges of a site that runs, verified by an implementation that shares nothing with ours."""

import json
from pathlib import Path

import pytest

from course_app.credentials import lifecycle, proofs, public_id, queries
from course_app.credentials.lifecycle import Deed
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from tests.credentials import work
from tests.integration.credentials.test_badges import (
    AT,
    ISSUER,
    KEY,
    PUBLIC,
    badge,
    did,
    every_text,
    make_award,
    status,
)
from tests.second_verifier import statements, verifies, withdrawn

HERE = Path(__file__).parent
SITE = "https://learn.networkwise.example"


def published_statements(name):
    """Return what the published contexts make of a document, without what is said of its proof, which comes last."""
    lines = (HERE / name).read_text("utf-8").splitlines(keepends=True)
    blank = next(line.split()[2] for line in lines if "<https://w3id.org/security#proof>" in line)
    return "".join(line for line in lines if f" {blank} ." not in line)


def signed(document):
    return proofs.sign(document, KEY, ISSUER.method(PUBLIC), AT)


BADGE = badge.credential(make_award())
LIST = status.credential("https://learn.networkwise.example/status/revocation/1", ISSUER, [5, 131_071], AT)


@pytest.mark.parametrize(("document", "name"), [(BADGE, "badge.nq"), (LIST, "status_list.nq")])
def test_it_reads_badges_as_the_published_contexts_do(document, name):
    assert statements(document) == published_statements(name)
    assert verifies(signed(document), did.document(ISSUER, [PUBLIC]))


def test_it_refuses_a_badge_in_which_any_text_was_changed():
    issuer, whole = did.document(ISSUER, [PUBLIC]), signed(BADGE)
    changes = [path for path in every_text(whole) if path[0] != "@context"]
    assert len(changes) > 50
    for path in changes:
        changed = json.loads(json.dumps(whole))
        at = changed
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = not at[path[-1]] if isinstance(at[path[-1]], bool) else f"{at[path[-1]]}x"
        assert not verifies(changed, issuer), path


def test_it_refuses_the_key_of_another():
    other = did.Issuer("did:web:evil.example", "NetWorkWise", "https://evil.example", "a@b.example")
    assert not verifies(signed(BADGE), did.document(other, [PUBLIC]))
    assert not verifies(signed(BADGE), did.document(ISSUER, []))


def test_what_a_site_publishes_verifies_until_it_is_withdrawn(issued):
    def fetched(address):
        return json.loads(issued.client.get(address.removeprefix(SITE)).data)

    credential, keys = json.loads(issued.badge), fetched("/.well-known/did.json")
    assert verifies(credential, keys)
    address = credential["credentialStatus"]["statusListCredential"]
    listed = fetched(address)
    assert verifies(listed, keys)
    assert not withdrawn(credential, listed)
    with issued.app.app_context(), transaction() as session:
        found = queries.credential_by_public_id(session, public_id.parse(issued.number))
        lifecycle.revoke(session, found.id, "error", Deed(None, clock.now()))
    work(issued.app)
    listed = fetched(address)
    assert verifies(credential, keys)
    assert verifies(listed, keys)
    assert withdrawn(credential, listed)
