"""Every page of certificates in a real browser: no fault of access, no sideways scrolling, checked without scripts."""

import shutil
import threading
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from course_app.application import create_app
from course_app.credentials import lifecycle, public_id, queries
from course_app.credentials.lifecycle import Deed
from course_app.credentials.models import CredentialRow
from course_app.infrastructure import clock
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db, reader, transaction
from course_app.web.access import Role
from course_app.wsgi import with_static_files
from tests.conftest import PASSWORD, add_person, sign_in
from tests.credentials import CERTIFICATE, issue_to, reach, work

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
HOLDERS = {
    "valid": "Dana Whitfield-Ó Briain",
    "asked": "Bo Li",
    "expired": "Cyrus Grey",
    "withdrawn": "Eve Black",
    "replaced": "Fay Green",
}


@pytest.fixture(scope="module")
def numbers():
    return {}


@pytest.fixture(scope="module")
def site(blank_instance, tmp_path_factory, numbers):
    folder = tmp_path_factory.mktemp("desk") / "instance"
    shutil.copytree(blank_instance, folder)
    app = create_app(load_settings({}, INSTANCE=str(folder), RATE_LIMITS="no", SUPPORT_EMAIL="help@example.org"))
    app.testing = True
    for state, name in HOLDERS.items():
        reach(app, add_person(app, f"{state}@example.org", name, Role.LEARNER))
        numbers[state] = issue_to(sign_in(app.test_client(), f"{state}@example.org"), name)
    reach(app, add_person(app, "claimer@example.org", "直美", Role.LEARNER))
    add_person(app, "owner@example.org", "Olive Owner", Role.OWNER)
    work(app)
    with app.app_context():
        live(
            app, {state: queries.credential_by_public_id(reader(), public_id.parse(n)) for state, n in numbers.items()}
        )
    work(app)
    server = make_server("127.0.0.1", 0, with_static_files(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    (folder / "certificate.pdf").write_bytes(
        sign_in(app.test_client(), "valid@example.org").get(f"{CERTIFICATE}.pdf").data
    )
    (folder / "altered.pdf").write_bytes((folder / "certificate.pdf").read_bytes() + b"%")
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    server.server_close()
    thread.join()
    with app.app_context():
        db.engine.dispose()


def live(app, found):
    now = clock.now()
    with transaction() as session:
        lifecycle.revoke(session, found["withdrawn"].id, "error", Deed(None, now, "a note"))
        lifecycle.reissue(session, app.extensions["settings"], found["replaced"], Deed(None, now), name="Fay Brown")
        lifecycle.ask_correction(session, found["asked"], "Bo Lee", "Married", now)
        row = session.get(CredentialRow, found["expired"].id)
        row.valid_until = now.date() - timedelta(days=3)
        row.facts = row.facts | {"valid_until": row.valid_until.isoformat()}


@pytest.fixture(scope="module")
def browser(site, browser):
    # After the site has signed: while a browser runs, its event loop holds this thread.
    return browser


@pytest.fixture(params=[("light", 1280), ("dark", 320)], ids=["light and wide", "dark and narrow"])
def look(request, browser):
    theme, width = request.param
    context = browser.new_context(
        color_scheme=theme, viewport={"width": width, "height": 900}, locale="en-GB", java_script_enabled=True
    )
    yield context.new_page()
    context.close()


def assert_open_to_all(page):
    found = [
        (each["id"], [node["html"][:120] for node in each["nodes"][:2]])
        for each in Axe().run(page).response["violations"]
    ]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def test_the_pages_of_the_public(look, site, numbers):
    url, folder = site
    for path in ("/verify", "/v/0000-0000-0000-0000", "/achievements/garden-1", *(f"/v/{n}" for n in numbers.values())):
        look.goto(url + path)
        assert_open_to_all(look)
    for file, words in (("certificate.pdf", "exactly the file we issued"), ("altered.pdf", "Altered after issue")):
        look.goto(f"{url}/verify")
        look.set_input_files("input[type=file]", folder / file)
        look.get_by_role("button", name="Check this file").click()
        look.get_by_role("heading", name=words).wait_for()
        assert_open_to_all(look)


def test_on_paper_the_public_page_is_its_verdict_and_facts(browser, site, numbers):
    url, _ = site
    page = browser.new_context().new_page()
    page.goto(f"{url}/v/{numbers['valid']}")
    page.emulate_media(media="print")
    for words in ("Valid certificate", HOLDERS["valid"], numbers["valid"]):
        assert page.get_by_text(words).first.is_visible(), words
    for chrome in (".site-header", ".site-footer", ".verify-aside"):
        assert not page.locator(chrome).first.is_visible(), chrome
    page.context.close()


def enter(page, url, who):
    page.goto(f"{url}/signin")
    page.fill("[name=email]", f"{who}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url(lambda address: "/signin" not in address)


@pytest.mark.parametrize("who", ["valid", "withdrawn", "claimer"])
def test_the_page_of_a_holder(look, site, who):
    url, _ = site
    enter(look, url, who)
    look.goto(url + CERTIFICATE)
    for summary in look.locator("main details summary").all():
        summary.click()
    assert_open_to_all(look)


def test_the_desk_of_an_owner(look, site, numbers):
    url, _ = site
    enter(look, url, "owner")
    for path in (
        "",
        "/design",
        "/issue",
        "/several",
        f"/several?n={numbers['valid']}&n={numbers['replaced']}",
        "?state=revoked",
        "?q=nobody",
        *(f"/{number}" for number in numbers.values()),
    ):
        look.goto(f"{url}/admin/certificates{path}")
        assert_open_to_all(look)
    look.goto(f"{url}/admin/certificates/several")
    look.fill("[name=numbers]", "\n".join(numbers.values()))
    look.select_option("[name=reason]", "error")
    look.get_by_role("button", name="Show what would happen").click()
    look.get_by_text("Nothing has changed yet").wait_for()
    assert_open_to_all(look)


def test_a_sample_stands_beside_a_design_and_follows_what_is_typed(look, site):
    url, _ = site
    enter(look, url, "owner")
    look.goto(f"{url}/admin/certificates/design")
    frame = look.locator("iframe[title='Sample certificate']")
    look.wait_for_function("() => document.querySelector('iframe')?.src.includes('sample=usual')")
    look.fill("[name=accent]", "#7A1F5C")
    look.select_option("[name=sample]", "long")
    look.wait_for_function("() => /%237A1F5C.*sample=long/.test(document.querySelector('iframe').src)")
    answer = look.request.get(frame.evaluate("frame => frame.src").partition("#")[0])
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    look.fill("[name=accent]", "teal")
    look.get_by_text("cannot be printed").wait_for()
    assert "teal" not in frame.get_attribute("src")
    assert_open_to_all(look)
