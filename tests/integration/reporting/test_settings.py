"""Words of mails, the privacy desk, the system page, and who may not see what."""

import pytest

from course_app.accounts import queries as accounts
from course_app.infrastructure.database import reader
from tests.forms import submit


def test_an_owner_words_a_mail_and_it_goes_out_so_with_its_button(programme, owner):
    page = "/admin/mail/words/invite"
    assert "[Accept the invitation]" in owner.get(page).text
    kept = submit(owner, page, subject="Come to {site}", body="A warm word.\n\nAnother one.")
    assert kept.status_code == 303
    assert "Come to NetWorkWise" in owner.get(page).text
    submit(owner, "/admin/accounts/invite", page="/admin/accounts", email="new@example.org", role="learner")
    mails = owner.get("/admin/mail").text
    assert "Come to NetWorkWise" in mails
    assert "/invite/" in mails
    submit(owner, page, do="test")
    assert "owner@example.org" in owner.get("/admin/mail").text
    submit(owner, page, do="restore")
    assert "You are invited to NetWorkWise" in owner.get(page).text


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("", "Text", "A subject has"),
        ("Hello", " ", "The text has"),
        ("Hello {nmae}", "Text", "Only {site}"),
        ("Hello", "Text }", "Only {site}"),
    ],
)
def test_words_that_cannot_be_sent_are_refused(programme, owner, subject, body, said):
    refused = submit(owner, "/admin/mail/words/invite", subject=subject, body=body)
    assert (refused.status_code, said in refused.text) == (422, True)


def test_the_privacy_desk_keeps_requests_until_they_are_answered_and_wipes_the_address(programme, owner):
    dana = programme.learner("Dana Whitfield", 2)
    assert submit(owner, "/admin/privacy", kind="delete", email="nothing").status_code == 422
    assert submit(owner, "/admin/privacy", kind="other", email="a@example.org").status_code == 422
    for kind, email in (
        ("delete", "dana@example.org"),
        ("export", "ilse@example.org"),
        ("delete", "coach@example.org"),
    ):
        assert submit(owner, "/admin/privacy", kind=kind, email=email).status_code == 303
    assert submit(owner, "/admin/privacy/1/delete", page="/admin/privacy").status_code == 303
    assert submit(owner, "/admin/privacy/2/done", page="/admin/privacy").status_code == 303
    assert submit(owner, "/admin/privacy/3/delete", page="/admin/privacy").status_code == 422
    assert submit(owner, "/admin/privacy/2/done", page="/admin/privacy").status_code in {404, 422}
    page = owner.get("/admin/privacy").text
    assert "dana@example.org" not in page
    assert "ilse@example.org" not in page
    with programme.app.app_context():
        assert accounts.account(reader(), dana) is None


def test_the_system_page_says_how_the_site_is(programme, owner):
    page = owner.get("/admin/system").text
    for words in ("up to date", "Free space", "Worker last seen", "Fonts for names"):
        assert words in page


PEOPLE_PAGES = (
    "/admin/learners",
    "/admin/learners/export.csv",
    "/admin/cohorts",
    "/admin/funnel/garden",
    "/admin/audit",
)
CONTENT_PAGES = ("/author", "/author/garden", "/admin/quality/garden", "/admin/reported")
OWNER_PAGES = (
    "/admin/settings",
    "/admin/privacy",
    "/admin/system",
    "/admin/mail/words",
    "/admin/audit",
    "/admin/accounts",
)


def test_an_author_sees_no_learner_a_coach_edits_nothing_and_settings_are_the_owners(programme, come_in):
    dana = programme.learner("Dana Whitfield", 3)
    author, coach = come_in("author"), come_in("coach")
    for path in (*PEOPLE_PAGES, f"/admin/learners/{dana}", *OWNER_PAGES):
        assert author.get(path).status_code == 403, path
    for path in (*CONTENT_PAGES, *OWNER_PAGES):
        assert coach.get(path).status_code == 403, path
    for path in (*CONTENT_PAGES, "/admin", "/admin/reports"):
        page = author.get(path)
        assert page.status_code == 200, path
        assert "Dana" not in page.text
        assert "dana@example.org" not in page.text


@pytest.mark.parametrize("kind", ["invite", "cohort", "certificate", "certificate-expiry", "name-corrected"])
def test_words_offered_for_a_mail_name_nobody_but_the_owner(programme, owner, kind):
    """Whoever keeps them as they are must not send a made-up name or number to everybody."""
    page = owner.get(f"/admin/mail/words/{kind}").text
    subject = page.split('name="subject"')[1].split(">")[0]
    body = page.split('name="body"')[1].split("</textarea>")[0]
    assert not any(words in subject + body for words in ("Dana", "Olga", "7KQ4", "/v/"))
    if kind in {"invite", "cohort"}:
        assert "Owner Staff" in body
