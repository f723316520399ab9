"""What stands around every page."""

import pytest

from course_app.web import frame
from course_app.web.access import Role
from course_app.web.frame import NAME, TOKEN
from tests.conftest import sign_in
from tests.forms import submit, tokens_of
from tests.publishing import publish_course

SOIL = "/c/garden/first/soil"
DARK = 'data-theme="dark"'


def test_a_learner_finds_the_navigation_at_the_lower_edge_of_a_phone_and_staff_find_theirs_on_top(
    client, learner, app, make_account
):
    assert "site-header-bar" in learner.get("/today").text
    make_account(email="ines@example.org", name="Ines Duarte", role=Role.OWNER)
    owner = sign_in(app.test_client(), "ines@example.org")
    assert "site-header-bar" in owner.get("/today").text
    for page in ("/admin", "/admin/nothing-of-this-name"):
        text = owner.get(page, follow_redirects=True).text
        assert 'class="site-header"' in text, page


@pytest.fixture
def two(app, make_account):
    """Two learners who look at the same lesson with other names and other eyes."""
    publish_course(app)
    people = {"rosa@example.org": "Rosa <b>&amp; Teller", "joon@example.org": f"Joon {NAME}{TOKEN}\ue000body\ue000"}
    for email, name in people.items():
        make_account(email=email, name=name)
    return [sign_in(app.test_client(), email) for email in people]


def test_a_page_that_is_drawn_once_for_all_is_what_each_of_them_would_get_alone(app, two):
    rosa, joon = two
    submit(joon, "/account/display", page=SOIL, theme="dark", size="large", letters="easy", back=SOIL)
    first, second = rosa.get(SOIL).text, joon.get(SOIL).text
    assert "Rosa &lt;b&gt;&amp;amp; Teller" in first
    assert "Rosa" not in second
    assert [page.count(DARK) for page in (first, second)] == [0, 1]
    assert len(tokens_of(first)) == len(tokens_of(second)) == 1
    assert tokens_of(first) != tokens_of(second)
    for each, page in ((joon, second), (rosa, first)):
        frame._pages.clear()
        app.extensions["frame"].clear()
        assert each.get(SOIL).text == page


def test_marks_in_a_name_are_shown_and_not_filled_in(two):
    _rosa, joon = two
    page = joon.get(SOIL).text
    assert f"Joon {NAME}{TOKEN}\ue000body\ue000" in page
    assert page.count("<article") == 1


def test_a_page_knows_nothing_of_the_reader_for_whom_it_was_drawn_first(app, two):
    rosa, _joon = two
    rosa.get(SOIL)
    kept = [part for pages in frame._pages.values() for parts in pages.values() for part in parts]
    assert kept
    with app.app_context():
        secrets = [cookie.value for cookie in rosa._cookies.values()]
    for word in ("Rosa", "rosa@example.org", *tokens_of(rosa.get(SOIL).text), *secrets):
        assert not any(word in part for part in kept), word


def test_what_is_to_be_told_once_is_told_once_and_to_nobody_else(two):
    rosa, joon = two
    joon.get(SOIL)
    with rosa.session_transaction() as session:
        session["_flashes"] = [("ok", "Rosa, it is kept.")]
    assert [each.get(SOIL).text.count("Rosa, it is kept.") for each in (rosa, rosa, joon)] == [1, 0, 0]


def test_a_note_stands_on_the_page_of_who_wrote_it(two):
    rosa, joon = two
    submit(rosa, f"{SOIL}/note", page=SOIL, text="Buy pots", version="0")
    assert ["Buy pots" in each.get(SOIL).text for each in (rosa, joon)] == [True, False]


def test_a_process_keeps_only_so_many_pages(app, two, monkeypatch):
    rosa, joon = two
    monkeypatch.setattr(frame, "MOST_PAGES", 1)
    frame._pages.clear()
    assert [each.get(SOIL).status_code for each in (rosa, joon, app.test_client())] == [200] * 3
    assert all(len(pages) == 1 for pages in frame._pages.values())
