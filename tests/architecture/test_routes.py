"""Every address says who may use it, and whoever opens one to everybody does so here as well."""

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter

from course_app.web.access import gate_of

OPEN = """
account.display
accounts.sign_in accounts.sign_in_post accounts.sign_up accounts.sign_up_post
links.ask_link links.ask_link_post links.invitation links.invitation_post links.link links.link_post
links.look_in_your_mail
credentials.achievement credentials.achievement_picture credentials.card credentials.check credentials.did_document
credentials.file credentials.issuer credentials.pdf_root credentials.status_list credentials.verify
credentials.verify_form
branding.file
forget.ask forget.form forget.noted
join.join
learning.asset learning.courses learning.home learning.syllabus learning.unit lessons.recall
people.feed people.pause people.pause_post
printing.guide printing.guide_again printing.guide_file printing.guides printing.only_guide_file
printing.sheet printing.sheet_again
site.accessibility site.components site.health site.privacy site.ready site.robots
"""
"""The endpoints that anybody may use, room by room."""
WITHOUT_TOKEN = {"credentials.check", "people.pause_post"}


def endpoints(app, gate):
    return {name for name in app.view_functions if gate_of(app, name) == gate}


def test_every_address_has_a_gate(app):
    assert endpoints(app, None) == set()


def test_what_is_open_to_everybody_is_so_on_purpose(app):
    assert endpoints(app, "public") == set(OPEN.split())


def test_a_form_that_needs_no_token_says_what_stands_instead(app):
    exempt = {name for name, view in app.view_functions.items() if getattr(view, "csrf_exempt", "")}
    assert exempt == WITHOUT_TOKEN


def test_looking_never_changes_anything(app):
    """An address that changes something does not answer GET: mail scanners follow links."""
    for rule in app.url_map.iter_rules():
        methods = rule.methods - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}), f"{rule.rule} answers {methods}"


def example(converter):
    """Return something that fits a part of an address."""
    if isinstance(converter, IntegerConverter):
        return 1
    return next(iter(converter.items)) if isinstance(converter, AnyConverter) else "x"


def test_nobody_reaches_a_page_for_others(app, client):
    """Without an account a gated page asks to sign in."""
    for rule in app.url_map.iter_rules():
        if gate_of(app, rule.endpoint) != "public" and "GET" in rule.methods:
            path = rule.build({name: example(each) for name, each in rule._converters.items()})[1]
            response = client.get(path)
            assert (response.status_code, response.headers.get("Location", "")[:7]) == (303, "/signin"), path


@pytest.mark.parametrize("page", ["settings.md", "commands.md", "addresses.md"])
def test_the_reference_is_current(app, page):
    from course_app.cli import course
    from course_app.operations.reference import FOLDER, pages

    assert (FOLDER / page).read_text("utf-8") == pages(course, app)[page], "run: ./course docs reference"
