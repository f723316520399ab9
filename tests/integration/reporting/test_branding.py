"""The look of the site: name, colours with their contrast, pictures, foot; for pages and for mails."""

import io
import re

import pytest
from PIL import Image

from course_app.infrastructure.audit import entries
from course_app.infrastructure.database import reader
from course_app.reporting import branding, dressing
from course_app.web.access import Role
from tests.conftest import add_person
from tests.forms import submit
from tests.statements import statements

PAGE = "/admin/branding"
GOOD = {"name": "Garden School", "brand": "#7A1F5C", "accent": "#1F4F9A"}


def picture(size=(400, 200), kind="PNG", colour=(120, 30, 90, 128)):
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, colour[: 4 if kind == "PNG" else 3]).save(out, kind)
    return out.getvalue()


def sheet_of(page):
    return re.search(r'href="(/look/\w+\.css)"', page.text)


def test_a_look_is_kept_and_every_page_and_mail_wears_it(programme, owner):
    assert sheet_of(owner.get("/courses")) is None
    said = {
        "footer": "Garden School, 1 Elm Street",
        "links": "Our work https://garden.example/\nWrite | mailto:a@b.example",
    }
    assert submit(owner, PAGE, **GOOD, **said).status_code == 303
    anybody = programme.app.test_client()
    page = anybody.get("/courses")
    sheet = anybody.get(sheet_of(page)[1])
    assert "--brand:#7A1F5C" in sheet.text
    assert (sheet.content_type, "immutable" in sheet.headers["Cache-Control"]) == ("text/css; charset=utf-8", True)
    for words in ("Garden School", "1 Elm Street", 'href="https://garden.example/"', 'href="mailto:a@b.example"'):
        assert words in page.text
    assert "<style" not in page.text
    assert " style=" not in page.text
    icon = re.search(r'rel="icon" href="(/look/\w+\.svg)"', page.text)[1]
    assert "#7A1F5C" in anybody.get(icon).text
    submit(owner, "/admin/accounts/invite", page="/admin/accounts", email="new@example.org", role="learner")
    with programme.app.app_context():
        html = next(iter(programme.app.extensions["mailer"].open(row).html for row in outbox()))
    assert "#7A1F5C" in html
    assert "Garden School" in html
    assert "#0F5C63" not in html


def outbox():
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from course_app.infrastructure.mail import OutboxRow

    with Session(reader()) as session:
        return session.scalars(select(OutboxRow)).all()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"brand": "#FFD400"}, "The nearest that passes is"),
        ({"accent": "#EEEEEE"}, "The nearest that passes is"),
        ({"brand": "red"}, "six digits"),
        ({"brand": "#12345"}, "six digits"),
        ({"name": "x" * 61}, "At most 60"),
        ({"footer": "x" * 301}, "At most 300"),
        ({"links": "Evil javascript:alert(1)"}, "Line 1"),
        ({"links": "Fine https://a.example\nElsewhere //evil.example"}, "Line 2"),
        ({"links": "https://no.words.example"}, "Line 1"),
        ({"links": "\n".join(f"L{n} https://a{n}.example" for n in range(7))}, "At most 6"),
    ],
)
def test_what_cannot_be_read_or_followed_is_refused_in_words_and_kept_on_the_page(programme, owner, typed, said):
    refused = submit(owner, PAGE, **GOOD | typed)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert "Garden School" in refused.text or typed.get("name")
    assert sheet_of(owner.get("/courses")) is None


def test_a_colour_that_is_too_light_can_be_kept_in_the_shade_that_is_offered(programme, owner):
    refused = submit(owner, PAGE, **GOOD | {"brand": "#FFD400"})
    near = re.search(r"Keep it with (#[0-9A-F]{6})", refused.text)[1]
    assert submit(owner, PAGE, **GOOD | {"brand": "#FFD400", "do": "mend"}).status_code == 303
    assert f"--brand:{near}" in owner.get(sheet_of(owner.get("/courses"))[1]).text


