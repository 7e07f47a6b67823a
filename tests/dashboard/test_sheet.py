import numpy as np
import pandas as pd
import pytest

from benchmarks.seeing import seen
from dashboard.choices import SORTABLE, SORTS, WAYS, is_order
from dashboard.filters import Filters
from dashboard.queries import ordered
from dashboard.sheet import ALL, PAGE_ROWS, USUAL, column_names, sheet
from dashboard.sheet_told import sheet_told, sorted_by
from records.schema import ScoredProfile


def test_a_page_holds_the_rows_of_the_filter_state_in_its_order(small):
    view, filters = seen(small), Filters(sort="name")
    rows = ordered(view, filters)
    found = sheet(view, filters, USUAL, 2)
    assert found.rows == rows[PAGE_ROWS : 2 * PAGE_ROWS].tolist()
    assert found.ids == view.county.profiles[ScoredProfile.profile_id].iloc[found.rows].tolist()
    assert [row[0] for row in found.cells] == [
        view.county.profiles[ScoredProfile.name].iloc[row] for row in found.rows
    ]
    assert (found.pages, found.matching) == (-(-len(rows) // PAGE_ROWS), len(rows))


def test_every_column_can_be_shown_and_a_page_that_is_not_there_is_the_nearest(small):
    found = sheet(seen(small), Filters(), ALL, 10**6)
    assert found.page == found.pages
    assert {len(row) for row in found.cells} == {len(ALL)}
    assert sheet(seen(small), Filters(), ALL, -5).page == 1


def test_no_missing_value_is_written_as_a_word(small):
    cells = {
        cell
        for page in (1, 2)
        for row in sheet(seen(small), Filters(), ALL, page).cells
        for cell in row
    }
    assert not cells & {"nan", "NaN", "None", "NaT", "no date"}


@pytest.mark.parametrize("text", ["", "nothing", "<b>", ","])
def test_without_a_column_that_there_is_the_usual_ones_are_shown(text):
    assert column_names(text) == USUAL


def test_columns_stand_as_they_were_asked_for_and_the_name_is_always_there():
    assert column_names("rating,score,rating,oops") == (
        ScoredProfile.rating,
        ScoredProfile.score,
        ScoredProfile.name,
    )


@pytest.mark.parametrize("column", SORTABLE)
def test_a_column_orders_every_row_once_its_missing_values_last(small, column):
    view = seen(small)
    up, down = (ordered(view, Filters(sort=f"{column}.{way}")) for way in WAYS)
    assert sorted(up) == sorted(down) == list(range(len(view.county)))
    missing = view.county.profiles[column].isna().to_numpy()
    for rows in (up, down):
        assert not np.diff(missing[rows].astype(int)).min() < 0
    values = view.county.profiles[column].iloc[up].dropna()
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        assert values.is_monotonic_increasing
        assert view.county.profiles[column].iloc[down].dropna().is_monotonic_decreasing


def test_an_order_is_a_name_or_a_column_and_a_way():
    assert all(is_order(one) for one in (*SORTS, "rating.up", "last_visit_on.down"))
    assert not any(is_order(one) for one in ("rating", "rating.", ".up", "rating.sideways", "x.up"))
    assert Filters.from_query("sort=rating.up").to_query() == "sort=rating.up"
    assert Filters.from_query("sort=rating.up.up").sort == "score"


def test_the_head_says_which_column_orders_the_rows():
    assert sorted_by(Filters()) == ("score", "down")
    assert sorted_by(Filters(sort="rating.up")) == ("rating", "up")
    assert sorted_by(Filters(sort="visit")) == ("", "")


def test_a_click_on_a_head_asks_for_the_other_way_and_only_of_columns_that_can_be_sorted(small):
    filters = Filters(sort="rating.up")
    told = sheet_told(sheet(seen(small), filters, ALL, 1), filters)
    heads = {head["name"]: head for head in told["heads"]}
    assert (heads["rating"]["order"], heads["rating"]["sort"]) == ("rating.down", "ascending")
    assert (heads["last_visit_on"]["order"], heads["name"]["sort"]) == (
        "last_visit_on.down",
        "none",
    )
    assert {name for name, head in heads.items() if head["order"]} <= set(SORTABLE)
    assert len(told["rows"]) == PAGE_ROWS
