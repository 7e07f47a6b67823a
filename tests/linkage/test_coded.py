"""A field is coded alike, whether it has few values or many."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from linkage.coded import FEW, Coded, arrow_text

LAST = "\U0001f600"
"""Sorts behind all others."""
values = st.lists(st.none() | st.text("ab\u6625\xe9 ", max_size=3), max_size=12)


@given(values)
def test_few_values_are_coded_as_many_are(column: list[str | None]) -> None:
    few, many = Coded.of(column), Coded.of([*column, *[LAST] * (FEW + 1)])
    assert [text for text in many.texts if text != LAST] == few.texts
    assert many.codes[: len(column)].tolist() == few.codes.tolist()
    told = [few.texts[code] if code >= 0 else "" for code in few.codes]
    assert told == [value or "" for value in column]


def test_a_column_in_pieces_or_of_numbers_is_text_in_one_piece() -> None:
    pieces = pd.concat([pd.Series(["a"], dtype="str"), pd.Series(["b", None], dtype="str")])
    assert arrow_text(pieces).to_pylist() == ["a", "b", None]
    assert arrow_text(pd.Series([12.0, np.nan])).to_pylist() == ["12.0", None]
    assert arrow_text(pd.Series([], dtype="str")).to_pylist() == []
