"""What an issue asks of the database, and what is made only once for all certificates."""

import json
import threading
import time
from contextlib import contextmanager

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from course_app.credentials import qr_codes, queries, service, status, status_lists, tasks
from course_app.credentials.document import certificate_pdf
from course_app.credentials.models import CredentialFileRow, CredentialRow
from course_app.infrastructure import clock, pdf, pdf_reading
from course_app.infrastructure.database import db, reader, transaction
from tests.certificates import make_facts
from tests.conftest import sign_in
from tests.credentials import CERTIFICATE, issue_to, reach, work
from tests.forms import submit, token_of
from tests.statements import statements

ADDRESS = "https://learn.networkwise.example/v/"


@contextmanager
def commits(app):
    """Count the transactions that are kept inside the block."""
    seen = []
    with app.app_context():
        engine = db.engine

    def note(_connection):
        seen.append(1)

    event.listen(engine, "commit", note)
    try:
        yield seen
    finally:
        event.remove(engine, "commit", note)


@pytest.fixture
def second(app, make_account):
    """A graduate, where somebody else has a certificate of the same course already."""
    reach(app, make_account())
    issue_to(sign_in(app.test_client()), "Dana Whitfield")
    work(app)
    reach(app, make_account("bo@example.org"))
    work(app)
    return sign_in(app.test_client(), "bo@example.org")


@pytest.mark.postgres
def test_a_claim_asks_nineteen_statements_and_is_one_transaction(app, second):
    token = token_of(second, CERTIFICATE)
    with statements(app) as seen, commits(app) as kept:
        answer = second.post(CERTIFICATE, data={"csrf_token": token, "name": "Bo Li"})
    assert answer.status_code == 303
    assert len(seen) <= 19, seen
    assert len(kept) == 1


@pytest.mark.postgres
def test_badge_and_pdf_are_stored_in_one_transaction(app, second):
    submit(second, CERTIFICATE, name="Bo Li")
    waiting = {each.name for each in app.extensions["jobs"].waiting()}
    assert waiting == {"make_certificate", "send_mail"}
    jobs = app.extensions["jobs"]
    with app.app_context(), transaction() as session:
        [mine] = session.scalars(select(CredentialRow.id).order_by(CredentialRow.id.desc()).limit(1))
    with app.app_context(), statements(app) as seen, commits(app) as kept:
        jobs.handlers["make_certificate"](mine)
    assert len(seen) <= 7, seen
    assert len(kept) == 1
    with app.app_context():
        assert queries.credential_by_id(reader(), mine).files == ("a4", "json")


def test_a_badge_that_another_worker_kept_stays_with_its_own_pdf(app, second):
    submit(second, CERTIFICATE, name="Bo Li")
    with app.app_context(), transaction() as session:
        mine = session.scalars(select(CredentialRow.id).order_by(CredentialRow.id.desc())).first()
        service.store_files(session, mine, {"json": b"theirs"}, "PDF failed", clock.now())
        service.store_files(session, mine, {"json": b"ours", "a4": b"around ours"}, "", clock.now())
    with app.app_context(), transaction() as session:
        files = session.scalars(select(CredentialFileRow).filter_by(credential_id=mine)).all()
        assert [(each.paper, each.data) for each in files] == [("json", b"theirs")]
        assert session.get_one(CredentialRow, mine).trouble == "PDF failed"
        service.store_files(session, mine, {"a4": b"around theirs"}, "", clock.now())
    with app.app_context():
        assert queries.stored_file(reader(), mine, "a4") == b"around theirs"
        assert queries.credential_by_id(reader(), mine).trouble == ""


def test_nothing_is_kept_of_a_certificate_that_was_erased_while_it_was_made(app, second):
    submit(second, CERTIFICATE, name="Bo Li")
    with app.app_context(), transaction() as session:
        row = session.scalars(select(CredentialRow).order_by(CredentialRow.id.desc())).first()
        row.status = "erased"
        session.flush()
        service.store_files(session, row.id, {"json": b"{}", "a4": b"%PDF"}, "", clock.now())
        assert session.scalars(select(CredentialFileRow).filter_by(credential_id=row.id)).all() == []


