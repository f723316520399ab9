from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.people import OfferKind, Sphere
from tests.unit.domain.people_tasks.circles import NAMES, TODAY, many, offer, said, see, tie

LONG_AGO, RECENT = TODAY.year - 5, TODAY.year - 4


def fifteen(silent=3):
    people = many(15)
    years = [LONG_AGO] * silent + [RECENT] * (15 - silent)
    return [
        tie(each.person.given, ("work", "choir", "street")[n % 3], last_year=years[n]) for n, each in enumerate(people)
    ]


@pytest.mark.parametrize(
    ("names", "met"), [(("A b", "C d", "E f"), True), (("A b", "C d"), False), (("Café", "CAFE", "X y"), False)]
)
def test_enough_spheres_with_different_names(names, met):
    ties = [tie(f"Anna{n}", Sphere(f"s{n}", name)) for n, name in enumerate(names)]
    assert see("spheres", ties).met is met


def test_missing_spheres_are_counted():
    look = see("spheres", [tie("Anna")], settings={"min": 4})
    assert said(look) == [("spheres", "Three more: you have one.")]
    assert (look.filled.done, look.filled.asked, look.numbers["spheres"]) == (1, 4, 1)


def test_fifteen_people_from_three_spheres_three_of_them_long_silent_make_a_list():
    look = see("people", fifteen())
    assert look.met
    assert look.numbers == {"done": 15, "asked": 15, "people": 15, "counting": 15, "spheres": 3, "silent": 3}


def test_what_a_list_lacks_is_said_in_one_sentence():
    assert said(see("people", fifteen(silent=2)[:14])) == [
        ("list", "One more, and three from five years back or longer (you have two). Or say in a line why not.")
    ]
    assert said(see("people", [])) == [
        (
            "list",
            "15 more, and people from three spheres (you have none), and three from five years back or longer "
            "(you have none). Or say in a line why not.",
        )
    ]


def test_only_long_silence_missing_leads_to_the_line_on_why_not():
    look = see("people", fifteen(silent=2))
    assert said(look) == [
        ("why-none", "Three from five years back or longer (you have two). Or say in a line why not.")
    ]
    assert see("people", fifteen(silent=0), {"why-none": "I moved here last year."}).met
    assert not see("people", fifteen(silent=0), {"why-none": "  "}).met


def test_so_many_of_a_sphere_count_and_the_long_silent_go_first():
    crowded = many(13, "choir", last_year=RECENT) + many(1, "work", 20) + many(1, "street", 30)
    look = see("people", crowded)
    assert (look.numbers["people"], look.numbers["counting"]) == (15, 7)
    assert said(look)[0][1].endswith("13 are from “Choir”; five of them count.")
    silent = many(6, "choir", last_year=LONG_AGO)
    assert see("people", silent, settings={"old": 5}).numbers["silent"] == 5
    assert see("people", silent, settings={"per-sphere": 6}).numbers["silent"] == 6


def test_not_knowing_when_is_no_long_silence():
    assert see("people", many(3)).numbers["silent"] == 0


def test_an_odd_name_counts_once_it_is_said_to_be_real():
    odd = [tie("asdf", "work", last_year=LONG_AGO)]
    rules = {"min": 1, "spheres": 1, "old": 0}
    assert said(see("people", odd, settings=rules))[0] == ("person.asdf", "Is this a real name? Say so, and it counts.")
    assert see("people", [tie("asdf", confirmed=True)], settings=rules).met


@pytest.mark.parametrize(
    ("count", "short_list", "typed", "met"),
    [
        (10, 10, {"complete": "yes"}, True),
        (9, 10, {"complete": "yes"}, False),
        (10, 10, {}, False),
        (10, 0, {"complete": "yes"}, False),
    ],
)
def test_a_short_list_may_be_declared_complete_where_the_course_allows_it(count, short_list, typed, met):
    assert see("people", many(count), typed, short_list=short_list).met is met


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([None, 2000, 2025])), max_size=30))
def test_adding_somebody_never_takes_a_list_further_from_done(rows):
    ties = [tie(NAMES[n], sphere, last_year=year) for n, (sphere, year) in enumerate(rows)]
    counts = [see("people", ties[:n]).numbers for n in range(len(ties) + 1)]
    for before, after in pairwise(counts):
        assert all(before[key] <= after[key] for key in ("done", "counting", "spheres", "silent"))


def first(count, stretch):
    return [tie(f"Anna{n}", picked=n < count, stretch=n < stretch) for n in range(8)]


@pytest.mark.parametrize(
    ("picked", "stretch", "lacks"),
    [
        (5, 2, []),
        (4, 2, [("picked", "One more to pick.")]),
        (6, 2, [("picked", "Pick five: take one of these away again.")]),
        (5, 1, [("stretch", "Mark one more of them as a stretch.")]),
        (0, 0, [("picked", "Five more to pick."), ("stretch", "Mark two more of them as stretches.")]),
    ],
)
def test_exactly_five_are_picked_two_of_them_a_stretch(picked, stretch, lacks):
    look = see("pick", first(picked, stretch))
    assert said(look) == lacks
    assert look.met is (not lacks)


def test_a_stretch_that_is_not_picked_does_not_count():
    assert see("pick", first(5, 8)).numbers["stretch"] == 5


def offering(count, *, same=False, unsure=0, picked=0, without=0):
    ties = []
    for n, name in enumerate(each.person.given for each in many(count + without)):
        given_ = (
            ()
            if n < without
            else (
                offer(name, "I can listen, and be glad", OfferKind.NOT_SURE)
                if n < without + unsure
                else offer(name, "The same for all of you" if same else f"Something for {name} alone"),
            )
        )
        ties.append(tie(name, offers=given_, picked=n < picked))
    return ties


@pytest.mark.parametrize(
    ("ties", "met"),
    [
        (offering(10), True),
        (offering(9), False),
        (offering(10, unsure=3), True),
        (offering(10, unsure=4), False),
        (offering(11, unsure=4), True),
        (offering(10, picked=5), True),
        (offering(10, picked=1, without=1), False),
        (offering(10, same=True), False),
    ],
)
def test_ten_people_the_picked_ones_among_them_have_an_offer(ties, met):
    assert see("offers", ties).met is met


def test_the_same_words_count_for_three():
    look = see("offers", offering(4, same=True), settings={"min": 3})
    assert look.numbers["offers"] == 3
    assert [each.sentence for each in look.filled.lacks] == [
        "The same words stand under others too. Cut them to fit this person."
    ]


def test_a_picked_person_without_an_offer_is_named():
    look = see("offers", offering(10, picked=1, without=1))
    assert [(each.label, each.sentence) for each in look.filled.lacks] == [
        (many(1)[0].person.name, "One of your first picks, and nothing is here yet.")
    ]


@pytest.mark.parametrize(("length", "met"), [(14, False), (15, True), (300, True), (301, False)])
def test_an_offer_keeps_its_range_of_letters(length, met):
    look = see("offers", [tie("Anna", offers=(offer("Anna", "x" * length),))], settings={"min": 1})
    assert look.met is met


def test_a_short_list_asks_for_no_more_offers_than_it_has_people():
    assert see("offers", offering(8), short_list=8).met
    assert not see("offers", offering(7), short_list=8).met


def test_too_many_stances_are_explained():
    sentences = [each.sentence for each in see("offers", offering(10, unsure=4)).filled.lacks]
    assert sentences == ["One more: nine of ten are there. “Not sure yet” counts for three."]
