"""The owner's desk: only owners, every action with its note, designs that issued certificates keep."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from course_app.credentials import designs, lifecycle, public_id, queries
from course_app.credentials.lifecycle import Deed
from course_app.credentials.models import CredentialEventRow, CredentialRow, StatusListRow
from course_app.domain import colours
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.audit import AuditRow
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Role
from tests.certificates import needs, text_of
from tests.conftest import sign_in
from tests.credentials import CERTIFICATE, issue_to, number_of, reach, work
from tests.forms import submit
from tests.statements import statements

DESK = "/admin/certificates"


@pytest.fixture
def holder(app, client, make_account):
    reach(app, make_account())
    return sign_in(client)


@pytest.fixture
def number(app, holder):
    number = issue_to(holder, "Dana Whitfield")
    work(app)
    return number


@pytest.fixture
def owner(app, make_account):
    make_account("olive@example.org", "Olive Owner", Role.OWNER)
    return sign_in(app.test_client(), "olive@example.org")


def test_the_desk_is_for_owners_alone(app, holder, number, make_account):
    make_account("amy@example.org", "Amy Author", Role.AUTHOR)
    author = sign_in(app.test_client(), "amy@example.org")
    for path in ("", f"/{number}", "/design", "/issue", "/several", "/export.csv", "/design/preview.pdf"):
        assert holder.get(DESK + path).status_code == 403
        assert author.get(DESK + path).status_code == 403
        assert app.test_client().get(DESK + path).status_code == 303


def test_certificates_are_found_by_number_name_course_and_state(owner, number):
    assert "No certificate was issued yet" not in owner.get(DESK).text
    for found in (
        f"q={number[:9].lower()}",
        "q=whitf",
        "course=garden",
        "state=valid",
        "q=Dana&state=valid&course=garden",
    ):
        assert number in owner.get(f"{DESK}?{found}").text, found
    for empty in ("q=Nobody", "course=other", "state=revoked", "state=expired", "q=%25"):
        assert "No certificate fits these filters" in owner.get(f"{DESK}?{empty}").text, empty


def test_one_certificate_shows_on_what_it_rests(owner, number):
    page = owner.get(f"{DESK}/{number}").text
    for words in ("Dana Whitfield", "Plan your balcony", "Issued", "as of the day of issue", ">shown<", ">declared<"):
        assert words in page
    assert "you showed" not in page


def test_an_owner_withdraws_and_reinstates_with_notes_that_stay_inside(app, owner, number):
    refused = submit(owner, f"{DESK}/{number}/withdraw", page=f"{DESK}/{number}", reason="whim")
    assert (refused.status_code, "Choose a reason" in refused.text) == (422, True)
    submit(owner, f"{DESK}/{number}/withdraw", page=f"{DESK}/{number}", reason="error", note="mixed up two people")
    page = owner.get(f"{DESK}/{number}").text
    assert "mixed up two people" in page
    assert "<strong>Withdrawn</strong>, Olive Owner: It was issued in error." in page
    assert "mixed up" not in app.test_client().get(f"/v/{number}").text
    submit(owner, f"{DESK}/{number}/reinstate", page=f"{DESK}/{number}")
    assert "Valid certificate" in app.test_client().get(f"/v/{number}").text


def test_an_owner_issues_again_and_answers_requests(app, owner, holder, number):
    submit(holder, f"{CERTIFICATE}/name", page=CERTIFICATE, name="Dana Brian")
    submit(holder, f"{CERTIFICATE}/name", page=CERTIFICATE, name="Dana Bryan", why="a slip")
    page = owner.get(DESK).text
    assert "Dana Brian → Dana Bryan" in page
    path = re.search(rf"{DESK}/corrections/\d+", page)[0]
    assert submit(owner, path, page=DESK, answer="grant").status_code == 303
    assert "Dana Bryan" in app.test_client().get(f"/v/{number_of(holder)}").text
    assert "Requests for another name" not in owner.get(DESK).text
    now = number_of(holder)
    response = submit(owner, f"{DESK}/{now}/reissue", page=f"{DESK}/{now}", name="Dana B", note="asked by letter")
    assert response.location.startswith(DESK)
    assert response.location.rpartition("/")[2] != now


def test_an_owner_issues_by_hand_what_was_met_and_no_more(app, owner, make_account):
    reach(app, make_account(), reached=[])
    page = f"{DESK}/issue"
    assert submit(owner, page, email="nobody@example.org", course="garden", reason="x").status_code == 422
    assert submit(owner, page, email="dana@example.org", course="garden", reason=" ").status_code == 422
    response = submit(owner, page, email="dana@example.org", course="garden", reason="Shown on paper")
    assert response.status_code == 303
    shown = owner.get(response.location).text
    assert "Shown on paper" in shown
    with app.app_context():
        found = queries.credential_by_public_id(reader(), public_id.parse(response.location.rpartition("/")[2]))
    assert (found.facts.tested, found.facts.made, found.facts.declared) == ((), (), ())


def test_the_list_goes_into_a_spreadsheet_without_formulas(owner, holder, app):
    issue_to(holder, "=HYPERLINK Dana")
    lines = owner.get(f"{DESK}/export.csv").text.splitlines()
    assert lines[0].startswith("number,name,course")
    assert ",'=HYPERLINK Dana," in lines[1]


@pytest.fixture
def three(app, number):
    """Three certificates: one that is valid, one withdrawn, and a number of none."""
    other = sign_in(app.test_client(), new_graduate(app))
    withdrawn = issue_to(other, "Bo Li")
    with app.app_context(), transaction() as session:
        found = queries.credential_by_public_id(session, public_id.parse(withdrawn))
        lifecycle.revoke(session, found.id, "error", Deed(None, clock.now()))
    work(app)
    return number, withdrawn, "0000-0000-0000-0000"


SEVERAL = f"{DESK}/several"


def everything(app):
    with app.app_context(), transaction() as session:
        tables = (CredentialRow, CredentialEventRow, StatusListRow, AuditRow)
        return [session.execute(select(table.__table__)).all() for table in tables]


@pytest.mark.parametrize(
    ("act", "would", "whose"),
    [
        ("revoke", "Would be withdrawn", 0),
        ("reinstate", "Would be valid again", 1),
        ("reissue", "Would be replaced by a new one", 0),
    ],
)
def test_several_are_only_looked_at_first_and_then_done(app, owner, three, act, would, whose):
    before, jobs = everything(app), len(app.extensions["jobs"].huey.pending())
    typed = {"numbers": "\r\n".join(three), "act": act, "reason": "error", "note": "all of that day"}
    looked = submit(owner, SEVERAL, **typed)
    assert looked.text.count(would) == 1
    assert looked.text.count("Nothing:") == 2
    assert "There is no such certificate." in looked.text
    assert "Nothing has changed yet" in looked.text
    assert everything(app) == before
    assert len(app.extensions["jobs"].huey.pending()) == jobs
    done = submit(owner, SEVERAL, **typed | {"numbers": three[whose], "seen": "y"})
    assert "Done: 1 certificate." in done.text
    work(app)
    verdict = {"revoke": "Withdrawn", "reinstate": "Valid certificate", "reissue": "Replaced by a newer certificate"}
    page = app.test_client().get(f"/v/{three[whose]}").text
    assert verdict[act] in page
    assert "all of that day" not in page
    assert "all of that day" in owner.get(f"{DESK}/{three[whose]}").text
    assert len(everything(app)[3]) == len(before[3]) + 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"numbers": " ", "act": "reissue"}, "Type at least one number."),
        ({"numbers": "\n".join(map(str, range(101))), "act": "reissue"}, "At most 100 at once; these are 101."),
        ({"numbers": "1", "act": "delete"}, "Choose one of the three."),
        ({"numbers": "1", "act": "revoke", "reason": "whim"}, "Choose a reason"),
    ],
)
def test_what_cannot_be_done_to_several_is_refused_at_its_field(owner, fields, told):
    response = submit(owner, SEVERAL, **fields)
    assert (response.status_code, told in response.text) == (422, True)


def test_those_that_were_ticked_stand_in_the_form(owner, number):
    assert f'name="n" value="{number}"' in owner.get(DESK).text
    assert number in owner.get(f"{SEVERAL}?n={number}").text


@pytest.mark.parametrize("path", ["", "/several"])
def test_pages_of_the_desk_ask_little_however_many_there_are(app, owner, three, path):
    owner.get(DESK + path)
    with statements(app) as seen:
        owner.get(DESK + path)
    assert len(seen) <= 5, seen


def picture(width=300, height=100):
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 30, 30, 128)).save(out, "PNG")
    return out.getvalue()


@needs("pdftotext")
def test_a_design_holds_for_what_is_issued_later_and_never_before(app, owner, holder, number, tmp_path):
    before = holder.get(f"{CERTIFICATE}.pdf").data
    values = {
        "accent": "#7A1F5C",
        "statement": "has grown with {{ program }}",
        "signatory_name": "Rosa Marchetti",
        "signatory_role": "Head gardener",
        "logo": (io.BytesIO(picture()), "logo.png"),
    }
    assert submit(owner, f"{DESK}/design", **values).status_code == 303
    work(app)
    with app.app_context():
        app.extensions["jobs"].run_sweeps()
    assert holder.get(f"{CERTIFICATE}.pdf").data == before
    submit(owner, f"{DESK}/{number}/withdraw", page=f"{DESK}/{number}", reason="error")
    new = submit(owner, f"{DESK}/issue", email="dana@example.org", course="garden", reason="again")
    assert new.status_code == 422, "withdrawn ones are reinstated, not issued beside"
    reach_again = sign_in(app.test_client(), new_graduate(app))
    issue_to(reach_again, "Bo Li")
    work(app)
    path = tmp_path / "c.pdf"
    path.write_bytes(reach_again.get(f"{CERTIFICATE}.pdf").data)
    text = text_of(path)
    for words in ("Rosa Marchetti", "Head gardener", "has grown with A Balcony Garden"):
        assert words in text
    page = app.test_client().get(f"/v/{number_of(reach_again)}").text
    assert "has grown with A Balcony Garden" in page
    assert "Rosa Marchetti" in page


def new_graduate(app):
    from tests.conftest import add_person

    reach(app, add_person(app, "bo@example.org", "Bo Li", Role.LEARNER))
    return "bo@example.org"


@pytest.mark.parametrize("sample", ["short", "long", "cyrillic", "vietnamese"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_design_is_looked_at_before_it_is_kept(owner, sample, paper):
    query = f"accent=%237A1F5C&statement=learned&sample={sample}&paper={paper}"
    response = owner.get(f"{DESK}/design/preview.pdf?{query}")
    assert response.content_type == "application/pdf", response.text[:2000]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("accent", "teal", "such as #0F5C63"),
        ("accent", "#F3A377", "The nearest that passes is #"),
        ("statement", "{{ ''.__class__ }}", "can be filled in"),
        ("statement", "{{ 'a' * 999999999 }}", "can be filled in"),
        ("statement", "{% for x in range(9) %}x{% endfor %}", "can be filled in"),
        ("statement", "{{ config }}", "can be filled in"),
        ("statement", "{{ program|upper }}", "can be filled in"),
        ("statement", "{{ program", "braces do not fit"),
        ("statement", "x" * 201, "At most 200 letters"),
        ("signatory_name", "Zoë 𓀀", "no font that prints"),
    ],
)
def test_a_design_that_cannot_be_read_or_printed_is_refused_at_its_field(owner, field, value, told):
    response = submit(owner, f"{DESK}/design", **{field: value})
    assert response.status_code == 422
    assert told in response.text


@pytest.mark.parametrize("data", [b"<svg/>", b"\x89PNG\r\n\x1a\n broken", b"x" * 500_001, picture(4000, 1200)])
def test_a_logo_that_is_none_is_refused(data):
    with pytest.raises(DomainError):
        designs.tidy_logo(data)


@pytest.mark.parametrize("colour", ["#0F5C63", "#F3A377", "#FFFFFF", "#FFFF00", "#000000", "#777777"])
def test_the_nearest_shade_can_be_read(colour):
    near = colours.nearest_passing(colour)
    assert colours.contrast(near, colours.PAPER) >= 4.5
    if colours.contrast(colour, colours.PAPER) >= 4.5:
        assert near == colour


def test_contrast_is_that_of_the_standard():
    assert colours.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colours.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_certificate_is_made_first_on_the_paper_of_its_design(app, owner, holder, paper):
    assert submit(owner, f"{DESK}/design", paper=paper).status_code == 303
    issue_to(holder, "Dana Whitfield")
    work(app)
    first = holder.get(f"{CERTIFICATE}.pdf")
    assert (first.status_code, f"-{paper}.pdf" in first.headers["Content-Disposition"]) == (200, True)
    assert submit(owner, f"{DESK}/design", paper="vellum").status_code == 422


def test_a_version_is_never_changed(app, owner):
    for accent in ("#7A1F5C", "#0A464C"):
        submit(owner, f"{DESK}/design", accent=accent)
    with app.app_context(), transaction() as session:
        assert designs.versions(session) == 2
        assert designs.by_id(session, 1).accent == "#7A1F5C"
        assert designs.current(session).accent == "#0A464C"
