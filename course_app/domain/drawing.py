"""Drawing questions: which stand in an attempt, in which order, with which order of options.

Chance is an argument. What is drawn is stored with the attempt, so that nothing here need give the same result in
another version of Python.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from course_app.domain.course import Final, Quiz, Topic
from course_app.domain.questions import Choice, Match, Mend, Order, Question, Several


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as it stands in an attempt.

    ``order`` is the order in which options (pairs, steps) are shown: indexes of the file; ``topic`` is the line of
    the final's blueprint, '' in a check.
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


def _sample(questions: Sequence[Question], pick: int, chance: Random) -> list[Question]:
    usable = [question for question in questions if not (question.draft or question.retired)]
    if not pick or pick >= len(usable):
        return usable
    chosen = set(chance.sample(range(len(usable)), pick))
    return [question for index, question in enumerate(usable) if index in chosen]


def draw_final(final: Final, seen: Mapping[str, datetime], chance: Random) -> tuple[Drawn, ...]:
    """Draw a final by its blueprint.

    Unseen questions come first, then those seen longest ago (``seen``: id → when it was last in a final of this
    learner); then as many as needed are exchanged to hold the least number of each tag.
    """
    hands = [_Hand(topic, seen, chance) for topic in final.topics]
    for tag, least in final.at_least.items():
        _reach(hands, tag, least)
    picked = [(question, hand.topic.id) for hand in hands for question in hand.held]
    if final.settings.shuffle_questions:
        chance.shuffle(picked)
    return tuple(_drawn(question, chance, topic) for question, topic in picked)


class _Hand:
    """The questions of one topic, the best to draw first; ``held`` are drawn, ``left`` are not."""

    def __init__(self, topic: Topic, seen: Mapping[str, datetime], chance: Random) -> None:
        usable = [question for question in topic.questions if not (question.draft or question.retired)]
        chance.shuffle(usable)
        usable.sort(key=lambda question: seen[question.id].timestamp() if question.id in seen else 0.0)
        self.topic = topic
        self.held = usable[: topic.draw]
        self.left = usable[topic.draw :]

    def exchanges(self, tag: str) -> Iterator[tuple[int, int]]:
        """Yield places to exchange so that one more question has ``tag``: the latest held for the first left."""
        out = [i for i in reversed(range(len(self.held))) if tag not in self.held[i].tags]
        into = [i for i, question in enumerate(self.left) if tag in question.tags]
        yield from zip(out, into, strict=False)


def _reach(hands: Sequence[_Hand], tag: str, least: int) -> None:
    lacking = least - sum(tag in question.tags for hand in hands for question in hand.held)
    while lacking > 0:
        for hand in hands:
            exchange = next(hand.exchanges(tag), None)
            if exchange is not None:
                out, into = exchange
                hand.held[out], hand.left[into] = hand.left[into], hand.held[out]
                lacking -= 1
                break
        else:
            return


def _drawn(question: Question, chance: Random, topic: str = "") -> Drawn:
    return Drawn(question.id, question.version, shown_order(question, chance), topic)


def shown_order(question: Question, chance: Random) -> tuple[int, ...]:
    """Return the order in which the parts of a question are shown.

    Steps of an order question are always shuffled and never shown in the right order; of a match question the
    right sides are. Options stay where the question says so, and void ones are not shown.
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
            while order == sorted(order):
                chance.shuffle(order)
        case _:
            order = []
    return tuple(order)
