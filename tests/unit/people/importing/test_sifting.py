"""The sift tray: order, groups, search, surprise, and who is on the list already."""

from course_app.domain.people import Person
from course_app.people.importing.found import FoundPerson
from course_app.people.importing.matching import known_of
from course_app.people.importing.sifting import AS_IN_FILE, BY_NAME, Look, arranged, groups_of, surprise

PEOPLE = (
    FoundPerson(2, "Evan Brandt", company="Café Zoë", connected="20140312"),
    FoundPerson(3, "Álvaro Ruiz", company="Cafe Zoe", connected="2009"),
    FoundPerson(4, "", email="lost@example.org", company="Cafe Zoe"),
    FoundPerson(5, "Tom Okafor", email="tom@example.org", connected="2014-01"),
    FoundPerson(6, "Bo Lee", born="--0214"),
)


def places(**look):
    return arranged(PEOPLE, Look(**look))


def test_the_oldest_connection_stands_first_and_those_without_a_date_last():
    assert places() == [1, 3, 0, 4]


def test_names_are_put_in_order_without_regard_to_accents():
    assert places(order=BY_NAME) == [1, 4, 0, 3]
    assert places(order=AS_IN_FILE) == [0, 1, 3, 4]


def test_whoever_has_no_name_stands_in_a_group_of_their_own():
    assert places(group="nameless") == [2]
    assert 2 not in places()


def test_companies_are_one_group_however_they_are_spelt():
    groups = groups_of(PEOPLE)
    assert [(group.label, group.count) for group in groups.companies] == [("Café Zoë", 2)]
    assert [(group.label, group.count) for group in groups.decades] == [("2000", 1), ("2010", 2)]
    assert (groups.named, groups.nameless) == (4, 1)
    assert places(group="company-cafe zoe") == [1, 0]


def test_every_word_of_a_search_must_fit():
    assert places(search="ZOE evan") == [0]
    assert places(search="tom@example") == [3]
    assert places(search="nobody") == []


def test_a_surprise_takes_from_what_is_shown_and_not_ticked():
    assert surprise(PEOPLE, Look(), frozenset({0}), lambda given, count: list(given)[:count]) == (1, 3, 4)
    assert places(chosen=(3, 0, 99)) == [3, 0]


def test_the_same_address_or_the_same_folded_name_is_the_same_person():
    known = known_of(
        [Person("a", "alvaro", "s", family="RUIZ"), Person("b", "Someone", "s", email=" Tom@Example.org ")]
    )
    assert [known.has(person) for person in PEOPLE] == [False, True, False, True, False]
    assert not known_of([Person("a", "Evan", "s")]).has(FoundPerson(1))
