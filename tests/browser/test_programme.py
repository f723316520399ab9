"""Run a programme in a real browser, with JavaScript and without: a cohort, invitations, a learner who joins."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

ROWS = "\n".join([*(f"new{number}@example.org" for number in range(4)), "nothing", "new1@example.org"])


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320)])
def test_an_owner_makes_a_cohort_invites_by_rows_and_sees_who_joins(browser, own_site, owner, scripts, width):
    name = f"Spring {width}"
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 800})
    context.add_cookies(owner)
    page = context.new_page()
    page.goto(f"{own_site.url}/admin/cohorts")
    page.get_by_text("Make a cohort").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the cohort").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    link = page.locator("#join-link").inner_text()
    page.get_by_role("link", name="Invite people").click()
    page.get_by_label("Paste addresses").fill(ROWS.replace("new", f"new{width}"))
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", name="4 rows are ready")).to_be_visible()
    expect(page.get_by_text("Not an e-mail address")).to_be_visible()
    page.get_by_role("button", name="Invite 4 people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("4 invitations are on their way")

    other = browser.new_context()
    learner = Learner(other.new_page(), own_site.url, own_site.content)
    learner.sign_up("Kim Adeyemi", f"kim{width}@example.org")
    learner.page.goto(f"{own_site.url}/join/{link.rpartition('/')[2]}")
    learner.page.get_by_role("button", name="Join").click()
    expect(learner.page).to_have_url(re.compile("/c/garden/learn"))
    other.close()

    page.goto(f"{own_site.url}/admin/learners?q=kim{width}")
    page.get_by_role("link", name="Kim Adeyemi").click()
    expect(page.get_by_text(name)).to_be_visible()
    context.close()
