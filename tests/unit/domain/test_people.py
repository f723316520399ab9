from datetime import date

import pytest

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
