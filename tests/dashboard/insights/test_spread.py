import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.seeing import seen
from dashboard.filters import Filters
from dashboard.insights.frames import Concentration, Gaps, KnownTo, Trades
from dashboard.insights.spread import TOP, concentration, gaps, known_to, top_count, trades
from dashboard.queries import kpis, ordered
from dashboard.viewer import Viewer
from tests.dashboard.insights.asked import asked

NOBODY = Viewer("nobody", "nobody", "inspector", "", frozenset())


@given(asked())
def test_every_business_shown_is_known_to_one_number_of_agencies(small, filters):
    frame, rows = known_to(seen(small), filters), ordered(seen(small), filters)
    assert frame[KnownTo.businesses].sum() == len(rows)
    if len(rows):
        assert frame[KnownTo.share].sum() == pytest.approx(1)
    else:
        assert frame[KnownTo.share].isna().all()


@given(asked())
def test_the_share_known_to_many_is_the_county_s_figure(small, filters):
    figures = kpis(seen(small), filters)
    share = known_to(seen(small), filters).set_index(KnownTo.choice)[KnownTo.share]["from4"]
    assert share == pytest.approx(figures.known_share, nan_ok=True) or figures.known_share is None


@given(asked())
def test_the_curve_rises_and_bends_only_down(small, filters):
    frame = concentration(seen(small), filters)
    top = frame[Concentration.top].to_numpy()
    assert top[0] == 0
    for column in (Concentration.contacts, Concentration.adverse):
        reached = frame[column].to_numpy()
        if np.isnan(reached).all():
            continue
        assert reached[0] == 0
        assert reached[-1] == pytest.approx(1)
        assert (reached >= top - 1e-12).all()
        slopes = np.diff(reached) / np.diff(top)
        assert (slopes >= 0).all()
        assert (np.diff(slopes) <= 1e-9).all()


@given(asked())
def test_the_busiest_of_a_hundred_five_are_the_county_s_figure(small, filters):
    frame, rows = concentration(seen(small), filters), ordered(seen(small), filters)
    figure = kpis(seen(small), filters).top_share
    count = top_count(TOP, len(rows))
    at = frame[frame[Concentration.businesses] == count].iloc[0]
    if figure is None:
        assert np.isnan(at[Concentration.adverse])
    else:
        assert at[Concentration.adverse] == pytest.approx(figure)


@given(asked(), st.sampled_from(["district", "sector"]))
def test_high_risk_nobody_visited_adds_up_to_the_county_s_figure(small, filters, by):
    frame = gaps(seen(small), filters, by)
    assert frame[Gaps.overlooked].sum() == kpis(seen(small), filters).overlooked
    assert frame[Gaps.overlooked].is_monotonic_decreasing
    assert (frame[Gaps.overlooked] <= frame[Gaps.high]).all()


@given(asked())
def test_sectors_and_districts_add_up_to_the_businesses_shown(small, filters):
    frame, rows = trades(seen(small), filters), ordered(seen(small), filters)
    assert frame[Trades.businesses].sum() == len(rows)
    assert frame[Trades.high].sum() == (small.columns.band[rows] >= 2).sum()
    assert (frame[Trades.businesses] > 0).all()


@given(asked(), st.sampled_from(["Harlow", "Maldon"]))
def test_one_filter_more_raises_no_count_of_businesses(small, filters, district):
    if filters.district:
        return
    narrow = Filters(**{**vars(filters), "district": (district,)})
    wide = known_to(seen(small), filters)[KnownTo.businesses]
    assert (known_to(seen(small), narrow)[KnownTo.businesses] <= wide).all()
    keys = [str(Trades.sector), str(Trades.district)]
    cells = trades(seen(small), filters).set_index(keys)[Trades.businesses].to_dict()
    fewer = trades(seen(small), narrow).set_index(keys)[Trades.businesses].to_dict()
    assert all(count <= cells[key] for key, count in fewer.items())


def test_who_sees_nothing_is_told_of_nothing(small):
    view = seen(small, NOBODY)
    assert known_to(view, Filters())[KnownTo.businesses].sum() == 0
    assert concentration(view, Filters())[Concentration.businesses].tolist() == [0]
    assert gaps(view, Filters(), "sector").empty
    assert trades(view, Filters()).empty
