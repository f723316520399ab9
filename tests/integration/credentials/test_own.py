"""The way to one's certificate from the navigation."""

from tests.forms import submit
from tests.publishing import publish_course
from tests.statements import statements


def test_before_any_course_it_says_where_certificates_come_from(app, learner):
    publish_course(app)
    page = learner.get("/certificate").text
    assert "at the end of a course" in page
    assert 'aria-current="page">Certificate' in page


def test_with_one_course_it_leads_to_its_certificate(app, learner):
    publish_course(app)
    submit(learner, "/c/garden/start", page="/c/garden")
    assert learner.get("/certificate").location == "/c/garden/certificate"


def test_with_several_it_shows_how_far_each_is(app, learner):
    publish_course(app)
    publish_course(app, "small")
    for page in ("/c/garden", "/c/tea"):
        submit(learner, f"{page}/start", page=page)
    with statements(app) as seen:
        page = learner.get("/certificate").text
    assert page.count("See what is left") == 2
    assert len(seen) <= 5
