"""From issue to erasure: how a certificate stands, and what its page, its badge and its file then say."""

import io
import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course_app.accounts import personal_data
from course_app.credentials import lifecycle, notices, public_id, queries, status
from course_app.credentials.lifecycle import Deed, TooLateError
from course_app.credentials.models import CredentialEventRow, CredentialFileRow, CredentialRow
from course_app.domain.errors import ConflictError, DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.mail import OutboxRow, kept_mails
from tests.conftest import sign_in
from tests.credentials import CERTIFICATE, issue_to, number_of, reach, work
from tests.forms import submit
from tests.publishing import publish_course


@pytest.fixture
def holder(app, client, make_account):
    reach(app, make_account())
    return sign_in(client)


@pytest.fixture
def number(app, holder):
    number = issue_to(holder, "Dana Whitfield")
    work(app)
    return number


def found(app, number):
    with app.app_context():
        return queries.credential_by_public_id(reader(), public_id.parse(number))


def act(app, deed, *arguments, **values):
    """Do something to a certificate, and let the jobs run."""
    with app.app_context():
        with transaction() as session:
            result = deed(session, *arguments, **values)
        app.extensions["jobs"].run_pending()
    return result


def by_owner(note="a private note"):
    return Deed(None, clock.now(), note)


def bit_of(app, number):
    record = found(app, number)
    listed = json.loads(app.test_client().get(f"/status/revocation/{record.place.number}").data)
    return status.is_set(listed["credentialSubject"]["encodedList"], record.place.index)


def check(app, data):
    return app.test_client().post("/verify/file", data={"file": (io.BytesIO(data), "f.pdf")}).text


@pytest.mark.postgres
def test_a_withdrawal_shows_on_page_badge_and_file_and_can_be_taken_back(app, holder, number):
    pdf = holder.get(f"{CERTIFICATE}.pdf").data
    record = found(app, number)
    assert not bit_of(app, number)
    act(app, lifecycle.revoke, record.id, "error", by_owner())
    page = app.test_client().get(f"/v/{number}").text
    assert "Withdrawn" in page
    assert "must not be relied on" in page
    assert "a private note" not in page
    assert lifecycle.REASONS["error"] in page
    assert bit_of(app, number)
    assert "The certificate was withdrawn" in check(app, pdf)
    own = holder.get(CERTIFICATE).text
    assert lifecycle.REASONS["error"] in own
    assert ("LinkedIn" in own, "Show it to others" in own, "What others see" in own) == (False, False, True)
    act(app, lifecycle.reinstate, record.id, by_owner("looked at again"))
    page = app.test_client().get(f"/v/{number}").text
    assert "Valid certificate" in page
    assert lifecycle.REASONS["error"] not in page
    assert not bit_of(app, number)
    assert holder.get(f"{CERTIFICATE}.pdf").data == pdf
    with app.app_context():
        kinds = [each.kind for each in queries.events_of(reader(), record.id)]
    assert kinds == ["issued", "revoked", "reinstated"]


def test_who_was_withdrawn_cannot_claim_again(app, holder, number):
    act(app, lifecycle.revoke, found(app, number).id, "conduct", by_owner())
    response = submit(holder, CERTIFICATE, page="/account", name="Dana Whitfield")
    assert response.status_code == 422
    assert number_of(holder) == number


def test_only_what_is_active_is_withdrawn_and_only_what_is_withdrawn_comes_back(app, number):
    record = found(app, number)
    with pytest.raises(DomainError, match="withdrawn can be reinstated"):
        act(app, lifecycle.reinstate, record.id, by_owner())
    with pytest.raises(DomainError, match="Choose a reason"):
        act(app, lifecycle.revoke, record.id, "whim", by_owner())
    act(app, lifecycle.revoke, record.id, "error", by_owner())
    with pytest.raises(DomainError, match="Only a certificate that is active"):
        act(app, lifecycle.revoke, record.id, "error", by_owner())


