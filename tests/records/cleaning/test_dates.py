from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.cleaning import dates

DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))


def one(text, order="day-first"):
    read = dates(pd.Series([text], dtype="str"), order)[0]
    return None if pd.isna(read) else read.date()


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2024",
        "3.4.24",
        "2024-04-03",
        "2024-04-03T12:30:00",
        "20240403",
        "03/04/2024 14:55",
        "3 Apr 2024",
        "3rd April 2024",
        "Wednesday, 3 April 2024",
        "April 3, 2024",
        "03-Apr-24",
        "45385",
        "45385.75",
    ],
)
def test_a_day_is_read_however_it_is_written(written):
    assert one(written) == date(2024, 4, 3)


@pytest.mark.parametrize(
    "written",
    ["31/02/2024", "03/25/2024", "soon", "12 foo 2024", "2024", "99999", "03/04/2024 25:61"],
)
def test_what_is_no_day_is_missing(written):
    assert one(written) is None


def test_the_contract_says_whether_day_or_month_comes_first():
    assert one("03/04/2024", "month-first") == date(2024, 3, 4)
    assert one("03/04/2024", "iso") is None
    assert one("2024-04-03", "month-first") == date(2024, 4, 3)


def test_a_time_with_a_zone_is_the_day_it_was_in_london():
    assert one("2024-06-30T23:30:00Z") == date(2024, 7, 1)
    assert one("2024-12-31T23:30:00Z") == date(2024, 12, 31)
    assert one("2024-07-01T00:30:00+02:00") == date(2024, 6, 30)
    assert one("2024-06-30T20:30:00-0500") == date(2024, 7, 1)


def test_a_year_of_two_digits_is_near():
    assert one("01/02/49") == date(2049, 2, 1)
    assert one("01/02/50") == date(1950, 2, 1)


@given(
    DAYS, st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%y", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y"])
)
def test_every_day_is_read_back(day, form):
    assert one(day.strftime(form)) == day


@given(DAYS)
def test_every_serial_is_a_day(day):
    serial = (day - date(1899, 12, 30)).days
    assert one(str(serial)) == day


@given(st.text(alphabet="0123456789/-. :TZJanuary", max_size=20))
def test_reading_what_was_read_changes_nothing(written):
    once = dates(pd.Series([written], dtype="str"), "day-first")
    again = dates(once.dt.strftime("%Y-%m-%d").astype("str"), "day-first")
    pd.testing.assert_series_equal(again, once)
