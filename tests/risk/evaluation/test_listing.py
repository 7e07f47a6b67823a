from datetime import date

import pandas as pd
import pytest

from risk.evaluation.judged import Visit
from risk.evaluation.listing import capacity, shares_listed
from risk.evaluation.splits import Window

WINDOW = Window(date(2026, 5, 1), date(2026, 7, 31))


def visits(days, businesses):
    on = pd.to_datetime([f"2026-{day}" for day in days])
    return Visit.shape(pd.DataFrame({Visit.profile_id: list(businesses), Visit.on: on}))


def test_the_county_can_visit_as_many_as_it_did_in_as_many_days_before():
    made = visits(["02-15", "03-01", "03-02", "03-02", "05-02"], "ABBCD")
    assert capacity(made, WINDOW) == 3


def test_spans_of_a_year_are_averaged():
    made = visits(["02-15", "03-01", "03-02"], "ABC")
    long_ago = made.assign(on=pd.to_datetime(["2025-01-01", "2025-06-01", "2025-06-01"]))
    assert capacity(pd.concat([made, long_ago]), WINDOW) == round((3 + 0 + 0 + 2) / 4)


def test_a_capacity_that_is_set_counts_months():
    assert capacity(visits(["02-15"], "A"), WINDOW, a_month=100) == 299
    assert capacity(Visit.empty(), WINDOW) == 1


def test_the_highest_are_listed_and_a_shared_last_place_is_shared_out():
    told = shares_listed(pd.Series([9.0, 5.0, 5.0, 1.0], index=[*"ABCD"]), 2)
    assert told.to_dict() == {"A": 1.0, "B": 0.5, "C": 0.5, "D": 0.0}


@pytest.mark.parametrize("places", [0, 3, 99])
def test_a_list_is_as_long_as_there_is_room_or_as_there_are_businesses(places):
    told = shares_listed(pd.Series([3.0, 2.0, 1.0, 0.0]), places)
    assert told.sum() == min(places, 4)
