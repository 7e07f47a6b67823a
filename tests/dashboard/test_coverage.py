from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.seeing import seen
from dashboard.coverage import BY, HIGH, MONTHS, UNSEEN, Coverage, Month, coverage, narrowed, trend
from dashboard.filters import Filters
from dashboard.queries import ordered
from records.schema import Touchpoint

FILTERS = Filters(known="from2")


@pytest.mark.parametrize("by", list(BY))
def test_each_figure_is_how_many_its_link_leads_to(small, by):
    view = seen(small)
    frame = coverage(view, FILTERS, by)
    assert frame[Coverage.businesses].sum() == len(ordered(view, FILTERS))
    for row in frame[frame[Coverage.value].notna()].to_dict("records"):
        here = replace(FILTERS, **{by: (row[Coverage.value],)})
        assert len(ordered(view, here)) == row[Coverage.businesses]
        assert len(ordered(view, replace(here, band=HIGH))) == row[Coverage.high]
        assert len(ordered(view, replace(here, visited=UNSEEN))) == row[Coverage.unseen]
        assert len(ordered(view, replace(here, band=HIGH, visited=UNSEEN))) == row[Coverage.gap]


def test_the_value_with_most_high_risk_stands_first_and_a_county_without_any_has_no_row(small):
    high = coverage(seen(small), Filters(), "sector")[Coverage.high]
    assert high.is_monotonic_decreasing
    assert coverage(seen(small), Filters(text="nothing is called so"), "sector").empty


def test_the_trend_counts_the_contacts_of_two_years_month_by_month(small):
    view = seen(small)
    frame = trend(view, Filters())
    assert len(frame) == MONTHS
    days = view.county.table("touchpoints")[Touchpoint.event_on]
    counted = days.dt.strftime("%Y-%m").value_counts()
    want = [int(counted.get(month, 0)) for month in frame[Month.month]]
    assert frame[Month.contacts].tolist() == want
    last = pd.Timestamp(small.about.as_of) - pd.Timedelta(days=1)
    assert frame[Month.month].iloc[-1] == f"{last:%Y-%m}"


def test_the_trend_of_a_filter_is_of_its_businesses_alone(small):
    view = seen(small)
    whole = trend(view, Filters())[Month.contacts]
    parts = [trend(view, Filters(band=(band,)))[Month.contacts] for band in ("low", "moderate")]
    parts.append(trend(view, Filters(band=HIGH))[Month.contacts])
    assert np.array_equal(sum(parts), whole)


def test_a_narrower_filter_keeps_what_was_chosen_before():
    assert narrowed(FILTERS, district=("Maldon",)) == "district=Maldon&known=from2"
