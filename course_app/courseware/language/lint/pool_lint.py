"""Advice on pools: large enough for another try, and every objective asked about."""

from collections.abc import Iterator, Mapping
from math import ceil

from course_app.courseware.language.draws import can_be_drawn
from course_app.courseware.language.prerequisites import place_of
from course_app.courseware.language.problems import Problem, problem
from course_app.domain.course import Course, Final, Quiz, Unit
from course_app.domain.questions import Leaf, Place, Question

POOL_TO_PICK = 1.25
POOL_TO_DRAW = 1.4


def check_pools(units: Iterator[Unit]) -> Iterator[Problem]:
    """Yield each check or pool that holds too few questions for a second try to be another one."""
    for unit in units:
        if isinstance(unit.body, Quiz):
            quiz = unit.body
            for pool in quiz.pools:
                yield from _small(pool.title.place, pool.pick, pool.questions)
            if not quiz.pools:
                yield from _small(unit.title.place, quiz.settings.pick, quiz.questions)


def _small(place: Place, pick: int, questions: tuple[Question, ...]) -> Iterator[Problem]:
    count = sum(map(can_be_drawn, questions))
    wanted = ceil(pick * POOL_TO_PICK)
    if pick and pick <= count < wanted:
        yield problem("W707", place, count=count, pick=pick, wanted=wanted)


def check_topics(final: Final, places: Mapping[str, Place]) -> Iterator[Problem]:
    """Yield each topic of the final with too few questions for a second draw; ``places`` are their lines."""
    for topic in final.topics:
        count, wanted = len(topic.questions), ceil(topic.draw * POOL_TO_DRAW)
        if topic.draw <= count < wanted:
            yield problem("W708", places[topic.id], word=topic.id, count=count, draw=topic.draw, wanted=wanted)


def check_objectives(course: Course, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield each objective that no question of a check or of the final asks about."""
    asked = {(unit.module, question.objective) for unit in course.units() for question in _graded(unit)}
    in_final = {
        question.objective for topic in (course.final.topics if course.final else ()) for question in topic.questions
    }
    for module in course.modules:
        path = _file_of(module.title)
        for name in module.objectives:
            if (module.id, name) not in asked and name not in in_final and path in files:
                yield problem("W715", place_of(name, "objectives", path, files[path]), word=name)


def _graded(unit: Unit) -> Iterator[Question]:
    if isinstance(unit.body, Quiz):
        yield from unit.body.all_questions()


def _file_of(leaf: Leaf) -> str:
    return leaf.place.file
