import html
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import func, select

from course_app.credentials import lifecycle, queries
from course_app.credentials.lifecycle import Deed
from course_app.credentials.models import CredentialFileRow, CredentialRow
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from tests.certificates import needs_system_font
from tests.conftest import sign_in
from tests.credentials import CERTIFICATE, REACHED, number_of, reach, work
from tests.forms import submit, token_of
from tests.publishing import publish_course


@pytest.fixture
def graduate(app, client, make_account):
    reach(app, make_account())
    return sign_in(client)


@pytest.mark.parametrize("left_out", range(len(REACHED)))
def test_no_certificate_while_one_requirement_is_open(app, client, make_account, left_out):
    reach(app, make_account(), [each for i, each in enumerate(REACHED) if i != left_out])
    sign_in(client)
    assert "What is left" in client.get(CERTIFICATE).text
    response = submit(client, CERTIFICATE, page="/today", name="Dana Whitfield")
    assert response.status_code == 422
    with app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(CredentialRow)) == 0


def test_the_name_is_shown_as_it_will_be_printed_before_it_is_fixed(graduate):
    page = graduate.get(f"{CERTIFICATE}?name=Łukasz Żółć").text
    assert 'certificate-preview-name" dir="auto">Łukasz Żółć<' in page


@pytest.mark.parametrize(
    ("name", "told"),
    [("D", "two letters at least"), ("x" * 81, "At most 80 letters"), ("Dana 𓀀", "no font that prints")],
)
def test_a_name_that_cannot_be_printed_is_refused_at_its_field(graduate, name, told):
    response = submit(graduate, CERTIFICATE, name=name)
    assert response.status_code == 422
    assert told in response.text
    assert name in response.text


@needs_system_font("Droid Sans Fallback Full")
def test_characters_are_printed_as_the_language_of_the_name_has_them(graduate, app):
    page = graduate.get(f"{CERTIFICATE}?name=直美", headers={"Accept-Language": "en;q=0.5,ja-JP"}).text
    assert '<option value="ja" selected>' in page
    assert 'lang="ja">直美<' in page
    assert "name_lang" not in graduate.get(f"{CERTIFICATE}?name=Dana").text
    assert submit(graduate, CERTIFICATE, name="直美", name_lang="zh-Hant").status_code == 303
    assert 'lang="zh-Hant">直美<' in app.test_client().get(f"/v/{number_of(graduate)}").text
    same = submit(graduate, f"{CERTIFICATE}/name", page=CERTIFICATE, name="直美", name_lang="zh-Hant")
    assert same.status_code == 422
    other = submit(graduate, f"{CERTIFICATE}/name", page=CERTIFICATE, name="直美", name_lang="ja")
    assert other.status_code == 303
    work(app)
    assert 'lang="ja">直美<' in app.test_client().get(f"/v/{number_of(graduate)}").text
    assert graduate.get(f"{CERTIFICATE}.pdf").data.startswith(b"%PDF-")


def test_the_certificate_is_valid_at_once_and_its_pdf_comes_byte_for_byte(graduate, app):
    assert submit(graduate, CERTIFICATE, name="Dana Whitfield-Ó Briain").status_code == 303
    number = number_of(graduate)
    assert graduate.get(f"/v/{number}").status_code == 200
    assert graduate.get(f"{CERTIFICATE}.pdf").status_code == 202
    assert work(app) >= 1
    first, again = (graduate.get(f"{CERTIFICATE}.pdf").data for _ in range(2))
    assert first.startswith(b"%PDF-")
    assert first == again


def test_the_other_paper_is_made_when_it_is_asked_for_and_is_the_same_ever_after(graduate, app):
    submit(graduate, CERTIFICATE, name="Dana Whitfield")
    work(app)
    assert stored_papers(app) == ["a4", "json"]
    asked = f"{CERTIFICATE}.pdf?paper=letter"
    assert graduate.head(asked).status_code == 202
    assert work(app) == 0
    for _ in range(3):
        waiting = graduate.get(asked)
        assert (waiting.status_code, "in a few seconds" in waiting.text) == (202, True)
    assert work(app) == 3
    assert stored_papers(app) == ["a4", "json", "letter"]
    first, again = (graduate.get(asked) for _ in range(2))
    assert first.data.startswith(b"%PDF-")
    assert first.data == again.data
    with app.app_context():
        app.extensions["jobs"].run_sweeps()
    assert graduate.get(asked).data == first.data
    assert graduate.get(f"{CERTIFICATE}.pdf?paper=vellum").status_code == 404


def stored_papers(app):
    with app.app_context(), transaction() as session:
        return sorted(session.scalars(select(CredentialFileRow.paper)))


def test_a_withdrawn_certificate_is_not_made_on_another_paper(graduate, app):
    submit(graduate, CERTIFICATE, name="Dana Whitfield")
    work(app)
    with app.app_context(), transaction() as session:
        found = session.scalars(select(CredentialRow)).one()
        lifecycle.revoke(session, found.id, "error", Deed(None, clock.now()))
    work(app)
    page = graduate.get(CERTIFICATE).text
    assert "Download PDF, A4" in page
    assert "Download PDF, Letter" not in page
    assert graduate.get(f"{CERTIFICATE}.pdf?paper=letter").status_code == 404
    assert graduate.get(f"{CERTIFICATE}.pdf").status_code == 200


