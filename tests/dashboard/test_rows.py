import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.rows import in_order, rows, rows_at
from records.schema import Touchpoint

SEEN = Touchpoint.shape(
    pd.DataFrame(
        {
            Touchpoint.touchpoint_id: ["a", "b", "c"],
            Touchpoint.event_on: ["2026-01-02", None, "2024-05-06"],
            Touchpoint.is_visit: [True, False, True],
            Touchpoint.severity: [0, 3, 5],
            Touchpoint.role: [None, "victim", None],
        }
    )
)
READ = Touchpoint.touchpoint_id, Touchpoint.is_visit, Touchpoint.severity


def test_rows_hold_plain_values_of_the_columns_asked_for_and_no_others():
    assert rows(SEEN, *READ) == SEEN[list(READ)].to_dict("records")
    assert [type(value) for value in rows(SEEN, *READ)[0].values()] == [str, bool, int]


def test_missing_values_of_a_row_are_seen_as_missing():
    read = rows(SEEN, Touchpoint.event_on, Touchpoint.role)
    assert [pd.isna(one[Touchpoint.event_on]) for one in read] == [False, True, False]
    assert [one[Touchpoint.role] == "victim" for one in read] == [False, True, False]


def test_an_empty_table_has_no_rows():
    assert rows(SEEN.iloc[:0], *READ) == []
    assert in_order(SEEN.iloc[:0], SEEN[Touchpoint.severity].iloc[:0]).empty


def test_rows_are_read_at_places_in_the_order_of_the_places():
    places = np.array([2, 0])
    assert rows_at(SEEN, places, READ) == rows(SEEN.iloc[[2, 0]], *READ)


@pytest.mark.parametrize("descending", [False, True])
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=12))
def test_rows_put_in_order_keep_the_order_of_equal_ones(descending, pairs):
    frame = pd.DataFrame(pairs, columns=["first", "second"])
    found = in_order(frame, frame["first"], frame["second"], descending=descending)
    expected = frame.sort_values(["first", "second"], ascending=not descending, kind="stable")
    assert found.index.tolist() == expected.index.tolist()
