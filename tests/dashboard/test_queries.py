import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.seeing import seen
from dashboard.due import overdue
from dashboard.filters import SORTS, Filters
from dashboard.listing import FIGURES, listing
from dashboard.queries import (
    cards,
    drops,
    found_by_text,
    kpis,
    ordered,
    page_of,
    working_days,
)
from dashboard.viewer import Viewer
from records.schema import ScoredProfile

PLAIN = Viewer("someone", "someone", "inspector", "", frozenset("P"))


def sorted_profiles(small, sort):
    return small.profiles.iloc[ordered(seen(small), Filters(sort=sort))]


def test_a_year_has_five_working_days_a_week():
    assert working_days(date(2026, 11, 1)) == 260


@pytest.mark.parametrize("sort", list(SORTS))
def test_every_order_holds_each_business_once(small, sort):
    rows = ordered(seen(small), Filters(sort=sort))
    assert sorted(rows) == list(range(len(small)))


def test_each_order_is_what_its_name_says(small):
    assert sorted_profiles(small, "score")[ScoredProfile.score].is_monotonic_decreasing
    names = sorted_profiles(small, "name")[ScoredProfile.name].str.lower()
    assert names.is_monotonic_increasing
    assert sorted_profiles(small, "agencies")[ScoredProfile.agency_count].is_monotonic_decreasing
    days = sorted_profiles(small, "visit")[ScoredProfile.last_visit_on]
    assert days.isna().iloc[0]
    assert days.dropna().is_monotonic_increasing
    districts = sorted_profiles(small, "district")[ScoredProfile.district]
    assert districts.dropna().is_monotonic_increasing
    assert districts.isna().iloc[-1]


def test_equal_scores_stand_in_the_order_of_names(small):
    tied = sorted_profiles(small, "score").groupby(ScoredProfile.score)[ScoredProfile.name]
    assert tied.apply(lambda names: names.str.lower().is_monotonic_increasing).all()


def test_cards_tell_what_the_profile_says(small):
    row = int(ordered(seen(small), Filters())[0])
    (card,) = cards(seen(small), np.array([row]))
    profile = small.profile(row)
    assert card["id"] == profile[ScoredProfile.profile_id]
    assert card["name"] == profile[ScoredProfile.name]
    assert card["band"] == profile[ScoredProfile.band]
    assert card["score"] == profile[ScoredProfile.score]
    assert profile[ScoredProfile.postcode] in card["place"]


def test_a_card_says_when_nobody_ever_came_and_who_came_last(small):
    never = np.flatnonzero(small.profiles[ScoredProfile.last_visit_on].isna())[:1]
    assert cards(seen(small), never)[0]["visit"] == "never"
    assert cards(seen(small), never)[0]["seen"] == "Never visited"
    visited = np.flatnonzero(small.profiles[ScoredProfile.last_visit_on].notna())[:1]
    (card,) = cards(seen(small), visited)
    assert " ago by " in card["visit"]
    long, by = card["visit"].split(" by ")
    assert card["seen"] == f"Last seen by {by}, {long}"


def test_a_card_says_since_when_a_visit_is_due(small):
    rows = np.arange(len(small))
    due = overdue(small.columns)
    for row, card in zip(rows, cards(seen(small), rows), strict=True):
        assert card["due"].startswith("due since ") == due[row]
        assert bool(card["due"]) == small.columns.trading[row]


def test_rows_that_are_not_there_have_no_card(small):
    assert cards(seen(small), np.array([-1, len(small), 10**8])) == []


def test_a_viewer_is_told_nothing_of_what_is_out_of_sight(small):
    everyone, fewer = ordered(seen(small), Filters()), ordered(seen(small, PLAIN), Filters())
    assert 0 < len(fewer) < len(everyone)
    assert kpis(seen(small, PLAIN), Filters()) != kpis(seen(small), Filters())
    assert found_by_text(seen(small, PLAIN), "brook").size == len(fewer)


def test_the_page_of_a_row_is_where_it_stands(small):
    rows = ordered(seen(small), Filters())
    assert page_of(rows, int(rows[0])) == 1
    assert page_of(rows, int(rows[50])) == 2
    assert page_of(rows, -5) == 1


def test_figures_are_those_of_the_businesses_shown(small):
    high = Filters(band=("high", "severe"))
    profiles = small.profiles
    shown = profiles[profiles[ScoredProfile.band].isin(["high", "severe"])]
    age = (np.datetime64(small.about.as_of) - shown[ScoredProfile.last_visit_on]).dt.days
    figures = kpis(seen(small), high)
    assert figures.overlooked == int((~(age <= 365)).sum())
    assert figures.known_share == pytest.approx((shown[ScoredProfile.agency_count] > 3).mean())
    rows = shown.index.to_numpy()
    assert figures.contacts_a_day == pytest.approx(
        small.columns.contacts[rows].sum() / working_days(small.about.as_of)
    )
    adverse = np.sort(small.columns.adverse[rows])[::-1]
    most = int(np.ceil(len(rows) * 0.05))
    assert figures.top_share == pytest.approx(adverse[:most].sum() / adverse.sum())


def test_figures_of_nothing_are_none_rather_than_wrong(small):
    figures = kpis(seen(small), Filters(sector=("nowhere",)))
    assert (figures.known_share, figures.top_share) == (None, None)
    assert (figures.contacts_a_day, figures.overlooked) == (0, 0)


def test_drops_count_what_each_filter_hides(small):
    filters = Filters(band=("severe",), sector=("nowhere",), text="mill")
    found = dict(drops(seen(small), filters))
    assert found["sector"] == len(ordered(seen(small), filters.without("sector")))
    assert found["band"] == 0
    assert set(found) == {"band", "sector", "text"}


def test_a_listing_holds_one_page(small):
    filters = Filters(band=("low",), sort="name", text="mill")
    listed = json.loads(listing(seen(small), filters).text)
    rows = ordered(seen(small), filters)
    assert [card["row"] for card in listed["cards"]] == rows[:50].tolist()
    assert listed["matching"] == len(rows)
    assert len(listed["figures"]) == len(FIGURES)
    assert listed["drops"] == []


@given(st.dictionaries(st.sampled_from(["page", "row"]), st.integers(-10, 10_000)))
def test_any_focus_shows_a_page_that_there_is(small, focus):
    listed = json.loads(listing(seen(small), Filters(), focus).text)
    assert 1 <= listed["page"] <= listed["pages"] == 8
    assert listed["cards"]


def test_a_listing_of_nothing_says_what_to_drop(small):
    listed = json.loads(listing(seen(small), Filters(band=("low",), district=("nowhere",))).text)
    assert listed["cards"] == []
    (drop,) = listed["drops"]
    assert drop["label"] == "district (nowhere)"
    assert drop["query"] == "band=low"
    assert drop["count"] == (small.profiles[ScoredProfile.band] == "low").sum()
    assert listed["figures"] == ["0", "none", "none", "0"]


def test_small_figures_keep_digits_that_count(small):
    row = int(np.flatnonzero(small.columns.contacts == 1)[0])
    profile = small.profile(row)
    one = json.loads(listing(seen(small), Filters(text=f"{profile[ScoredProfile.postcode]}")).text)
    assert one["matching"] == 1
    assert one["figures"][0] == "0.0038"
