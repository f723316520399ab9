from pathlib import Path

import pytest

from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from course_app.domain.course import ActionStep, Lesson, Quiz

ROOT = Path(__file__).parents[3]
BUNDLED = ROOT / "content" / "networkwise"
EVERY_CONSTRUCT = ROOT / "tests" / "courses" / "every-construct"


@pytest.mark.parametrize("folder", [BUNDLED, EVERY_CONSTRUCT], ids=lambda folder: folder.name)
def test_a_course_in_the_repository_has_no_error(folder):
    reading = read_course(read_folder(folder))
    assert [str(found) for found in reading.problems if found.severity == "error"] == []
    assert reading.drafts == ()


def test_every_kind_of_answer_and_task_is_read():
    course = read_course(read_folder(EVERY_CONSTRUCT)).course
    bodies = [unit.body for unit in course.units()]
    asked = [question for body in bodies if isinstance(body, Quiz) for question in body.all_questions()]
    asked += [
        question
        for body in bodies
        if isinstance(body, Lesson)
        for section in body.sections
        for question in section.questions
    ]
    assert {type(question.body).__name__ for question in asked} == {
        *("Choice", "Several", "TextEntry", "NumberEntry", "Match", "Order", "Cloze", "Scenario", "Reflection")
    }
    tasks = [task for body in bodies if isinstance(body, ActionStep) for task in body.tasks]
    assert {task.kind for task in tasks} == {
        *("spheres", "people", "worksheet", "pick", "declare", "mindset", "if-then", "letters", "send")
    }
    assert {field.type for task in tasks for field in task.fields} == {
        *("text", "long", "number", "date", "year", "email", "phone", "url", "select", "check", "scale", "plan")
    }


def test_the_bundled_course_is_whole():
    course = read_course(read_folder(BUNDLED)).course
    assert [module.id for module in course.modules] == ["start", "find", "ready", "write", "reach", "keep", "unstick"]
    assert sum(unit.kind == "lesson" for unit in course.units()) == 26
    assert course.final.draw == 25
    assert sum(len(topic.questions) for topic in course.final.topics) >= 64
    assert len(course.final.own) >= 24