@pytest.mark.postgres
def test_the_holder_corrects_the_name_once(app, holder, number):
    response = submit(holder, f"{CERTIFICATE}/name", page=CERTIFICATE, name="Dana Whitfield-Ó Briain")
    assert response.status_code == 303
    work(app)
    new = number_of(holder)
    assert new != number
    old_page = app.test_client().get(f"/v/{number}").text
    assert "Replaced by a newer certificate" in old_page
    assert f"/v/{new}" in old_page
    new_page = app.test_client().get(f"/v/{new}").text
    assert "Dana Whitfield-Ó Briain" in new_page
    assert number in new_page
    assert bit_of(app, number)
    assert not bit_of(app, new)
    assert found(app, new).facts.issued_on == found(app, number).facts.issued_on
    response = submit(holder, f"{CERTIFICATE}/name", page=CERTIFICATE, name="Dana Brian", why="typing slip")
    assert response.status_code == 303
    assert number_of(holder) == new
    with app.app_context():
        [asked] = queries.corrections(reader())
    assert (asked.name, asked.why) == ("Dana Brian", "typing slip")


@pytest.mark.parametrize(("days", "alone"), [(14, True), (15, False)])
def test_after_fourteen_days_the_holder_asks(app, number, days, alone):
    record = found(app, number)
    with app.app_context():
        moment = record.issued_at + timedelta(days=days)
        assert lifecycle.may_correct(reader(), record, moment) is alone
    if not alone:
        with pytest.raises(TooLateError):
            act(app, lifecycle.correct_name, app.extensions["settings"], record, "Eve", Deed(1, moment))


def test_a_granted_request_issues_a_new_one_and_a_refused_one_does_not(app, holder, number):
    record = found(app, number)
    act(app, lifecycle.ask_correction, record, "Dana Brian", "", clock.now())
    with app.app_context():
        [asked] = queries.corrections(reader())
    settings = app.extensions["settings"]
    assert act(app, lifecycle.answer_correction, settings, asked.id, False, by_owner()) == ""
    assert number_of(holder) == number
    act(app, lifecycle.ask_correction, record, "Dana Brian", "", clock.now())
    with app.app_context():
        [asked] = queries.corrections(reader())
    act(app, lifecycle.answer_correction, settings, asked.id, True, by_owner())
    assert "Dana Brian" in app.test_client().get(f"/v/{number_of(holder)}").text


def test_mails_tell_of_the_certificate_and_of_the_answer_about_a_name(app, number):
    record = found(app, number)
    for grant in (False, True):
        act(app, lifecycle.ask_correction, record, "Dana Brian", "", clock.now())
        with app.app_context():
            [asked] = queries.corrections(reader())
        act(app, lifecycle.answer_correction, app.extensions["settings"], asked.id, grant, by_owner())
    with app.app_context(), Session(reader()) as session:
        told = {each.letter.kind: each.letter for each in kept_mails(session)}
    assert {"certificate", "name-kept", "name-corrected"} <= set(told)
    assert number in told["certificate"].text
    assert "It stays as it is" in told["name-kept"].text
    assert "issued anew with the name you asked for" in told["name-corrected"].text
    assert "The name you asked for: Dana Brian" in told["name-corrected"].text


def test_a_replaced_one_does_not_come_back_beside_its_successor(app, holder, number):
    record = found(app, number)
    new = act(app, lifecycle.reissue, app.extensions["settings"], record, by_owner())
    act(app, lifecycle.revoke, found(app, new).id, "error", by_owner())
    with pytest.raises(DomainError):
        act(app, lifecycle.reinstate, record.id, by_owner())
    act(app, lifecycle.reinstate, found(app, new).id, by_owner())
    assert found(app, new).status == "active"


def test_a_withdrawn_one_does_not_come_back_beside_a_newer(app, holder, number):
    record = found(app, number)
    act(app, lifecycle.revoke, record.id, "error", by_owner())
    with app.app_context(), transaction() as session:
        row = session.get(CredentialRow, record.id)
        values = {
            c.name: getattr(row, c.name) for c in CredentialRow.__table__.c if c.name not in {"id", "status_index"}
        }
        session.add(CredentialRow(**values | {"public_id": "0" * 16, "status": "active"}))
    with pytest.raises(ConflictError):
        act(app, lifecycle.reinstate, record.id, by_owner())


