from itertools import combinations, product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.blueprint import draw_by_blueprint
from tests.unit.domain.making import at, question


def pool(prefix, count, tags=""):
    """Return questions whose tags are the letters of a word each: ``"ab,,a"``."""
    words = [*tags.split(","), *[""] * count]
    return [question(name=f"{prefix}{number}", tags=tuple(words[number])) for number in range(count)]


def draw(topics, draws, at_least=None, seen=None, chance=0):
    return draw_by_blueprint(topics, draws, at_least or {}, seen or {}, Random(chance))


def names(hands):
    return [[each.id for each in hand] for hand in hands]


def tagged(hands, tag):
    return sum(tag in each.tags for hand in hands for each in hand)


def test_each_topic_gives_its_number_in_the_order_of_its_file():
    hands = draw([pool("a", 5), pool("b", 3)], [2, 3])
    assert [len(hand) for hand in hands] == [2, 3]
    assert all(hand == sorted(hand) for hand in names(hands))


def test_a_topic_with_too_few_questions_gives_what_it_has():
    assert names(draw([pool("a", 2)], [5])) == [["a0", "a1"]]
    assert names(draw([[], pool("a", 1)], [2, 1])) == [[], ["a0"]]


def test_what_was_never_seen_comes_first_then_what_was_seen_longest_ago():
    seen = {"a0": at(1), "a1": at(3), "a2": at(2)}
    for chance in range(10):
        assert names(draw([pool("a", 4)], [3], seen=seen, chance=chance)) == [["a0", "a2", "a3"]]


def test_every_question_has_its_chance():
    drawn = {name for chance in range(60) for name in names(draw([pool("a", 6)], [2], chance=chance))[0]}
    assert len(drawn) == 6


def test_the_same_chance_draws_the_same():
    assert draw([pool("a", 9)], [4], chance=3) == draw([pool("a", 9)], [4], chance=3)


def test_a_tag_is_held_at_the_price_of_freshness_but_no_more_of_it_than_needed():
    topics = [pool("a", 4, "s,s,,")]
    seen = {"a0": at(1), "a1": at(2)}
    for chance in range(10):
        assert names(draw(topics, [2], {"s": 1}, seen, chance))[0][0] == "a0"
        assert tagged(draw(topics, [2], {"s": 1}, seen, chance), "s") == 1


def test_tags_that_only_one_topic_can_give_leave_the_others_free():
    topics = [pool("a", 3, "s,,"), pool("b", 3)]
    for chance in range(10):
        assert tagged(draw(topics, [1, 2], {"s": 1}, chance=chance), "s") == 1


def test_two_tags_are_held_together_where_taking_one_at_a_time_would_fail():
    # One question has both tags; filling "s" first with a0 leaves no place for "t" in a draw of one.
    topics = [pool("a", 3, "s,st,t")]
    for chance in range(10):
        assert names(draw(topics, [1], {"s": 1, "t": 1}, chance=chance)) == [["a1"]]


def test_tags_are_spread_over_topics_as_they_must_be():
    topics = [pool("a", 2, "s,t"), pool("b", 2, "s,")]
    for chance in range(10):
        assert names(draw(topics, [1, 1], {"s": 1, "t": 1}, chance=chance)) == [["a1"], ["b0"]]


def test_tags_that_no_draw_can_hold_are_held_as_far_as_can_be():
    assert tagged(draw([pool("a", 5, "s,s,s,,")], [2], {"s": 4}), "s") == 2


def test_no_question_is_drawn_for_two_topics():
    shared = pool("x", 2)
    for chance in range(20):
        first, second = names(draw([[*pool("a", 1), *shared], shared], [2, 1], chance=chance))
        assert len({*first, *second}) == 3


def test_a_shared_question_goes_where_it_is_needed():
    shared = pool("x", 1)
    for chance in range(20):
        assert names(draw([[*shared, *pool("a", 2)], shared], [1, 1], chance=chance))[1] == ["x0"]


TAGS = st.sampled_from(["", "", "s", "t", "st"])


@st.composite
def blueprints(make):
    topics, used = [], 0
    for topic in range(make(st.integers(1, 3))):
        tags = make(st.lists(TAGS, min_size=1, max_size=4))
        topics.append(pool("abc"[topic], len(tags), ",".join(tags)))
        used += len(tags)
    if len(topics) > 1 and make(st.booleans()):
        topics[1] = [*topics[1], topics[0][0]]
    draws = [make(st.integers(0, len(topic))) for topic in topics]
    at_least = {tag: make(st.integers(0, 3)) for tag in make(st.sets(st.sampled_from("st")))}
    everyone = sorted({each.id for topic in topics for each in topic})
    seen = {name: at(make(st.integers(1, 5))) for name in make(st.sets(st.sampled_from(everyone)))}
    return topics, draws, at_least, seen


def all_draws(topics, draws):
    ways = [list(combinations(topic, draw)) for topic, draw in zip(topics, draws, strict=True)]
    for hands in product(*ways):
        ids = [each.id for hand in hands for each in hand]
        if len(ids) == len(set(ids)):
            yield hands


def held(hands, at_least):
    return sum(min(least, tagged(hands, tag)) for tag, least in at_least.items())


def staleness(hands, seen):
    """How many were seen before, and how lately all together, by the rank of the moment."""
    moments = sorted(set(seen.values()))
    ids = [each.id for hand in hands for each in hand]
    ranks = [moments.index(seen[name]) + 1 for name in ids if name in seen]
    return len(ranks), sum(ranks)


@given(blueprints(), st.integers(0, 3))
def test_a_draw_is_the_best_of_all_draws(blueprint, chance):
    """Numbers first, then tags, then freshness: no draw found by trying all of them is better."""
    topics, draws, at_least, seen = blueprint
    found = draw(topics, draws, at_least, seen, chance)
    possible = list(all_draws(topics, draws))
    ids = [each.id for hand in found for each in hand]
    assert len(ids) == len(set(ids))
    assert all(set(hand) <= {each.id for each in topic} for hand, topic in zip(names(found), topics, strict=True))
    if possible:
        assert [len(hand) for hand in found] == draws
        assert held(found, at_least) == max(held(hands, at_least) for hands in possible)
        rivals = [hands for hands in possible if held(hands, at_least) == held(found, at_least)]
        assert staleness(found, seen) == min(staleness(hands, seen) for hands in rivals)
