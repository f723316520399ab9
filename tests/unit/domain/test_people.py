from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.names import fold
from course_app.domain.people import FullError, Person, check_room, quiet_years, recent_hint, twins

TODAY = date(2026, 11, 22)


def person(given="Evan", family="Brandt", **values):
    return Person(id=given, given=given, sphere="work", family=family, **values)


@pytest.mark.parametrize(("count", "adding"), [(0, 60), (59, 1), (60, 0)])
def test_sixty_people_fit(count, adding):
    check_room(count, adding)


@pytest.mark.parametrize(
    ("count", "adding", "said"), [(60, 1, "It is full now."), (58, 3, "room for 2 more"), (0, 61, "room for 60 more")]
)
def test_more_than_sixty_do_not_fit(count, adding, said):
    with pytest.raises(FullError, match=said):
        check_room(count, adding)


@pytest.mark.parametrize(
    ("last_year", "years", "hinted"), [(2026, 0, True), (2025, 1, False), (2016, 10, False), (None, None, False)]
)
def test_only_somebody_hardly_out_of_touch_gets_a_soft_hint(last_year, years, hinted):
    assert quiet_years(last_year, TODAY) == years
    assert bool(recent_hint(last_year, TODAY)) is hinted


def test_twins_have_the_same_folded_name():
    people = (person("José", "Silva"), person("Jose", "Santos"))
    assert twins(people, "jose silva") == people[:1]
    assert twins(people, "Jo Silva") == ()


@pytest.mark.parametrize(
    ("values", "short", "initials"),
    [
        ({}, "Evan", "E. B."),
        ({"call_name": "Ev"}, "Ev", "E. B."),
        ({"given": "李娜", "family": ""}, "李娜", "李."),
    ],
)
def test_how_to_call_somebody(values, short, initials):
    found = person(**values)
    assert (found.short, found.initials) == (short, initials)


NAMES = st.text(st.characters(categories=("L", "M")), min_size=2, max_size=20).filter(lambda name: name[0].isalpha())


@given(NAMES, NAMES)
def test_whoever_is_on_the_list_is_their_own_twin_however_the_name_is_written(first, family):
    listed = person(first, family)
    for spelt in (listed.name, f"  {listed.name} ", listed.name.upper().lower()):
        if fold(spelt) == fold(listed.name):
            assert twins([listed], spelt) == (listed,)
    assert twins([listed], listed.name) == (listed,)


@given(NAMES, NAMES)
def test_initials_tell_the_first_letters_and_nothing_more(first, family):
    said = person(first, family).initials
    assert said.split(". ")[0] == first[0].upper()
    assert len(said) <= 2 * (len(first[0].upper()) + 1) + len(family[0].upper())


@given(st.integers(0, 80), st.integers(0, 80), st.integers(1, 80))
def test_there_is_room_up_to_the_ceiling_and_not_beyond(count, adding, most):
    if count + adding <= most:
        check_room(count, adding, most)
    else:
        with pytest.raises(FullError):
            check_room(count, adding, most)
