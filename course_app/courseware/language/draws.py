"""Check that every draw can be made: picks of checks, topics of the final, tags and own questions in each try."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from course_app.courseware.language.course_file import FinalLines, TagLine, TopicLine
from course_app.courseware.language.parts import Parts
from course_app.courseware.language.problems import Problem, nearest, problem, suggestion
from course_app.courseware.language.reading import Read, TopicText
from course_app.courseware.language.strict_yaml import Scalar
from course_app.domain.course import Pool, Quiz, Unit
from course_app.domain.questions import Question, Reflection

# Beyond this many tags at once, each is checked by itself.
MOST_TAGS_TOGETHER = 3


def can_be_drawn(question: Question) -> bool:
    """Tell whether ``question`` can stand in a draw: it is live, and it can be marked."""
    return not (question.draft or question.retired or isinstance(question.body, Reflection))


@dataclass(frozen=True, slots=True)
class TopicPool:
    """What one line of the blueprint draws from; ``whole`` is false where a file of it has errors."""

    line: TopicLine
    questions: tuple[Question, ...]
    whole: bool


def check_picks(parts: Parts) -> Iterator[Problem]:
    """Yield every check or pool that picks more questions than it has (E610)."""
    for read in parts.units.values():
        unit = read.value
        if unit is None or not isinstance(unit.body, Quiz) or not read.ok:
            continue
        quiz = unit.body
        if quiz.pools:
            yield from _pool_picks(quiz.pools)
        else:
            count = sum(map(can_be_drawn, quiz.questions))
            if quiz.settings.pick > count:
                yield problem("E610", unit.title.place, pick=quiz.settings.pick, count=count)
    for topic in parts.topics.values():
        if topic.value and topic.ok:
            yield from _pool_picks(topic.value.pools)


def _pool_picks(pools: Sequence[Pool]) -> Iterator[Problem]:
    for pool in pools:
        count = sum(map(can_be_drawn, pool.questions))
        if pool.pick > count:
            yield problem("E610", pool.title.place, pick=pool.pick, count=count)


def topic_pools(final: FinalLines, parts: Parts) -> tuple[tuple[TopicPool, ...], tuple[Problem, ...]]:
    """Return what each topic draws from, and a problem for every source that is none."""
    sources = _Sources(parts)
    problems: list[Problem] = []
    pools = []
    for line in final.topics:
        questions: dict[str, Question] = {}
        whole = True
        for word in line.sources:
            found = sources.questions(word, written=word.place != line.place)
            if isinstance(found, Problem):
                problems.append(found)
                whole = False
            else:
                whole = whole and found.whole
                questions.update((question.id, question) for question in found.questions)
        drawn = tuple(question for question in questions.values() if can_be_drawn(question))
        pools.append(TopicPool(line, drawn, whole))
    return tuple(pools), tuple(problems)


@dataclass(frozen=True, slots=True)
class _Source:
    questions: tuple[Question, ...]
    whole: bool


class _Sources:
    """Finds the questions behind an address: a check, a file of the final, or a pool in one of them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._files: dict[str, Read[Unit] | Read[TopicText]] = {
            **{address: read for address, read in parts.units.items() if _is_quiz(read)},
            **{f"final/{name}": read for name, read in parts.topics.items()},
        }
        self._pools: dict[str, tuple[str, Pool]] = {}
        for address, read in self._files.items():
            self._pools.update((pool.id, (address, pool)) for pool in _pools_of(read))

    def questions(self, word: Scalar, *, written: bool) -> _Source | Problem:
        """Return the questions at ``word``; ``written``: the file says the address, not only the topic's name."""
        address, _, pool_id = word.text.partition("#")
        if not pool_id and address in self._pools:
            pool_id = address
            address = self._pools[pool_id][0]
        read = self._files.get(address)
        if read is None or read.value is None:
            return self._unknown(word, address, written)
        if isinstance(read.value, Unit) and read.value.draft:
            return problem("E501", word.place, word=word.text, suggestion=f"{address} is a draft: publish it first")
        if not pool_id:
            return _Source(_questions_of(read), read.ok)
        held = self._pools.get(pool_id)
        if held is None or held[0] != address:
            pools = [pool.id for pool in _pools_of(read)]
            return problem("E501", word.place, word=word.text, suggestion=suggestion(pool_id, pools))
        return _Source(held[1].questions, read.ok)

    def _unknown(self, word: Scalar, address: str, written: bool) -> Problem:
        if address in self._parts.units:
            hint = "a check, a pool, or a file of final/ can stand here"
            return problem("E501", word.place, word=word.text, suggestion=hint)
        folder, _, name = address.partition("/")
        if folder == "final":
            hint = suggestion(name, self._parts.topics, "final/{}" if written else "{}")
            return problem("E601", word.place, word=f"{address}.md", suggestion=hint)
        hint = suggestion(address, [*self._files, *self._pools])
        return problem("E501", word.place, word=word.text, suggestion=hint)


