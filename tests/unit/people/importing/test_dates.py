"""Dates as exports write them."""

import pytest

from course_app.domain.partial_dates import PartialDateError
from course_app.people.importing.dates import Order, TwoDatesError, order_of, read_date


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12 Mar 2014", "20140312"),
        ("7-Feb-22", "20220207"),
        ("Feb 7, 2022", "20220207"),
        ("2014-03-12", "20140312"),
        ("2014-03-12T10:00:00Z", "20140312"),
        ("20140312T100000Z", "20140312"),
        ("12 Mar 2014, 10:15 AM", "20140312"),
        ("3 Okt. 2012", "20121003"),
        ("14 März 2008", "20080314"),
        ("1 août 2010", "20100801"),
        ("12 de março de 2014", "20140312"),
        ("30 juin 2011", "20110630"),
        ("30 juil. 2011", "20110730"),
        ("March 2014", "2014-03"),
        ("2014", "2014"),
        ("12.03.2014", "20140312"),
        ("12.3.14", "20140312"),
        ("25/12/2013", "20131225"),
        ("12/25/2013", "20131225"),
        ("05/05/2013", "20130505"),
        ("29 Feb 2012", "20120229"),
    ],
)
def test_a_connection_date_is_read(text, read):
    found = read_date(text)
    assert found is not None
    assert found.text() == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("--0214", "--0214"),
        ("--02-14", "--0214"),
        ("14 Feb", "--0214"),
        ("1604-05-20", "--0520"),
        ("16040520", "--0520"),
        ("20.05.84", "--0520"),
        ("5 May 84", "--0505"),
        ("1984-05-20", "19840520"),
    ],
)
def test_a_birthday_may_lack_its_year_and_two_digits_are_not_guessed(text, read):
    found = read_date(text, birthday=True)
    assert found is not None
    assert found.text() == read


@pytest.mark.parametrize("text", ["0/0/00", "0000-00-00", "--", " "])
def test_no_date_at_all_is_no_trouble(text):
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text",
    ["31/02/2015", "30 Feb 1999", "13/13/2013", "soon", "1 2 3 Mar", "99999999999", "1899-01-01", "٣ Mar 2014",
     "x" * 90, "1/1/123", "Mar 20145"],
)  # fmt: skip
def test_what_is_no_date_is_said(text):
    with pytest.raises(PartialDateError):
        read_date(text)


def test_day_and_month_are_told_by_the_other_dates_of_the_column_and_never_guessed():
    assert order_of(["03/04/2015", "25/12/2014"]) is Order.DAY
    assert order_of(["03/04/2015", "12/25/2014"]) is Order.MONTH
    assert order_of(["25/12/2014", "12/25/2014"]) is Order.UNKNOWN
    assert order_of(["03/04/2015", "2014-12-25", "25.12.2014"]) is Order.UNKNOWN
    assert read_date("03/04/2015", Order.DAY).text() == "20150403"
    assert read_date("03/04/2015", Order.MONTH).text() == "20150304"
    with pytest.raises(TwoDatesError) as either:
        read_date("03/04/2015")
    assert either.value.year == 2015
