"""Every page of every room, in both themes, on a desk and on a phone: for axe, for a validator, for the keyboard."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from course_app.application import create_app
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db
from course_app.wsgi import with_static_files
from tests.browser.complaints import complaints
from tests.conftest import WholeAnswers
from tests.every_page import MISSING, Anything, visits
from tests.furnished import furnish
from tests.markup import faults_of
from tests.served import with_assets

VALIDATOR = os.environ.get("HTML_VALIDATOR", "")
"""The Nu checker as a jar, where there is one: `npm install vnu-jar` brings it."""
AT_ONCE = 14
"""So many pages are one test, so that several processes can share the work."""
ROUNDS = [(who, first) for who, pages in visits(Anything()).items() for first in range(0, len(pages), AT_ONCE)]
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ASK_AXE = "async (rules) => (await axe.run({...rules, resultTypes: ['violations']})).violations"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNSEEN = """() => {
  const faults = [];
  const bar = document.querySelector(".site-nav");
  const fixed = bar && getComputedStyle(bar).position === "fixed" ? bar : null;
  const edge = fixed ? fixed.getBoundingClientRect().top + 1 : Infinity;
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const each of document.querySelectorAll(wanted)) {
    if (each.disabled || !each.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
    each.focus();
    if (document.activeElement !== each) continue;
    const around = [each, each.closest("label"), each.closest(".answer")].filter(Boolean);
    const marked = around.some((one) => /^(solid|auto)$/.test(getComputedStyle(one).outlineStyle));
    const place = each.getBoundingClientRect();
    if (!marked) faults.push("no ring: " + each.outerHTML.slice(0, 120));
    if (!fixed?.contains(each) && Math.min(place.bottom, place.top + 44) > edge)
      faults.push("below the bar: " + each.outerHTML.slice(0, 120));
  }
  return faults;
}"""

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def furnished(blank_instance, manifest, tmp_path_factory):
    folder = tmp_path_factory.mktemp("furnished")
    instance = with_assets(Path(shutil.copytree(blank_instance, folder / "instance")))
    app = create_app(load_settings({}, INSTANCE=str(instance), RATE_LIMITS="no"), manifest)
    app.test_client_class = WholeAnswers
    app.testing = True
    yield furnish(app, folder / "courses")
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def site(furnished):
    server = make_server("127.0.0.1", 0, with_static_files(furnished.app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser(furnished, browser):
    # After the site has signed: while a browser runs, its event loop holds this thread.
    return browser


def test_every_page_leads_somewhere_and_is_html_that_a_validator_accepts(furnished, tmp_path):
    faults = {}
    for who, addresses in visits(furnished.values).items():
        for number, address in enumerate(addresses):
            page = furnished.browsers[who].get(address, follow_redirects=address in {"/guide", "/certificate"})
            assert (page.status_code, page.mimetype) == (MISSING.get((who, address), 200), "text/html"), (who, address)
            (tmp_path / f"{who}-{number}.html").write_bytes(page.data)
            faults |= {(who, address): found} if (found := faults_of(page.text)) else {}
    assert not faults
    if VALIDATOR:
        command = ["java", "-Xss4m", "-jar", VALIDATOR, "--errors-only", str(tmp_path)]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(("who", "first"), ROUNDS)
def test_axe_finds_nothing_nothing_scrolls_sideways_and_the_keyboard_is_seen(browser, site, furnished, who, first):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    cookie = furnished.browsers[who].get_cookie("session")
    if cookie:
        context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    page = context.new_page()  # one for all: another tab takes longer than most of what is asked of it
    found = []
    for address in visits(furnished.values)[who][first : first + AT_ONCE]:
        found += [(address, *fault) for fault in faults_in(page, site + address)]
    context.close()
    assert not found


def faults_in(page, url):
    """Return what is wrong with a page in any of its looks."""
    with complaints(page, url) as said:
        response, found = look_at(page, url)
    said = [each for each in said if response.status < 400 or "Failed to load resource" not in each[1]]
    return [*found, *said]


def look_at(page, url):
    """Open a page in each of its looks; return the answer of the site, and what is wrong."""
    faults = []
    # Not until the network rests: the browser's own viewer of PDF files, in a frame, never lets it.
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    response = page.goto(url, wait_until="load")
    page.evaluate("document.fonts.ready")
    page.evaluate(Axe().axe_script)
    for folded in page.locator("main details").all():
        folded.evaluate("each => { each.open = true }")
    for theme, width in (("light", 320), ("light", 1280), ("dark", 320)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 640 if width == 320 else 900})
        if (wide := page.evaluate(SIDEWAYS)) > 0:
            faults.append((theme, width, f"scrolls sideways by {wide}"))
        if (theme, width) == ("light", 320):
            continue  # nothing is new there: the colours of the one, the places of the other
        for each in page.evaluate(ASK_AXE, EVERYTHING):
            faults.append((theme, width, each["id"], [node["html"][:160] for node in each["nodes"][:3]]))
    faults += [("keyboard", 320, fault) for fault in page.evaluate(UNSEEN)]
    return response, faults