def test_the_public_page_shows_every_fact_that_is_printed(graduate, app):
    submit(graduate, CERTIFICATE, name="Dana Whitfield")
    page = app.test_client().get(f"/v/{number_of(graduate)}").text
    for fact in (
        "Valid certificate",
        "Dana Whitfield",
        "Certified Balcony Gardener",
        "A Balcony Garden",
        "edition 1",
        "one module check, pass mark 80 %",
        "a final assessment of 2 questions, pass mark 80 %",
        "Plan your balcony",
        "3 lessons",
        "Demonstration",
    ):
        assert fact in page, fact


def test_a_profile_elsewhere_is_filled_in_by_a_plain_link(graduate):
    submit(graduate, CERTIFICATE, name="Dana Whitfield")
    number, page = number_of(graduate), html.unescape(graduate.get(CERTIFICATE).text)
    link = urlsplit(re.search(r'href="(https://www\.linkedin\.com/[^"]+)"', page)[1])
    today = clock.now().date()
    assert (link.netloc, link.path) == ("www.linkedin.com", "/profile/add")
    assert dict(parse_qsl(link.query)) == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Certified Balcony Gardener",
        "organizationName": "NetWorkWise",
        "issueYear": str(today.year),
        "issueMonth": str(today.month),
        "expirationYear": str(today.year + 1),
        "expirationMonth": str(today.month),
        "certUrl": f"http://localhost:8000/v/{number}",
        "certId": number,
    }


def test_a_number_is_found_whatever_its_case_and_dashes(graduate, client):
    submit(graduate, CERTIFICATE, name="Dana Whitfield")
    number = number_of(graduate)
    response = client.get(f"/v/{number.replace('-', '').lower()}")
    assert (response.status_code, response.location) == (301, f"/v/{number}")
    assert client.get(f"/verify?number={number.lower()}").location == f"/v/{number}"


@pytest.mark.parametrize("number", ["0000-0000-0000-0000", "nonsense", "x" * 300])
def test_everything_unknown_gets_the_same_answer(client, number):
    response = client.get(f"/v/{number}")
    assert response.status_code == 404
    assert "We issued no certificate with this number" in response.text


def test_the_holder_may_close_the_public_page(graduate, app):
    submit(graduate, CERTIFICATE, name="Dana Whitfield")
    number = number_of(graduate)
    submit(graduate, f"{CERTIFICATE}/visibility", page=CERTIFICATE, visibility="private")
    page = app.test_client().get(f"/v/{number}").text
    assert "This certificate exists; ask the holder" in page
    assert "Dana" not in page


@pytest.mark.postgres
def test_fifty_claims_at_once_make_one_certificate(graduate, app):
    token = token_of(graduate, CERTIFICATE)
    cookie = graduate.get_cookie("session").value

    def claim(_):
        other = app.test_client()
        other.set_cookie("session", cookie)
        return other.post(CERTIFICATE, data={"csrf_token": token, "name": "Dana Whitfield"}).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(claim, range(50))) == {303}
    with app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(CredentialRow)) == 1


def test_a_pdf_that_fails_is_told_while_the_certificate_stays_valid(graduate, app):
    submit(graduate, CERTIFICATE, name="Dana Whitfield")
    with change_facts(app) as facts:
        kept = facts["tested"]
        facts["tested"] = ["far too long to print " * 400]
    work(app)
    assert "The PDF failed, your certificate is valid" in graduate.get(f"{CERTIFICATE}.pdf").text
    with change_facts(app) as facts:
        facts["tested"] = kept
    assert submit(graduate, f"{CERTIFICATE}/again", page=CERTIFICATE).status_code == 303
    work(app)
    assert graduate.get(f"{CERTIFICATE}.pdf").data.startswith(b"%PDF-")


@needs_system_font("Droid Sans Fallback Full")
def test_a_late_correction_keeps_the_language_of_the_characters(graduate, app):
    submit(graduate, CERTIFICATE, name="直美", name_lang="zh-Hans")
    with app.app_context(), transaction() as session:
        session.scalars(select(CredentialRow)).one().issued_at = clock.now() - timedelta(days=15)
    assert "Ask for another name" in graduate.get(CERTIFICATE).text
    ask = {"page": CERTIFICATE, "name": "直美", "why": "It is Japanese"}
    assert submit(graduate, f"{CERTIFICATE}/name", **ask, name_lang="zh-Hans").status_code == 422
    assert submit(graduate, f"{CERTIFICATE}/name", **ask, name_lang="ja").status_code == 303
    with app.app_context():
        with transaction() as session:
            [asked] = queries.corrections(session)
            assert asked.name_lang == "ja"
            deed = Deed(None, clock.now())
            number = lifecycle.answer_correction(session, app.extensions["settings"], asked.id, True, deed)
        found = queries.credential_by_public_id(reader(), number)
    assert (found.facts.holder_name, found.facts.name_lang) == ("直美", "ja")


@contextmanager
def change_facts(app):
    with app.app_context(), transaction() as session:
        row = session.scalars(select(CredentialRow)).one()
        facts = dict(row.facts)
        yield facts
        row.facts = facts


def test_what_a_stopped_worker_left_undone_is_found_again(graduate, app):
    submit(graduate, CERTIFICATE, name="Dana Whitfield")
    app.extensions["jobs"].huey.flush()
    assert graduate.get(f"{CERTIFICATE}.pdf").status_code == 202
    with app.app_context():
        app.extensions["jobs"].run_sweeps()
    assert graduate.get(f"{CERTIFICATE}.pdf").status_code == 200


def test_publishing_changes_no_certificate(graduate, app):
    submit(graduate, CERTIFICATE, name="Dana Whitfield")
    number = number_of(graduate)
    publish_course(app)
    work(app)
    assert number_of(graduate) == number
    with app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(CredentialRow)) == 1
