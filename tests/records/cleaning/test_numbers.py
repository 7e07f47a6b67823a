import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.cleaning import company_numbers, money, numbers, sic_codes, uprns


def texts(*values):
    return pd.Series(values, dtype="str")


def test_company_numbers_have_eight_characters():
    written = texts(
        "1812016", "01812016", "sc123", "OC 300001", "IP12345R", "1234567.0", "R0001234"
    )
    assert company_numbers(written).tolist() == [
        "01812016",
        "01812016",
        "SC000123",
        "OC300001",
        "IP12345R",
        "01234567",
        "R0001234",
    ]


@pytest.mark.parametrize(
    "written", ["00000000", "12", "AB123456", "none given", "123456789", "SC000000"]
)
def test_what_is_no_company_number_is_missing(written):
    assert company_numbers(texts(written)).isna().all()


@given(st.text(alphabet="0123456789SCNI. ", max_size=10))
def test_company_numbers_read_as_themselves(written):
    once = company_numbers(texts(written))
    pd.testing.assert_series_equal(company_numbers(once), once)
    assert once.isna()[0] or len(once[0]) == 8


def test_a_uprn_that_a_spreadsheet_rounded_is_missing():
    read = uprns(texts("100091234567", "123.0", "1.00012E+11", "0", "1234567890123", None))
    assert read.fillna("").tolist() == ["100091234567", "000000000123", "", "", "", ""]


@given(st.integers(1, 10**12 - 1))
def test_uprns_read_as_themselves(number):
    once = uprns(texts(str(number)))
    assert int(once[0]) == number
    assert uprns(once)[0] == once[0]


def test_a_sic_code_has_five_digits():
    assert sic_codes(texts("56103", "5610", "56103 - Takeaway", None)).fillna("").tolist() == [
        "56103",
        "",
        "",
        "",
    ]


def test_amounts_are_read_with_pound_signs_and_thousands():
    read = money(texts("\u00a31,234.50", "GBP 500", "\u00a32,000,000", "-5", "1,23", "a lot", None))
    assert read.fillna(-1).tolist() == [1234.5, 500.0, 2_000_000.0, -5.0, -1.0, -1.0, -1.0]


@given(st.floats(-1e9, 1e9).map(lambda number: round(number, 6)))
def test_a_plain_number_reads_as_itself(number):
    assert numbers(texts(repr(number)))[0] == number
