"""What stands around every page."""

from course_app.web.access import Role
from tests.conftest import sign_in


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
