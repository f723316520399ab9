"""Run a programme at a browser: invite, find who is stuck, mend a name, withdraw a certificate, hand over and leave."""

import json
import random
import re
import shutil
import threading
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from werkzeug.serving import make_server

from course_app.application import create_app
from course_app.credentials import status
from course_app.enrolment import cohorts
from course_app.infrastructure import clock
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db, transaction
from course_app.web.access import Role
from course_app.wsgi import with_static_files
from tests.conftest import PASSWORD, WholeAnswers, add_person, sign_in
from tests.credentials import CERTIFICATE, issue_to, work
from tests.integration.reporting.conftest import Programme
from tests.integration.reporting.test_reports import answer_checks
from tests.publishing import publish_course
from tests.served import with_assets

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = [("light", 1280), ("dark", 320)]
STUCK = ("Stella Still", "Fred Final", "Rita Ready")
NEW = [f"new{number}@example.org" for number in range(23)]
THIRTY = "\n".join(
    [
        "E-mail,Name",
        *NEW,
        "nothing",
        "a@",
        "@example.org",
        "d d@example.org",
        "stella.still@example.org",
        "fred.final@example.org",
        "new3@example.org",
    ]
)


@pytest.fixture(scope="module")
def programme(blank_instance, manifest, tmp_path_factory):
    """A course with forty learners who answered its check, a cohort with three who are stuck, and a holder."""
    folder = tmp_path_factory.mktemp("running") / "instance"
    with_assets(Path(shutil.copytree(blank_instance, folder)))
    app = create_app(load_settings({}, INSTANCE=str(folder), RATE_LIMITS="no"), manifest)
    app.test_client_class = WholeAnswers
    app.testing = True
    release = publish_course(app)
    roles = ("owner", "coach", "author")
    staff = {role: add_person(app, f"{role}@example.org", f"{role.title()} Staff", Role(role)) for role in roles}
    found = Programme(app, release, staff)
    chance = random.Random(7)
    answer_checks(found, 40, lambda number, name: name == "when" or chance.random() < number / 40)
    _cohort(found)
    found.learner("Dana Whitfeld", 7, "dana@example.org")
    issue_to(sign_in(app.test_client(), "dana@example.org"), "Dana Whitfeld")
    found.learner("Eve Black", 7, "eve@example.org")
    issue_to(sign_in(app.test_client(), "eve@example.org"), "Eve Black")
    work(app)
    yield found
    with app.app_context():
        db.engine.dispose()


def _cohort(found):
    """Put three into a cohort: one who never began, one who missed two finals, one who only has to claim."""
    stuck = {
        name: found.learner(name, 7 if "Ready" in name else 0, f"{name.replace(' ', '.').lower()}@example.org")
        for name in STUCK
    }
    stuck |= {"Bea Busy": found.learner("Bea Busy", 2, "bea@example.org")}
    with found.app.app_context(), transaction() as session:
        plan = cohorts.Plan("Spring", coach_id=found.staff["coach"])
        group = cohorts.cohort(session, cohorts.add_cohort(session, "garden", plan, "spring", clock.now()))
        for account in stuck.values():
            cohorts.join(session, account, group, clock.now())
    long_ago = (clock.now() - timedelta(days=20)).replace(tzinfo=None)
    with found.app.app_context(), db.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE enrolment SET started_at = :at, active_at = :at WHERE account_id = :id"),
            {"at": long_ago, "id": stuck["Stella Still"]},
        )
        for number in (1, 2):
            connection.execute(
                sa.text(
                    "INSERT INTO attempt (public_id, enrolment_id, unit, number, release_id, seed, drawn, started_at,"
                    " finished_at, percent, passed) SELECT :name, id, 'final', :number, :release, 'x', '[]', :at, :at,"
                    " 50, 0 FROM enrolment WHERE account_id = :id"
                ),
                {"name": f"missed-{number}", "number": number, "release": found.release, "at": long_ago}
                | {"id": stuck["Fred Final"]},
            )