def test_what_runs_out_is_told_in_time_once_each_and_can_be_renewed(app, holder, number, make_account):
    record = found(app, number)
    with app.app_context(), transaction() as session:
        row = session.get(CredentialRow, record.id)
        row.valid_until = clock.now().date() + timedelta(days=100)
        row.facts = row.facts | {"valid_until": row.valid_until.isoformat()}
    start = clock.now()
    told = []
    for day in range(0, 105, 1):
        with time_machine.travel(start + timedelta(days=day), tick=False), app.app_context():
            before = mails(app)
            notices.send_due()
            notices.send_due()
            told += [100 - day] * (mails(app) - before)
    assert told == [90, 60, 30, 7]
    assert "Renew the certificate" not in holder.get(CERTIFICATE).text
    with time_machine.travel(start + timedelta(days=101), tick=True):
        sign_in(holder)
        page = holder.get(CERTIFICATE).text
        assert "It was valid until" in page
        assert "Genuine, but no longer valid" in app.test_client().get(f"/v/{number}").text
        assert submit(holder, f"{CERTIFICATE}/renew", page=CERTIFICATE).status_code == 303
        work(app)
        new = number_of(holder)
        assert new != number
        assert "Valid certificate" in app.test_client().get(f"/v/{new}").text
        assert "Replaced by a newer certificate" in app.test_client().get(f"/v/{number}").text


def mails(app):
    with transaction() as session:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.kind == "certificate-expiry")
        return session.scalar(query)


def test_publishing_restarting_and_mail_settings_change_no_certificate(app, holder, number, settings, manifest):
    def state():
        with app.app_context(), transaction() as session:
            rows = session.execute(select(CredentialRow.__table__)).all()
            files = session.execute(select(CredentialFileRow.sha256).order_by(CredentialFileRow.id)).all()
            events = session.scalar(select(func.count()).select_from(CredentialEventRow))
            return rows, files, events, session.scalar(select(func.count()).select_from(OutboxRow))

    before = state()
    publish_course(app)
    from course_app.application import create_app
    from course_app.infrastructure.config import load_settings

    other = create_app(load_settings({}, INSTANCE=str(settings.instance), MAIL_URL="smtp://127.0.0.1:9"), manifest)
    with other.app_context():
        other.extensions["jobs"].run_sweeps()
        other.extensions["jobs"].run_pending()
    assert state() == before


def rewrite(event, _session):
    event.detail = "otherwise"


def drop(event, session):
    session.delete(event)


@pytest.mark.parametrize("change", [rewrite, drop])
def test_events_are_only_ever_added(app, number, change):
    def tamper():
        with transaction() as session:
            change(session.scalars(select(CredentialEventRow)).first(), session)

    with app.app_context(), pytest.raises(RuntimeError, match="can neither be changed nor deleted"):
        tamper()


@pytest.mark.postgres
def test_erasure_leaves_number_hash_and_bit_and_nothing_of_the_person(app, holder, number):
    pdf = holder.get(f"{CERTIFICATE}.pdf").data
    record = found(app, number)
    unknown = app.test_client().get("/v/0000-0000-0000-0000")
    with app.app_context():
        with transaction() as session:
            personal_data.erase(session, record.account_id)
        app.extensions["jobs"].run_pending()
    erased = app.test_client().get(f"/v/{number}")
    assert erased.status_code == 404
    assert erased.text.replace(number, "") == unknown.text.replace("0000-0000-0000-0000", "")
    assert app.test_client().get(f"/v/{number}.json").status_code == 404
    assert "have no certificate to it any more" in check(app, pdf)
    with app.app_context(), transaction() as session:
        row = session.scalars(select(CredentialRow)).one()
        assert (row.status, row.facts, row.account_id) == ("erased", {}, None)
        assert [file.data for file in session.scalars(select(CredentialFileRow))] == [b"", b""]
    listed = json.loads(app.test_client().get(f"/status/revocation/{record.place.number}").data)
    assert status.is_set(listed["credentialSubject"]["encodedList"], record.place.index)


def tellers(app):
    """Return how rooms tell what they keep, but for those that need the person's key."""
    return [tell for tell, _ in app.extensions["personal_data"] if tell.__module__.startswith("course_app.credentials")]


def test_a_person_takes_their_certificates_along(app, holder, number):
    record = found(app, number)
    with app.app_context(), transaction() as session:
        told = [tell(session, record.account_id, None) for tell in tellers(app)]
    assert next(each for each in told if "certificates" in each)["certificates"][0]["number"] == number
