from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.partial_dates import PartialDate, PartialDateError, from_parts, read_partial

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@st.composite
def partial_dates(draw):
    day = draw(days)
    kept = draw(st.sampled_from(("ymd", "ym", "y", "md", "m")))
    year = day.year if "y" in kept else None
    return PartialDate(year, day.month if "m" in kept else None, day.day if "d" in kept else None)


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("1984-05-20", 1984, 5, 20),
        ("19840520", 1984, 5, 20),
        ("1984-05-20T00:00:00Z", 1984, 5, 20),
        ("19840520T000000", 1984, 5, 20),
        ("1984-05", 1984, 5, None),
        ("1984-5", 1984, 5, None),
        ("1984", 1984, None, None),
        ("--02-14", None, 2, 14),
        ("--0214", None, 2, 14),
        ("--02", None, 2, None),
        (" --0229 ", None, 2, 29),
        ("2000-02-29", 2000, 2, 29),
    ],
)
def test_every_form_in_use_is_read(text, year, month, day):
    assert read_partial(text) == PartialDate(year, month, day)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1984-05-20", "19840520"),
        ("1984-05", "1984-05"),
        ("1984", "1984"),
        ("--02-14", "--0214"),
        ("--02", "--02"),
        ("--0229", "--0229"),
    ],
)
def test_one_form_is_written(text, written):
    assert read_partial(text).text() == written


@pytest.mark.parametrize(
    "text",
    ["", "soon", "31/02/2015", "1984-13", "--13", "--0230", "1985-02-29", "--00", "1984-05-00", "---14", "0001-01-01",
     "١٩٨٤", "-02-14", "1984-5-20"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(PartialDateError):
        read_partial(text)


@given(partial_dates())
def test_what_is_written_is_read_again(value):
    assert read_partial(value.text()) == value


@given(partial_dates())
def test_the_parts_of_a_form_make_the_same_date(value):
    parts = ["" if each is None else str(each) for each in (value.day, value.month, value.year)]
    assert from_parts(*parts) == value


def test_no_parts_are_no_date():
    assert from_parts("", " ", "") is None


@pytest.mark.parametrize("parts", [("x", "2", ""), ("1", "", ""), ("", "²", ""), ("31", "4", ""), ("", "", "99999")])
def test_parts_that_make_no_date_are_refused(parts):
    with pytest.raises(PartialDateError):
        from_parts(*parts)


@given(st.integers(1900, 2200))
def test_29_february_falls_on_the_last_day_of_each_february(year):
    assert PartialDate(None, 2, 29).in_year(year) == date(year, 2, 29 if isleap(year) else 28)


@given(partial_dates(), st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_the_next_day_comes_within_a_year_and_is_never_past(value, today):
    day = value.next_from(today)
    if value.month is None:
        assert day is None
    else:
        assert day is not None
        assert today <= day <= today + timedelta(days=366)
        assert day == today or day == value.in_year(day.year)


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("--1122", date(2026, 11, 22), date(2026, 11, 22)),
        ("--1121", date(2026, 11, 22), date(2027, 11, 21)),
        ("19840101", date(2026, 12, 31), date(2027, 1, 1)),
        ("--11", date(2026, 11, 22), date(2026, 11, 22)),
        ("--12", date(2026, 11, 22), date(2026, 12, 1)),
        ("--0229", date(2026, 2, 28), date(2026, 2, 28)),
        ("--0229", date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_the_next_day_of(text, today, day):
    assert read_partial(text).next_from(today) == day