def test_trying_shows_the_colours_and_their_contrast_and_keeps_nothing(programme, owner):
    tried = submit(owner, PAGE, **GOOD | {"do": "try"})
    assert tried.status_code == 200
    assert 'fill="#7A1F5C"' in tried.text
    assert "Not kept yet" in tried.text
    assert re.search(r'data-label="Light" class="numeric">\d+\.\d<', tried.text)
    assert sheet_of(owner.get("/courses")) is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_stands_in_the_header_and_a_sign_in_the_tab(programme, owner, kind):
    files = {"logo": (io.BytesIO(picture((1200, 400), kind)), "logo"), "icon": (io.BytesIO(picture((64, 64))), "i.png")}
    assert submit(owner, PAGE, **GOOD, **files).status_code == 303
    page = owner.get("/courses").text
    logo = re.search(r'<img class="brand-logo" src="(/look/\w+\.png)" width="96" height="32" alt="">', page)[1]
    shown = owner.get(logo)
    assert shown.content_type == "image/png"
    assert Image.open(io.BytesIO(shown.data)).size == (384, 128)
    assert re.search(r'rel="icon" href="/look/\w+\.png" type="image/png"', page)
    assert submit(owner, PAGE, **GOOD, logo_named="y").status_code == 303
    assert 'alt="Garden School"' in owner.get("/courses").text
    assert submit(owner, PAGE, **GOOD, no_logo="y", no_icon="y").status_code == 303
    assert "brand-logo" not in owner.get("/courses").text


@pytest.mark.parametrize(
    "data", [b"<svg onload='alert(1)'/>", b"", b"\x89PNG\r\n\x1a\n", b"x" * 500_001, picture((2100, 2000))]
)
def test_what_is_no_small_picture_is_refused(programme, owner, data):
    refused = submit(owner, PAGE, **GOOD, logo=(io.BytesIO(data), "logo.png"))
    assert refused.status_code == 422


def test_the_look_before_and_the_standard_look_come_back_and_every_change_is_logged(programme, owner):
    submit(owner, PAGE, **GOOD)
    submit(owner, PAGE, **GOOD | {"name": "Other School"})
    submit(owner, PAGE, do="back")
    assert "Garden School" in owner.get("/courses").text
    submit(owner, PAGE, do="plain")
    page = owner.get("/courses")
    assert sheet_of(page) is None
    assert "Garden School" not in page.text
    with programme.app.app_context():
        log = [each for each in entries(reader()) if each.action == "look of the site"]
    assert [each.after["name"] for each in log] == ["", "Garden School", "Other School", "Garden School"]
    assert log[-1].before["brand"] == branding.BRAND


def test_another_process_takes_the_look_over_and_pays_for_it_seldom(programme, owner):
    look = programme.app.extensions["look"]
    with programme.app.app_context():
        from course_app.infrastructure import clock
        from course_app.infrastructure.database import transaction

        with transaction() as session:  # as another process would
            branding.save(session, branding.Branding(name="Elsewhere"), clock.now())
    look.ask_at = float("inf")
    with statements(programme.app) as seen:
        assert "Elsewhere" not in owner.get("/courses").text
    assert not [each for each in seen if "branding" in each]
    look.ask_at = 0.0
    assert "Elsewhere" in owner.get("/courses").text
    assert look.ask_at > 0


def test_a_file_of_a_look_made_elsewhere_is_found_at_once_and_no_other(programme, owner):
    submit(owner, PAGE, **GOOD)
    sheet = sheet_of(owner.get("/courses"))[1]
    look = programme.app.extensions["look"]
    look.version, look.files = 0, {}
    assert owner.get(sheet).status_code == 200
    assert owner.get("/look/0123456789abcdef.css").status_code == 404


def test_without_tables_pages_wear_the_standard_look(programme):
    with programme.app.app_context():
        from sqlalchemy import text

        from course_app.infrastructure.database import db

        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE branding RENAME TO gone"))
        dressing.refresh()
    assert programme.app.test_client().get("/courses").status_code == 200


def test_only_an_owner_dresses_the_site(programme, come_in):
    add_person(programme.app, "learner@example.org", "Lena Learner", Role.LEARNER)
    for role in ("coach", "author", "learner"):
        visitor = come_in(role)
        assert visitor.get(PAGE).status_code == 403
        assert submit(visitor, PAGE, page="/account", **GOOD).status_code == 403
