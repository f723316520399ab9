from course_app.domain.course import Pool
from tests.unit.domain.making import EMPTY, check, course, final, lesson, module, question, quiz, step, task, topic


def test_units_come_in_the_order_of_the_outline_and_are_found_by_address():
    whole = course(module("find", lesson("b"), lesson("a")), module("write", check(module="write")))
    assert [each.address for each in whole.units()] == ["find/b", "find/a", "write/check"]
    assert whole.unit("find/a").id == "a"
    assert whole.unit("find/check") is None


def test_a_unit_is_a_lesson_a_quiz_or_an_action():
    assert [each.kind for each in (lesson("a"), check(), step("b", task()))] == ["lesson", "quiz", "action"]


def test_a_check_has_its_questions_before_those_of_its_pools():
    pools = (Pool("p", EMPTY, 1, (question(name="b"), question(name="c"))),)
    assert [each.id for each in quiz(question(name="a"), pools=pools).all_questions()] == ["a", "b", "c"]


def test_a_final_draws_what_its_topics_draw_together():
    assert final(topic("a", 2, []), topic("b", 3, [])).draw == 5
