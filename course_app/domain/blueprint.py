"""The draw of a final: so many questions of each topic, so many of each tag, none twice, the freshest first.

A small exact search. Questions that no rule tells apart, those of the same tags and the same topics, form a kind; of
a kind the freshest are taken first, so that a draw is a number for each kind and topic. Topics are gone through one
by one, and for each way to hold tags so far the freshest draw is kept.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from random import Random

from course_app.domain.questions import Question

MOST_STATES = 20_000
"""Beyond so many ways to hold tags only the best go on; blueprints that people write need a few hundred."""

Counts = tuple[int, ...]


def draw_by_blueprint(
    topics: Sequence[Sequence[Question]],
    draws: Sequence[int],
    at_least: Mapping[str, int],
    seen: Mapping[str, datetime],
    chance: Random,
) -> list[list[Question]]:
    """Return the questions drawn for each topic, in the order they stand there.

    Args:
        topics: the questions of each topic; one may stand in several.
        draws: how many each topic draws; fewer when it has no more.
        at_least: tags, and how many questions of each the whole draw holds at least, as far as can be.
        seen: when a question was last seen, by its id. Not seen at all is better than seen, longer ago better than
            of late.
        chance: decides between what is equally fresh.
    """
    stale = _staleness({question.id for several in topics for question in several}, seen, chance)
    hands = _Search(_kinds(topics, (), stale), ()).hands(draws)
    drawn = _drawn(topics, hands)
    held = Counter(tag for several in drawn for question in several for tag in set(question.tags))
    if all(held[tag] >= least for tag, least in at_least.items()):
        return drawn
    search = _Search(_kinds(topics, tuple(at_least), stale), tuple(at_least.values()))
    return _drawn(topics, search.hands(draws))


def _drawn(topics: Sequence[Sequence[Question]], hands: Sequence[set[str]]) -> list[list[Question]]:
    pairs = zip(topics, hands, strict=True)
    return [[question for question in several if question.id in hand] for several, hand in pairs]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Questions alike to every rule, the freshest first; ``costs[n]`` is how stale the first ``n`` are together."""

    topics: frozenset[int]
    tags: Counts
    questions: tuple[str, ...]
    costs: Counts


def _kinds(topics: Sequence[Sequence[Question]], tags: Sequence[str], stale: Mapping[str, int]) -> list[_Kind]:
    stands_in: dict[str, set[int]] = {}
    held: dict[str, Counts] = {}
    for topic, several in enumerate(topics):
        for question in several:
            stands_in.setdefault(question.id, set()).add(topic)
            held[question.id] = tuple(int(tag in question.tags) for tag in tags)
    groups: dict[tuple[frozenset[int], Counts], list[str]] = {}
    for name in sorted(held, key=stale.__getitem__):
        groups.setdefault((frozenset(stands_in[name]), held[name]), []).append(name)
    return [
        _Kind(where, tagged, tuple(names), tuple(accumulate((stale[name] for name in names), initial=0)))
        for (where, tagged), names in groups.items()
    ]


def _staleness(names: Collection[str], seen: Mapping[str, datetime], chance: Random) -> dict[str, int]:
    """Return how stale each question is, so that sums of it compare draws.

    First fewer seen ones, then those seen longest ago, then chance: each step outweighs all that follow together.
    """
    count = len(names) + 1
    luck = 1 << 24
    age = luck * count
    once = age * count * count
    ranks = {moment: rank for rank, moment in enumerate(sorted({seen[name] for name in names if name in seen}), 1)}
    return {
        name: (once + age * ranks[seen[name]] if name in seen else 0) + chance.randrange(luck) for name in sorted(names)
    }


@dataclass(frozen=True, slots=True)
class _State:
    """A draw so far.

    ``held`` are the tags (no more than wanted), ``shared`` how many of each kind that stands in several topics,
    ``lacking`` the questions that topics are short of, ``cost`` how stale it is, ``taken`` triples of topic, kind
    and number.
    """

    held: Counts
    shared: Counts
    lacking: int = 0
    cost: int = 0
    taken: tuple[tuple[int, int, int], ...] = ()


