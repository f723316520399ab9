"""A page asks for one thing first, and what stands twice says which course it is about."""

import pytest

from tests.forms import submit
from tests.letters_course import write_course
from tests.publishing import publish_course


@pytest.fixture
def two_courses(app, tmp_path):
    publish_course(app)
    publish_course(app, folder=write_course(tmp_path))


@pytest.mark.parametrize("address", ["/today", "/courses", "/c/garden/learn"])
def test_who_has_begun_nothing_sees_one_first_thing_at_most(learner, two_courses, address):
    main = learner.get(address).text.partition("<main")[2]
    assert main.count("button-primary") <= 1


def test_the_outline_says_continue_only_once_the_course_is_begun(learner, two_courses):
    assert "Continue lesson" not in learner.get("/c/garden/learn").text
    submit(learner, "/c/garden/start", page="/c/garden")
    page = learner.get("/c/garden/learn").text
    assert "Continue lesson" in page
    assert "Start the course" not in page


def test_two_certificates_on_today_are_told_apart(learner, two_courses):
    for course in ("garden", "pens"):
        submit(learner, f"/c/{course}/start", page=f"/c/{course}")
    aside = learner.get("/today").text.partition("<aside")[2]
    assert aside.count("Your certificate") == 2
    assert aside.index("A Balcony Garden") != aside.index("Pens")
    assert "0 of one part done" in learner.get("/today").text


def test_one_course_needs_no_name_beside_its_certificate(learner, app):
    publish_course(app)
    submit(learner, "/c/garden/start", page="/c/garden")
    assert "A Balcony Garden" not in learner.get("/today").text.partition("<aside")[2]


def test_the_index_of_a_lesson_says_in_words_what_is_done(learner, app):
    publish_course(app)
    submit(learner, "/c/garden/start", page="/c/garden")
    submit(learner, "/c/garden/first/soil/done", page="/c/garden/first/soil")
    index = learner.get("/c/garden/first/water").text.partition('class="lesson-index"')[2].partition("</nav>")[0]
    assert "3 min, done" in index
