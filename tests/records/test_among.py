import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.among import among

TEXTS = st.lists(st.none() | st.text(max_size=2), max_size=8)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_a_text_is_among_others_where_one_of_them_is_the_same_and_a_missing_one_never_is(one, many):
    known = {text for text in many if text is not None}
    expected = [text in known for text in one]
    assert among(pd.Series(one, dtype="str"), pd.Series(many, dtype="str")).tolist() == expected
    assert among(pa.chunked_array([one], pa.string()), known).tolist() == expected


@pytest.mark.parametrize("kind", [pd.Index, pd.Series, list, tuple, frozenset])
def test_many_may_be_any_collection_of_texts(kind):
    assert among(pd.Series(["a", "b"]), kind(["b", "c"])).tolist() == [False, True]
    assert among(pd.Index(["a", "b"], dtype="object"), kind([])).tolist() == [False, False]
