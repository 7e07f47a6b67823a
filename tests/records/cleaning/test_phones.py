import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.cleaning import phones


def one(text):
    return phones(pd.Series([text], dtype="str"))[0]


@pytest.mark.parametrize(
    "written",
    [
        "01245 123456",
        "+44 (0)1245 123456",
        "+441245123456",
        "0044 1245 123456",
        "(01245) 123-456",
        "1245123456",
        "01245 123456 ext 12",
        "01245 123456 x12",
        "01245 123456 / 07700 900123",
        "01245123456.0",
    ],
)
def test_a_number_is_read_in_national_digits(written):
    assert one(written) == "01245123456"


@pytest.mark.parametrize(
    "written",
    ["ask at till", "00000000000", "01111111111", "999", "+33 1 23 45 67 89", "0612345678"],
)
def test_what_is_no_number_of_ours_is_missing(written):
    assert pd.isna(one(written))


@given(st.text(alphabet="0123456789+() -xe/", max_size=20))
def test_a_read_number_holds_only_written_digits_and_reads_as_itself(written):
    read = one(written)
    if not pd.isna(read):
        assert re.fullmatch(r"0\d{9,10}", read)
        assert read[1:] in re.sub(r"\D", "", written)
        assert one(read) == read
