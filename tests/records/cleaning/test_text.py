import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from records.cleaning import tidy


def texts(*values):
    return pd.Series(values, dtype="str")


def test_double_encodings_entities_and_control_characters_are_undone():
    written = texts(
        "Caf\u00c3\u00a9", "Fish &amp;amp; Chips", " a\x00b \n c ", "Quay\u00e2\u20ac\u2122s"
    )
    assert tidy(written).tolist() == ["Caf\u00e9", "Fish & Chips", "a b c", "Quay\u2019s"]


def test_what_only_looks_like_markup_stays():
    written = texts("R&D", "S\u00c3O", "5 < 6 & 7", "na\u00efve")
    assert tidy(written).tolist() == written.tolist()


def test_words_for_nothing_are_missing():
    assert tidy(texts("N/A", " - ", "null", "", None, "TBC", "&nbsp;")).isna().all()


@given(st.lists(st.text(max_size=20), max_size=5))
def test_tidying_twice_changes_nothing(values):
    once = tidy(pd.Series(values, dtype="str"))
    pd.testing.assert_series_equal(tidy(once), once)


@given(st.lists(st.text(alphabet="ab \t&;amp#\u00c3\u00a9\u00e2\u20ac", max_size=20), max_size=5))
def test_tidy_text_has_single_blanks_and_is_never_longer(values):
    once = tidy(pd.Series(values, dtype="str"))
    for before, after in zip(values, once, strict=True):
        assert pd.isna(after) or (
            len(after) <= len(before) and "  " not in after and after == after.strip()
        )
