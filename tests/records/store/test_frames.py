"""Any frame of a table comes back from disk exactly as it was."""

import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.schema import DTYPES, Column, Table
from records.store.frames import columns_of, from_arrow, to_arrow


class Everything(Table):
    """One column of each kind."""

    text = Column("text", "text", "any text")
    day = Column("day", "date", "any day")
    number = Column("number", "number", "any number")
    integer = Column("integer", "integer", "any integer")
    flag = Column("flag", "flag", "yes or no")
    names = Column("names", "list", "any texts")


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = {
    "text": st.none() | words,
    "date": st.none() | st.datetimes(pd.Timestamp("1600-01-01"), pd.Timestamp("2400-01-01")),
    "number": st.none() | st.floats(allow_nan=False),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "flag": st.booleans(),
    "list": st.lists(words, max_size=3),
}


@st.composite
def frames(draw):
    rows = draw(st.integers(0, 6))
    values = {
        column: pd.Series(
            draw(st.lists(VALUES[column.kind], min_size=rows, max_size=rows)),
            dtype="object" if column.kind != "date" else "datetime64[s]",
        )
        for column in Everything.columns()
    }
    return Everything.shape(pd.DataFrame(values))


def through_parquet(table: pa.Table) -> pa.Table:
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd", row_group_size=2)
    return pq.ParquetFile(file).read()


@given(frames())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_what_is_read(frame):
    columns = Everything.columns()
    back = pd.DataFrame(from_arrow(columns, through_parquet(to_arrow(Everything, frame))))
    back = back[[str(column) for column in columns]]
    pd.testing.assert_frame_equal(back, frame)
    assert [back[c].dtype for c in columns] == [
        np.dtype(DTYPES[c.kind]) if c.kind != "text" else pd.Series(dtype="str").dtype
        for c in columns
    ]
    assert all(type(cell) is list for cell in back[Everything.names])


def test_a_missing_list_comes_back_empty():
    frame = Everything.shape(pd.DataFrame({Everything.names: [None, ["a"], np.nan]}))
    back = from_arrow([Everything.names], through_parquet(to_arrow(Everything, frame)))
    assert list(back[Everything.names]) == [[], ["a"], []]


def test_columns_are_found_by_name_in_the_order_asked():
    assert columns_of(Everything, ["flag", Everything.text]) == ["flag", "text"]
    assert columns_of(Everything, None) == Everything.columns()
    with pytest.raises(KeyError, match="rumour"):
        columns_of(Everything, ["rumour"])


def test_lists_that_are_equal_are_one_list():
    told = pd.DataFrame({"names": pd.Series([["a", "b"], [], ["a", "b"]], dtype="object")})
    shaped = Everything.shape(told)
    back = from_arrow(columns_of(Everything, ["names"]), to_arrow(Everything, shaped))["names"]
    assert back.tolist() == told["names"].tolist()
    assert back[0] is back[2]
