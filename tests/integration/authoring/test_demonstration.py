"""A second course, in another subject: it checks clean, and is published only when it is asked for."""

from course_app.courseware.checking import check_folder
from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from course_app.courseware.queries import live_courses
from course_app.courseware.sync import DEMONSTRATIONS, publish_demonstrations, sync_at_start
from course_app.domain.course import ActionStep
from course_app.domain.requirements import GENERIC_TASKS
from course_app.infrastructure.database import reader
from course_app.infrastructure.migrating import data_folder

FOLDER = data_folder("content") / DEMONSTRATIONS / "bicycle"


def test_it_checks_clean():
    assert [str(found) for found in check_folder(FOLDER)] == []


def test_it_has_three_short_modules_and_asks_for_nobody_s_people():
    course = read_course(read_folder(FOLDER)).course
    assert len(course.modules) == 3
    kinds = {task.kind for unit in course.units() if isinstance(unit.body, ActionStep) for task in unit.body.tasks}
    assert kinds <= GENERIC_TASKS


def test_it_is_published_only_when_it_is_asked_for(app):
    with app.app_context():
        sync_at_start(app)
        assert [each.slug for each in live_courses(reader())] == ["networkwise"]
    with app.app_context():
        assert publish_demonstrations(app) == ["bicycle: published as r1."]
        assert publish_demonstrations(app) == []
        assert {each.slug for each in live_courses(reader())} == {"networkwise", "bicycle"}