@pytest.fixture(scope="module")
def site(programme):
    server = make_server("127.0.0.1", 0, with_static_files(programme.app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser(site, browser):
    # After the site has signed: while a browser runs, its event loop holds this thread.
    return browser


@pytest.fixture
def come_in(browser, site):
    """Open a browser for somebody who is signed in."""
    contexts = []

    def enter(who, **options):
        context = browser.new_context(locale="en-GB", accept_downloads=True, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{site}/signin")
        page.get_by_label("E-mail").fill(f"{who}@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main button").first.click()
        page.wait_for_url(lambda address: "/signin" not in address)
        return page

    yield enter
    for context in contexts:
        context.close()


def do_jobs(programme):
    """Let the jobs run beside the browser, which holds this thread."""
    worker = threading.Thread(target=work, args=(programme.app,))
    worker.start()
    worker.join()


def assert_open_to_all(page):
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(page.url, each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]
    assert page.evaluate(SIDEWAYS) <= 0, page.url


@pytest.mark.parametrize(("theme", "width"), LOOKS)
@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("coach", ("", "/nudges", "/learners", "/cohorts", "/cohorts/1", "/cohorts/1/invite", "/reports")),
        ("author", ("", "/reports", "/quality/garden", "/quality/garden/when", "/reported")),
        ("owner", ("", "/nudges", "/funnel/garden", "/funnel/garden?cohort=1", "/learners?state=ready", "/branding")),
    ],
)
def test_pages_of_the_staff_with_much_on_them_are_open_to_all(come_in, site, who, paths, theme, width):
    page = come_in(who, color_scheme=theme, viewport={"width": width, "height": 800})
    for path in paths:
        answer = page.goto(f"{site}/admin{path}")
        assert answer.status == 200, path
        assert_open_to_all(page)


def test_a_coach_invites_thirty_by_csv_of_whom_four_are_malformed_and_two_already_there(come_in, site, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(THIRTY)
    page = come_in("coach")
    page.goto(f"{site}/admin/cohorts")
    page.get_by_role("link", name="Spring").click()
    page.get_by_role("link", name="Invite people").click()
    page.get_by_label("file", exact=False).first.set_input_files(file)
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", name="23 rows are ready")).to_be_visible()
    for words, times in (("Not an e-mail address", 4), ("Already in this cohort", 2), ("The same address stands", 1)):
        expect(page.get_by_text(words)).to_have_count(times)
    page.get_by_role("button", name="Invite 23 people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("23 invitations are on their way")
    with page.expect_download() as rows:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    assert rows.value.path().read_text("utf-8-sig").count("Invited now") == 23
    page.goto(f"{site}/admin/cohorts/1")
    expect(page.get_by_text("new22@example.org")).to_be_visible()


def test_a_coach_finds_three_who_are_stuck_and_writes_to_them(come_in, site):
    page = come_in("coach")
    page.goto(f"{site}/admin")
    page.get_by_role("link", name=re.compile("^See who: 3 learners")).click()
    for name in STUCK:
        link = page.get_by_role("link", name=f"Write to {name}")
        letter = unquote(link.get_attribute("href"))
        assert letter.startswith(f"mailto:{name.replace(' ', '.').lower()}@example.org?subject=")
        assert f"Hello {name}," in letter
    expect(page.get_by_text("Bea Busy")).to_have_count(0)
    for name in STUCK:
        page.get_by_role("button", name=f"I have written to {name}").click()
        expect(page.get_by_text("They are off this list for two weeks")).to_be_visible()
    expect(page.get_by_text("Nobody just now")).to_be_visible()


def test_a_step_of_the_funnel_leads_to_those_who_are_stuck_there(come_in, site):
    page = come_in("owner")
    page.goto(f"{site}/admin/funnel/garden")
    page.get_by_role("link", name="See who came to “Passed the final” and no further").click()
    expect(page.get_by_role("link", name="Rita Ready")).to_be_visible()
    expect(page.get_by_role("link", name="Stella Still")).to_have_count(0)


def test_a_name_that_is_wrong_on_a_certificate_is_mended_twice(come_in, browser, site, programme):
    holder = come_in("dana")
    holder.goto(site + CERTIFICATE)
    first = number_on(holder)
    holder.get_by_text("Correct the name").first.click()
    holder.get_by_label("Your name, as on other documents").fill("Dana Whitfield")
    holder.get_by_role("button", name="Issue it with this name").click()
    do_jobs(programme)
    holder.goto(site + CERTIFICATE)
    second = number_on(holder)
    assert second != first
    holder.get_by_text("Ask for another name").first.click()
    holder.get_by_label("Your name, as on other documents").fill("Dana Whitfield-Brown")
    holder.get_by_label("Why it changes").fill("We married.")
    holder.get_by_role("button", name="Ask for this name").click()
    owner = come_in("owner")
    owner.goto(f"{site}/admin")
    owner.get_by_role("link", name=re.compile("^Answer: 1 request")).click()
    owner.get_by_role("button", name="Grant the name Dana Whitfield-Brown").click()
    do_jobs(programme)
    holder.goto(site + CERTIFICATE)
    third = number_on(holder)
    anybody = browser.new_page()
    for number, words in ((first, "Replaced"), (second, "Replaced"), (third, "Dana Whitfield-Brown")):
        anybody.goto(f"{site}/v/{number}")
        expect(anybody.get_by_text(words).first).to_be_visible()
    anybody.close()


def number_on(page):
    return re.search(r"/v/([\w-]{19})", page.content())[1]


def test_of_a_withdrawn_certificate_page_badge_and_file_say_the_same(come_in, browser, site, programme, tmp_path):
    holder = come_in("eve")
    holder.goto(site + CERTIFICATE)
    number = number_on(holder)
    with holder.expect_download() as download:
        holder.get_by_role("link", name=re.compile("Download PDF, A4")).click()
    pdf = tmp_path / "certificate.pdf"
    shutil.copyfile(download.value.path(), pdf)
    anybody = browser.new_page()
    assert told(anybody, site, number, pdf) == ("Valid certificate", False, "The certificate is valid")
    owner = come_in("owner")
    owner.goto(f"{site}/admin/certificates/{number}")
    if not owner.get_by_label("Reason").is_visible():
        owner.get_by_text("Withdraw").first.click()
    owner.get_by_label("Reason").select_option("error")
    owner.get_by_role("button", name="Withdraw").click()
    do_jobs(programme)
    assert told(anybody, site, number, pdf) == ("Withdrawn", True, "The certificate was withdrawn")
    anybody.close()


def told(page, site, number, pdf):
    """Return what the public page, the badge's status and the check of the file say."""
    page.goto(f"{site}/v/{number}")
    heading = next(words for words in ("Valid certificate", "Withdrawn") if words in page.locator("main").inner_text())
    badge = page.request.get(f"{site}/v/{number}.json").json()
    places = badge["credentialStatus"] if isinstance(badge["credentialStatus"], list) else [badge["credentialStatus"]]
    place = next(each for each in places if each["statusPurpose"] == "revocation")
    path = place["statusListCredential"].partition("/status/")[2]
    listed = page.request.get(f"{site}/status/{path}").json()
    is_set = status.is_set(listed["credentialSubject"]["encodedList"], int(place["statusListIndex"]))
    page.goto(f"{site}/verify")
    page.set_input_files("input[type=file]", pdf)
    page.get_by_role("button", name="Check this file").click()
    expect(page.get_by_role("heading", name="This is exactly the file we issued")).to_be_visible()
    text = page.locator("main").inner_text()
    return heading, is_set, next(s for s in ("The certificate is valid", "The certificate was withdrawn") if s in text)


def give_role(page, site, account, role):
    page.goto(f"{site}/admin/accounts/{account}")
    page.locator(f"input[name=role][value={role}]").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Change role").click()


def test_an_owner_hands_over_and_leaves_with_everything(come_in, site, programme):
    owner, me, heir = come_in("owner"), programme.staff["owner"], programme.staff["author"]
    give_role(owner, site, me, "learner")
    expect(owner.locator(".error-summary")).to_contain_text("owner")
    owner.goto(f"{site}/admin/reports")
    with owner.expect_download() as download:
        owner.get_by_role("button", name="Take everything along").click()
    with zipfile.ZipFile(download.value.path()) as whole:
        assert whole.testzip() is None
        names = [each["name"] for each in json.loads(whole.read("learners.json"))]
        assert set(STUCK) <= set(names)
        assert {"courses/garden.zip", "certificates.csv", "audit.csv", "answers-garden.csv"} <= set(whole.namelist())
    give_role(owner, site, heir, "owner")
    expect(owner.get_by_text("The role is changed.")).to_be_visible()
    give_role(owner, site, me, "learner")
    owner.wait_for_url("**/account")
    assert owner.goto(f"{site}/admin/learners").status == 403
    other = come_in("author")
    other.goto(f"{site}/admin/audit")
    expect(other.get_by_role("cell", name="took everything along")).to_be_visible()
    assert other.goto(f"{site}/admin/learners").status == 200
