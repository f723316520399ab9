"""A course in another language than the site's says so where its words stand."""

import pytest

from course_app.courseware.service import Publishing, publish
from course_app.courseware.skeleton import FILES
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from tests.forms import submit

PAGES = ["/c/kurs/start/welcome", "/c/kurs/start/check", "/c/kurs/start/first-step"]


@pytest.fixture
def german(app):
    files = {path: text.format(name="kurs", title="Kleiner Kurs").encode() for path, text in FILES.items()}
    files["course.yml"] = files["course.yml"].replace(b"language: en", b"language: de")
    with app.app_context(), transaction() as session:
        publish(session, files, Publishing(clock.now(), app.extensions["render_context"]))


@pytest.mark.parametrize("path", PAGES)
def test_its_words_are_marked_with_their_language_and_those_of_the_site_are_not(learner, german, path):
    page = learner.get(path).text
    assert '<html lang="en"' in page
    assert 'lang="de" dir="auto"' in page


def test_a_question_is_marked_with_its_language(learner, german):
    begun = submit(learner, "/c/kurs/start/check/begin", page="/c/kurs/start/check")
    page = learner.get(begun.location).text
    assert 'lang="de" dir="auto"' in page


def test_a_course_in_the_language_of_the_site_needs_no_marks(app, learner):
    files = {path: text.format(name="kurs", title="Small").encode() for path, text in FILES.items()}
    with app.app_context(), transaction() as session:
        publish(session, files, Publishing(clock.now(), app.extensions["render_context"]))
    for path in PAGES:
        assert learner.get(path).text.count("lang=") == 1
