import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.contracts.describing import described


def one(text, kind):
    return described(pd.Series([text], dtype="str"), kind)[0]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("31/02/2025", "date", "'31/02/2025'"),
        ("soon", "date", "letters where a date was expected"),
        ("??", "date", "other signs where a date was expected"),
        ("12.5.1", "number", "'12.5.1'"),
        ("a dozen", "number", "letters where a number was expected"),
        ("Crown notice for Ann Tolliver", "code", "'\u2026 notice \u2026 \u2026 \u2026'"),
        ("Improvement notice 3", "code", "'Improvement notice 3'"),
        ("one two three four five six seven eight nine", "code", "a text of 9 words"),
        ("CM1 1AAA", "text", "a text shaped AA9 9AAA"),
        ("Ann Tolliver lives there", "text", "a text of 24 signs"),
    ],
)
def test_a_wrong_value_is_described_without_telling_it(text, kind, said):
    assert one(text, kind) == said


@given(
    st.text(alphabet="QXZJ", min_size=3, max_size=12),
    st.sampled_from(["date", "number", "code", "text"]),
)
def test_no_unknown_word_is_ever_quoted(word, kind):
    assert word not in one(word, kind)


def test_missing_stays_missing():
    assert described(pd.Series([None], dtype="str"), "code").isna().all()