class _Search:
    """The ways to draw from ``kinds`` so that the tags reach ``wanted``."""

    def __init__(self, kinds: Sequence[_Kind], wanted: Counts) -> None:
        self._kinds = kinds
        self._wanted = wanted
        self._shared = [number for number, kind in enumerate(kinds) if len(kind.topics) > 1]
        self._none = _State((0,) * len(wanted), (0,) * len(self._shared))

    def hands(self, draws: Sequence[int]) -> list[set[str]]:
        """Return the ids drawn for each topic."""
        states = [self._none]
        for topic, draw in enumerate(draws):
            ways = self._ways(topic, draw)
            joined = (self._joined(state, way) for state in states for way in ways)
            states = _best(state for state in joined if self._exists(state))
        best = min(states, key=lambda state: (state.lacking, self._untagged(state), self._whole_cost(state)))
        hands: list[set[str]] = [set() for _ in draws]
        used = [0] * len(self._kinds)
        for topic, number, more in best.taken:
            hands[topic].update(self._kinds[number].questions[used[number] : used[number] + more])
            used[number] += more
        return hands

    def _ways(self, topic: int, draw: int) -> list[_State]:
        """Return what one topic can give."""
        states = {(0, self._none.held, self._none.shared): self._none}
        for number, kind in enumerate(self._kinds):
            if topic not in kind.topics:
                continue
            found: dict[tuple[int, Counts, Counts], _State] = {}
            for (count, _, _), state in states.items():
                for more in range(min(draw - count, len(kind.questions)) + 1):
                    new = self._taking(state, topic, number, more)
                    place = (count + more, new.held, new.shared)
                    if place not in found or new.cost < found[place].cost:
                        found[place] = new
            states = found
        most = max(count for count, _, _ in states)
        return [
            _State(state.held, state.shared, draw - count, state.cost, state.taken)
            for (count, _, _), state in states.items()
            # What it shares may be needed elsewhere; else there is no reason to draw fewer.
            if count == most or self._shared
        ]

    def _taking(self, state: _State, topic: int, number: int, more: int) -> _State:
        kind = self._kinds[number]
        held = self._capped(state.held, (more * tag for tag in kind.tags))
        shared = tuple(have + more * (number == each) for have, each in zip(state.shared, self._shared, strict=True))
        # The cost of a shared kind is known only at the end, from how many of it all topics take.
        cost = state.cost + (0 if number in self._shared else kind.costs[more])
        taken = (*state.taken, (topic, number, more)) if more else state.taken
        return _State(held, shared, state.lacking, cost, taken)

    def _joined(self, state: _State, way: _State) -> _State:
        return _State(
            self._capped(state.held, way.held),
            tuple(a + b for a, b in zip(state.shared, way.shared, strict=True)),
            state.lacking + way.lacking,
            state.cost + way.cost,
            (*state.taken, *way.taken),
        )

    def _capped(self, held: Counts, more: Iterable[int]) -> Counts:
        return tuple(min(most, a + b) for a, b, most in zip(held, more, self._wanted, strict=True))

    def _exists(self, state: _State) -> bool:
        used = zip(state.shared, self._shared, strict=True)
        return all(count <= len(self._kinds[number].questions) for count, number in used)

    def _untagged(self, state: _State) -> int:
        return sum(self._wanted) - sum(state.held)

    def _whole_cost(self, state: _State) -> int:
        used = zip(state.shared, self._shared, strict=True)
        return state.cost + sum(self._kinds[number].costs[count] for count, number in used)


def _best(states: Iterator[_State]) -> list[_State]:
    """Return the best draw for each way to hold tags and to use what is shared."""
    found: dict[tuple[Counts, Counts], _State] = {}
    for state in states:
        place = (state.held, state.shared)
        if place not in found or (state.lacking, state.cost) < (found[place].lacking, found[place].cost):
            found[place] = state
    if len(found) <= MOST_STATES:
        return list(found.values())
    return sorted(found.values(), key=lambda state: (state.lacking, -sum(state.held), state.cost))[:MOST_STATES]
