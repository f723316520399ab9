"""Every page is looked at: in a browser for access and width, as HTML by a validator."""

from tests.every_page import NO_PAGES, shown


def test_a_new_page_is_put_among_those_that_are_looked_at(app):
    every = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    files, pages = set(NO_PAGES.split()), shown(app)
    assert every - files - pages == set(), "put a line for it into tests/every_page.py"
    assert files & pages == set()
    assert files - every == set()