def test_a_place_in_the_list_is_never_given_twice(app, second):
    with app.app_context(), transaction() as session:
        taken = session.scalars(select(CredentialRow.status_index)).one()
        drawn = iter([taken] * status.DRAWN + [taken, 77] + [5] * (status.DRAWN - 2))
        assert status_lists.take(session, lambda _below: next(drawn)) == status_lists.Place(1, 77)


def test_a_list_that_is_full_enough_is_followed_by_another(app, second, monkeypatch):
    monkeypatch.setattr(status, "MOST_TAKEN", 1)
    submit(second, CERTIFICATE, name="Bo Li")
    with app.app_context(), transaction() as session:
        assert session.scalars(select(CredentialRow.status_list_id).order_by(CredentialRow.id)).all() == [1, 2]


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ-", min_size=19, max_size=19) | st.text(min_size=1, max_size=300))
def test_a_code_is_the_one_that_the_encoder_would_choose(text):
    expected = segno.make(ADDRESS + text, error="m", micro=False)
    assert qr_codes.matrix(ADDRESS + text) == tuple(map(bytes, expected.matrix))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"holder_name": "O’Neil & “Söns” <sen.>", "statement": 'learned "much" & more'},
        {"holder_name": "محمد بن عبد الله", "valid_until": None, "signatory": None, "demonstration": True},
        {"made": tuple(f"Piece {number} & <another>" for number in range(9)), "paper": "letter", "lang": "de"},
    ],
)
def test_a_document_is_the_same_whichever_parser_reads_it(changes, monkeypatch):
    quickly = certificate_pdf(make_facts(**changes))
    monkeypatch.setattr(pdf_reading, "read_well_formed", pdf_reading.read)
    assert certificate_pdf(make_facts(**changes)) == quickly


def test_the_quick_parser_reads_every_certificate(monkeypatch):
    def fail(*_arguments):
        raise AssertionError("the template is not well-formed any more")

    monkeypatch.setattr(pdf_reading, "read", fail)
    assert certificate_pdf(make_facts(statement="a < b & c > d", issuer_name='"A" & ’B’')).startswith(b"%PDF-")


def test_a_document_with_a_character_that_xml_does_not_know_is_read_all_the_same():
    html = '<!DOCTYPE html><html lang="en"><head><title>A</title></head><body><p>a\x0cb</p></body></html>'
    made = pdf.render(
        html,
        "p { font-family: 'Course Sans' }",
        variant=pdf.Variant.ACCESSIBLE,
        dated=make_facts().issued_on,
        well_formed=True,
    )
    assert made.startswith(b"%PDF-")


def test_badges_of_many_are_read_with_words_that_were_made_once(issued):
    from course_app.credentials import proofs

    document = json.loads(issued.badge)
    first = proofs.canonical(document)
    kept = proofs._processor()._made
    before = dict(kept)
    assert proofs.canonical(document) == first
    assert kept == before
    assert 0 < len(kept) <= proofs.MOST_KEPT


def test_a_process_makes_one_certificate_after_the_other(app, make_account, monkeypatch):
    at_once, most, counting = [0], [0], threading.Lock()

    def slowly(*_anything):
        with counting:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.05)
        with counting:
            at_once[0] -= 1

    monkeypatch.setattr(tasks, "_make", slowly)
    reach(app, make_account())
    issue_to(sign_in(app.test_client()), "Dana Whitfield")
    with app.app_context():
        ((issued,),) = reader().execute(select(CredentialRow.id)).all()

    def make():
        with app.app_context():
            tasks.make_certificate(issued)
            tasks.make_paper(issued, "letter")

    threads = [threading.Thread(target=make) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == [1]