def _is_quiz(read: Read[Unit]) -> bool:
    return read.value is not None and isinstance(read.value.body, Quiz)


def _pools_of(read: Read[Unit] | Read[TopicText]) -> tuple[Pool, ...]:
    value = read.value
    if isinstance(value, TopicText):
        return value.pools
    return value.body.pools if value and isinstance(value.body, Quiz) else ()


def _questions_of(read: Read[Unit] | Read[TopicText]) -> tuple[Question, ...]:
    value = read.value
    if isinstance(value, TopicText):
        return value.all_questions()
    return tuple(value.body.all_questions()) if value and isinstance(value.body, Quiz) else ()


def check_final_draws(final: FinalLines, pools: Sequence[TopicPool], own: frozenset[str]) -> Iterator[Problem]:
    """Yield what no draw of the final can meet (E604-E606); ``own`` are the ids written in ``final/``.

    Topics from files with errors are left out, and with them what is asked of all topics together.
    """
    short = False
    for pool in pools:
        if pool.whole and len(pool.questions) < pool.line.draw:
            short = True
            line = pool.line
            yield problem("E604", line.place, word=line.id, draw=line.draw, count=len(pool.questions))
    if short or not all(pool.whole for pool in pools):
        return
    yield from _tags(final.at_least, pools)
    count = sum(question.id in own for pool in pools for question in pool.questions)
    if count < final.own:
        yield problem("E606", final.own_place or final.place, count=count, own=final.own)


def _tags(lines: Sequence[TagLine], pools: Sequence[TopicPool]) -> Iterator[Problem]:
    alone = True
    for line in lines:
        if not draw_can_hold([(line.tag, line.count)], pools):
            alone = False
            known = {tag for pool in pools for question in pool.questions for tag in question.tags}
            near = nearest(line.tag, sorted(known - {line.tag}))
            yield _no_draw(line, line.tag, f"did you mean '{near}'?" if near and line.tag not in known else "")
    if alone and 1 < len(lines) <= MOST_TAGS_TOGETHER:
        wanted = [(line.tag, line.count) for line in lines]
        if not draw_can_hold(wanted, pools):
            # The sentence puts the last of these in quotes.
            others = "' and ".join(f"{line.count} tagged '{line.tag}" for line in lines[:-1])
            yield _no_draw(lines[-1], f"{lines[-1].tag}' beside {others}")


def _no_draw(line: TagLine, tag: str, hint: str = "") -> Problem:
    return problem("E605", line.place, count=line.count, word=tag, hint=hint or "tag more questions, or lower at-least")


def draw_can_hold(wanted: Sequence[tuple[str, int]], pools: Sequence[TopicPool]) -> bool:
    """Tell whether one draw of all topics can hold at least so many questions of each tag.

    Each topic offers the vectors of tag counts that its draws can have; their sums, cut at what is wanted, are
    followed from topic to topic.
    """
    tags = [tag for tag, _ in wanted]
    goal = tuple(count for _, count in wanted)
    reached = {tuple(0 for _ in tags)}
    for pool in pools:
        offers = _best_offers(tags, goal, pool)
        reached = _undominated(
            {
                tuple(min(a + b, most) for a, b, most in zip(have, offer, goal, strict=True))
                for have in reached
                for offer in offers
            }
        )
    return goal in reached


def _best_offers(tags: Sequence[str], goal: tuple[int, ...], pool: TopicPool) -> set[tuple[int, ...]]:
    """Return the undominated vectors of tag counts of draws from ``pool``."""
    groups: dict[tuple[int, ...], int] = {}
    for question in pool.questions:
        kind = tuple(int(tag in question.tags) for tag in tags)
        groups[kind] = groups.get(kind, 0) + 1
    states: set[tuple[int, tuple[int, ...]]] = {(0, tuple(0 for _ in tags))}
    for kind, size in groups.items():
        if not any(kind):
            continue
        states = {
            (
                taken + more,
                tuple(min(have + more * bit, most) for have, bit, most in zip(counts, kind, goal, strict=True)),
            )
            for taken, counts in states
            for more in range(min(size, pool.line.draw - taken) + 1)
        }
    return _undominated({counts for _, counts in states})


def _undominated(vectors: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    beaten = set()
    for one, other in combinations(vectors, 2):
        if all(a <= b for a, b in zip(one, other, strict=True)):
            beaten.add(one)
        elif all(a >= b for a, b in zip(one, other, strict=True)):
            beaten.add(other)
    return vectors - beaten
