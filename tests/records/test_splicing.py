import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.splicing import in_order


def table(count: int) -> pa.Table:
    words = [[str(number)] * (number % 3) for number in range(count)]
    return pa.table({"row": pa.array(range(count), pa.int64()), "words": words or pa.array([])})


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_rows_that_are_kept_come_in_the_order_of_their_keys_equal_ones_as_they_were(rows):
    kept, minor, major = (np.array([row[at] for row in rows]) for at in range(3))
    found = in_order(table(len(rows)), kept.astype(bool), minor, major)
    expected = sorted(np.flatnonzero(kept), key=lambda row: (major[row], minor[row]))
    assert found["row"].to_pylist() == expected


@pytest.mark.parametrize("new", [0, 3, 400])
def test_a_few_rows_among_many_come_where_they_belong(new):
    count = 1_000
    key = np.concatenate([np.arange(count), np.linspace(0, count, new)])
    kept = np.arange(count + new) % 333 != 5
    found = in_order(table(count + new), kept, key)
    expected = table(count + new).take(np.flatnonzero(kept)[np.argsort(key[kept], kind="stable")])
    assert found.equals(expected)
