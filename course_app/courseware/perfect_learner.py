"""The perfect learner: reads everything, answers everything right, does every task, and must come to the end.

The run goes through the same rules as every learner's: marking, requirements, the opening of the final. Draws are
the unluckiest that chance allows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from course_app.courseware.perfect_people import unmet
from course_app.domain.course import ActionStep, Course, Final, Lesson, Quiz, Task, Unit
from course_app.domain.demands import standing
from course_app.domain.marking import is_marked, mark
from course_app.domain.questions import (
    Choice,
    Cloze,
    Gap,
    Match,
    NumberEntry,
    Order,
    Place,
    Question,
    Reflection,
    Scenario,
    Several,
    TextEntry,
)
from course_app.domain.requirements import FINAL, Fact, Kind, Standing, task_subject
from course_app.domain.responses import Response, scene_of

# The time of a fact changes nothing here: each is the first and last word about its subject.
_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a learner who does everything cannot finish, in words, and what would help."""

    reason: str
    way_out: str
    place: Place | None = None


def obstacles(course: Course) -> tuple[Obstacle, ...]:
    """Return what keeps the perfect learner from the end of ``course``; () when nothing does."""
    return _Run(course).obstacles()


class _Run:
    """One walk through a course, repeated until nothing more can be done."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._facts: list[Fact] = []
        self._units = tuple(course.units())
        self._kinds = frozenset(task.kind for unit in self._units for task in _tasks(unit)) - {"text"}
        self._unmet = {task_subject(unit, task): unmet(course, task) for unit in self._units for task in _tasks(unit)}
        self._passable = {unit.address: _passable(unit) for unit in self._units}

    def obstacles(self) -> tuple[Obstacle, ...]:
        now = self._standing()
        while facts := tuple(self._next_facts(now)):
            self._facts.extend(facts)
            now = self._standing()
        if now.complete:
            return ()
        if not now.requirements:
            return (
                Obstacle(
                    "nothing is asked for the credential",
                    "add a final, or a unit that is not optional",
                ),
            )
        return tuple(self._reasons(now))

    def _standing(self) -> Standing:
        return standing(self._course, self._facts, self._kinds)

    def _next_facts(self, now: Standing) -> Iterator[Fact]:
        known = {fact.subject for fact in self._facts}
        for unit in self._units:
            if not now.done.issuperset(unit.requires):
                continue
            for subject, kind in self._deeds(unit, now):
                if subject not in known:
                    yield _fact(kind, subject)
        final = self._course.final
        if final and FINAL not in known and now.final_open and _can_pass_final(final):
            yield _fact(Kind.FINAL, FINAL)

    def _deeds(self, unit: Unit, now: Standing) -> Iterator[tuple[str, Kind]]:
        match unit.body:
            case Lesson():
                yield unit.address, Kind.LESSON_DONE
            case Quiz():
                if self._passable[unit.address]:
                    yield unit.address, Kind.CHECK
            case ActionStep(_, tasks):
                for task in tasks:
                    if _is_open(unit, task, now) and not self._unmet[task_subject(unit, task)]:
                        yield task_subject(unit, task), Kind.TASK_MET

    def _reasons(self, now: Standing) -> Iterator[Obstacle]:
        """Yield the first causes only: what merely waits for them is no reason of its own."""
        waiting = []
        for unit in self._units:
            if unit.address in now.done:
                continue
            if not now.done.issuperset(unit.requires):
                waiting.append(unit)
            elif isinstance(unit.body, Quiz):
                if not unit.optional or self._is_needed(unit):
                    yield _not_passable(unit, unit.body)
            else:
                yield from _not_met(unit, now, self._kinds, self._unmet)
        final = self._course.final
        if final and now.final_open and FINAL not in now.passed:
            yield Obstacle(
                f"all right answers bring less than the {final.settings.pass_percent}% that the final asks",
                "lower pass, or give each question an answer worth 100%",
            )

    def _is_needed(self, unit: Unit) -> bool:
        credential = self._course.credential
        named = credential.requires if credential else ()
        return unit.address in named or any(unit.address in other.requires for other in self._units)


def _fact(kind: Kind, subject: str) -> Fact:
    return Fact(kind, subject, _ONCE, {"percent": 100, "passed": 1})


def _tasks(unit: Unit) -> tuple[Task, ...]:
    return unit.body.tasks if isinstance(unit.body, ActionStep) else ()


def _is_open(unit: Unit, task: Task, now: Standing) -> bool:
    """Tell whether the form of ``task`` is open: what it waits for is done."""
    if not task.after:
        return True
    if "/" not in task.after:
        return f"{unit.address}#{task.after}" in now.tasks
    return task.after in (now.tasks if "#" in task.after else now.done)


def _not_met(unit: Unit, now: Standing, kinds: Iterable[str], unmet: Mapping[str, str]) -> Iterator[Obstacle]:
    for task in _tasks(unit):
        subject = task_subject(unit, task)
        if task.kind not in kinds or task.optional or subject in now.tasks:
            continue
        if unmet[subject]:
            yield Obstacle(
                f"'{unit.address}#{task.id}' asks more than the longest list can give: {unmet[subject]}",
                "lower its numbers",
                task.place,
            )
        else:
            yield Obstacle(
                f"'{unit.address}#{task.id}' waits for '{task.after}', which is never done",
                "take after= out, or let it wait for a task with something to do",
                task.place,
            )


def _not_passable(unit: Unit, quiz: Quiz) -> Obstacle:
    return Obstacle(
        f"all right answers in '{unit.address}' bring less than the {quiz.settings.pass_percent}% that it asks",
        "lower pass, or give each question an answer worth 100%",
        unit.title.place,
    )


def _passable(unit: Unit) -> bool:
    if not isinstance(unit.body, Quiz):
        return True
    quiz = unit.body
    if quiz.pools:
        draws = [(pool.questions, pool.pick) for pool in quiz.pools]
    else:
        draws = [(quiz.questions, quiz.settings.pick)]
    return _passes(draws, quiz.settings.pass_percent)


def _can_pass_final(final: Final) -> bool:
    return _passes([(topic.questions, topic.draw) for topic in final.topics], final.settings.pass_percent)


def _passes(draws: Sequence[tuple[Sequence[Question], int]], pass_percent: int) -> bool:
    """Tell whether right answers pass even the unluckiest draw; a pick of 0 draws all.

    A draw passes when the points above the pass mark outweigh those below, so the unluckiest one holds the
    questions with the least of them.
    """
    balance = Fraction(0)
    for questions, pick in draws:
        live = [question for question in questions if not (question.draft or question.retired)]
        gains = sorted(_gain(question, pass_percent) for question in live)
        balance += sum(gains[: pick or len(gains)])
    return balance >= 0


def _gain(question: Question, pass_percent: int) -> Fraction:
    if not is_marked(question):
        return Fraction(0)
    return question.points * (best_credit(question) - Fraction(pass_percent, 100))


def best_credit(question: Question) -> Fraction:
    """Return the most that an answer to ``question`` can earn, from 0 to 1, as marking has it."""
    return max((mark(question, response).credit for response in _responses(question)), default=Fraction(0))


def _responses(question: Question) -> Iterator[Response]:
    """Yield responses among which is a best one."""
    match question.body:
        case Choice(options):
            yield from range(len(options))
        case Several(options):
            yield [index for index, option in enumerate(options) if option.right]
        case TextEntry(accepts):
            yield from (accept.value.replace("*", "") for accept in accepts if not accept.expected_wrong)
            yield from (accept.value.replace("*", "x") for accept in accepts if not accept.expected_wrong)
        case NumberEntry(accepts):
            for accept in accepts:
                if accept.low is not None and accept.high is not None:
                    middle = (accept.low + accept.high) / 2
                    yield from (f"{number:f}" for number in (accept.low, accept.high, middle))
        case Match(pairs):
            yield [index for index, pair in enumerate(pairs) if pair.left is not None]
        case Order(steps):
            yield list(range(len(steps)))
        case Cloze(_, gaps):
            yield [_filled(gap) for gap in gaps]
        case Scenario() as body:
            yield from _paths(body)
        case Reflection():
            return


def _filled(gap: Gap) -> str | int:
    match gap.kind:
        case "choice":
            return gap.right
        case "number":
            return f"{gap.low:f}"
        case _:
            return gap.accepted[0].replace("*", "")


def _paths(body: Scenario) -> Iterator[tuple[int, ...]]:
    """Yield a path to each end by each choice that leads there."""
    ways: Mapping[str, tuple[int, ...]] = {body.scenes[0].id: ()}
    queue = [body.scenes[0]]
    for scene in queue:
        for index, choice in enumerate(scene.choices):
            way = (*ways[scene.id], index)
            following = scene_of(body, choice.target)
            if not following.choices:
                yield way
            elif following.id not in ways:
                ways = {**ways, following.id: way}
                queue.append(following)
