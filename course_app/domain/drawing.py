"""Drawing questions: which stand in an attempt, in which order, with which order of options.

Chance is an argument. What is drawn is stored with the attempt, so that nothing here need give the same result in
another version of Python.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from course_app.domain.blueprint import draw_by_blueprint
from course_app.domain.course import Final, Quiz
from course_app.domain.questions import Choice, Cloze, Match, Mend, Order, Question, Several


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as it stands in an attempt.

    ``order`` is the order in which options (pairs, steps, options of the gaps one after the other) are shown:
    indexes of the file; ``topic`` is the line of the final's blueprint, '' in a check.
    """

    question: str
    version: str
    order: tuple[int, ...]
    topic: str = ""


def draw_check(quiz: Quiz, chance: Random) -> tuple[Drawn, ...]:
    """Draw an attempt at a check: from each pool its number, or from all questions."""
    if quiz.pools:
        picked = [question for pool in quiz.pools for question in _sample(pool.questions, pool.pick, chance)]
    else:
        picked = _sample(quiz.questions, quiz.settings.pick, chance)
    if quiz.settings.shuffle_questions:
        chance.shuffle(picked)
    return tuple(_drawn(question, chance) for question in picked)


def check_size(quiz: Quiz) -> int:
    """Return how many questions an attempt at a check holds."""
    draws = [(pool.questions, pool.pick) for pool in quiz.pools] or [(quiz.questions, quiz.settings.pick)]
    sizes = ((sum(map(can_be_drawn, questions)), pick) for questions, pick in draws)
    return sum(min(pick or count, count) for count, pick in sizes)


def _sample(questions: Sequence[Question], pick: int, chance: Random) -> list[Question]:
    usable = [question for question in questions if can_be_drawn(question)]
    if not pick or pick >= len(usable):
        return usable
    chosen = set(chance.sample(range(len(usable)), pick))
    return [question for index, question in enumerate(usable) if index in chosen]


def can_be_drawn(question: Question) -> bool:
    """Return whether the question is in use: neither a draft nor retired."""
    return not (question.draft or question.retired)


def draw_final(final: Final, seen: Mapping[str, datetime], chance: Random) -> tuple[Drawn, ...]:
    """Draw a final by its blueprint: each topic its number, no question twice, enough of each tag.

    Among such draws unseen questions come first, then those seen longest ago (``seen``: id → when it was last in a
    final of this learner). Where no draw can hold the tags, it holds as many as can be.
    """
    topics = [[question for question in topic.questions if can_be_drawn(question)] for topic in final.topics]
    hands = draw_by_blueprint(topics, [topic.draw for topic in final.topics], final.at_least, seen, chance)
    picked = [(question, topic.id) for topic, hand in zip(final.topics, hands, strict=True) for question in hand]
    if final.settings.shuffle_questions:
        chance.shuffle(picked)
    return tuple(_drawn(question, chance, topic) for question, topic in picked)


def _drawn(question: Question, chance: Random, topic: str = "") -> Drawn:
    return Drawn(question.id, question.version, shown_order(question, chance), topic)


def shown_order(question: Question, chance: Random) -> tuple[int, ...]:
    """Return the order in which the parts of a question are shown.

    Steps of an order question are always shuffled and never shown in the right order; of a match question the
    right sides are. Options, those of gaps too, stay where the question says so, and void ones are not shown.
    """
    match question.body:
        case Choice(options) | Several(options):
            order = [index for index, option in enumerate(options) if option.mend is not Mend.VOID]
            if question.shuffle_options:
                chance.shuffle(order)
        case Match(pairs):
            order = list(range(len(pairs)))
            chance.shuffle(order)
        case Order(steps):
            order = list(range(len(steps)))
            while len(order) > 1 and order == sorted(order):
                chance.shuffle(order)
        case Cloze(_, gaps):
            order = []
            for gap in gaps:
                places = list(range(len(gap.options)))
                if question.shuffle_options:
                    chance.shuffle(places)
                order += places
        case _:
            order = []
    return tuple(order)


def gap_orders(body: Cloze, order: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Return the order of options of each gap from the ``shown_order`` of its question; () for a gap to type into."""
    orders = []
    at = 0
    for gap in body.gaps:
        orders.append(tuple(order[at : at + len(gap.options)]))
        at += len(gap.options)
    return tuple(orders)
